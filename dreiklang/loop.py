"""How every step works through its waiting subjects. In: a Step. Out: how many ended in which Outcome.

    1. claim a batch under a lease
    2. prepare each subject's result, outside any transaction
    3. keep result and Outcome in one transaction, while the lease holds
One bad subject never stops a batch: a retryable error counts an attempt, any other ends the subject as `failed`.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from articles.errors import LeaseLost, Retryable
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import LEASE_S, Lease, claim, finish, give_back, retry

Result = TypeVar("Result")
Progress = Callable[[str, Outcome | None], None]
log = logging.getLogger(__name__)
BATCH = 32


@dataclass(frozen=True, kw_only=True)
class Step(Generic[Result]):
    """A verb: how one subject is prepared, and how its result is kept."""

    name: str
    version: str
    prepare: Callable[[Lease], Result]
    keep: Callable[[Connection, Lease, Result], Outcome]
    batch: int = BATCH
    lease_s: float = LEASE_S


def run_step(
    store: Store,
    step: Step[Result],
    *,
    limit: int | None = None,
    on_progress: Progress | None = None,
) -> Counter[Outcome]:
    """Work until nothing is claimable, or `limit` subjects are done."""
    counted: Counter[Outcome] = Counter()
    for lease, rest in _leases(store, step, limit):
        try:
            outcome = _one(store, step, lease)
        except KeyboardInterrupt:
            with store.begin() as connection:
                give_back(connection, [lease, *rest])
            raise
        if outcome is not None:
            counted[outcome] += 1
        if on_progress is not None:
            on_progress(lease.subject, outcome)
    return counted


def _leases(store: Store, step: Step[Result], limit: int | None) -> Iterator[tuple[Lease, list[Lease]]]:
    left = limit
    while left is None or left > 0:
        size = step.batch if left is None else min(step.batch, left)
        batch = claim(store, step.name, version=step.version, limit=size, lease_s=step.lease_s)
        if not batch:
            return
        for at, lease in enumerate(batch):
            yield lease, batch[at + 1 :]
        if left is not None:
            left -= len(batch)


def _one(store: Store, step: Step[Result], lease: Lease) -> Outcome | None:
    try:
        result = step.prepare(lease)
        with store.begin() as connection:
            outcome = step.keep(connection, lease, result)
            finish(connection, lease, outcome)
        return outcome
    except LeaseLost as error:
        log.warning(
            "lease_lost",
            extra={"step": step.name, "subject": lease.subject, "error": str(error)},
        )
        return None
    except Retryable as error:
        return _failed(store, lease, error)
    except Exception as error:  # a subject that breaks us must not stop the others
        log.exception("subject_failed", extra={"step": step.name, "subject": lease.subject})
        with store.begin() as connection:
            finish(
                connection,
                lease,
                Outcome.FAILED,
                detail=f"{type(error).__name__}: {error}",
            )
        return Outcome.FAILED


def _failed(store: Store, lease: Lease, error: Exception) -> Outcome | None:
    with store.begin() as connection:
        return retry(connection, lease, error)
