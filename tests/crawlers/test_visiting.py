"""Visits without a network. In: a store on disk and answers made up. Out: what one bad answer does to the others: nothing."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from articles import clock
from articles.errors import DiskFull
from articles.model import Candidate, Page
from articles.store import Store
from articles.store.claims import Priority
from articles.store.tables import candidates, results
from articles.store.visits import Noted, note
from crawlers.archive import ArchiveWriter
from crawlers.fetching.equipment import Equipment
from crawlers.fetching.hosts import Hosts
from crawlers.fetching.journal import Journal
from crawlers.fetching.reply import Reply
from crawlers.fetching.tally import Tally
from crawlers.fetching.visiting import Visiting
from crawlers.options import ArchiveOptions
from tests.crawlers.crawling import a_source

HOST = "post.example"
PATHS = ("/a", "/bad", "/c")
SOURCE = a_source(HOST)


class Answers:
    """Manners that need no network: every address answers with a page."""

    async def refusal(self, held: object, url: str) -> None:
        return None

    async def ask(self, held: object, url: str, **how: object) -> Reply:
        return Reply(url=url, status=200, headers={}, body=b"<html><p>a", fetched_at=clock.now(), request_headers={})


def drain(store: Store, folder: Path) -> Tally:
    """Visit all of PATHS."""
    noted = [
        Noted(
            candidate=Candidate(url=f"https://{HOST}{path}", source=SOURCE.id),
            host=HOST,
            priority=Priority.NEWS,
            due_at=clock.now(),
        )
        for path in PATHS
    ]
    with store.begin() as connection:
        note(connection, noted)
    tally = Tally(limit=None, limited="fetch", on_progress=None)

    async def all_of_it() -> None:
        stopping = asyncio.Event()
        journal = Journal(store, ArchiveOptions(folder=folder, min_free_bytes=0))
        hosts = Hosts(journal, at_once=1, stopping=stopping)
        manners: Any = Answers()
        visiting = Visiting(
            sources={SOURCE.id: SOURCE},
            equipment=Equipment(journal=journal, hosts=hosts, manners=manners),
            tally=tally,
            stopping=stopping,
            first_wait_s=0.0,
        )
        try:
            await visiting.drain(HOST)
        finally:
            await journal.close()

    asyncio.run(all_of_it())
    return tally


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the archive raise at one page."""
    write = ArchiveWriter.write

    def failing(self: ArchiveWriter, headers: Any, page: Page, **more: Any) -> Any:
        if page.url.endswith("/bad"):
            raise error
        return write(self, headers, page, **more)

    monkeypatch.setattr(ArchiveWriter, "write", failing)


def test_an_answer_that_cannot_be_archived_ends_its_own_visit_alone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refuse(monkeypatch, UnicodeError("an odd header"))
    tally = drain(store, tmp_path / "archive")
    assert tally.counted == {"fetch": {"fetched": 2, "failed": 1}}
    assert [record.message for record in caplog.records] == ["subject_failed"]
    with store.read() as connection:
        fetched = select(results.c.subject, results.c.outcome, results.c.detail).where(results.c.step == "fetch")
        ended = {url: (outcome, detail) for url, outcome, detail in connection.execute(fetched)}
        bad = f"https://{HOST}/bad"
        assert ended.pop(bad) == ("failed", "UnicodeError: an odd header")
        assert set(ended.values()) == {("fetched", None)}
        again = connection.scalar(select(candidates.c.due_at).where(candidates.c.url == bad))
    assert again is not None and again > clock.now()


@pytest.mark.parametrize("error", [DiskFull("no room"), OSError(5, "Input/output error")])
def test_trouble_with_the_disk_is_no_visit_s_fault_and_stops_everything(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    refuse(monkeypatch, error)
    with pytest.raises(type(error)):
        drain(store, tmp_path / "archive")
    with store.read() as connection:
        assert "failed" not in set(connection.scalars(select(results.c.outcome)))
