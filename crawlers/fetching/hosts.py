"""Taking turns. In: hosts to be asked. Out: one request at a time per host, as far apart as it wishes, on all machines.

A host is leased from the store when somebody here first wants it and given back when nobody does any more. Whoever holds
it takes turns: a feed may be asked between two pages of a long queue.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from articles import clock
from articles.errors import LeaseLost, Retryable, StoreBusy
from articles.model import Reservation
from articles.store.hosts import HOST_LEASE_S, HostLease, lease_host, release_host, renew_host
from crawlers.fetching.answers import Verdict
from crawlers.fetching.journal import Journal
from crawlers.fetching.robots import Robots

ASK_AGAIN_S = 0.5  # how often we look whether another crawler has let go of a host
PATIENCE_S = 20.0  # how long we wait for it
LONG_REST_S = 90.0  # longer than any Crawl-delay we keep; a host that rests longer is left to the next crawl


class HostBusy(Retryable):
    """Another crawler holds the host."""


class Stopping(Retryable):
    """The crawl was asked to stop while something waited."""


@dataclass(eq=False)
class Held:
    """A host of ours; `trouble` is why it cannot be asked now, for everybody who wants to."""

    lease: HostLease
    next_s: float
    users: int = 0
    robots: Robots | None = None
    reserved: Reservation = "unknown"
    trouble: Verdict | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    learning: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def host(self) -> str:
        """Its name, with a port that is not the usual one."""
        return self.lease.host

    @property
    def rests(self) -> bool:
        """Whether it asked for a rest that is too long to wait for."""
        return self.next_s - clock.elapsed() > LONG_REST_S

    def rest(self, wait_s: float) -> None:
        """Leave it alone for a while."""
        self.next_s = max(self.next_s, clock.elapsed() + wait_s)


class Hosts:
    """The hosts this process holds."""

    def __init__(self, journal: Journal, *, at_once: int, stopping: asyncio.Event) -> None:
        self._journal = journal
        self._slots = asyncio.Semaphore(at_once)
        self._stopping = stopping
        self._held: dict[str, Held] = {}
        self._opening: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def hold(self, host: str, *, patience_s: float = PATIENCE_S) -> AsyncIterator[Held]:
        """Have a host. Raises: HostBusy when another crawler keeps it for longer than we wait; Stopping."""
        held = await self._open(host, patience_s)
        try:
            yield held
        finally:
            held.users -= 1
            if not held.users:
                del self._held[host]
                await self._give_back(held)

    @asynccontextmanager
    async def turn(self, held: Held, *, delay_s: float) -> AsyncIterator[None]:
        """Be the only one who asks a host, not before its time; afterwards it rests. Raises: Stopping."""
        async with held.turn:
            await self.sleep(held.next_s - clock.elapsed())
            async with self._slots:
                try:
                    yield
                finally:
                    held.rest(delay_s)

    async def sleep(self, seconds: float) -> None:
        """Wait, unless the crawl is asked to stop. Raises: Stopping."""
        if not self._stopping.is_set() and seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)
        if self._stopping.is_set():
            raise Stopping("the crawl was asked to stop")

    async def renew_all(self) -> None:
        """Prolong every lease in time, for as long as the crawl runs."""
        while True:
            await asyncio.sleep(HOST_LEASE_S / 4)
            for held in list(self._held.values()):
                with suppress(LeaseLost, StoreBusy):  # whoever writes for this host will find out; the next round helps
                    await self._journal.do(partial(self._renew, held))

    async def _open(self, host: str, patience_s: float) -> Held:
        async with self._opening.setdefault(host, asyncio.Lock()):
            held = self._held.get(host)
            if held is None:
                lease = await self._lease(host, patience_s)
                held = self._held[host] = Held(lease=lease, next_s=lease.next_s, reserved=lease.tdm_reserved)
            held.users += 1
            return held

    async def _lease(self, host: str, patience_s: float) -> HostLease:
        until_s = clock.elapsed() + patience_s
        while True:
            lease = await self._journal.do(partial(lease_host, self._journal.store, host))
            if lease is not None:
                return lease
            if clock.elapsed() >= until_s:
                raise HostBusy(f"another crawler is at {host}", subject=host)
            await self.sleep(ASK_AGAIN_S)

    async def _give_back(self, held: Held) -> None:
        with suppress(LeaseLost):
            await self._journal.do(partial(self._release, held))

    def _renew(self, held: Held) -> None:
        with self._journal.store.begin() as connection:
            renew_host(connection, held.lease, next_s=held.next_s)

    def _release(self, held: Held) -> None:
        with self._journal.store.begin() as connection:
            release_host(connection, held.lease, next_s=held.next_s)
