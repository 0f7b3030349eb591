"""How a host wants to be asked. In: a host that we hold. Out: its rules known and stored: robots.txt, delay, reservation.

They are read before anything else of a host, and again every day.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urljoin

from sqlalchemy import Connection

from articles import clock
from articles.model import Reservation, Source
from articles.outcome import Outcome
from articles.store.hosts import keep_robots
from crawlers.fetching.answers import Verdict, judge
from crawlers.fetching.asking import Asker
from crawlers.fetching.host_reservations import AI_TXT_PATH, TDMREP_PATH, host_reservation
from crawlers.fetching.hosts import Held, Hosts
from crawlers.fetching.journal import Entry, Exchange, Journal, Refs
from crawlers.fetching.reply import NoReply, Reply
from crawlers.fetching.robots import Robots, robots_text
from crawlers.urls import host_of

REFRESH = timedelta(days=1)
MAX_REDIRECTS = 5  # what RFC 9309 asks for


class Manners:
    """Knows how each host wants to be asked, and asks so."""

    def __init__(self, asker: Asker, hosts: Hosts, journal: Journal, *, delay_s: float) -> None:
        self._asker = asker
        self._hosts = hosts
        self._journal = journal
        self._delay_s = delay_s

    async def ask(
        self, held: Held, url: str, *, source: Source | None = None, headers: dict[str, str] | None = None
    ) -> Reply | NoReply:
        """One request in turn, after the host's own delay or the source's, whichever is longer."""
        delays = (self._delay_s, source.delay_s if source else 0.0, held.robots.delay_s if held.robots else 0.0)
        async with self._hosts.turn(held, delay_s=max(delays)):
            return await self._asker.ask(url, source=source, headers=headers or {})

    async def refusal(self, held: Held, url: str) -> Verdict | None:
        """Why a URL of this host must not or cannot be asked; None when it may be."""
        async with held.learning:
            if held.robots is None and held.trouble is None:
                held.trouble = await self._learn(held, url)
        if held.trouble is not None:
            return held.trouble
        if held.robots is not None and not held.robots.allows(url):
            return Verdict(outcome=Outcome.ROBOTS_DENIED, detail=f"robots.txt of {held.host}")
        return None

    async def _learn(self, held: Held, url: str) -> Verdict | None:
        lease = held.lease
        known = None
        if lease.robots is not None and lease.robots_status is not None and lease.robots_at is not None:
            known = Robots(status=lease.robots_status, text=lease.robots)
            if timedelta() <= clock.now() - lease.robots_at < REFRESH:
                held.robots = known
                return None
        reply = await self._read_robots(held, urljoin(url, "/robots.txt"))
        verdict = judge(reply, had_page=False, any_type=True)
        if isinstance(reply, Reply) and not verdict.retryable:
            held.robots = Robots(status=reply.status, text=robots_text(reply.status, reply.body))
            await self._read_reservation(held, url, reply)
            return None
        held.robots = known
        return None if known else verdict

    async def _read_robots(self, held: Held, url: str) -> Reply | NoReply:
        """Follows redirects, to other hosts too; the last answer stands."""
        reply: Reply | NoReply = await self.ask(held, url)
        for _ in range(MAX_REDIRECTS):
            target = judge(reply, had_page=False, any_type=True).redirect
            if target is None:
                break
            async with self._hosts.hold(host_of(target)) as other:
                reply = await self.ask(other, target)
        return reply

    async def _read_reservation(self, held: Held, url: str, robots: Reply) -> None:
        files = [robots]
        for path in (TDMREP_PATH, AI_TXT_PATH):
            reply = await self.ask(held, urljoin(url, path))
            if isinstance(reply, Reply):
                files.append(reply)
        held.reserved = said = _reservation(held, files[1:])
        exchanges = [Exchange(reply=reply, url=reply.url, step="discover") for reply in files]
        await (await self._journal.add(_entry(held, exchanges, said)))


def _reservation(held: Held, files: Sequence[Reply]) -> Reservation:
    texts = {
        reply.url.rpartition("/")[2]: reply.body.decode("utf-8", "replace") for reply in files if reply.status == 200
    }
    return host_reservation(
        robots=held.robots.text if held.robots else "",
        tdmrep=texts.get(TDMREP_PATH.rpartition("/")[2], ""),
        ai_txt=texts.get(AI_TXT_PATH.rpartition("/")[2], ""),
    )


def _entry(held: Held, exchanges: Sequence[Exchange], said: Reservation) -> Entry:
    robots = held.robots or Robots(status=404, text="")

    def write(connection: Connection, refs: Refs) -> None:
        keep_robots(connection, held.lease, status=robots.status, robots=robots.text, tdm_reserved=said)

    return Entry(exchanges=exchanges, write=write, lease=held.lease, next_s=held.next_s)
