"""Faults that go on. In: what is wrong now. Out: what has begun and what is over, each to be told once.

A fault is told when it has been noted for as long as its kind wants, and over when it has not been there for a while: one that
comes and goes is told of once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from articles.store.claims import insert
from articles.store.tables import faults

OVER_FOR = timedelta(hours=1)  # without it, a source that answers every other poll would be told of all day


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is wrong: `subject` says with what (source/miit, issuer/cn_cac, step/index, disk/archive, network/own).

    It is told once it was noted for `after`.
    """

    subject: str
    state: str
    since: datetime
    after: timedelta = timedelta()

    @property
    def kind(self) -> str:
        """The part before the slash."""
        return self.subject.partition("/")[0]

    @property
    def name(self) -> str:
        """The part behind it."""
        return self.subject.partition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What has to be told: faults that have begun, and those that are over since their `over_at`."""

    begun: Sequence[Fault]
    over: Mapping[Fault, datetime]


def note_faults(
    connection: Connection, found: Iterable[Fault], *, now: datetime, unwell: Collection[str] = ()
) -> Changes:
    """Write down what is wrong now; returns what has to be told, which `told` then marks in the same transaction.

    Subjects that are `unwell` have no fault of their own, but one that they have is not over yet.
    """
    there = {fault.subject: fault for fault in found}
    known = {row.subject: row for row in connection.execute(select(faults))}
    _note_new(connection, [one for subject, one in there.items() if subject not in known], now)
    for subject, row in known.items():
        if subject in there or (row.told_in is not None and subject in unwell):
            _set_over(connection, row, None)
        elif row.told_in is None:
            connection.execute(delete(faults).where(faults.c.subject == subject))
        else:
            _set_over(connection, row, row.over_at or now)
    begun = [
        _as_noted(one, known.get(subject)) for subject, one in there.items() if _is_due(one, known.get(subject), now)
    ]
    over = {
        Fault(subject=subject, state=row.state, since=row.since_at): row.over_at
        for subject, row in known.items()
        if subject not in {*there, *unwell} and row.told_in and row.over_at and now - row.over_at >= OVER_FOR
    }
    return Changes(begun=begun, over=over)


def _note_new(connection: Connection, found: Sequence[Fault], now: datetime) -> None:
    rows = [{"subject": one.subject, "state": one.state, "since_at": one.since, "noted_at": now} for one in found]
    if rows:
        connection.execute(insert(connection, faults).on_conflict_do_nothing(), rows)


def _is_due(fault: Fault, row: Row[Any] | None, now: datetime) -> bool:
    """Whether it has been noted for long enough, and nobody was told yet."""
    noted = row.noted_at if row is not None else now
    return (row is None or row.told_in is None) and now - noted >= fault.after


def _as_noted(fault: Fault, row: Row[Any] | None) -> Fault:
    """With the beginning that was seen first."""
    return replace(fault, since=row.since_at) if row is not None else fault


def _set_over(connection: Connection, row: Row[Any], over_at: datetime | None) -> None:
    if row.over_at != over_at:
        connection.execute(update(faults).where(faults.c.subject == row.subject).values(over_at=over_at))


def going_on(connection: Connection, kind: str) -> list[str]:
    """Names of the faults of a kind that were told of and are not over."""
    ours = faults.c.subject.startswith(f"{kind}/", autoescape=True) & faults.c.told_in.is_not(None)
    subjects = connection.scalars(select(faults.c.subject).where(ours, faults.c.over_at.is_(None)))
    return sorted(subject.partition("/")[2] for subject in subjects)


def told(connection: Connection, changes: Changes, message_id: str) -> None:
    """Those that have begun are never told again, those that are over are forgotten."""
    begun = [fault.subject for fault in changes.begun]
    connection.execute(update(faults).where(faults.c.subject.in_(begun)).values(told_in=message_id))
    connection.execute(delete(faults).where(faults.c.subject.in_([fault.subject for fault in changes.over])))
