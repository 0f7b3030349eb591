"""The step discover: the lists of one source. In: a leased poll. Out: candidates noted, the next poll planned, an Outcome.

1. every list that the source names is asked for, conditionally, and those it leads to
2. what a list names is written together with the list's validators, so that a list counts as read only with it
3. when all are through, the poll ends with one Outcome and the next one is planned
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from articles import clock
from articles.errors import BadInput, NotAFeed
from articles.model import Candidate, Source
from articles.outcome import Outcome
from articles.store.claims import Lease, finish, give_back, renew
from articles.store.pages import Validators, keep_validators, load_validators
from articles.store.visits import last_reached, note, poll_done
from crawlers.answers import Verdict, judge
from crawlers.archive import Archive
from crawlers.conditions import after_full, after_same, conditions, same_body
from crawlers.discovery import Listed, Route, plan, read_route, routes
from crawlers.hosts import LONG_REST_S, HostBusy, Hosts, Stopping
from crawlers.journal import Entry, Exchange, Journal, Refs
from crawlers.keywords import mentions_ai
from crawlers.manners import Manners
from crawlers.reply import Reply
from crawlers.tally import Tally
from crawlers.urls import host_of

MAX_LISTS = 600  # of one source in one poll: BACK_FILL_CHILDREN of an index and what else it names
MAX_HOPS = 10
TRIES = 2  # of a list that fails for the moment; its next poll is near
MAX_SILENCE = timedelta(days=1)  # between two polls of a source that does not answer
REACHED = frozenset({Outcome.LISTED, Outcome.UNCHANGED})
NOT_HERE = {Outcome.GONE: Outcome.NOT_FOUND, Outcome.FETCHED: Outcome.LISTED}  # the words that discover has for it
LEASE_S = 900.0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one list came to."""

    outcome: Outcome
    detail: str | None = None
    candidates: Sequence[Candidate] = ()
    more: Sequence[Route] = ()
    known: Validators | None = None
    exchanges: Sequence[Exchange] = ()


@dataclass(frozen=True, kw_only=True)
class Span:
    """How far back to look, in back-fill."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Polling:
    """What discovering needs."""

    sources: Mapping[str, Source]
    journal: Journal
    hosts: Hosts
    manners: Manners
    tally: Tally
    archive: Archive
    span: Span
    max_age_days: int
    first_wait_s: float

    async def poll(self, lease: Lease) -> None:
        """Read every list of the source; a stop or a host that is busy gives the poll back."""
        source = self.sources[lease.subject]
        waiting = deque(routes(source, back_fill=self.span.since is not None))
        seen: dict[str, Seen] = {}
        try:
            while waiting and len(seen) < MAX_LISTS:
                route = waiting.popleft()
                if route.url not in seen:
                    seen[route.url] = await self._read(lease, route, source)
                    waiting.extend(seen[route.url].more)
        except (HostBusy, Stopping):
            await self.journal.do(partial(self._give_back, lease))
            return
        outcome, detail = _together(list(seen.values()))
        await self.journal.do(partial(self._finish, lease, source, outcome, detail))
        self.tally.count("discover", source.id, outcome)

    async def _read(self, lease: Lease, route: Route, source: Source) -> Seen:
        seen = await self._ask(route, source)
        noted = [
            plan(
                candidate,
                source=source,
                now=clock.now(),
                max_age_days=self.max_age_days,
                since=self.span.since,
                keyword_match=mentions_ai,
            )
            for candidate in seen.candidates
            if not self._is_after(candidate)
        ]

        def write(connection: Connection, refs: Refs) -> None:
            note(connection, noted)
            renew(connection, [lease], lease_s=LEASE_S)
            if seen.known is not None:
                keep_validators(connection, seen.known if not refs else _at(seen.known, refs))

        await (await self.journal.add(Entry(exchanges=seen.exchanges, write=write)))
        return seen

    async def _ask(self, route: Route, source: Source) -> Seen:
        for tries in range(1, TRIES + 1):
            seen, wait_s = await self._ask_once(route, source)
            if wait_s is None or tries == TRIES or wait_s > LONG_REST_S:
                break
            await self.hosts.sleep(wait_s)
        return seen

    async def _ask_once(self, route: Route, source: Source) -> tuple[Seen, float | None]:
        """One attempt, and how long to wait before another one is worth it; None where it is not."""
        known = await self.journal.do(partial(self._known, route.url))
        replies: list[Reply] = []
        verdict = await self._follow(route, source, known, replies)
        if not replies or verdict.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
            outcome = NOT_HERE.get(verdict.outcome, verdict.outcome)
            wait_s = verdict.wait_s if verdict.wait_s is not None else self.first_wait_s
            exchanges = _exchanges(replies, route, source, None)
            seen = Seen(outcome=outcome, detail=verdict.detail, exchanges=exchanges)
            return seen, wait_s if verdict.retryable else None
        reply = replies[-1]
        unchanged = verdict.outcome is Outcome.UNCHANGED or same_body(known, reply.body)
        if known is not None and unchanged and self.span.since is None:
            return await self._unchanged(route, source, known, replies), None
        return await self._listed(route, source, known, replies), None

    async def _follow(self, route: Route, source: Source, known: Validators | None, replies: list[Reply]) -> Verdict:
        """Ask a list, and whatever it redirects to, each under the lease of its own host."""
        url = route.url
        asked = conditions(known, now=clock.now()) if self.span.since is None else {}
        for _ in range(MAX_HOPS):
            async with self.hosts.hold(host_of(url)) as held:
                refusal = await self.manners.refusal(held, url)
                if refusal is not None:
                    return refusal
                if held.rests:
                    return Verdict(outcome=Outcome.RATE_LIMITED, detail="it asked for a longer rest")
                reply = await self.manners.ask(held, url, source=source, headers=asked)
                verdict = judge(reply, had_page=known is not None, any_type=True)
                if isinstance(reply, Reply):
                    replies.append(reply)
                if verdict.outcome is Outcome.RATE_LIMITED:
                    held.rest(verdict.wait_s if verdict.wait_s is not None else self.first_wait_s)
            if verdict.redirect is None:
                return verdict
            url = verdict.redirect
        wants_cookie = "set-cookie" in replies[-1].headers and not source.cookies
        outcome = Outcome.COOKIE_LOOP if wants_cookie else Outcome.REDIRECT_LOOP
        return Verdict(outcome=outcome, detail=f"{MAX_HOPS} redirects, the last to {url}")

    async def _unchanged(self, route: Route, source: Source, known: Validators, replies: list[Reply]) -> Seen:
        """An index that has not changed still leads to sitemaps that may have: it is read again from the archive."""
        more: Sequence[Route] = ()
        if route.kind.endswith("sitemap") and known.archived is not None:
            try:
                page = await asyncio.to_thread(self.archive.read, known.archived)
                more = (await asyncio.to_thread(read_route, route, page, source=source)).more
            except BadInput:  # its archive file is gone; its next change will name the sitemaps again
                more = ()
        return Seen(
            outcome=Outcome.UNCHANGED,
            more=more,
            known=after_same(known, replies[-1]),
            exchanges=_exchanges(replies, route, source, known),
        )

    async def _listed(self, route: Route, source: Source, known: Validators | None, replies: list[Reply]) -> Seen:
        exchanges = _exchanges(replies, route, source, None)
        page = replies[-1].as_page(route.url, source=source.id)
        try:
            listed: Listed = await asyncio.to_thread(read_route, route, page, source=source, since=self.span.since)
        except NotAFeed as error:
            return Seen(outcome=Outcome.NOT_A_FEED, detail=str(error), exchanges=exchanges)
        return Seen(
            outcome=Outcome.LISTED,
            candidates=listed.candidates,
            more=listed.more,
            known=after_full(known, replies[-1], url=route.url, archived=None),
            exchanges=exchanges,
        )

    def _is_after(self, candidate: Candidate) -> bool:
        until = self.span.until
        return until is not None and candidate.published is not None and candidate.published > until

    def _known(self, url: str) -> Validators | None:
        with self.journal.store.read() as connection:
            return load_validators(connection, url)

    def _give_back(self, lease: Lease) -> None:
        with self.journal.store.begin() as connection:
            give_back(connection, [lease])

    def _finish(self, lease: Lease, source: Source, outcome: Outcome, detail: str | None) -> None:
        reached = outcome in REACHED
        with self.journal.store.begin() as connection:
            since = last_reached(connection, source.id)
            due_at = _next_poll(source, now=clock.now(), reached=reached, silent_since=since)
            poll_done(connection, source.id, visit=lease.revision, due_at=due_at, reached=reached)
            finish(connection, lease, outcome, detail=detail)


def _together(seen: Sequence[Seen]) -> tuple[Outcome, str | None]:
    """One Outcome for all lists: listed if one was, else unchanged if one was, else what hit the first."""
    if not seen:
        return Outcome.NO_ROUTE, None
    outcomes = [one.outcome for one in seen]
    best = next((good for good in (Outcome.LISTED, Outcome.UNCHANGED) if good in outcomes), outcomes[0])
    failed = [one for one in seen if one.outcome not in REACHED]
    if not failed:
        return best, None
    return best, f"{len(failed)} of {len(seen)} lists failed; {failed[0].outcome}: {failed[0].detail}"


def _next_poll(source: Source, *, now: datetime, reached: bool, silent_since: datetime | None) -> datetime:
    """After the source's interval; where it does not answer, after as long as it has been silent, a day at most."""
    interval = timedelta(minutes=source.interval_minutes)
    if reached or silent_since is None:
        return now + interval
    return now + max(interval, min(now - silent_since, MAX_SILENCE))


def _exchanges(replies: Sequence[Reply], route: Route, source: Source, same: Validators | None) -> list[Exchange]:
    """What to archive: the redirects, then the answer."""
    last = len(replies) - 1
    return [
        Exchange(reply=reply, url=route.url, source=source, step="discover", same_as=same if at == last else None)
        for at, reply in enumerate(replies)
    ]


def _at(known: Validators, refs: Refs) -> Validators:
    """The same, naming where the last answer is archived; an unchanged one stays where it was."""
    return replace(known, archived=refs[-1])
