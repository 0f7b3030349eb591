"""Turns and the journal, without a network. In: a store on disk and a fake wait. Out: one at a time, archived, then stored."""

import asyncio
import itertools
import shutil
from collections import namedtuple
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from articles import clock
from articles.errors import DiskFull, LeaseLost, StoreBusy
from articles.store import Store
from articles.store.hosts import lease_host
from articles.store.tables import hosts as hosts_table
from articles.store.tables import locks
from crawlers.archive import Archive
from crawlers.fetching import hosts as hosts_module
from crawlers.fetching.hosts import HostBusy, Hosts, Stopping
from crawlers.fetching.journal import Entry, Exchange, Journal, Refs
from crawlers.fetching.reply import Reply
from crawlers.options import ArchiveOptions
from tests.conftest import NOON

HOST = "post.example"
Room = namedtuple("Room", "total used free")


@pytest.fixture
def run(
    store: Store, tmp_path: Path
) -> Iterator[Callable[[Callable[[Journal, Hosts, asyncio.Event], Coroutine[Any, Any, None]]], None]]:
    """Run a coroutine function with a journal, hosts, and what stops them."""

    def go(work: Callable[[Journal, Hosts, asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        async def all_of_it() -> None:
            stopping = asyncio.Event()
            journal = Journal(store, ArchiveOptions(folder=tmp_path / "archive", min_free_bytes=1000))
            try:
                await work(journal, Hosts(journal, at_once=4, stopping=stopping), stopping)
            finally:
                await journal.close()

        asyncio.run(all_of_it())

    yield go


def exchange(path: str = "/a") -> Exchange:
    url = f"https://{HOST}{path}"
    reply = Reply(url=url, status=200, headers={}, body=b"<p>a", fetched_at=NOON, request_headers={})
    return Exchange(reply=reply, url=url)


def test_turns_at_one_host_never_overlap_and_keep_their_distance(run: Any) -> None:
    spans: list[tuple[float, float]] = []

    async def ask(hosts: Hosts) -> None:
        async with hosts.hold(HOST) as held, hosts.turn(held, delay_s=0.05):
            began_s = clock.elapsed()
            await asyncio.sleep(0.02)
            spans.append((began_s, clock.elapsed()))

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        await asyncio.gather(*(ask(hosts) for _ in range(4)))

    run(work)
    spans.sort()
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(spans)]
    assert len(gaps) == 3
    assert min(gaps) >= 0.049


def test_a_host_is_shared_here_and_given_back_when_nobody_wants_it(run: Any, store: Store) -> None:
    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        async with hosts.hold(HOST) as one:
            async with hosts.hold(HOST) as other:
                assert one is other
            assert await journal.do(partial(lease_host, store, HOST)) is None
            one.rest(100.0)
        lease = await journal.do(partial(lease_host, store, HOST))
        assert lease is not None
        assert lease.next_s > clock.elapsed() + 90

    run(work)


def test_a_host_that_another_crawler_holds_is_busy(run: Any, store: Store) -> None:
    assert lease_host(store, HOST) is not None

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        with pytest.raises(HostBusy, match=r"another crawler is at post\.example"):
            async with hosts.hold(HOST, patience_s=0.0):
                pass

    run(work)


def test_whoever_waits_for_a_turn_is_let_go_by_a_stop(run: Any) -> None:
    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        async with hosts.hold(HOST) as held:
            held.rest(60.0)
            asyncio.get_running_loop().call_later(0.05, stopping.set)
            with pytest.raises(Stopping):
                async with hosts.turn(held, delay_s=0.0):
                    pass

    run(work)


def test_leases_are_prolonged_while_work_takes_long(run: Any, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts_module, "HOST_LEASE_S", 0.1)

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        renewing = asyncio.create_task(hosts.renew_all())
        async with hosts.hold(HOST):
            with store.begin() as connection:
                connection.execute(update(hosts_table).values(lease_until_s=clock.elapsed() + 0.2))
            await asyncio.sleep(0.3)
            assert await journal.do(partial(lease_host, store, HOST)) is None
        renewing.cancel()

    run(work)


def test_an_answer_is_archived_before_the_row_that_names_it_is_written(run: Any, tmp_path: Path) -> None:
    seen: list[bytes] = []

    def write(connection: Connection, refs: Refs) -> None:
        assert refs[0] is not None
        seen.append(Archive(tmp_path / "archive").read(refs[0]).body)

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        await (await journal.add(Entry(exchanges=[exchange()], write=write)))

    run(work)
    assert seen == [b"<p>a"]


def test_a_bad_entry_harms_no_other_of_its_batch(run: Any, store: Store) -> None:
    def good(connection: Connection, refs: Refs, name: str) -> None:
        connection.execute(locks.insert().values(name=name))

    def bad(connection: Connection, refs: Refs) -> None:
        raise ValueError("no")

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        writes = [partial(good, name="a"), bad, partial(good, name="b")]
        futures = [await journal.add(Entry(exchanges=[], write=write)) for write in writes]
        results = await asyncio.gather(*futures, return_exceptions=True)
        assert [type(one) for one in results] == [type(None), ValueError, type(None)]

    run(work)
    with store.read() as connection:
        assert sorted(connection.scalars(select(locks.c.name).where(locks.c.name.in_(["a", "b"])))) == ["a", "b"]


def test_nothing_is_written_for_a_host_whose_lease_was_taken_over(run: Any, store: Store) -> None:
    lease = lease_host(store, HOST, lease_s=-1.0)
    assert lease is not None
    assert lease_host(store, HOST) is not None

    def write(connection: Connection, refs: Refs) -> None:
        connection.execute(locks.insert().values(name="never"))

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        with pytest.raises(LeaseLost):
            await (await journal.add(Entry(exchanges=[], write=write, lease=lease)))

    run(work)
    with store.read() as connection:
        assert connection.scalar(select(locks.c.name).where(locks.c.name == "never")) is None


def test_a_disk_that_is_nearly_full_stops_everything_and_says_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Room(10_000, 9_900, 100))

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        with pytest.raises(DiskFull, match=r"only 0 MB are free .* lower archive.min_free_gb"):
            await (await journal.add(Entry(exchanges=[exchange()])))

    run(work)


def test_a_store_that_is_busy_once_does_not_end_the_renewing(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts_module, "HOST_LEASE_S", 0.04)
    asked: list[str] = []

    def renew(connection: Connection, lease: Any, *, next_s: float) -> None:
        asked.append(lease.host)
        if len(asked) == 1:
            raise StoreBusy("locked")

    monkeypatch.setattr(hosts_module, "renew_host", renew)

    async def work(journal: Journal, hosts: Hosts, stopping: asyncio.Event) -> None:
        renewing = asyncio.create_task(hosts.renew_all())
        async with hosts.hold(HOST):
            for _ in range(200):
                if len(asked) > 1:
                    break
                await asyncio.sleep(0.01)
        renewing.cancel()

    run(work)
    assert len(asked) > 1
