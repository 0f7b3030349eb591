"""What waits, and for how long. In: the store. Out: step -> since when, and how many; messages by channel.

Back-fill and redone work do not count in ages, nor what may not be done yet: a host that rests, an attempt that has to wait,
a message for the morning.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from articles import clock
from articles.outcome import STEPS
from articles.store.claims import WAITING, Priority
from articles.store.outbox import work_of
from articles.store.tables import candidates, hosts, outbox, polls, results


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """Work of one step: how much of it waits, back-fill included, and since when the oldest does that counts."""

    number: int
    since: datetime | None


def backlog(connection: Connection, source_ids: Collection[str]) -> dict[str, Backlog]:
    """Every step's, for the sources that are read."""
    ours = results.c.step.in_(STEPS) & results.c.outcome.is_(None)
    waits = select(results.c.step, func.count()).where(ours).group_by(results.c.step)
    numbers = dict(connection.execute(waits).all())
    fresh = ours & (results.c.priority < Priority.REDO)
    since = select(results.c.step, func.min(results.c.waiting_since_at)).where(fresh).group_by(results.c.step)
    oldest = dict(connection.execute(since).all())
    numbers["discover"], oldest["discover"] = _polls(connection, source_ids)
    numbers["fetch"], oldest["fetch"] = _visits(connection, source_ids)
    oldest["deliver"] = _oldest_message(connection)
    return {step: Backlog(number=numbers.get(step, 0), since=oldest.get(step)) for step in STEPS}


def messages(connection: Connection) -> dict[str, tuple[int, int]]:
    """Channel -> how many messages wait, and how many are dead letters."""
    dead = results.c.outcome.is_not(None)
    counted = select(outbox.c.channel, func.count().filter(~dead), func.count().filter(dead))
    unsent = counted.join(results, work_of(outbox)).where(outbox.c.sent_at.is_(None))
    rows = connection.execute(unsent.group_by(outbox.c.channel))
    return {channel: (waiting, gone) for channel, waiting, gone in rows}


def _polls(connection: Connection, source_ids: Collection[str]) -> tuple[int, datetime | None]:
    due = select(func.count(), func.min(polls.c.due_at)).where(
        polls.c.due_at <= clock.now(), polls.c.source.in_(list(source_ids))
    )
    number, since = connection.execute(due).one()
    return number, since


def _visits(connection: Connection, source_ids: Collection[str]) -> tuple[int, datetime | None]:
    due = (candidates.c.due_at <= clock.now()) & candidates.c.source.in_(list(source_ids))
    number = connection.scalar(select(func.count()).where(due)) or 0
    oldest = (
        select(candidates.c.due_at)
        .outerjoin(hosts, hosts.c.host == candidates.c.host)
        .where(due, candidates.c.priority < Priority.REDO, *_may_be_asked())
        .order_by(candidates.c.due_at)
    )
    return number, connection.scalar(oldest.limit(1))


def _may_be_asked() -> tuple[ColumnElement[bool], ...]:
    now_s = clock.elapsed()
    return candidates.c.not_before_s <= now_s, or_(hosts.c.next_s.is_(None), hosts.c.next_s <= now_s)


def _oldest_message(connection: Connection) -> datetime | None:
    """Since when a message should have gone out."""
    due = (
        select(func.min(outbox.c.due_at))
        .join(results, work_of(outbox))
        .where(outbox.c.sent_at.is_(None), outbox.c.due_at <= clock.now(), results.c.version == WAITING)
    )
    found: datetime | None = connection.scalar(due)
    return found
