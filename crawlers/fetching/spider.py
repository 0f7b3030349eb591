"""The crawl itself: polls and hosts, side by side, until nothing is due or for good. In: an Order. Out: everything written."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy.core.engine import ExecutionEngine

from articles import clock
from articles.model import Source
from articles.store import Store
from articles.store.claims import Lease, claim
from articles.store.hosts import due_hosts, seconds_to_next
from crawlers.archive import Archive
from crawlers.fetching.equipment import Equipment, equipped
from crawlers.fetching.hosts import LONG_REST_S, HostBusy, Stopping
from crawlers.fetching.lists import Lists
from crawlers.fetching.polling import LEASE_S, Polling, Span
from crawlers.fetching.tally import Tally
from crawlers.fetching.visiting import Visiting
from crawlers.options import CrawlOptions

VERSION = "1"  # of what discover writes
POLLS_AT_ONCE = 2  # times options.concurrency: most of a poll is waiting for its hosts' turns
HOSTS_AT_ONCE = 4  # times options.concurrency: most of a host's time is the delay between two requests
LOOK_AGAIN_S = 1.0
WATCH_S = 0.1


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a crawl is to do, and who may stop it.

    `look` makes wait what has become due; with `look_s` that is done so often, and the crawl ends only when it is stopped.
    """

    store: Store
    sources: Mapping[str, Source]
    options: CrawlOptions
    steps: tuple[str, ...]
    span: Span
    tally: Tally
    stop: threading.Event
    look: Callable[[], None]
    look_s: float | None = None


async def run_crawl(order: Order, engine: ExecutionEngine) -> None:
    """Do everything that is due, or until asked to stop; what was begun is brought to an end."""
    stopping = asyncio.Event()
    async with equipped(engine, store=order.store, options=order.options, stopping=stopping) as equipment:
        await Crawl(order, equipment, stopping).run()


class Crawl:
    """Polls sources and drains hosts, a bounded number of each at a time."""

    def __init__(self, order: Order, equipment: Equipment, stopping: asyncio.Event) -> None:
        self._order = order
        self._journal = equipment.journal
        self._hosts = equipment.hosts
        self._stopping = stopping
        self._polling = Polling(
            sources=order.sources,
            equipment=equipment,
            tally=order.tally,
            lists=Lists(
                equipment=equipment,
                archive=Archive(order.options.archive.folder),
                first_wait_s=order.options.back_off_s,
                since=order.span.since,
            ),
            span=order.span,
            max_age_days=order.options.max_age_days,
        )
        self._visiting = Visiting(
            sources=order.sources,
            equipment=equipment,
            tally=order.tally,
            stopping=stopping,
            first_wait_s=order.options.back_off_s,
        )
        self._polls: set[asyncio.Task[None]] = set()
        self._drains: dict[str, asyncio.Task[None]] = {}
        self._problems: list[BaseException] = []
        self._looked_s = clock.elapsed()

    async def run(self) -> None:
        """Until nothing is due, or we are asked to stop. Raises: what ended it otherwise, when everything has come to rest."""
        watching = asyncio.create_task(self._watch())
        try:
            while await self._more():
                pass
        finally:
            watching.cancel()
            self._stopping.set()
            if working := self._working():
                await asyncio.wait(working)
        if self._problems:
            raise self._problems[0]

    async def _watch(self) -> None:
        """Pass on what a signal or another thread asks for."""
        while not self._order.stop.is_set():
            await asyncio.sleep(WATCH_S)
        self._stopping.set()

    async def _more(self) -> bool:
        """Begin what there is room for and wait for something to end; False when all is done."""
        if not self._stopping.is_set():
            await self._begin()
        if working := self._working():
            again_s = min(LOOK_AGAIN_S, self._order.look_s or LOOK_AGAIN_S)
            await asyncio.wait(working, timeout=again_s, return_when=asyncio.FIRST_COMPLETED)
            return True
        return not self._stopping.is_set() and await self._wait_for_next()

    async def _begin(self) -> None:
        await self._look()
        at_once = self._order.options.concurrency
        if "discover" in self._order.steps:
            for lease in await self._journal.do(partial(self._claim, POLLS_AT_ONCE * at_once - len(self._polls))):
                self._order.tally.take("discover")
                poll = self._start(self._polling.poll(lease))
                self._polls.add(poll)
                poll.add_done_callback(self._polls.discard)
        if "fetch" in self._order.steps and self._order.tally.room("fetch"):
            for host in await self._journal.do(partial(self._due_hosts, HOSTS_AT_ONCE * at_once)):
                if host not in self._drains and len(self._drains) < HOSTS_AT_ONCE * at_once:
                    self._drains[host] = self._start(self._drain(host))

    async def _look(self) -> None:
        """For what has become due since, where the crawl stays for it."""
        look_s = self._order.look_s
        if look_s is not None and clock.elapsed() - self._looked_s >= look_s:
            self._looked_s = clock.elapsed()
            await self._journal.do(self._order.look)

    async def _drain(self, host: str) -> None:
        try:
            await self._visiting.drain(host)
        finally:
            del self._drains[host]

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(self._note_problem)
        return task

    def _note_problem(self, task: asyncio.Task[None]) -> None:
        problem = task.exception()
        if problem is None or isinstance(problem, (HostBusy, Stopping)):
            return
        self._problems.append(problem)
        self._stopping.set()

    def _working(self) -> set[asyncio.Task[None]]:
        return {*self._polls, *self._drains.values()}

    async def _wait_for_next(self) -> bool:
        """Wait for a host that rests, an attempt that is near, or the next look; False when there is none."""
        waits = [] if self._order.look_s is None else [self._order.look_s]
        if "fetch" in self._order.steps and self._order.tally.room("fetch"):
            wait_s = await self._journal.do(self._seconds_to_next)
            waits += [] if wait_s is None or wait_s > LONG_REST_S else [wait_s + 0.01]
        if not waits:
            return False
        with suppress(Stopping):
            await self._hosts.sleep(min(waits))
        return True

    def _claim(self, limit: int) -> list[Lease]:
        store, sources = self._order.store, list(self._order.sources)
        wanted = min(limit, self._order.tally.room("discover"))
        if wanted <= 0:
            return []
        return claim(store, "discover", version=VERSION, limit=wanted, lease_s=LEASE_S, subjects=sources)

    def _due_hosts(self, limit: int) -> list[str]:
        with self._order.store.read() as connection:
            return due_hosts(connection, limit=limit, within_s=LONG_REST_S, sources=self._order.sources)

    def _seconds_to_next(self) -> float | None:
        with self._order.store.read() as connection:
            return seconds_to_next(connection, sources=self._order.sources)
