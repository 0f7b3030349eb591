"""How every step works through its waiting subjects. In: a Step. Out: how many ended in which Outcome.

    1. claim under a lease what takes a moment, so that no worker holds what idle ones could do; a batch at most
    2. prepare each subject's result, outside any transaction
    3. where a step has work to do once for many (one commit of the index), do it for the whole batch
    4. keep each result and its Outcome in one transaction, while the lease holds
One bad subject never stops a batch: a retryable error counts an attempt, any other ends the subject as `failed`.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from sqlalchemy import Connection

from articles import clock
from articles.errors import AlreadyRunning, LeaseLost, LockLost, Retryable, SearchUnavailable
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import LEASE_S, Lease, claim, claimable, finish, give_back, renew, retry
from articles.store.locks import Held, alone

Result = TypeVar("Result")
Progress = Callable[[str, Outcome | None], None]
log = logging.getLogger(__name__)
BATCH = 32
FIRST = 2  # subjects of a first claim, before it is known how long they take
CLAIM_S = (
    0.25  # of work in one claim: the last worker ends so much later than the first; claiming takes a hundredth of it
)
MOST_CHARS = 300  # of an error that is kept; it may quote the text it choked on


class Postponed(Exception):  # noqa: N818 (no error: the subject waits for another run, and no attempt is counted)
    """Raised by `prepare` when there is no time left for a subject."""


def nothing() -> None:
    """For steps that remember nothing from one turn to the next."""


def never() -> bool:
    """For steps that work until nothing waits."""
    return False


@dataclass(frozen=True, kw_only=True)
class Step(Generic[Result]):
    """A verb: how one subject is prepared, and how its result is kept.

    `together` is for work done once for many: prepared results in, the same results in the same order out, finished.
    A step that is `alone` looks across subjects: only one process does it at a time, and is told by `alone_again` whenever it
    takes its turn, since others may have written meanwhile.
    `digest` says what a result was made of; it stands behind the version that is kept, and a result of another is outdated.
    Once `enough` says so, what is left waits for the next run; `subjects` are the only ones it works on, if given.
    """

    name: str
    version: str
    prepare: Callable[[Lease], Result]
    keep: Callable[[Connection, Lease, Result], Outcome]
    together: Callable[[Sequence[Result]], Sequence[Result]] | None = None
    alone: bool = False
    alone_again: Callable[[], None] = nothing
    digest: Callable[[Result], str] | None = None
    batch: int = BATCH
    lease_s: float = LEASE_S
    enough: Callable[[], bool] = never
    subjects: Sequence[str] | None = None


def run_step(
    store: Store,
    step: Step[Result],
    *,
    limit: int | None = None,
    on_progress: Progress | None = None,
) -> Counter[Outcome]:
    """Work until nothing is claimable, or `limit` subjects are done.

    A step that is `alone` and being done by another process is left to it: it looks again after letting go.
    Raises: SearchUnavailable where the search engine is away; what was not done waits as before.
    """
    if not step.alone:
        return _work(store, step, limit, on_progress, None)
    counted: Counter[Outcome] = Counter()
    while not step.enough() and claimable(store, step.name) and (limit is None or counted.total() < limit):
        try:
            with alone(store, step.name) as held:
                step.alone_again()
                left = None if limit is None else limit - counted.total()
                counted += _work(store, step, left, on_progress, held)
        except AlreadyRunning as error:
            log.warning("already_running", extra={"step": step.name, "error": str(error)})
            break
    return counted


def _work(
    store: Store, step: Step[Result], limit: int | None, on_progress: Progress | None, held: Held | None
) -> Counter[Outcome]:
    counted: Counter[Outcome] = Counter()
    for leases, rest in _portions(store, step, limit):
        if step.enough():
            with store.begin() as connection:
                give_back(connection, [*leases, *rest])
            break
        try:
            ended = list(_portion(store, step, leases, held))
        except (KeyboardInterrupt, SearchUnavailable):
            with store.begin() as connection:
                give_back(connection, [*leases, *rest])
            raise
        except LockLost as error:
            log.warning("lock_lost", extra={"step": step.name, "error": str(error)})
            with store.begin() as connection:
                give_back(connection, [*leases, *rest])
            break
        for lease, outcome in ended:
            if outcome is not None:
                counted[outcome] += 1
            if on_progress is not None:
                on_progress(lease.subject, outcome)
    return counted


def _portions(store: Store, step: Step[Result], limit: int | None) -> Iterator[tuple[list[Lease], list[Lease]]]:
    """What is worked on in one go (one subject, or a batch for steps with `together`), and what is still leased."""
    left = limit
    shared = not step.alone and step.together is None
    at_once = min(FIRST, step.batch) if shared else step.batch
    while left is None or left > 0:
        size = at_once if left is None else min(at_once, left)
        began_s = clock.elapsed()
        batch = claim(store, step.name, version=step.version, limit=size, lease_s=step.lease_s, subjects=step.subjects)
        if not batch:
            return
        yield from _fresh(store, step, batch)
        if shared:
            at_once = fair(len(batch), clock.elapsed() - began_s, most=step.batch)
        if left is not None:
            left -= len(batch)


def fair(number: int, took_s: float, *, most: int) -> int:
    """How many subjects to claim next after so many took so long: CLAIM_S of work, but at most twice as many as before."""
    fitting = int(CLAIM_S * number / took_s) if took_s > 0 else most
    return max(1, min(most, 2 * number, fitting))


def _fresh(store: Store, step: Step[Result], batch: list[Lease]) -> Iterator[tuple[list[Lease], list[Lease]]]:
    """Hand out a batch portion by portion, renewing the leases of what has waited for a third of their time."""
    size = len(batch) if step.together else 1
    leased_s = clock.elapsed()
    for at in range(0, len(batch), size):
        if clock.elapsed() - leased_s > step.lease_s / 3:
            with store.begin() as connection:
                renew(connection, batch[at:], lease_s=step.lease_s)
            leased_s = clock.elapsed()
        yield batch[at : at + size], batch[at + size :]


def _portion(
    store: Store, step: Step[Result], leases: list[Lease], held: Held | None
) -> Iterator[tuple[Lease, Outcome | None]]:
    ready: list[tuple[Lease, Result]] = []
    for lease in leases:
        try:
            ready.append((lease, step.prepare(lease)))
        except Postponed:
            with store.begin() as connection:
                give_back(connection, [lease])
            yield lease, None
        except Exception as error:  # a subject that breaks us must not stop the others
            yield lease, _ended_by(store, lease, error)
    try:
        results = step.together([result for _, result in ready]) if step.together and ready else []
    except SearchUnavailable:  # no fault of the subjects: they wait, and no attempt is counted
        raise
    except Exception as error:  # the same for a whole batch
        for lease, _ in ready:
            yield lease, _ended_by(store, lease, error)
        return
    for at, (lease, result) in enumerate(ready):
        yield lease, _kept(store, step, lease, results[at] if results else result, held)


def _kept(store: Store, step: Step[Result], lease: Lease, result: Result, held: Held | None) -> Outcome | None:
    try:
        with store.begin() as connection:
            if held is not None:
                held.renew(connection)
            outcome = step.keep(connection, lease, result)
            finish(connection, _versioned(step, lease, result), outcome)
    except LockLost:  # nothing that comes after it could be written either
        raise
    except Exception as error:  # as above
        return _ended_by(store, lease, error)
    return outcome


def _versioned(step: Step[Result], lease: Lease, result: Result) -> Lease:
    return replace(lease, version=f"{step.version}.{step.digest(result)}") if step.digest else lease


def _ended_by(store: Store, lease: Lease, error: Exception) -> Outcome | None:
    """Count an attempt, or end the subject as failed. A lost lease is nobody's fault; a store that is gone stops us."""
    fields = {"step": lease.step, "subject": lease.subject}
    if isinstance(error, LeaseLost):
        log.warning("lease_lost", extra=fields | {"error": str(error)})
        return None
    try:
        with store.begin() as connection:
            if isinstance(error, Retryable):
                log.warning("attempt_failed", extra=fields | {"error": str(error)})
                return retry(connection, lease, error)
            log.error("subject_failed", exc_info=error, extra=fields)
            finish(connection, lease, Outcome.FAILED, detail=f"{type(error).__name__}: {error}"[:MOST_CHARS])
            return Outcome.FAILED
    except LeaseLost:
        return None
