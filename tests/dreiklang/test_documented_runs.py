"""Commands of README.md and docs/*.md, run as they stand there on a small desk: the demo newsroom's articles, without weights.

A word in capitals stands for something of the reader's (URL, ID, NAME); here it is something of the desk. What is not run here is
run by another test, which is named.
"""

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dreiklang.cli import main
from dreiklang.demo import moments
from tests.documented import documented
from tests.places import REPOSITORY
from tests.typed import wrong_with

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("documented runs")]
SETTINGS = """\
[demo]
enabled = true
[models]
embedder = "none"
judge = "none"
translator = "none"
[searches]
"EU AI Act" = "KI-Verordnung OR AI"
[profiles.daily]
[profiles.berlin]
language = "de"
"""
NOT_RUN = {  # beginning of a command: the test that runs it
    "run --watch": "tests/dreiklang/test_watching.py",
    "demo": "tests/dreiklang/test_demo.py",
    "crawl": "tests/dreiklang/test_cli_crawl.py",
    "discover": "tests/dreiklang/test_cli_crawl.py",
    "fetch": "tests/dreiklang/test_cli_crawl.py",
    "sources add": "tests/dreiklang/test_cli_sources.py",
    "sources check": "tests/dreiklang/test_cli_sources.py",
    "models pull": "tests/dreiklang/test_cli_models.py",
    "models calibrate": "tests/dreiklang/test_cli_models.py",
    "translate --article": "tests/dreiklang/test_cli_translate.py",
    "search --mode": "tests/dreiklang/test_cli_search.py",
    "kibana import": "tests/dreiklang/test_cli_kibana.py",
    "alert resend": "tests/dreiklang/test_cli_delivery.py",
}
ENDS_WITH_1 = {"doctor": "a problem"}  # where that is what it has to say
BUILDS_S = 250  # ten on an idle machine


def _key(words: tuple[str, ...]) -> str:
    return " ".join(words)


TYPED = sorted({one.arguments for one in documented() if one.words[0] == "dreiklang" and not wrong_with(one.arguments)})
RUN = [words for words in TYPED if not any(_key(words).startswith(begin) for begin in NOT_RUN)]


@dataclass(frozen=True)
class Prepared:
    """A folder in which `dreiklang run` has run, and what the words in capitals stand for there."""

    folder: Path
    stand_for: dict[str, str]

    def words(self, typed: tuple[str, ...]) -> list[str]:
        return [self.stand_for.get(word, word) for word in typed]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The last of the demo's moments, read once; a second index, so that there is one to go back to."""
    folder = tmp_path_factory.mktemp("documented")
    (folder / "dreiklang.toml").write_text(SETTINGS)
    (folder / "data" / "demo").mkdir(parents=True)
    (folder / "data" / "demo" / "clock").write_text(moments()[-1].isoformat())
    typed(folder, "run")
    typed(folder, "reindex")
    article = json.loads(typed(folder, "articles", "--json").splitlines()[0])
    row = {"id": "1", "title": "AI Act", "body": "Rules for AI.", "source_type": "news"}
    (folder / "articles.jsonl").write_text(json.dumps(row))
    outline = '<outline xmlUrl="https://www.tagblatt.example/feed"/>'
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    names = {"URL": article["url"], "ID": article["id"], "NAME": "EU AI Act", "QUERY": "AI", "tagblatt": "morgenblatt"}
    return Prepared(folder=folder, stand_for=names)


def typed(folder: Path, *words: str) -> str:
    """What a command prints in a folder; it has to end well."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("DREIKLANG_")}
    given["PYTHONPATH"] = str(REPOSITORY)
    command = [sys.executable, "-m", "dreiklang", *words]
    return subprocess.run(
        command, cwd=folder, env=given, check=True, stdout=subprocess.PIPE, text=True, timeout=BUILDS_S
    ).stdout


@pytest.fixture
def at_desk(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Iterator[Prepared]:
    """In its folder, with nothing in the environment and an empty standard input."""
    monkeypatch.chdir(prepared.folder)
    for name in [name for name in os.environ if name.startswith("DREIKLANG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DREIKLANG_CLOCK", str(prepared.folder / "data" / "demo" / "clock"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield prepared
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.mark.parametrize("words", RUN, ids=_key)
def test_it_runs_as_it_stands_there(
    words: tuple[str, ...], at_desk: Prepared, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if words == ("init",):
        monkeypatch.chdir(at_desk.folder / "out")
    monkeypatch.setattr("sys.argv", ["dreiklang", *at_desk.words(words)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    if ended.value.code != 0:
        assert words[0] in ENDS_WITH_1 and ended.value.code == 1, told.err + told.out


def test_whatever_is_not_run_here_is_run_by_a_test_that_is_there() -> None:
    for begin, test in NOT_RUN.items():
        text = (REPOSITORY / test).read_text(encoding="utf-8")
        assert begin.split()[-1] in text, begin
    assert len(RUN) >= 35


def test_every_word_in_capitals_stands_for_something(at_desk: Prepared) -> None:
    left = {word for words in RUN for word in words if re.fullmatch(r"[A-Z_]{2,}", word)}
    assert left <= set(at_desk.stand_for)
