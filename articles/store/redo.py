"""Results to be made again. In: a step and its version. Out: waiting rows for subjects that have been through it before.

Only the newest revision of a subject is done again. Its old result stays valid until the new one is there.
"""

from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue
from articles.store.tables import results


def enqueue_outdated(connection: Connection, step: str, *, version: str) -> int:
    """Make subjects wait whose newest result is of an older version; that one stays valid meanwhile."""
    return _enqueue_again(connection, step, _outdated(step, version))


def count_outdated(connection: Connection, step: str, *, version: str) -> int:
    """How many subjects that would be."""
    return connection.scalar(select(func.count()).select_from(_outdated(step, version).subquery())) or 0


def enqueue_all(connection: Connection, step: str, *, version: str) -> int:
    """Make every subject wait again that has been through a step, whatever version its result is of."""
    return _enqueue_again(connection, step, _newest(step))


def enqueue_failed(connection: Connection, step: str, *, version: str) -> int:
    """Make subjects wait again that ended as `failed` in this version."""
    failed = case(((results.c.version == version) & (results.c.outcome == str(Outcome.FAILED)), 1), else_=0)
    return _enqueue_again(connection, step, _newest(step).having(func.max(failed) == 1))


def _outdated(step: str, version: str) -> Select[Any]:
    current = case((results.c.version == version, 1), else_=0)
    return _newest(step).having(func.max(current) == 0)


def _newest(step: str) -> Select[Any]:
    """(subject, revision) of each subject's newest revision, where it has been through the step and does not wait."""
    latest = (
        select(results.c.subject, func.max(results.c.revision).label("revision"))
        .where(results.c.step == step)
        .group_by(results.c.subject)
        .subquery()
    )
    return (
        select(results.c.subject, results.c.revision)
        .join(latest, (results.c.subject == latest.c.subject) & (results.c.revision == latest.c.revision))
        .where(results.c.step == step)
        .group_by(results.c.subject, results.c.revision)
        .having(func.count(results.c.outcome) == func.count())
    )


def _enqueue_again(connection: Connection, step: str, query: Select[Any]) -> int:
    found = [(row.subject, row.revision) for row in connection.execute(query)]
    enqueue(connection, step, found, priority=Priority.REDO)
    return len(found)
