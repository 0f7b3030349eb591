"""Several workers on one store: the work of each step goes to all of them, is done once, and ends where one worker ends."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from articles import clock
from articles.model import Article, Search
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Lease, Priority, enqueue
from articles.store.redo import enqueue_all
from articles.store.tables import analyses, articles, matches, outbox, results, story_articles
from crawlers.archive import Archive
from dreiklang import loop
from dreiklang.demo import Newsroom, moments
from dreiklang.desk import Desk
from dreiklang.loop import FIRST, Step, fair, run_step
from dreiklang.settings import load_settings
from dreiklang.steps import work
from nlp.analyse import analyse
from nlp.reading import Reader, Reading
from nlp.screen import screen_article
from tests.dreiklang.desks import article, make_desk, put
from tests.dreiklang.test_join import agreement, partition
from tests.places import REPOSITORY

JUDGED_S = 0.4  # what the sleeping reader takes for an article; labelling it takes 10 ms of the processor
ARTICLES = 64
ROUNDS = 3  # on a machine that does something else meanwhile, one of them has to do
SPAWN = multiprocessing.get_context("spawn")


# How much is claimed at once


@pytest.mark.parametrize(
    ("number", "took_s", "next_number"),
    [(2, 0.02, 4), (16, 0.16, 25), (25, 0.25, 25), (32, 0.001, 32), (2, 4.0, 1), (4, 0.0, 8), (1, 0.2, 1)],
)
def test_a_claim_is_worth_a_moment_of_work_and_grows_by_doubling(number: int, took_s: float, next_number: int) -> None:
    assert fair(number, took_s, most=32) == next_number


@pytest.mark.parametrize(("claim_s", "most_held"), [(1000.0, 32), (0.0, FIRST)])
def test_a_slow_worker_leaves_to_others_what_it_cannot_do_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, claim_s: float, most_held: int
) -> None:
    monkeypatch.setattr(loop, "CLAIM_S", claim_s)
    with store.begin() as connection:
        enqueue(connection, "analyse", [(f"a{number:02}", 1) for number in range(80)], priority=Priority.NEWS)
    held: list[int] = []

    def prepare(lease: Lease) -> None:
        with store.read() as connection:
            leased = select(func.count()).where(results.c.lease_token.is_not(None))
            held.append(connection.scalar(leased) or 0)

    step = Step(name="analyse", version="1", prepare=prepare, keep=lambda *_: Outcome.ANALYSED)
    assert run_step(store, step).total() == 80
    assert max(held) == most_held


# Twice as many workers, half the time


@dataclass(frozen=True, kw_only=True)
class SleepingReader:
    """Reads as another does, and takes its time as a judge would."""

    reader: Reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    def article(self, article: Article, *, source_type: str) -> Reading:
        """The same, later."""
        time.sleep(JUDGED_S)
        return self.reader.article(article, source_type=source_type)


def slow_desk(folder: str, url: str) -> Desk:
    desk = make_desk(Path(folder), store={"url": url}, models={"embedder": "none"})
    vars(desk)["reader"] = SleepingReader(reader=desk.reader)
    return desk


def analyse_slowly(folder: str, url: str, ready: Barrier, told: Any) -> None:
    """What one of several workers does, all of them from the same moment on."""
    desk = slow_desk(folder, url)
    text = article(source_id="gazette", language="en")
    screened, _ = screen_article(text, desk.reader, source_type="news")  # loads what is loaded once
    analyse(screened, desk.reader.article(text, source_type="news"), desk.reader.heads)
    assert desk.store
    ready.wait()
    began_s = clock.elapsed()
    counted = work(desk, "analyse")
    told.put((began_s, clock.elapsed(), counted.total()))
    desk.store.close()


def timed(workers: int, folder: Path, url: str) -> tuple[float, list[int]]:
    """Seconds from the first beginning to the last end, and how many articles each worker has done."""
    ready, told = SPAWN.Barrier(workers), SPAWN.Queue()
    started = [SPAWN.Process(target=analyse_slowly, args=(str(folder), url, ready, told)) for _ in range(workers)]
    for worker in started:
        worker.start()
    ended = [told.get(timeout=120) for _ in started]
    for worker in started:
        worker.join(60)
        assert worker.exitcode == 0
    return max(end for _, end, _ in ended) - min(begin for begin, _, _ in ended), [done for *_, done in ended]


def labels(store: Store) -> list[Any]:
    with store.read() as connection:
        return [tuple(map(str, row)) for row in connection.execute(select(analyses).order_by(analyses.c.article_id))]


def wait_again(store: Store, screened: Mapping[str, Any]) -> None:
    """Every article waits for analyse once more, labelled as screen has left it."""
    with store.begin() as connection:
        for article_id, record in screened.items():
            connection.execute(update(analyses).where(analyses.c.article_id == article_id).values(record=record))
        assert enqueue_all(connection, "analyse", version="") == ARTICLES


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_workers_analyse_nearly_twice_as_fast_as_one_and_four_nearly_four_times(
    tmp_path: Path, postgresql_url: str, moved_clock: Callable[[datetime], None]
) -> None:
    desk = make_desk(tmp_path, store={"url": postgresql_url}, models={"embedder": "none"})
    put(desk, *(article(number, source_id="gazette", language="en") for number in range(ARTICLES)))
    work(desk, "screen")
    with desk.store.read() as connection:
        screened = dict(connection.execute(select(analyses.c.article_id, analyses.c.record)).all())
    alone_s, done = timed(1, tmp_path, postgresql_url)
    expected = labels(desk.store)
    assert done == [ARTICLES]
    assert alone_s > ARTICLES * JUDGED_S
    assert expected != sorted(map(str, screened.items()))
    for workers, floor in ((2, 1.8), (4, 3.4)):
        ratios: list[float] = []
        while not ratios or (ratios[-1] < floor and len(ratios) < ROUNDS):
            wait_again(desk.store, screened)
            together_s, done = timed(workers, tmp_path, postgresql_url)
            ratios.append(alone_s / together_s)
            assert sum(done) == ARTICLES
            assert min(done) > 0.7 * ARTICLES / workers
            assert labels(desk.store) == expected
        assert max(ratios) >= floor, ratios
    desk.store.close()


# The demo newsroom, every step by three processes at once

SETTINGS = """
[demo]
enabled = true
[models]
embedder = "none"
judge = "none"
translator = "none"
[crawl]
delay_s = 0.0
[searches]
"law" = "Gesetz OR 办法 OR act"
"""
WAY = ("crawl", "crawl", "screen", "analyse", "join", "translate", "index", "match", "deliver")
WORKERS = 3
LOOKS = (3, 5)  # of the moments of the demo: what is new, then edits, removals and an adoption


def command(folder: Path, name: str, newsroom: Newsroom, **environment: str) -> "subprocess.Popen[str]":
    proxy = {"DREIKLANG_CRAWL__PROXY": newsroom.proxy_url, "DREIKLANG_CRAWL__PROXY_CONNECT": "false"}
    return subprocess.Popen(
        [sys.executable, "-m", "dreiklang", name],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | proxy | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def all_end_well(started: list["subprocess.Popen[str]"]) -> None:
    with ExitStack() as stack:
        for one in started:
            stack.enter_context(one)
        errors = [one.communicate(timeout=600)[1] for one in started]
    assert [one.returncode for one in started] == [0] * len(started), errors


@dataclass(frozen=True, kw_only=True)
class Ended:
    """Where the demo has ended: everything by URL, as revisions count attachments in the order in which they came."""

    articles: dict[str, tuple[str, str, list[str]]]
    labels: dict[str, str]
    copies: dict[str, str]
    indexed: set[str]
    matched: set[tuple[str, str]]
    fetched: Counter[str]
    told: Counter[tuple[str, str]]


def ended(desk: Desk) -> Ended:
    with desk.store.read() as connection:
        unfinished = connection.execute(
            select(results).where(results.c.outcome.is_(None) | (results.c.outcome == "failed"))
        )
        assert list(unfinished) == []
        latest = connection.execute(select(articles.c.id, articles.c.record).where(articles.c.latest)).all()
        records = {row.id: row.record for row in latest}
        labelled = connection.execute(
            select(analyses.c.article_id, analyses.c.record)
            .join(articles, (articles.c.id == analyses.c.article_id) & (articles.c.revision == analyses.c.revision))
            .where(articles.c.latest)
        ).all()
        joined = connection.execute(select(story_articles)).all()
        matched = connection.execute(select(matches.c.search, matches.c.article_id)).all()
        told = connection.execute(select(outbox.c.kind, outbox.c.record)).all()
    hits = desk.engine.search(Search(query="*:*", limit=500)).hits
    return Ended(
        articles={one: _text(record) for one, record in records.items()},
        labels={row.article_id: str(sorted((row.record | {"revision": 0}).items())) for row in labelled},
        copies={row.article_id: row.near_duplicate_of for row in joined if row.near_duplicate_of},
        indexed={hit.article_id for hit in hits},
        matched={tuple(row) for row in matched},
        fetched=Counter(answer.page.url for answer in Archive(desk.archive_folder).answers() if answer.step == "fetch"),
        told=Counter((row.kind, row.record["subject"]) for row in told),
    )


def _text(record: dict[str, Any]) -> tuple[str, str, list[str]]:
    return record["url"], record["state"], [record["title"], *record["paragraphs"], *_attached(record)]


def _attached(record: dict[str, Any]) -> Iterator[str]:
    for attachment in sorted(record["attachments"], key=lambda one: str(one["url"])):
        yield from (attachment["url"], *attachment["pages"])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_demo_worked_by_three_processes_a_step_ends_where_one_worker_ends(
    tmp_path: Path, postgresql_url: str, moved_clock: Callable[[datetime], None]
) -> None:
    desks: dict[str, Desk] = {}
    for name, url in (("one", f"sqlite:///{tmp_path / 'one.db'}"), ("three", postgresql_url)):
        (tmp_path / name).mkdir()
        file = tmp_path / name / "dreiklang.toml"
        file.write_text(f'{SETTINGS}[store]\nurl = "{url}"\n', encoding="utf-8")
        desks[name] = Desk(load_settings(file))
    one = desks["one"]
    with Newsroom() as newsroom:
        for look in LOOKS:
            clock.move(moments()[look])
            for name in WAY:
                if name == "crawl":
                    all_end_well([command(tmp_path / "one", name, newsroom)])
                else:
                    work(one, name)
                all_end_well([command(tmp_path / "three", name, newsroom) for _ in range(WORKERS)])
    alone, together = ended(one), ended(desks["three"])
    for what, expected in vars(alone).items():
        assert getattr(together, what) == expected, what
    assert agreement(partition(one), partition(desks["three"])) >= 0.98
    assert len(alone.articles) > 50
    assert min(len(alone.copies), len(alone.matched), len(alone.told), len(alone.indexed)) > 0
    for desk in desks.values():
        desk.store.close()
