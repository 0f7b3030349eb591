"""The step discover: the lists of one source. In: a leased poll. Out: candidates noted, the next poll planned, an Outcome.

1. every list that the source names is asked for, conditionally, and those it leads to
2. what a list names is written together with the list's validators, so that a list counts as read only with it
3. when all are through, the poll ends with one Outcome and the next one is planned
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from articles import clock
from articles.errors import LeaseLost, Retryable
from articles.model import Candidate, Source
from articles.outcome import REACHED, Outcome
from articles.store.claims import Lease, Priority, finish, give_back, renew
from articles.store.pages import Validators, keep_validators
from articles.store.sightings import count_fresh
from articles.store.visits import Noted, last_reached, note, poll_done
from crawlers.discovery import Route, plan, routes
from crawlers.fetching.equipment import Equipment
from crawlers.fetching.hosts import HostBusy, Stopping
from crawlers.fetching.journal import Entry, Refs
from crawlers.fetching.lists import Lists, Seen
from crawlers.fetching.tally import Tally
from crawlers.lists.keywords import mentions_ai

MAX_LISTS = 600  # of one source in one poll: BACK_FILL_CHILDREN of an index and what else it names
MAX_SILENCE = timedelta(days=1)  # between two polls of a source that does not answer
LEASE_S = 900.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Span:
    """How far back to look, in back-fill."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Polling:
    """What discovering needs."""

    sources: Mapping[str, Source]
    equipment: Equipment
    tally: Tally
    lists: Lists
    span: Span
    max_age_days: int

    async def poll(self, lease: Lease) -> None:
        """Read every list of the source; a stop or a host that is busy gives the poll back."""
        source = self.sources[lease.subject]
        journal = self.equipment.journal
        try:
            outcome, detail = _together(await self._read_all(lease, source))
        except (HostBusy, Stopping):
            await journal.do(partial(self._give_back, lease))
            return
        except Retryable:
            raise
        except Exception as error:  # a list that breaks us must not stop the others
            log.exception("subject_failed", extra={"step": "discover", "source": source.id})
            outcome, detail = Outcome.FAILED, f"{type(error).__name__}: {error}"
        try:
            await journal.do(partial(self._finish, lease, source, outcome, detail))
        except LeaseLost as error:
            log.warning("lease_lost", extra={"step": "discover", "source": source.id, "error": str(error)})
            return
        self.tally.count("discover", source.id, outcome)

    async def _read_all(self, lease: Lease, source: Source) -> list[Seen]:
        waiting = deque(routes(source, back_fill=self.span.since is not None))
        seen: dict[str, Seen] = {}
        while waiting and len(seen) < MAX_LISTS:
            route = waiting.popleft()
            if route.url not in seen:
                seen[route.url] = await self._read(lease, route, source)
                waiting.extend(seen[route.url].more)
        return list(seen.values())

    async def _read(self, lease: Lease, route: Route, source: Source) -> Seen:
        seen = await self.lists.look(route, source)
        noted = await asyncio.to_thread(self._plan, seen.candidates, source)

        def write(connection: Connection, refs: Refs) -> None:
            note(connection, [one for one in noted if one.priority == Priority.BACK_FILL])
            fresh = note(connection, [one for one in noted if one.priority != Priority.BACK_FILL])
            count_fresh(connection, source.id, fresh)
            renew(connection, [lease], lease_s=LEASE_S)
            if seen.known is not None:
                keep_validators(connection, seen.known if not refs else _at(seen.known, refs))

        await (await self.equipment.journal.add(Entry(exchanges=seen.exchanges, write=write)))
        return seen

    def _plan(self, candidates: Sequence[Candidate], source: Source) -> list[Noted]:
        """In a thread of its own: a sitemap of 50 000 addresses takes seconds, and the crawl must go on meanwhile."""
        now = clock.now()
        return [
            plan(
                candidate,
                source=source,
                now=now,
                max_age_days=self.max_age_days,
                since=self.span.since,
                keyword_match=mentions_ai,
            )
            for candidate in candidates
            if not self._is_after(candidate)
        ]

    def _is_after(self, candidate: Candidate) -> bool:
        until = self.span.until
        return until is not None and candidate.published is not None and candidate.published > until

    def _give_back(self, lease: Lease) -> None:
        with self.equipment.journal.store.begin() as connection:
            give_back(connection, [lease])

    def _finish(self, lease: Lease, source: Source, outcome: Outcome, detail: str | None) -> None:
        reached = outcome in REACHED
        with self.equipment.journal.store.begin() as connection:
            since = last_reached(connection, source.id)
            due_at = _next_poll(source, now=clock.now(), reached=reached, silent_since=since)
            poll_done(connection, source.id, visit=lease.revision, due_at=due_at, outcome=outcome)
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


def _at(known: Validators, refs: Refs) -> Validators:
    """The same, naming where the last answer is archived; an unchanged one stays where it was."""
    return replace(known, archived=refs[-1])
