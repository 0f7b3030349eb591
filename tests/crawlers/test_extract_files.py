import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawlers.extract_files import extract_bytes, extract_manifest, source_of
from dreiklang.cli.extract import extract
from tests.crawlers.test_extract import ARTICLE

KEYS = [
    "url",
    "canonical",
    "title",
    "authors",
    "published",
    "updated",
    "language",
    "script",
    "origin",
    "paragraphs",
    "outcome",
]
URL = "https://tagblatt.example/a/b"


def manifest(folder: Path, count: int) -> Path:
    rows = []
    for number in range(count):
        name = f"{number}.html" + (".gz" if number % 2 else "")
        body = ARTICLE.replace("Antrag", f"Antrag{number}").encode()
        (folder / name).write_bytes(gzip.compress(body) if number % 2 else body)
        rows.append(json.dumps({"id": number, "url": URL, "path": name}))
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(rows) + "\n\n", encoding="utf-8")
    return path


def test_a_row_has_the_promised_keys_in_order() -> None:
    assert list(extract_bytes(ARTICLE.encode(), url=URL)) == KEYS


def test_times_are_printed_as_the_pages_clock_showed_them() -> None:
    head = '<html lang=de><meta property="article:published_time" content="2024-07-01T23:30:00Z">'
    assert extract_bytes((head + ARTICLE).encode(), url=URL)["published"] == "2024-07-02T01:30:00+02:00"
    day = head.replace("T23:30:00Z", "")
    assert extract_bytes((day + ARTICLE).encode(), url=URL)["published"] == "2024-07-01"


def test_an_address_that_is_none_has_no_source() -> None:
    assert source_of("") is None
    assert source_of("https://nobody.example/a") is None


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_manifest_comes_back_in_its_order(tmp_path: Path, jobs: int) -> None:
    rows = list(extract_manifest(manifest(tmp_path, 5), jobs=jobs))
    assert [row["id"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["title"] for row in rows] == [f"Aufsicht prüft Antrag{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("{", None),
        ("[]", None),
        ("3", None),
        ('{"id": 1, "url": "x"}', 1),
        ('{"id": 1, "url": 2, "path": "0.html"}', 1),
    ],
)
def test_a_broken_line_is_named_and_stops_no_other(tmp_path: Path, line: str, identifier: int | None) -> None:
    path = manifest(tmp_path, 1)
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    broken, whole = extract_manifest(path, jobs=1)
    assert (broken["id"], broken["outcome"]) == (identifier, "failed")
    assert "line 1: expected an object with id, url and path" in broken["error"]
    assert (whole["id"], whole["outcome"]) == (0, "extracted")


@pytest.mark.parametrize("content", [None, b"\x1f\x8bbroken"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_cannot_be_read_is_named_and_stops_no_other(
    tmp_path: Path, content: bytes | None, jobs: int
) -> None:
    path = manifest(tmp_path, 3)
    (tmp_path / "1.html.gz").unlink()
    if content is not None:
        (tmp_path / "1.html.gz").write_bytes(content)
    found = list(extract_manifest(path, jobs=jobs))
    assert [row["outcome"] for row in found] == ["extracted", "failed", "extracted"]
    assert found[1].keys() == {"id", "outcome", "error"}
    assert f"cannot read {tmp_path / '1.html.gz'}" in found[1]["error"]


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    result = CliRunner().invoke(extract, ["--url", URL, "nowhere.html"])
    assert result.exit_code == 2
    assert "'nowhere.html' does not exist" in result.stderr


def test_the_command_prints_one_article_from_standard_input() -> None:
    result = CliRunner().invoke(extract, ["--url", URL, "-"], input=ARTICLE.encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "Aufsicht prüft Antrag"


def test_the_command_prints_a_line_a_page(tmp_path: Path) -> None:
    result = CliRunner().invoke(extract, ["--manifest", str(manifest(tmp_path, 3)), "--jobs", "1"])
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [0, 1, 2]
