"""The step fetch: due visits of one host, one by one. In: a host. Out: answers archived, pages stored, an Outcome each.

A visit ends for good (Visited), is tried again later (Postponed), or goes on at another host (Moved), where it waits for
that host's lease.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from articles import clock
from articles.errors import LeaseLost, Retryable
from articles.model import Page, Source
from articles.outcome import Outcome
from articles.store.claims import MAX_ATTEMPTS, Priority
from articles.store.pages import Validators, load_all_validators
from articles.store.visits import Ending, Moved, Postponed, Visit, Visited, due_visits
from crawlers.discovery import latest
from crawlers.documents import OVER_CAP
from crawlers.fetching.answers import Verdict, judge
from crawlers.fetching.conditions import after_full, after_same, conditions, same_body
from crawlers.fetching.equipment import Equipment
from crawlers.fetching.host_reservations import header_reservation
from crawlers.fetching.hosts import Held
from crawlers.fetching.journal import STOPS, Entry, Exchange, Refs
from crawlers.fetching.reply import Reply
from crawlers.fetching.tally import Tally
from crawlers.fetching.waits import back_off_s
from crawlers.revisits import next_visit
from crawlers.urls import host_of

VERSION = "1"  # of what fetch writes; raise it when a row written today must differ from one written before
BATCH = 32  # visits read ahead of one host: a few minutes' worth, so that what is urgent need not wait for them
MAX_HOPS = 10
GONE = ""  # in place of a digest: whatever comes back after a page was gone, or too large, is new
# Visits that are followed by another on the falling schedule, as are those whose attempts ran out. A refusal is among
# them: it is often an hour's, and its articles must not be lost with it.
LATER = frozenset(
    {
        Outcome.FETCHED,
        Outcome.UNCHANGED,
        Outcome.NOT_FOUND,
        Outcome.GONE,
        Outcome.FORBIDDEN,
        Outcome.BLOCKED,
        Outcome.JS_CHALLENGE,
        Outcome.TLS_REFUSED,
        Outcome.FAILED,
    }
)
log = logging.getLogger(__name__)


@dataclass
class Trail:
    """A visit on its way through redirects within one host."""

    visit: Visit
    source: Source
    known: Validators | None
    url: str
    hops: int
    permanent: bool = True
    seen: set[str] = field(default_factory=set)
    exchanges: list[Exchange] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Visiting:
    """What fetching needs; `first_wait_s` is the wait after the first failed attempt."""

    sources: Mapping[str, Source]
    equipment: Equipment
    tally: Tally
    stopping: asyncio.Event
    first_wait_s: float

    async def drain(self, host: str) -> None:
        """Every due visit of a host, until none is left, the host wants a longer rest, or we are asked to stop."""
        async with self.equipment.hosts.hold(host) as held:
            while await self._batch(held):
                pass

    async def _batch(self, held: Held) -> bool:
        """Some visits, written before we look for the next ones; False when this is not the time for more."""
        batch = await self.equipment.journal.do(partial(self._due, held.host))
        written: list[asyncio.Future[None]] = []
        try:
            for visit, known in batch:
                if held.rests or self.stopping.is_set() or not self.tally.take("fetch"):
                    return False
                written.append(await self._visit(held, visit, known))
        finally:
            for problem in await asyncio.gather(*written, return_exceptions=True):
                if isinstance(problem, LeaseLost):
                    log.warning("lease_lost", extra={"step": "fetch", "host": held.host, "error": str(problem)})
                elif problem is not None:
                    raise problem
        return bool(batch)

    def _due(self, host: str) -> list[tuple[Visit, Validators | None]]:
        with self.equipment.journal.store.read() as connection:
            visits = due_visits(connection, host, limit=BATCH, sources=self.sources)
            known = load_all_validators(connection, [visit.url for visit in visits])
            return [(visit, known.get(visit.url)) for visit in visits]

    async def _visit(self, held: Held, visit: Visit, known: Validators | None) -> "asyncio.Future[None]":
        source = self.sources[visit.source]
        trail = Trail(visit=visit, source=source, known=known, url=visit.fetch_url, hops=visit.hops)
        try:
            verdict = await self._follow(held, trail)
        except Retryable:
            raise
        except Exception as error:  # an answer that breaks us must not stop the others
            verdict = _failed(visit, error)
        return await self._write(held, trail, self._ending(held, trail, verdict))

    async def _follow(self, held: Held, trail: Trail) -> Verdict:
        """Ask, and follow redirects while they stay at this host."""
        if trail.source.needs_browser:
            return Verdict(outcome=Outcome.NEEDS_BROWSER)
        while True:
            refusal = await self.equipment.manners.refusal(held, trail.url)
            if refusal is not None:
                return refusal
            verdict = await self._ask(held, trail)
            if verdict.redirect is None:
                return verdict
            loop = _loop(trail, verdict)
            if loop is not None:
                return loop
            trail.hops += 1
            trail.permanent = trail.permanent and verdict.permanent
            if host_of(verdict.redirect) != held.host:
                return verdict
            trail.url = verdict.redirect

    async def _ask(self, held: Held, trail: Trail) -> Verdict:
        trail.seen.add(trail.url)
        asked = conditions(trail.known, now=clock.now())
        reply = await self.equipment.manners.ask(held, trail.url, source=trail.source, headers=asked)
        verdict = judge(reply, had_page=trail.known is not None)
        if verdict.outcome is Outcome.FETCHED and isinstance(reply, Reply) and same_body(trail.known, reply.body):
            verdict = Verdict(outcome=Outcome.UNCHANGED)
        if isinstance(reply, Reply):
            same = trail.known if verdict.outcome is Outcome.UNCHANGED else None
            trail.exchanges.append(
                Exchange(
                    reply=reply,
                    url=trail.visit.url,
                    source=trail.source,
                    step="fetch" if verdict.outcome in (Outcome.FETCHED, Outcome.GONE) else "discover",
                    parent=trail.visit.candidate.parent,
                    same_as=same,
                )
            )
        if verdict.outcome is Outcome.RATE_LIMITED:
            held.rest(verdict.wait_s if verdict.wait_s is not None else self.first_wait_s)
        if verdict.outcome is Outcome.UNREACHABLE:
            held.trouble = verdict
        return verdict

    def _ending(self, held: Held, trail: Trail, verdict: Verdict) -> Ending:
        visit = trail.visit
        if verdict.redirect is not None:
            return Moved(visit=visit, fetch_url=verdict.redirect, host=host_of(verdict.redirect), hops=trail.hops)
        if verdict.retryable and visit.attempts + 1 < MAX_ATTEMPTS:
            wait_s = back_off_s(visit.attempts + 1, first_s=self.first_wait_s)
            wait_s = verdict.wait_s if verdict.wait_s is not None else wait_s
            return Postponed(visit=visit, wait_s=wait_s, detail=f"{verdict.outcome}: {verdict.detail}")
        found = verdict.outcome in (Outcome.FETCHED, Outcome.UNCHANGED)
        return Visited(
            visit=visit,
            outcome=verdict.outcome,
            version=VERSION,
            page=_page(held, trail, verdict),
            known=_known(trail, verdict),
            next_due=_next_due(trail, verdict),
            fetch_url=trail.url if found and trail.permanent and not visit.hops else None,
            detail=verdict.detail,
        )

    async def _write(self, held: Held, trail: Trail, ending: Ending) -> "asyncio.Future[None]":
        written = await self._hand_over(held, trail.exchanges, ending)
        return asyncio.ensure_future(self._written(written, held, trail, ending))

    async def _hand_over(self, held: Held, exchanges: list[Exchange], ending: Ending) -> "asyncio.Future[None]":
        entry = Entry(exchanges=exchanges, ending=partial(_archived, ending), lease=held.lease, next_s=held.next_s)
        return await self.equipment.journal.add(entry)

    async def _written(self, written: "asyncio.Future[None]", held: Held, trail: Trail, ending: Ending) -> None:
        """Count what is written; a visit whose answers cannot be is written as failed, without them."""
        try:
            await written
        except STOPS:
            raise
        except Exception as error:
            trail = replace(trail, exchanges=[])
            ending = self._ending(held, trail, _failed(trail.visit, error))
            await (await self._hand_over(held, trail.exchanges, ending))
        if isinstance(ending, Visited):
            self.tally.count("fetch", ending.visit.url, ending.outcome)


def _failed(visit: Visit, error: Exception) -> Verdict:
    log.error("subject_failed", exc_info=error, extra={"step": "fetch", "subject": visit.url})
    return Verdict(outcome=Outcome.FAILED, detail=f"{type(error).__name__}: {error}")


def _loop(trail: Trail, verdict: Verdict) -> Verdict | None:
    """Whether a redirect leads in circles; a source with cookies may be sent to the same address once more."""
    wants_cookie = "set-cookie" in trail.exchanges[-1].reply.headers
    in_circles = verdict.redirect in trail.seen and not (wants_cookie and trail.source.cookies)
    if not in_circles and trail.hops < MAX_HOPS:
        return None
    outcome = Outcome.COOKIE_LOOP if wants_cookie and not trail.source.cookies else Outcome.REDIRECT_LOOP
    return Verdict(outcome=outcome, detail=f"{trail.hops + 1} redirects, the last to {verdict.redirect}")


def _page(held: Held, trail: Trail, verdict: Verdict) -> Page | None:
    """What extract is to read: a page, or the news that one is gone, or that a linked document is too large for us."""
    if _is_large_document(trail, verdict):
        return _over_cap(trail)
    gone = verdict.outcome is Outcome.GONE and trail.known is not None
    if verdict.outcome is not Outcome.FETCHED and not gone:
        return None
    page = trail.exchanges[-1].reply.as_page(trail.visit.url, source=trail.source.id)
    said = header_reservation(page.headers.get("tdm-reservation"), page.headers.get("x-robots-tag"))
    reserved = held.reserved if said == "unknown" else said
    if reserved == "unknown":
        return page
    return replace(page, headers={**page.headers, "tdm-reservation": "1" if reserved == "yes" else "0"})


def _is_large_document(trail: Trail, verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.TOO_LARGE and trail.visit.candidate.parent is not None


def _over_cap(trail: Trail) -> Page:
    """No answer of the server, but what tells the article that links the document why its text is missing."""
    return Page(
        url=trail.visit.url,
        final_url=trail.url,
        status=OVER_CAP,
        headers={"content-type": "application/octet-stream"},
        body=b"",
        fetched_at=clock.now(),
        source=trail.source.id,
    )


def _known(trail: Trail, verdict: Verdict) -> Validators | None:
    """What to remember for the next conditional request; None where it stays as it is."""
    if verdict.outcome is Outcome.FETCHED:
        return after_full(trail.known, trail.exchanges[-1].reply, url=trail.visit.url, archived=None)
    lost = verdict.outcome is Outcome.GONE or _is_large_document(trail, verdict)
    if lost and trail.known is not None:
        return replace(trail.known, digest=GONE, etag=None, last_modified=None)
    if verdict.outcome is Outcome.UNCHANGED and trail.known is not None:
        fresh = after_same(trail.known, trail.exchanges[-1].reply)
        return fresh if fresh != trail.known else None
    return None


def _next_due(trail: Trail, verdict: Verdict) -> datetime | None:
    for_good = trail.exchanges and trail.exchanges[-1].reply.status == 410
    if for_good or (verdict.outcome not in LATER and not verdict.retryable):
        return None
    visit = trail.visit
    dated = latest(visit.candidate)
    if dated is None and visit.priority is Priority.BACK_FILL:
        return None
    return next_visit(first_seen=visit.first_seen, dated=dated, kind=trail.source.kind, now=clock.now())


def _archived(ending: Ending, refs: Refs) -> Ending:
    """The same, naming where the last answer is archived."""
    if not isinstance(ending, Visited) or ending.page is None or ending.page.status == OVER_CAP:
        return ending
    page, known = replace(ending.page, archived=refs[-1]), ending.known
    return replace(ending, page=page, known=replace(known, archived=refs[-1]) if known else None)
