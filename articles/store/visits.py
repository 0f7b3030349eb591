"""What the crawler asks next. In: sources and candidates, and how visits ended. Out: due polls, due visits.

A host is leased (articles/store/hosts.py), never a URL. A visit ends with one Outcome in `results`, written with the page,
its validators and the next step's row.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from articles import clock
from articles.errors import LeaseLost
from articles.model import Candidate, Page
from articles.outcome import Outcome
from articles.store.claims import WAITING, Priority, enqueue, insert
from articles.store.pages import Validators, keep_page, keep_validators
from articles.store.tables import candidates, polls, results

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


def poll_done(
    connection: Connection,
    source_id: str,
    *,
    visit: int,
    due_at: datetime,
    reached: bool,
) -> None:
    """Plan the next poll of a source."""
    values: dict[str, object] = {"visit": visit + 1, "due_at": due_at}
    if reached:
        values["reached_at"] = clock.now()
    connection.execute(update(polls).where(polls.c.source == source_id, polls.c.visit == visit).values(**values))


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
    for one in noted:
        row = {
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
        added = connection.execute(insert(connection, candidates).values(row).on_conflict_do_nothing())
        new += added.rowcount
        if not added.rowcount:
            _update_known(connection, one)
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


def end_visit(connection: Connection, ending: Ending) -> None:
    """Write how a visit of a host that we hold went on, in the caller's transaction.

    Raises: LeaseLost when another worker has ended the same visit; the transaction must roll back.
    """
    if isinstance(ending, Moved):
        _move(connection, ending)
    elif isinstance(ending, Postponed):
        _postpone(connection, ending)
    else:
        _finish(connection, ending)


def _move(connection: Connection, ending: Moved) -> None:
    values = {"fetch_url": ending.fetch_url, "host": ending.host, "hops": ending.hops}
    _set_current(connection, ending.visit, values)


def _postpone(connection: Connection, ending: Postponed) -> None:
    visit = ending.visit
    later_s = clock.elapsed() + ending.wait_s
    _set_current(connection, visit, {"not_before_s": later_s})
    enqueue(connection, "fetch", [(visit.url, visit.visit)], priority=visit.priority)
    connection.execute(
        update(results)
        .where(*_waiting_row(visit))
        .values(attempts=visit.attempts + 1, lease_until_s=later_s, detail=ending.detail)
    )


def _finish(connection: Connection, ending: Visited) -> None:
    visit = ending.visit
    first = {"fetch_url": visit.url, "host": urlsplit(visit.url).netloc}
    again: dict[str, object] = {
        "visit": visit.visit + 1,
        "due_at": ending.next_due,
        "priority": int(max(visit.priority, Priority.REVISIT)),
        "hops": 0,
        "not_before_s": 0.0,
    }
    _set_current(connection, visit, again | ({"fetch_url": ending.fetch_url} if ending.fetch_url else first))
    _write_outcome(connection, ending)
    if ending.known is not None:
        keep_validators(connection, ending.known)
    if ending.page is not None:
        keep_page(connection, ending.page, url=visit.url, visit=visit.visit)
        enqueue(connection, "extract", [(visit.url, visit.visit)], priority=visit.priority)


def _write_outcome(connection: Connection, ending: Visited) -> None:
    """One row per visit, whether it waited in `results` between attempts or not."""
    visit = ending.visit
    ended: dict[str, object] = {
        "version": ending.version,
        "outcome": str(ending.outcome),
        "attempts": visit.attempts + 1,
        "lease_token": None,
        "lease_until_s": None,
        "finished_at": clock.now(),
        "detail": ending.detail,
    }
    if visit.attempts:
        connection.execute(update(results).where(*_waiting_row(visit)).values(**ended))
        return
    new: dict[str, object] = {
        "subject": visit.url,
        "revision": visit.visit,
        "step": "fetch",
        "priority": int(visit.priority),
        "waiting_since_at": clock.now(),
    }
    connection.execute(insert(connection, results).values(new | ended).on_conflict_do_nothing())


def _set_current(connection: Connection, visit: Visit, values: dict[str, object]) -> None:
    """Change a candidate only while it stands at this visit."""
    current = (candidates.c.url == visit.url, candidates.c.visit == visit.visit)
    if connection.execute(update(candidates).where(*current).values(**values)).rowcount != 1:
        raise LeaseLost(f"fetch of {visit.url}: visit {visit.visit} is done already", subject=visit.url)


def _update_known(connection: Connection, one: Noted) -> None:
    row = connection.execute(select(candidates).where(candidates.c.url == one.candidate.url)).one()
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
