"""Each step of the language and search stages, killed at random moments: nothing is lost and nothing is done twice.

The worker is a process of its own that runs one step as the command line does; it is killed with SIGKILL as soon as so many
subjects are done. Labels, stories, English texts, the index and the matches end as those of an undisturbed run.
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from articles import clock
from articles.model import Article, Search
from articles.outcome import STEPS
from articles.store.tables import analyses, matches, results, story_articles, traits, translations
from dreiklang.cli.steps import run_one
from dreiklang.desk import Desk
from tests.conftest import NOON
from tests.dreiklang.desks import AI_LAW, SPORT, article, make_desk, put
from tests.nlp.fakes import FakeTranslator
from tests.places import REPOSITORY

WAY = ("screen", "analyse", "join", "translate", "index", "match")
ARTICLES, KILLS = 32, 2
SOURCES = {"de": "tagblatt", "en": "gazette", "zh": "ribao"}
WORKER = "import sys; from tests.dreiklang import test_killed_steps as t; t.run(t.quiet_desk(sys.argv[1]), sys.argv[2])"


def quiet_desk(folder: str | Path) -> Desk:
    """A desk without weights, with two saved searches and a translator that says anything."""
    desk = make_desk(Path(folder), models={"embedder": "none"}, searches={"law": "Gesetz", "act": '"AI Act"'})
    vars(desk)["translator"] = FakeTranslator()
    return desk


def run(desk: Desk, *steps: str) -> None:
    for step in steps:
        run_one(desk, step)


def told() -> list[Article]:
    """Articles in three languages on a few events, copies among them, and others about sport."""
    made = []
    for number in range(ARTICLES):
        language = ("de", "en", "zh")[number % 3]
        title, text = SPORT if number % 4 == 3 else AI_LAW[language]
        own = "" if number % 8 == 0 else "。" if language == "zh" else f" {' '.join(_words(number))}."
        when = NOON + timedelta(minutes=number)
        made.append(
            article(
                number,
                source_id=SOURCES[language],
                language=language,
                title=f"{title} {number // 6}",
                paragraphs=(text + own * 9,),
                published=when,
                first_seen=when,
            )
        )
    return made


def _words(number: int) -> list[str]:
    return random.Random(number).choices(("Haus", "Baum", "Weg", "Tor", "Rat", "Amt", "Tal", "Hof"), k=12)


def everything(desk: Desk) -> dict[str, Any]:
    """What an article's way has left behind, step by step."""
    found: dict[str, Any] = {}
    with desk.store.read() as connection:
        for table in (analyses, story_articles, translations, traits):
            rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            found[table.name] = [tuple(map(str, row)) for row in rows]
        found["matches"] = connection.execute(
            select(matches.c.search, matches.c.article_id).order_by(matches.c.search, matches.c.article_id)
        ).all()
        ended = connection.execute(select(results.c.subject, results.c.step, results.c.outcome)).all()
    found["ended"] = sorted(tuple(row) for row in ended)
    hits = desk.engine.search(Search(query="*:*", limit=2 * ARTICLES)).hits
    found["index"] = sorted((hit.article_id, str(sorted(hit.fields.items(), key=str))) for hit in hits)
    return found


def kill_when(folder: Path, step: str, done: int) -> None:
    """Run the step in a process of its own, and kill it once it has so many Outcomes more than before."""
    command = [sys.executable, "-c", WORKER, str(folder), step]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    before = outcomes(folder, step)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        while worker.poll() is None:
            if outcomes(folder, step) >= before + done:
                os.kill(worker.pid, signal.SIGKILL)
                break
            time.sleep(0.001)
    assert worker.returncode in (-signal.SIGKILL, 0)


def outcomes(folder: Path, step: str) -> int:
    file = folder / "data" / "store.db"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
        query = "SELECT count(*) FROM results WHERE step = ? AND outcome IS NOT NULL"
        number: int = connection.execute(query, (step,)).fetchone()[0]
    return number


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(clock.VARIABLE, str(folder / "clock"))
        clock.move(NOON)
        desk = quiet_desk(folder)
        put(desk, *told())
        run(desk, *WAY, "index", "match")
        found = everything(desk)
        desk.store.close()
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)  # a busy machine takes long to start a worker
@pytest.mark.parametrize("step", WAY)
def test_a_step_that_is_killed_again_and_again_ends_where_an_undisturbed_one_ends(
    tmp_path: Path, moved_clock: Callable[[datetime], None], undisturbed: dict[str, Any], step: str
) -> None:
    desk = quiet_desk(tmp_path)
    put(desk, *told())
    run(desk, *WAY[: WAY.index(step)])
    chance = random.Random(step)
    for _ in range(KILLS):
        kill_when(tmp_path, step, chance.randrange(ARTICLES // 3))
    run(desk, *WAY[WAY.index(step) :], "index", "match")
    found = everything(desk)
    desk.store.close()
    assert_one_outcome_each(found["ended"])
    for what, expected in undisturbed.items():
        assert found[what] == expected, what


def assert_one_outcome_each(ended: Iterable[tuple[str, str, str]]) -> None:
    assert max(Counter(row[:2] for row in ended).values()) == 1
    assert {row[2] for row in ended}.isdisjoint({None, "failed"})
    assert {row[1] for row in ended} == set(WAY) <= set(STEPS)
    assert len({row[0] for row in ended}) == ARTICLES
