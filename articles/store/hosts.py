"""Who may ask which host, and when. In: host names. Out: leases, each for one worker on one machine alone.

Whoever holds a host's lease is alone with it; the next allowed time, its robots.txt and its reservation of text and data
mining stand in the store, so that several workers together stay polite.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select, update

from articles import clock
from articles.errors import LeaseLost
from articles.model import Reservation
from articles.store.claims import insert
from articles.store.engine import Store
from articles.store.tables import candidates, hosts

HOST_LEASE_S = 120.0


@dataclass(frozen=True, kw_only=True)
class HostLease:
    """The right to be alone with a host; ask not before `next_s` (machine seconds)."""

    host: str
    token: str
    next_s: float
    robots_status: int | None
    robots: str | None
    robots_at: datetime | None
    tdm_reserved: Reservation


def due_hosts(
    connection: Connection, *, limit: int, within_s: float, sources: Collection[str] | None = None
) -> list[str]:
    """Free hosts with a due visit that may be asked within some seconds, most urgent first."""
    query = (
        _due(sources)
        .with_only_columns(candidates.c.host)
        .where(candidates.c.not_before_s <= clock.elapsed(), _next_s() <= clock.elapsed() + within_s)
        .group_by(candidates.c.host)
        .order_by(func.min(candidates.c.priority), func.min(candidates.c.due_at), candidates.c.host)
        .limit(limit)
    )
    return list(connection.scalars(query))


def seconds_to_next(connection: Connection, *, sources: Collection[str] | None = None) -> float | None:
    """How long until a free host with a due visit may be asked; None when nothing is due at any."""
    later = case((candidates.c.not_before_s > _next_s(), candidates.c.not_before_s), else_=_next_s())
    soonest = connection.scalar(_due(sources).with_only_columns(func.min(later)))
    return None if soonest is None else max(0.0, soonest - clock.elapsed())


def lease_host(store: Store, host: str, *, lease_s: float = HOST_LEASE_S) -> HostLease | None:
    """Be alone with a host; None while another worker is."""
    token = store.token()
    now_s = clock.elapsed()
    with store.begin() as connection:
        new = {"host": host, "next_s": 0.0, "tdm_reserved": "unknown"}
        connection.execute(insert(connection, hosts).values(new).on_conflict_do_nothing())
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


def renew_host(connection: Connection, lease: HostLease, *, next_s: float, lease_s: float = HOST_LEASE_S) -> None:
    """Keep a host, and write down when it may be asked next. Raises: LeaseLost."""
    _set_held(connection, lease, next_s=next_s, lease_until_s=clock.elapsed() + lease_s)


def release_host(connection: Connection, lease: HostLease, *, next_s: float) -> None:
    """Let others have the host, from `next_s` on. Raises: LeaseLost."""
    _set_held(connection, lease, next_s=next_s, lease_token=None, lease_until_s=None)


def keep_robots(
    connection: Connection, lease: HostLease, *, status: int, robots: str, tdm_reserved: Reservation
) -> None:
    """Remember a host's robots.txt and its reservation of text and data mining. Raises: LeaseLost."""
    _set_held(
        connection,
        lease,
        robots_status=status,
        robots=robots,
        robots_at=clock.now(),
        tdm_reserved=tdm_reserved,
    )


def _due(sources: Collection[str] | None) -> Select[Any]:
    """Due candidates of hosts that nobody holds."""
    free = or_(hosts.c.lease_token.is_(None), hosts.c.lease_until_s < clock.elapsed())
    query = (
        select(candidates.c.url)
        .outerjoin(hosts, hosts.c.host == candidates.c.host)
        .where(candidates.c.due_at <= clock.now(), free)
    )
    return query.where(candidates.c.source.in_(list(sources))) if sources is not None else query


def _next_s() -> ColumnElement[float]:
    return func.coalesce(hosts.c.next_s, 0.0)


def _set_held(connection: Connection, lease: HostLease, **values: object) -> None:
    held = connection.execute(
        update(hosts).where(hosts.c.host == lease.host, hosts.c.lease_token == lease.token).values(**values)
    )
    if held.rowcount != 1:
        raise LeaseLost(f"host {lease.host}: another crawler took it over", subject=lease.host)
