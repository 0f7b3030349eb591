"""Work that only one process may do at a time, on any machine. In: a name. Out: the lock, for as long as it is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, or_, update

from articles import clock
from articles.errors import AlreadyRunning, LockLost
from articles.store.claims import insert
from articles.store.engine import Store
from articles.store.tables import locks

LOCK_S = 600.0


@dataclass(frozen=True, kw_only=True)
class Held:
    """A lock in our hands. Whoever writes under it renews it in the same transaction: a lost one writes nothing."""

    name: str
    token: str
    lease_s: float

    def renew(self, connection: Connection) -> None:
        """Hold it for another while from now on. Raises: LockLost when another process has it."""
        held = connection.execute(
            update(locks)
            .where(locks.c.name == self.name, locks.c.lease_token == self.token)
            .values(lease_until_s=clock.elapsed() + self.lease_s)
        )
        if held.rowcount != 1:
            raise LockLost(f"another process has taken over '{self.name}'; nothing of this was written")


@contextmanager
def alone(store: Store, name: str, *, lease_s: float = LOCK_S) -> Iterator[Held]:
    """Hold the lock `name` while the block runs. Raises: AlreadyRunning at once when another process has it."""
    held = Held(name=name, token=store.token(), lease_s=lease_s)
    if not _take(store, held):
        raise AlreadyRunning(f"another process is doing '{name}' right now, and takes along what waits for it")
    try:
        yield held
    finally:
        with store.begin() as connection:
            connection.execute(
                update(locks)
                .where(locks.c.name == name, locks.c.lease_token == held.token)
                .values(lease_token=None, lease_until_s=None)
            )


def _take(store: Store, held: Held) -> bool:
    now_s = clock.elapsed()
    free = or_(locks.c.lease_token.is_(None), locks.c.lease_until_s < now_s)
    with store.begin() as connection:
        connection.execute(insert(connection, locks).values(name=held.name).on_conflict_do_nothing())
        taken = connection.execute(
            update(locks)
            .where(locks.c.name == held.name, free)
            .values(lease_token=held.token, lease_until_s=now_s + held.lease_s)
        )
    return taken.rowcount == 1
