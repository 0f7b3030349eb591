"""Polls: what a long list must not do to the rest of the crawl."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from articles.model import Candidate
from articles.outcome import Outcome
from articles.store.claims import Lease, Priority
from crawlers.discovery import Route
from crawlers.fetching.lists import Seen
from crawlers.fetching.polling import Polling, Span
from crawlers.fetching.tally import Tally
from tests.crawlers.crawling import a_source

LEASE = Lease(
    subject="tagblatt", revision=1, step="discover", version="", token="a", attempts=0, priority=Priority.NEWS
)


class OneList:
    async def look(self, route: Route, source: object) -> Seen:
        named = [Candidate(url=f"https://www.tagblatt.example/{number}", source="tagblatt") for number in range(3)]
        return Seen(outcome=Outcome.LISTED, candidates=named)


class NoJournal:
    async def add(self, entry: object) -> "asyncio.Future[None]":
        written = asyncio.get_running_loop().create_future()
        written.set_result(None)
        return written

    async def do(self, work: object) -> None:
        return None


def test_what_a_list_names_is_planned_beside_the_loop_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def plan(candidate: Candidate, **given: Any) -> None:
        threads.append(threading.current_thread())

    monkeypatch.setattr("crawlers.fetching.polling.plan", plan)
    source = a_source("www.tagblatt.example", id="tagblatt")
    polling = Polling(
        sources={"tagblatt": source},
        equipment=SimpleNamespace(journal=NoJournal()),  # type: ignore[arg-type]  # the part of it that is used
        tally=Tally(limit=None, limited="fetch", on_progress=None),
        lists=OneList(),  # type: ignore[arg-type]  # the part of it that is used
        span=Span(),
        max_age_days=3,
    )
    asyncio.run(polling.poll(LEASE))
    assert len(threads) == 3
    assert threading.main_thread() not in threads
    assert polling.tally.counted["discover"] == {Outcome.LISTED: 1}
