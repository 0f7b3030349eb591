"""The results table against a model of it: whatever workers do in whatever order, a subject has one Outcome."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from sqlalchemy import func, select, update

from articles import clock
from articles.errors import LeaseLost, Retryable
from articles.outcome import Outcome
from articles.store import connect
from articles.store.claims import (
    MAX_ATTEMPTS,
    Lease,
    Priority,
    claim,
    enqueue,
    enqueue_changed,
    finish,
    give_back,
    retry,
)
from articles.store.tables import metadata, results

SUBJECTS = st.sampled_from("abcde")


class Workers(RuleBasedStateMachine):
    """`holder` is the token that may finish a subject, `waits` the attempts of those that are not done."""

    leases: Bundle[Lease] = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.store = connect("sqlite:///:memory:")
        metadata.create_all(self.store.engine)
        self.waits: dict[str, int] = {}
        self.holder: dict[str, str] = {}
        self.asleep: set[str] = set()
        self.done: dict[str, Outcome] = {}

    def teardown(self) -> None:
        self.store.close()

    @rule(subject=SUBJECTS, changed=st.booleans())
    def hand_in(self, subject: str, changed: bool) -> None:
        with self.store.begin() as connection:
            (enqueue_changed if changed else enqueue)(connection, "screen", [(subject, 1)], priority=Priority.NEWS)
        self.waits.setdefault(subject, 0)
        if changed:
            self.holder.pop(subject, None)

    @rule(target=leases, limit=st.integers(1, 4))
    def take(self, limit: int) -> object:
        taken = claim(self.store, "screen", version="v1", limit=limit)
        free = set(self.waits) - set(self.holder) - self.asleep
        assert {lease.subject for lease in taken} <= free
        assert len(taken) == min(limit, len(free))
        for lease in taken:
            assert lease.attempts == self.waits[lease.subject]
            self.holder[lease.subject] = lease.token
        return multiple(*taken)

    @rule(lease=consumes(leases), outcome=st.sampled_from([Outcome.RELEVANT, Outcome.SCREENED_OUT]))
    def end(self, lease: Lease, outcome: Outcome) -> None:
        if self.holder.get(lease.subject) != lease.token:
            with pytest.raises(LeaseLost), self.store.begin() as connection:
                finish(connection, lease, outcome)
            return
        with self.store.begin() as connection:
            finish(connection, lease, outcome)
        self._done(lease.subject, outcome)

    @rule(lease=consumes(leases))
    def fail(self, lease: Lease) -> None:
        if self.holder.get(lease.subject) != lease.token:
            return
        with self.store.begin() as connection:
            ended = retry(connection, lease, Retryable("no"))
        if lease.attempts + 1 >= MAX_ATTEMPTS:
            assert ended is Outcome.FAILED
            self._done(lease.subject, Outcome.FAILED)
        else:
            assert ended is None
            self.waits[lease.subject] += 1
            del self.holder[lease.subject]
            self.asleep.add(lease.subject)

    @rule(lease=consumes(leases))
    def hand_back(self, lease: Lease) -> None:
        with self.store.begin() as connection:
            give_back(connection, [lease])
        if self.holder.get(lease.subject) == lease.token:
            del self.holder[lease.subject]

    @rule()
    def let_time_pass(self) -> None:
        """Every lease runs out and is freed, every back-off is over."""
        with self.store.begin() as connection:
            connection.execute(update(results).values(lease_until_s=clock.elapsed() - 1, lease_token=None))
        self.holder.clear()
        self.asleep.clear()

    @invariant()
    def every_subject_has_one_outcome_and_waits_at_most_once(self) -> None:
        with self.store.read() as connection:
            ended = dict(
                connection.execute(
                    select(results.c.subject, results.c.outcome).where(results.c.outcome.is_not(None))
                ).all()
            )
            rows = connection.scalar(select(func.count()).select_from(results))
        assert ended == self.done
        assert rows == len(self.done) + len(self.waits)

    def _done(self, subject: str, outcome: Outcome) -> None:
        self.done[subject] = outcome
        del self.waits[subject]
        del self.holder[subject]


Workers.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_workers = Workers.TestCase
