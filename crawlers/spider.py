"""The crawl itself: polls and hosts, side by side, until nothing is due. In: a store and sources. Out: everything written.

Scrapy runs it as a spider that never hands it a request of its own: each request is made when its host's turn has come.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import scrapy

from articles.model import Source
from articles.store import Store
from articles.store.claims import Lease, claim
from articles.store.hosts import due_hosts, seconds_to_next
from crawlers.archive import Archive
from crawlers.asking import Asker
from crawlers.guard import Guard, GuardedResolver
from crawlers.hosts import LONG_REST_S, HostBusy, Hosts, Stopping
from crawlers.journal import Journal
from crawlers.manners import Manners
from crawlers.options import CrawlOptions
from crawlers.polling import LEASE_S, Polling, Span
from crawlers.tally import Tally
from crawlers.visiting import Visiting

VERSION = "1"  # of what discover writes
POLLS_AT_ONCE = 2  # times options.concurrency: most of a poll is waiting for its hosts' turns
HOSTS_AT_ONCE = 4  # times options.concurrency: most of a host's time is the delay between two requests
LOOK_AGAIN_S = 1.0
WATCH_S = 0.1


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a crawl is to do; `problem` is what ended it early."""

    store: Store
    sources: Mapping[str, Source]
    options: CrawlOptions
    steps: tuple[str, ...]
    span: Span
    tally: Tally
    stop: threading.Event
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    problem: list[BaseException] = field(default_factory=list)


class NewsSpider(scrapy.Spider):
    """Scrapy's name for a crawl."""

    name = "news"

    def __init__(self, order: Order, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order = order

    async def start(self) -> AsyncIterator[Any]:
        """Do everything that is due."""
        try:
            await Crawl(self.order, self.crawler.engine).run()
        except Exception as error:  # Scrapy would only log it
            self.order.problem.append(error)
        no_requests: tuple[Any, ...] = ()
        for request in no_requests:
            yield request


class Crawl:
    """Polls sources and drains hosts, a bounded number of each at a time."""

    def __init__(self, order: Order, engine: Any) -> None:
        from twisted.internet import reactor  # importing it installs one, so not before Scrapy has installed its own

        self._order = order
        options = order.options
        proxy = {options.proxy.rpartition("@")[2].removeprefix("http://").rstrip("/")} if options.proxy else set()
        guard = Guard(allowed=options.allow_private, proxied=bool(options.proxy))
        ours = Guard(allowed=options.allow_private | proxy, refused=guard.refused)
        reactor.installNameResolver(GuardedResolver(reactor.nameResolver, ours))
        self._journal = Journal(order.store, options.archive)
        self._hosts = Hosts(self._journal, at_once=options.concurrency, stopping=order.stopping)
        asker = Asker(engine, options, guard)
        manners = Manners(asker, self._hosts, self._journal, delay_s=options.delay_s)
        self._polling = Polling(
            sources=order.sources,
            journal=self._journal,
            hosts=self._hosts,
            manners=manners,
            tally=order.tally,
            archive=Archive(options.archive.folder),
            span=order.span,
            max_age_days=options.max_age_days,
            first_wait_s=options.back_off_s,
        )
        self._visiting = Visiting(
            sources=order.sources,
            journal=self._journal,
            hosts=self._hosts,
            manners=manners,
            tally=order.tally,
            stopping=order.stopping,
            first_wait_s=options.back_off_s,
        )
        self._polls: set[asyncio.Task[None]] = set()
        self._drains: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until nothing is due, or we are asked to stop; what was begun is brought to an end."""
        beside = [asyncio.create_task(self._hosts.renew_all()), asyncio.create_task(self._watch())]
        try:
            while await self._more():
                pass
        finally:
            self._order.stopping.set()
            await self._let_go()
            for task in beside:
                task.cancel()
            await self._journal.close()
        if self._order.problem:
            raise self._order.problem[0]

    async def _watch(self) -> None:
        """Pass on what another thread or a signal asks for."""
        while not self._order.stop.is_set():
            await asyncio.sleep(WATCH_S)
        self._order.stopping.set()

    async def _more(self) -> bool:
        """Begin what there is room for and wait for something to end; False when all is done."""
        if not self._order.stopping.is_set():
            await self._begin()
        working = {*self._polls, *self._drains.values()}
        if working:
            await asyncio.wait(working, timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
            return True
        return not self._order.stopping.is_set() and await self._wait_for_next()

    async def _begin(self) -> None:
        at_once = self._order.options.concurrency
        if "discover" in self._order.steps:
            for lease in await self._journal.do(partial(self._claim, POLLS_AT_ONCE * at_once - len(self._polls))):
                self._order.tally.take("discover")
                task = self._start(self._polling.poll(lease))
                self._polls.add(task)
                task.add_done_callback(self._polls.discard)
        if "fetch" in self._order.steps and self._order.tally.room("fetch"):
            for host in await self._journal.do(partial(self._due_hosts, HOSTS_AT_ONCE * at_once)):
                if host not in self._drains and len(self._drains) < HOSTS_AT_ONCE * at_once:
                    task = self._drains[host] = self._start(self._visiting.drain(host))
                    task.add_done_callback(lambda _, host=host: self._drains.pop(host))  # type: ignore[misc]  # bound at once

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(self._note_problem)
        return task

    def _note_problem(self, task: asyncio.Task[None]) -> None:
        problem = None if task.cancelled() else task.exception()
        if problem is None or isinstance(problem, (HostBusy, Stopping)):
            return
        self._order.problem.append(problem)
        self._order.stopping.set()

    async def _let_go(self) -> None:
        working = {*self._polls, *self._drains.values()}
        if working:
            await asyncio.wait(working)

    async def _wait_for_next(self) -> bool:
        """Wait for a host that rests or an attempt that is near; False when there is none."""
        if "fetch" not in self._order.steps or not self._order.tally.room("fetch"):
            return False
        wait_s = await self._journal.do(self._seconds_to_next)
        if wait_s is None or wait_s > LONG_REST_S:
            return False
        try:
            await self._hosts.sleep(wait_s + 0.01)
        except Stopping:
            return False
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
