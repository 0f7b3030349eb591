"""What the crawler asks next, and of which host. In: sources and candidates. Out: due polls, leased hosts, due URLs.

A host is leased, never a URL: whoever holds the lease is alone with that host, on any machine, and the next allowed
time stands in the store. A visit ends with one Outcome in `results`, written with the page and the next step's row.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from articles import clock
from articles.errors import LeaseLost
from articles.model import Candidate, Page
from articles.outcome import Outcome
from articles.store.claims import MAX_ATTEMPTS, WAITING, Priority, enqueue, insert
from articles.store.engine import Store
from articles.store.pages import keep_page
from articles.store.tables import candidates, hosts, polls, results

HOST_LEASE_S = 120.0
_CANDIDATE = TypeAdapter(Candidate)


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A candidate with what the crawler decided about it; `due_at` None means: known, but no visit planned."""

    candidate: Candidate
    host: str
    priority: Priority
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HostLease:
    """The right to be alone with a host; ask not before `next_s` (machine seconds)."""

    host: str
    token: str
    next_s: float
    robots_status: int | None
    robots: str | None
    robots_at: datetime | None
    tdm_reserved: str


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
    """How a visit ended. A `page` goes on to extract; `next_due` None means never again."""

    visit: Visit
    outcome: Outcome
    version: str
    page: Page | None = None
    next_due: datetime | None = None
    detail: str | None = None


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


def due_hosts(connection: Connection, *, limit: int, sources: Collection[str] | None = None) -> list[str]:
    """Free hosts with a due visit, most urgent first."""
    now_s = clock.elapsed()
    held = select(hosts.c.host).where(hosts.c.lease_token.is_not(None), hosts.c.lease_until_s >= now_s)
    query = (
        select(candidates.c.host)
        .where(*_due(now_s), candidates.c.host.not_in(held))
        .group_by(candidates.c.host)
        .order_by(func.min(candidates.c.priority), func.min(candidates.c.due_at))
        .limit(limit)
    )
    if sources is not None:
        query = query.where(candidates.c.source.in_(list(sources)))
    return list(connection.scalars(query))


def lease_host(store: Store, host: str, *, lease_s: float = HOST_LEASE_S) -> HostLease | None:
    """Be alone with a host; None while another worker is."""
    token = store.token()
    now_s = clock.elapsed()
    with store.begin() as connection:
        connection.execute(
            insert(connection, hosts).values(host=host, next_s=0.0, tdm_reserved="unknown").on_conflict_do_nothing()
        )
        free = or_(hosts.c.lease_token.is_(None), hosts.c.lease_until_s < now_s)
        taken = connection.execute(
            update(hosts).where(hosts.c.host == host, free).values(lease_token=token, lease_until_s=now_s + lease_s)
        )
        if taken.rowcount != 1:
            return None
        row = connection.execute(select(hosts).where(hosts.c.host == host)).one()
    return HostLease(
        host=host,
        token=token,
        next_s=row.next_s,
        robots_status=row.robots_status,
        robots=row.robots,
        robots_at=row.robots_at,
        tdm_reserved=row.tdm_reserved,
    )


def renew_host(
    connection: Connection,
    lease: HostLease,
    *,
    next_s: float,
    lease_s: float = HOST_LEASE_S,
) -> None:
    """Keep a host, and write down when it may be asked next. Raises: LeaseLost."""
    _set_held(connection, lease, next_s=next_s, lease_until_s=clock.elapsed() + lease_s)


def release_host(connection: Connection, lease: HostLease, *, next_s: float) -> None:
    """Let others have the host, from `next_s` on. Raises: LeaseLost."""
    _set_held(connection, lease, next_s=next_s, lease_token=None, lease_until_s=None)


def keep_robots(
    connection: Connection,
    lease: HostLease,
    *,
    status: int,
    robots: str,
    tdm_reserved: str,
) -> None:
    """Remember a host's robots.txt and its reservation of text and data mining."""
    _set_held(
        connection,
        lease,
        robots_status=status,
        robots=robots,
        robots_at=clock.now(),
        tdm_reserved=tdm_reserved,
    )


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
        .where(candidates.c.host == host, *_due(clock.elapsed()))
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


def visited(connection: Connection, lease: HostLease, ended: Iterable[Visited], *, next_s: float) -> None:
    """Write how visits of a leased host ended, in the caller's transaction. Raises: LeaseLost."""
    renew_host(connection, lease, next_s=next_s)
    for one in ended:
        _finish(connection, one)


def attempt_failed(
    connection: Connection,
    lease: HostLease,
    visit: Visit,
    *,
    wait_s: float,
    detail: str,
) -> bool:
    """Count a failed attempt and plan the next; False when there is none left and the caller must end the visit."""
    if visit.attempts + 1 >= MAX_ATTEMPTS:
        return False
    renew_host(connection, lease, next_s=lease.next_s)
    enqueue(connection, "fetch", [(visit.url, visit.visit)], priority=visit.priority)
    later = clock.elapsed() + wait_s
    connection.execute(
        update(results)
        .where(*_fetch_row(visit), results.c.version == WAITING)
        .values(attempts=visit.attempts + 1, lease_until_s=later, detail=detail)
    )
    connection.execute(update(candidates).where(candidates.c.url == visit.url).values(not_before_s=later))
    return True


def redirected(connection: Connection, visit: Visit, *, fetch_url: str, host: str) -> None:
    """Go on with a visit at another host, under that host's own lease."""
    connection.execute(
        update(candidates)
        .where(candidates.c.url == visit.url)
        .values(fetch_url=fetch_url, host=host, hops=visit.hops + 1)
    )


def _finish(connection: Connection, one: Visited) -> None:
    visit = one.visit
    enqueue(connection, "fetch", [(visit.url, visit.visit)], priority=visit.priority)
    done = connection.execute(
        update(results)
        .where(*_fetch_row(visit), results.c.version == WAITING)
        .values(
            version=one.version,
            outcome=str(one.outcome),
            attempts=visit.attempts + 1,
            lease_token=None,
            lease_until_s=None,
            finished_at=clock.now(),
            detail=one.detail,
        )
    )
    if done.rowcount != 1:
        raise LeaseLost(
            f"fetch of {visit.url}: visit {visit.visit} is done already",
            subject=visit.url,
        )
    connection.execute(
        update(candidates)
        .where(candidates.c.url == visit.url)
        .values(
            visit=visit.visit + 1,
            due_at=one.next_due,
            priority=int(max(visit.priority, Priority.REVISIT)),
            hops=0,
            not_before_s=0.0,
        )
    )
    if one.page is not None:
        keep_page(connection, one.page, url=visit.url, visit=visit.visit)
        enqueue(connection, "extract", [(visit.url, visit.visit)], priority=visit.priority)


def _update_known(connection: Connection, one: Noted) -> None:
    row = connection.execute(select(candidates).where(candidates.c.url == one.candidate.url)).one()
    known = _CANDIDATE.validate_python(row.record)
    changed = one.candidate.updated
    if one.due_at is None or changed is None or (known.updated is not None and changed <= known.updated):
        return
    due_at = min(row.due_at, one.due_at) if row.due_at else one.due_at
    record = _CANDIDATE.dump_python(one.candidate, mode="json")
    connection.execute(
        update(candidates)
        .where(candidates.c.url == one.candidate.url)
        .values(due_at=due_at, wanted=True, record=record)
    )


def _due(now_s: float) -> tuple[ColumnElement[bool], ...]:
    return (candidates.c.due_at <= clock.now(), candidates.c.not_before_s <= now_s)


def _fetch_row(visit: Visit) -> tuple[ColumnElement[bool], ...]:
    return (
        results.c.subject == visit.url,
        results.c.revision == visit.visit,
        results.c.step == "fetch",
    )


def _set_held(connection: Connection, lease: HostLease, **values: object) -> None:
    held = connection.execute(
        update(hosts).where(hosts.c.host == lease.host, hosts.c.lease_token == lease.token).values(**values)
    )
    if held.rowcount != 1:
        raise LeaseLost(f"host {lease.host}: another crawler took it over", subject=lease.host)


def load_candidate(connection: Connection, url: str) -> tuple[Candidate, datetime] | None:
    """What a list said of a URL, and when we first saw it there; None for a URL no list named."""
    row = connection.execute(select(candidates).where(candidates.c.url == url)).one_or_none()
    return (_CANDIDATE.validate_python(row.record), row.first_seen_at) if row else None
