"""How a step finds its work and reports back. In: a step. Out: Leases, and one counted Outcome for each.

Work waits as a row of `results` with an empty version. Whoever commits a step's input enqueues the next step's row in
the same transaction. A claim puts a lease on rows, best priority first; `finish` writes the Outcome and works only
while the lease's own token is still there. A worker that dies leaves leases that run out, or that `reap` frees at once
when the process is known to be dead. An Outcome is final; one of an older version stays valid until its subject has been
done again, so that every subject has exactly one Outcome in a step.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from articles import clock
from articles.errors import LeaseLost
from articles.outcome import Outcome
from articles.store.engine import Store, machine_name, process_started
from articles.store.tables import hosts, locks, results

WAITING = ""
LEASE_S = 300.0
BACK_OFF_S = (30.0, 120.0, 600.0)
MAX_ATTEMPTS = len(BACK_OFF_S) + 1


class Priority(IntEnum):
    """The order in which waiting work is claimed."""

    OFFICIAL = 0
    NEWS = 1
    REVISIT = 2
    REDO = 3
    BACK_FILL = 4


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to work on one subject in one step until it runs out."""

    subject: str
    revision: int
    step: str
    version: str
    token: str
    attempts: int
    priority: Priority


def enqueue(
    connection: Connection,
    step: str,
    subjects: Iterable[tuple[str, int]],
    *,
    priority: Priority,
    since: datetime | None = None,
) -> None:
    """Make (subject, revision) pairs wait for a step; those that wait already, or are worked on, keep their place.

    `since` is their place in the line, now by default.
    """
    rows = _rows(step, subjects, priority, since)
    if rows:
        connection.execute(insert(connection, results).on_conflict_do_nothing(), rows)


def enqueue_changed(
    connection: Connection,
    step: str,
    subjects: Iterable[tuple[str, int]],
    *,
    priority: Priority,
) -> None:
    """The same where the input of a known pair may have changed: a worker that has the old input loses its lease."""
    rows = _rows(step, subjects, priority)
    if rows:
        fresh = insert(connection, results).on_conflict_do_update(
            index_elements=["subject", "revision", "step", "version"],
            set_={"lease_token": None, "lease_until_s": None},
            where=results.c.lease_token.is_not(None),
        )
        connection.execute(fresh, rows)


def enqueue_once(
    connection: Connection,
    step: str,
    subjects: Iterable[tuple[str, int]],
    *,
    priority: Priority,
) -> None:
    """The same for what must not be done twice: pairs that wait for the step or have been through it are left alone."""
    fresh = [
        (subject, revision)
        for subject, revision in subjects
        if not connection.scalar(
            select(func.count()).where(
                results.c.subject == subject, results.c.revision == revision, results.c.step == step
            )
        )
    ]
    enqueue(connection, step, fresh, priority=priority)


def claim(
    store: Store,
    step: str,
    *,
    version: str,
    limit: int,
    lease_s: float = LEASE_S,
    subjects: Sequence[str] | None = None,
) -> list[Lease]:
    """Lease up to `limit` waiting subjects of a step, best priority first, oldest first within one."""
    token = store.token()
    with store.begin() as connection:
        rows = connection.execute(_waiting(step, limit, subjects).with_for_update(skip_locked=True)).all()
        if rows:
            one = _is(bindparam("at_subject"), bindparam("at_revision"), step)
            leased = update(results).where(*one).values(lease_token=token, lease_until_s=clock.elapsed() + lease_s)
            connection.execute(leased, [{"at_subject": row.subject, "at_revision": row.revision} for row in rows])
    return [
        Lease(
            subject=row.subject,
            revision=row.revision,
            step=step,
            version=version,
            token=token,
            attempts=row.attempts,
            priority=Priority(row.priority),
        )
        for row in rows
    ]


def finish(connection: Connection, lease: Lease, outcome: Outcome, *, detail: str | None = None) -> None:
    """Write the final Outcome in the caller's transaction, beside the result itself; one of an older version goes.

    Raises: LeaseLost when the lease was taken over; the caller's transaction rolls back.
    """
    connection.execute(
        delete(results).where(
            results.c.subject == lease.subject,
            results.c.revision == lease.revision,
            results.c.step == lease.step,
            results.c.version != WAITING,
        )
    )
    done = connection.execute(
        update(results)
        .where(*_held(lease))
        .values(
            version=lease.version,
            outcome=str(outcome),
            attempts=results.c.attempts + 1,
            lease_token=None,
            lease_until_s=None,
            finished_at=clock.now(),
            detail=detail,
        )
    )
    if done.rowcount != 1:
        raise LeaseLost(
            f"{lease.step} of {lease.subject}: another worker took it over",
            subject=lease.subject,
        )


def retry(
    connection: Connection,
    lease: Lease,
    error: Exception,
    *,
    final: Outcome = Outcome.FAILED,
    waits_s: Sequence[float] = BACK_OFF_S,
    at_least_s: float = 0.0,
) -> Outcome | None:
    """Count a failed attempt: wait for the next one and return None, or end as `final` after the last of `waits_s`."""
    attempts = lease.attempts + 1
    if attempts > len(waits_s):
        finish(connection, lease, final, detail=str(error))
        return final
    wait = max(waits_s[attempts - 1], at_least_s)
    connection.execute(
        update(results)
        .where(*_held(lease))
        .values(
            attempts=attempts,
            lease_token=None,
            lease_until_s=clock.elapsed() + wait,
            detail=str(error),
        )
    )
    return None


def renew(connection: Connection, leases: Iterable[Lease], *, lease_s: float = LEASE_S) -> None:
    """Keep leases for another while; one that was taken over stays lost, and `finish` will say so."""
    for lease in leases:
        connection.execute(update(results).where(*_held(lease)).values(lease_until_s=clock.elapsed() + lease_s))


def give_back(connection: Connection, leases: Iterable[Lease]) -> None:
    """Free leases without an attempt counted, as when the program is asked to stop."""
    for lease in leases:
        connection.execute(update(results).where(*_held(lease)).values(lease_token=None, lease_until_s=None))


def reap(store: Store) -> int:
    """Free every lease of a process of this machine that is dead; returns how many."""
    freed = 0
    with store.begin() as connection:
        for table, dead in dead_leases(connection):
            free = update(table).where(table.c.lease_token.in_(dead)).values(lease_token=None, lease_until_s=None)
            freed += connection.execute(free).rowcount
    return freed


def dead_leases(connection: Connection) -> list[tuple[Table, list[str]]]:
    """The tokens of dead processes of this machine, by the table they hold rows of."""
    found = []
    for table in (results, hosts, locks):
        held = select(table.c.lease_token).where(table.c.lease_token.is_not(None)).distinct()
        dead = [token for token in connection.scalars(held) if _dead(token)]
        if dead:
            found.append((table, dead))
    return found


def counts(connection: Connection, *, since: datetime | None = None) -> dict[str, Counter[str]]:
    """Step -> Outcome -> how many; work that waits counts as "waiting"."""
    query = select(results.c.step, results.c.outcome, func.count()).group_by(results.c.step, results.c.outcome)
    if since is not None:
        query = query.where(or_(results.c.finished_at >= since, results.c.outcome.is_(None)))
    found: dict[str, Counter[str]] = {}
    for step, outcome, number in connection.execute(query):
        found.setdefault(step, Counter())[outcome or "waiting"] += number
    return found


def waiting(connection: Connection, step: str) -> int:
    """How many subjects wait for a step or are being worked on."""
    query = select(func.count()).where(results.c.step == step, results.c.outcome.is_(None))
    return connection.scalar(query) or 0


def claimable(store: Store, step: str) -> bool:
    """Whether a claim would find work right now."""
    with store.read() as connection:
        return connection.execute(_waiting(step, 1, None)).first() is not None


def most_urgent(connection: Connection, step: str, *, in_hand: bool = False) -> Priority | None:
    """The best priority of what a claim would find right now, with `in_hand` of what is being worked on too; None for nothing."""
    row = connection.execute(_waiting(step, 1, None, in_hand=in_hand)).first()
    return Priority(row.priority) if row is not None else None


def been_through(connection: Connection, step: str, subject: str) -> bool:
    """Whether a subject has an Outcome in a step, in any revision, or waits for it."""
    found = select(results.c.subject).where(results.c.subject == subject, results.c.step == step).limit(1)
    return connection.execute(found).first() is not None


def insert(connection: Connection, table: object) -> "postgresql.Insert | sqlite.Insert":
    """INSERT with ON CONFLICT in the dialect of the connection."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)  # type: ignore[no-any-return]


def _waiting(step: str, limit: int, subjects: Sequence[str] | None, *, in_hand: bool = False) -> Select[Any]:
    free = or_(results.c.lease_until_s.is_(None), results.c.lease_until_s < clock.elapsed())
    query = (
        select(
            results.c.subject,
            results.c.revision,
            results.c.attempts,
            results.c.priority,
        )
        .where(
            results.c.step == step,
            results.c.outcome.is_(None),
            or_(free, results.c.lease_token.is_not(None)) if in_hand else free,
        )
        .order_by(results.c.priority, results.c.waiting_since_at, results.c.subject, results.c.revision)
        .limit(limit)
    )
    return query.where(results.c.subject.in_(subjects)) if subjects is not None else query


def _rows(
    step: str, subjects: Iterable[tuple[str, int]], priority: Priority, since: datetime | None = None
) -> list[dict[str, object]]:
    """Waiting rows, in one order everywhere, so that two writers never wait for each other."""
    return [
        {
            "subject": subject,
            "revision": revision,
            "step": step,
            "version": WAITING,
            "attempts": 0,
            "priority": int(priority),
            "waiting_since_at": since or clock.now(),
        }
        for subject, revision in sorted(subjects)
    ]


def _is(
    subject: str | ColumnElement[str], revision: int | ColumnElement[int], step: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        results.c.subject == subject,
        results.c.revision == revision,
        results.c.step == step,
        results.c.version == WAITING,
    )


def _held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        *_is(lease.subject, lease.revision, lease.step),
        results.c.lease_token == lease.token,
    )


def _dead(token: str) -> bool:
    machine, pid, started, _ = token.split("/")
    return machine == machine_name() and process_started(int(pid)) != started
