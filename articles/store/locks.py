"""Work that only one process may do at a time, on any machine. In: a name. Out: the lock, for as long as it is held."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import or_, update

from articles import clock
from articles.errors import StoreBusy
from articles.store.claims import insert
from articles.store.engine import Store
from articles.store.tables import locks

LOCK_S = 600.0


@contextmanager
def alone(store: Store, name: str, *, lease_s: float = LOCK_S) -> Iterator[None]:
    """Hold the lock `name` while the block runs. Raises: StoreBusy at once when another process has it."""
    token = store.token()
    if not _take(store, name, token, lease_s):
        raise StoreBusy(f"another process is doing '{name}' right now; run the command again when it is through")
    try:
        yield
    finally:
        with store.begin() as connection:
            connection.execute(
                update(locks)
                .where(locks.c.name == name, locks.c.lease_token == token)
                .values(lease_token=None, lease_until_s=None)
            )


def _take(store: Store, name: str, token: str, lease_s: float) -> bool:
    now_s = clock.elapsed()
    free = or_(locks.c.lease_token.is_(None), locks.c.lease_until_s < now_s)
    with store.begin() as connection:
        connection.execute(insert(connection, locks).values(name=name).on_conflict_do_nothing())
        taken = connection.execute(
            update(locks).where(locks.c.name == name, free).values(lease_token=token, lease_until_s=now_s + lease_s)
        )
    return taken.rowcount == 1
