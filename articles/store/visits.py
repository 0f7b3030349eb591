"""What the crawler asks next. In: sources and candidates, and how visits ended. Out: due polls, due visits.

A host is leased (articles/store/hosts.py), never a URL. A visit ends with one Outcome in `results`, written with the page,
its validators and the next step's row.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, select, update

from articles import clock
from articles.errors import LeaseLost
from articles.model import Candidate, Page
from articles.outcome import REACHED, Outcome
from articles.store.claims import WAITING, Priority, enqueue, insert
from articles.store.pages import Validators, keep_pages, keep_validators
from articles.store.sightings import LOST, count, count_pages
from articles.store.tables import candidates, polls, results

NOTED_AT_ONCE = 500  # SQLite takes 32766 values in one statement
_CANDIDATE = TypeAdapter(Candidate)


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A candidate with what the crawler decided about it; `due_at` None means: known, but no visit planned."""

    candidate: Candidate
    host: str
    priority: Priority
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One due request: `fetch_url` is asked, `url` is its name in the store."""

    url: str
    fetch_url: str
    source: str
    visit: int
    hops: int
    attempts: int
    priority: Priority
    first_seen: datetime
    candidate: Candidate


@dataclass(frozen=True, kw_only=True)
class Visited:
    """A visit that is over. A `page` goes on to extract; `next_due` None means never again.

    `fetch_url` is where a permanent redirect on the same host has led: it is asked the next time.
    """

    visit: Visit
    outcome: Outcome
    version: str
    page: Page | None = None
    known: Validators | None = None
    next_due: datetime | None = None
    fetch_url: str | None = None
    detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class Postponed:
    """A failed attempt of a visit; the next one comes after `wait_s`."""

    visit: Visit
    wait_s: float
    detail: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A visit that goes on at another host, under that host's own lease."""

    visit: Visit
    fetch_url: str
    host: str
    hops: int


Ending = Visited | Postponed | Moved


def sync_polls(connection: Connection, source_ids: Iterable[str]) -> None:
    """Give every source its row; a new one is due at once."""
    rows = [{"source": source_id, "visit": 1, "due_at": clock.now()} for source_id in source_ids]
    if rows:
        connection.execute(insert(connection, polls).on_conflict_do_nothing(), rows)


def enqueue_due_polls(connection: Connection, official: Collection[str], others: Collection[str]) -> int:
    """Make every due poll wait for `discover`; returns how many are due."""
    due = 0
    for source_ids, priority in (
        (official, Priority.OFFICIAL),
        (others, Priority.NEWS),
    ):
        query = select(polls.c.source, polls.c.visit).where(
            polls.c.due_at <= clock.now(), polls.c.source.in_(list(source_ids))
        )
        rows = [(row.source, row.visit) for row in connection.execute(query)]
        enqueue(connection, "discover", rows, priority=priority)
        due += len(rows)
    return due


def poll_done(connection: Connection, source_id: str, *, visit: int, due_at: datetime, outcome: Outcome) -> None:
    """Write down how a poll ended and plan the next one."""
    ours = (polls.c.source == source_id) & (polls.c.visit == visit)
    row = connection.execute(select(polls).where(ours)).one_or_none()
    if row is None:
        return
    now = clock.now()
    values = {"visit": visit + 1, "due_at": due_at, "outcome": str(outcome)}
    values |= {"first_at": row.first_at or now, "polled_at": now}
    if outcome in REACHED:
        values |= {"reached_at": now, "failures": 0, "failing_since_at": None}
        count(connection, source_id, "reached")
    else:
        values |= {"failures": row.failures + 1, "failing_since_at": row.failing_since_at or now}
    connection.execute(update(polls).where(ours).values(**values))


def last_reached(connection: Connection, source_id: str) -> datetime | None:
    """When one of a source's lists was last read; None when none ever was."""
    found: datetime | None = connection.scalar(select(polls.c.reached_at).where(polls.c.source == source_id))
    return found


def make_due(connection: Connection, source_ids: Iterable[str]) -> None:
    """Let these sources be polled now, whatever was planned."""
    connection.execute(update(polls).where(polls.c.source.in_(list(source_ids))).values(due_at=clock.now()))


def next_due(connection: Connection) -> datetime | None:
    """When the next poll or visit is due; None when nothing is planned."""
    polled: datetime | None = connection.scalar(select(func.min(polls.c.due_at)))
    visited: datetime | None = connection.scalar(select(func.min(candidates.c.due_at)))
    planned = [moment for moment in (polled, visited) if moment is not None]
    return min(planned) if planned else None


def note(connection: Connection, noted: Sequence[Noted]) -> int:
    """Remember candidates; returns how many were new. A known one is due again when its list shows a newer date."""
    new = 0
    for at in range(0, len(noted), NOTED_AT_ONCE):
        chunk = {one.candidate.url: one for one in reversed(noted[at : at + NOTED_AT_ONCE])}
        query = select(candidates).where(candidates.c.url.in_(chunk))
        known = {row.url: row for row in connection.execute(query)}
        rows = [_candidate_row(one) for url, one in sorted(chunk.items()) if url not in known]
        if rows:
            connection.execute(insert(connection, candidates).on_conflict_do_nothing(), rows)
        for url in sorted(known):  # rows in one order everywhere, so that two writers never wait for each other
            _update_known(connection, chunk[url], known[url])
        new += len(rows)
    return new


def due_visits(
    connection: Connection,
    host: str,
    *,
    limit: int,
    sources: Collection[str] | None = None,
) -> list[Visit]:
    """The due visits of one host, most urgent first, oldest first within one priority."""
    waiting = and_(
        results.c.subject == candidates.c.url,
        results.c.revision == candidates.c.visit,
        results.c.step == "fetch",
        results.c.version == WAITING,
    )
    query = (
        select(candidates, func.coalesce(results.c.attempts, 0).label("attempts"))
        .outerjoin(results, waiting)
        .where(
            candidates.c.host == host,
            candidates.c.due_at <= clock.now(),
            candidates.c.not_before_s <= clock.elapsed(),
        )
        .order_by(candidates.c.priority, candidates.c.due_at, candidates.c.url)
        .limit(limit)
    )
    if sources is not None:
        query = query.where(candidates.c.source.in_(list(sources)))
    return [
        Visit(
            url=row.url,
            fetch_url=row.fetch_url,
            source=row.source,
            visit=row.visit,
            hops=row.hops,
            attempts=row.attempts,
            priority=Priority(row.priority),
            first_seen=row.first_seen_at,
            candidate=_CANDIDATE.validate_python(row.record),
        )
        for row in connection.execute(query)
    ]


def load_candidate(connection: Connection, url: str) -> tuple[Candidate, datetime] | None:
    """What a list said of a URL, and when we first saw it there; None for a URL no list named."""
    row = connection.execute(select(candidates).where(candidates.c.url == url)).one_or_none()
    return (_CANDIDATE.validate_python(row.record), row.first_seen_at) if row else None


def end_visits(connection: Connection, endings: Sequence[Ending]) -> None:
    """Write how visits of hosts that we hold went on, in the caller's transaction.

    Raises: LeaseLost when another worker has ended one of these visits; the transaction must roll back.
    """
    ordered = sorted(endings, key=lambda one: one.visit.url)
    _postpone(connection, [one for one in ordered if isinstance(one, Postponed)])
    _move(connection, [one for one in ordered if isinstance(one, Moved)])
    _finish(connection, [one for one in ordered if isinstance(one, Visited)])


def _move(connection: Connection, moved: Sequence[Moved]) -> None:
    changes = [(one.visit, {"fetch_url": one.fetch_url, "host": one.host, "hops": one.hops}) for one in moved]
    _set_current(connection, changes)


def _postpone(connection: Connection, postponed: Sequence[Postponed]) -> None:
    now_s = clock.elapsed()
    _set_current(connection, [(one.visit, {"not_before_s": now_s + one.wait_s}) for one in postponed])
    for one in postponed:
        visit = one.visit
        enqueue(connection, "fetch", [(visit.url, visit.visit)], priority=visit.priority)
        values = {"attempts": visit.attempts + 1, "lease_until_s": now_s + one.wait_s, "detail": one.detail}
        connection.execute(update(results).where(*_waiting_row(visit)).values(**values))


def _finish(connection: Connection, visited: Sequence[Visited]) -> None:
    _set_current(connection, [(one.visit, _after(one)) for one in visited])
    _write_outcomes(connection, visited)
    lost = [one for one in visited if one.outcome in LOST and one.visit.candidate.parent is None]
    count_pages(connection, [(one.visit.source, one.outcome, one.visit.priority) for one in lost])
    keep_validators(connection, *(one.known for one in visited if one.known is not None))
    with_page = [(one.visit, one.page) for one in visited if one.page is not None]
    keep_pages(connection, [(visit.url, visit.visit, page) for visit, page in with_page])
    for priority in sorted({visit.priority for visit, _ in with_page}):
        subjects = [(visit.url, visit.visit) for visit, _ in with_page if visit.priority == priority]
        enqueue(connection, "extract", subjects, priority=priority)


def _after(one: Visited) -> dict[str, object]:
    """How a candidate stands when a visit is over."""
    visit = one.visit
    return {
        "visit": visit.visit + 1,
        "due_at": one.next_due,
        "priority": int(max(visit.priority, Priority.REVISIT)),
        "hops": 0,
        "not_before_s": 0.0,
        "fetch_url": one.fetch_url or visit.url,
        "host": urlsplit(one.fetch_url or visit.url).netloc,
    }


def _write_outcomes(connection: Connection, visited: Sequence[Visited]) -> None:
    """One row per visit, whether it waited in `results` between attempts or not."""
    for one in visited:
        if one.visit.attempts:
            connection.execute(update(results).where(*_waiting_row(one.visit)).values(**_outcome(one)))
    rows = [
        {
            "subject": one.visit.url,
            "revision": one.visit.visit,
            "step": "fetch",
            "priority": int(one.visit.priority),
            "waiting_since_at": clock.now(),
            **_outcome(one),
        }
        for one in visited
        if not one.visit.attempts
    ]
    if rows:
        connection.execute(insert(connection, results).on_conflict_do_nothing(), rows)


def _outcome(one: Visited) -> dict[str, object]:
    return {
        "version": one.version,
        "outcome": str(one.outcome),
        "attempts": one.visit.attempts + 1,
        "lease_token": None,
        "lease_until_s": None,
        "finished_at": clock.now(),
        "detail": one.detail,
    }


def _set_current(connection: Connection, changes: Sequence[tuple[Visit, dict[str, object]]]) -> None:
    """Change candidates, all in the same columns, only while they stand at these visits."""
    if not changes:
        return
    rows = [{"at_url": visit.url, "at_visit": visit.visit, **values} for visit, values in changes]
    current = (candidates.c.url == bindparam("at_url"), candidates.c.visit == bindparam("at_visit"))
    changed = connection.execute(update(candidates).where(*current), rows)
    if changed.rowcount != len(rows):
        lost = ", ".join(visit.url for visit, _ in changes[:3])
        raise LeaseLost(f"fetch of {lost}: another crawler has been there", subject=changes[0][0].url)


def _candidate_row(one: Noted) -> dict[str, object]:
    return {
        "url": one.candidate.url,
        "source": one.candidate.source,
        "host": one.host,
        "fetch_url": one.candidate.url,
        "hops": 0,
        "visit": 1,
        "due_at": one.due_at,
        "not_before_s": 0.0,
        "priority": int(one.priority),
        "first_seen_at": clock.now(),
        "wanted": one.due_at is not None,
        "record": _CANDIDATE.dump_python(one.candidate, mode="json"),
    }


def _update_known(connection: Connection, one: Noted, row: Row[Any]) -> None:
    known = _CANDIDATE.validate_python(row.record)
    changed = one.candidate.updated
    newer = changed is not None and (known.updated is None or changed > known.updated)
    let_through_now = not row.wanted  # by another filter, by --since, or by another list that says more
    if one.due_at is None or not (newer or let_through_now):
        return
    due_at = min(row.due_at, one.due_at) if row.due_at else one.due_at
    record = _CANDIDATE.dump_python(one.candidate, mode="json")
    connection.execute(
        update(candidates)
        .where(candidates.c.url == one.candidate.url)
        .values(due_at=due_at, wanted=True, record=record)
    )


def _waiting_row(visit: Visit) -> tuple[ColumnElement[bool], ...]:
    return (
        results.c.subject == visit.url,
        results.c.revision == visit.visit,
        results.c.step == "fetch",
        results.c.version == WAITING,
    )
