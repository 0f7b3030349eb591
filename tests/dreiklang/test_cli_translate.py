"""The command translate: lines to lines without a store, articles on demand, and what it says without a model."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from articles import clock
from articles.model import Analysis
from articles.outcome import Outcome
from articles.store.claims import Priority, counts, enqueue, reap
from articles.store.labels import keep_analysis, load_translation
from articles.store.tables import sentences
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import article, make_desk, put
from tests.nlp.fakes import FakeTranslator, english
from tests.places import REPOSITORY

LAST_LINE = ("Danach ist Pause.", "Dann geht es weiter.")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeTranslator:
    """What every desk of the command line translates with."""
    made = FakeTranslator()
    monkeypatch.setattr("nlp.translators.make_translator", lambda name, folder, judge: made)
    return made


def relevant(desk: Desk, *paragraphs: str) -> None:
    one = article(paragraphs=paragraphs)
    put(desk, one)
    with desk.store.begin() as connection:
        keep_analysis(connection, Analysis(article_id=one.id, revision=1, relevant=True, relevance=0.9))
        enqueue(connection, "translate", [(one.id, 1)], priority=Priority.NEWS)


def test_lines_become_as_many_english_lines(call: Call, fake: FakeTranslator, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("Der Ausschuss berät.\n\n" + " ".join(LAST_LINE) + "\n", encoding="utf-8")
    told = call("translate", "--from", "de", str(file))
    assert told.code == 0
    assert told.out.splitlines() == [english("Der Ausschuss berät."), "", " ".join(map(english, LAST_LINE))]
    assert "machine translation by fake-1" in told.err
    assert not (tmp_path / "data").exists()


def test_lines_as_json_say_what_made_them_and_what_looks_wrong(
    call: Call, fake: FakeTranslator, tmp_path: Path
) -> None:
    (tmp_path / "zeilen").write_text("1998年会议结束。", encoding="utf-8")
    (row,) = (json.loads(line) for line in call("translate", "--from", "zh", "zeilen", "--json").out.splitlines())
    assert row["text"] == "1998年会议结束。"
    assert row["translator"] == "fake-1"
    assert row["flags"] == ["numbers"]


def test_without_a_model_it_says_what_to_do(call: Call, tmp_path: Path) -> None:
    (tmp_path / "zeilen").write_text("Guten Tag.", encoding="utf-8")
    told = call("translate", "--from", "de", "zeilen")
    assert told.code == 1
    assert "dreiklang models pull" in told.err


def test_a_language_that_is_not_translated_is_refused(call: Call) -> None:
    assert call("translate", "--from", "fr").code == 2


def test_an_article_is_translated_in_full_and_now(call: Call, real_settings: Path, fake: FakeTranslator) -> None:
    clock.move(NOON)
    desk = Desk(load_settings(real_settings, environment={}))
    relevant(desk, *(f"Der Ausschuss berät heute lange über Punkt {number}." * 8 for number in range(4)))
    told = call("translate", "--article", article().id)
    assert told.code == 0
    assert "translate: 1 translated" in told.out
    with desk.store.read() as connection:
        made = load_translation(connection, article().id, 1)
    assert made is not None
    assert made.depth == "full"


def test_an_unknown_article_is_named(call: Call, real_settings: Path, fake: FakeTranslator) -> None:
    told = call("translate", "--article", "nowhere")
    assert told.code == 1
    assert "nowhere" in told.err


WORKER = """
import sys, time
from pathlib import Path
from dreiklang.steps import work
from tests.dreiklang.desks import make_desk
from tests.nlp.fakes import FakeTranslator, english

def slowly(text):
    print(text, flush=True)
    time.sleep(0.3)
    return english(text)

desk = make_desk(Path(sys.argv[1]), translate={"depth": "full"})
vars(desk)["translator"] = FakeTranslator(say=slowly)
work(desk, "translate")
"""


@pytest.mark.slow
def test_a_translation_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, translate={"depth": "full"})
    relevant(desk, *(f"Der Ausschuss berät heute lange über Punkt {number}." for number in range(30)))
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as worker:
        assert worker.stdout is not None
        for _ in range(4):
            worker.stdout.readline()
        time.sleep(0.1)
        worker.send_signal(signal.SIGKILL)
    with desk.store.read() as connection:
        kept = connection.scalar(select(func.count()).select_from(sentences))
        assert counts(connection)["translate"] == {"waiting": 1}
    assert kept is not None
    assert kept >= 3
    assert reap(desk.store) == 1
    fake = FakeTranslator()
    vars(desk)["translator"] = fake
    assert work(desk, "translate") == {Outcome.TRANSLATED: 1}
    assert len(fake.asked) == 31 - kept
