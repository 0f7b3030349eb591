"""The results table, on both databases: who gets which work, and what becomes of it."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from articles import clock
from articles.errors import LeaseLost, Retryable
from articles.outcome import Outcome
from articles.store import Store, open_store
from articles.store.claims import (
    BACK_OFF_S,
    LEASE_S,
    MAX_ATTEMPTS,
    Lease,
    Priority,
    claim,
    claimable,
    counts,
    dead_leases,
    enqueue,
    enqueue_changed,
    enqueue_once,
    finish,
    give_back,
    reap,
    renew,
    retry,
    waiting,
)
from articles.store.tables import results
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("moved_clock")
MoveClock = Callable[[datetime], None]


def put(store: Store, *subjects: str, step: str = "screen", priority: Priority = Priority.NEWS) -> None:
    with store.begin() as connection:
        enqueue(connection, step, [(subject, 1) for subject in subjects], priority=priority)


def take(store: Store, *, version: str = "v1", limit: int = 10, step: str = "screen") -> list[Lease]:
    return claim(store, step, version=version, limit=limit)


def end(store: Store, lease: Lease, outcome: Outcome = Outcome.RELEVANT) -> None:
    with store.begin() as connection:
        finish(connection, lease, outcome)


def let_leases_run_out(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(update(results).values(lease_until_s=clock.elapsed() - 1))


def rows(store: Store) -> list[tuple[str, str, str | None]]:
    with store.read() as connection:
        query = select(results.c.subject, results.c.version, results.c.outcome)
        return [tuple(row) for row in connection.execute(query.order_by(results.c.subject, results.c.version))]


def test_work_that_waits_is_claimed_once(any_store: Store) -> None:
    put(any_store, "a", "b")
    assert sorted(lease.subject for lease in take(any_store)) == ["a", "b"]
    assert take(any_store) == []


def test_the_same_subject_waits_only_once(any_store: Store) -> None:
    put(any_store, "a")
    put(any_store, "a")
    assert len(take(any_store)) == 1


def test_urgent_work_is_claimed_first_and_older_work_before_newer(any_store: Store, moved_clock: MoveClock) -> None:
    put(any_store, "back-fill", priority=Priority.BACK_FILL)
    put(any_store, "redo", priority=Priority.REDO)
    put(any_store, "revisit", priority=Priority.REVISIT)
    put(any_store, "news", priority=Priority.NEWS)
    moved_clock(NOON + timedelta(minutes=5))
    put(any_store, "later news", priority=Priority.NEWS)
    put(any_store, "official", priority=Priority.OFFICIAL)
    order = [take(any_store, limit=1)[0].subject for _ in range(6)]
    assert order == ["official", "news", "later news", "revisit", "redo", "back-fill"]


def test_a_claim_takes_no_more_than_its_limit(any_store: Store) -> None:
    put(any_store, "a", "b", "c")
    assert len(take(any_store, limit=2)) == 2
    assert len(take(any_store, limit=2)) == 1


def test_only_named_subjects_are_claimed_when_some_are_named(any_store: Store) -> None:
    put(any_store, "a", "b")
    assert [one.subject for one in claim(any_store, "screen", version="v1", limit=9, subjects=["b", "c"])] == ["b"]


def test_an_outcome_is_final_and_counted(any_store: Store) -> None:
    put(any_store, "a")
    end(any_store, take(any_store)[0])
    assert take(any_store) == []
    assert not claimable(any_store, "screen")
    with any_store.read() as connection:
        assert counts(connection) == {"screen": {"relevant": 1}}


def test_waiting_work_is_counted_as_waiting(any_store: Store) -> None:
    put(any_store, "a", "b")
    end(any_store, take(any_store, limit=1)[0])
    with any_store.read() as connection:
        assert counts(connection)["screen"] == {"relevant": 1, "waiting": 1}
        assert waiting(connection, "screen") == 1


def test_counts_since_a_moment_leave_out_what_ended_before(any_store: Store, moved_clock: MoveClock) -> None:
    put(any_store, "old")
    end(any_store, take(any_store)[0])
    moved_clock(NOON + timedelta(days=2))
    put(any_store, "new")
    end(any_store, take(any_store)[0], Outcome.SCREENED_OUT)
    with any_store.read() as connection:
        assert counts(connection, since=NOON + timedelta(days=1)) == {"screen": {"screened_out": 1}}


def test_a_lease_that_ran_out_is_given_to_the_next_and_the_first_writes_nothing(any_store: Store) -> None:
    put(any_store, "a")
    slow = take(any_store)[0]
    let_leases_run_out(any_store)
    quick = take(any_store)[0]
    with pytest.raises(LeaseLost, match="screen of a"), any_store.begin() as connection:
        enqueue(connection, "analyse", [("a", 1)], priority=Priority.NEWS)
        finish(connection, slow, Outcome.RELEVANT)
    end(any_store, quick, Outcome.SCREENED_OUT)
    assert rows(any_store) == [("a", "v1", "screened_out")]


def test_a_result_and_its_outcome_are_written_together_or_not_at_all(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    with pytest.raises(ZeroDivisionError), any_store.begin() as connection:
        finish(connection, lease, Outcome.RELEVANT)
        raise ZeroDivisionError
    assert rows(any_store) == [("a", "", None)]
    end(any_store, lease)


def test_a_renewed_lease_lasts_longer(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    let_leases_run_out(any_store)
    with any_store.begin() as connection:
        renew(connection, [lease])
    assert take(any_store) == []
    end(any_store, lease)


def test_renewing_does_not_bring_back_a_lease_that_was_taken_over(any_store: Store) -> None:
    put(any_store, "a")
    slow = take(any_store)[0]
    let_leases_run_out(any_store)
    quick = take(any_store)[0]
    with any_store.begin() as connection:
        renew(connection, [slow])
    end(any_store, quick)
    with pytest.raises(LeaseLost):
        end(any_store, slow)


def test_a_failed_attempt_waits_for_its_back_off(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    with any_store.begin() as connection:
        assert retry(connection, lease, Retryable("no answer")) is None
    assert take(any_store) == []
    assert not claimable(any_store, "screen")
    with any_store.read() as connection:
        row = connection.execute(select(results)).one()
    assert row.attempts == 1
    assert row.detail == "no answer"
    assert 0 < row.lease_until_s - clock.elapsed() <= BACK_OFF_S[0]


def test_after_the_last_attempt_a_subject_ends_as_failed_with_the_last_error(any_store: Store) -> None:
    put(any_store, "a")
    ended = []
    for attempt in range(MAX_ATTEMPTS):
        lease = take(any_store)[0]
        assert lease.attempts == attempt
        with any_store.begin() as connection:
            ended.append(retry(connection, lease, Retryable(f"error {attempt}")))
        let_leases_run_out(any_store)
    assert ended == [None] * (MAX_ATTEMPTS - 1) + [Outcome.FAILED]
    with any_store.read() as connection:
        row = connection.execute(select(results)).one()
    assert (row.outcome, row.attempts, row.detail) == ("failed", MAX_ATTEMPTS, f"error {MAX_ATTEMPTS - 1}")


def test_a_lease_given_back_counts_no_attempt(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    with any_store.begin() as connection:
        give_back(connection, [lease])
    assert take(any_store)[0].attempts == 0


def test_work_with_a_changed_input_is_taken_from_its_worker(any_store: Store) -> None:
    put(any_store, "a")
    with_old_input = take(any_store)[0]
    with any_store.begin() as connection:
        enqueue_changed(connection, "screen", [("a", 1)], priority=Priority.NEWS)
    with pytest.raises(LeaseLost):
        end(any_store, with_old_input)
    end(any_store, take(any_store)[0], Outcome.SCREENED_OUT)
    assert rows(any_store) == [("a", "v1", "screened_out")]


def test_work_that_is_enqueued_again_stays_with_its_worker(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    put(any_store, "a")
    end(any_store, lease)
    assert rows(any_store) == [("a", "v1", "relevant")]


def test_a_changed_input_does_not_cut_a_back_off_short(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    with any_store.begin() as connection:
        retry(connection, lease, Retryable("no answer"))
        enqueue_changed(connection, "screen", [("a", 1)], priority=Priority.NEWS)
    assert take(any_store) == []


def test_what_has_been_through_a_step_does_not_wait_again_when_once_is_enough(any_store: Store) -> None:
    put(any_store, "a")
    end(any_store, take(any_store)[0])
    with any_store.begin() as connection:
        enqueue_once(connection, "screen", [("a", 1), ("a", 2)], priority=Priority.NEWS)
    assert [lease.revision for lease in take(any_store)] == [2]


def test_leases_of_this_process_are_not_reaped(any_store: Store) -> None:
    put(any_store, "a")
    lease = take(any_store)[0]
    assert reap(any_store) == 0
    end(any_store, lease)


def test_leases_of_another_machine_are_not_reaped(any_store: Store) -> None:
    put(any_store, "a")
    any_store.worker = "another.1/1/1"
    take(any_store)
    assert reap(any_store) == 0


def test_a_reused_process_id_does_not_keep_a_dead_lease(any_store: Store) -> None:
    put(any_store, "a")
    machine, pid, started = any_store.worker.split("/")
    any_store.worker = f"{machine}/{pid}/{int(started) - 1}"
    take(any_store)
    assert reap(any_store) == 1
    assert len(take(any_store)) == 1


HOLDER = """
import sys, time
from articles.store import open_store
from articles.store.claims import claim
store = open_store(sys.argv[1])
print(len(claim(store, "screen", version="v1", limit=10)), flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_leases_of_a_killed_process_are_free_at_once(any_store: Store, store_url: str) -> None:
    put(any_store, "a", "b")
    with subprocess.Popen([sys.executable, "-c", HOLDER, store_url], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"2\n"
        assert take(any_store) == []
        os.kill(holder.pid, signal.SIGKILL)
    with any_store.read() as connection:
        assert [len(tokens) for _, tokens in dead_leases(connection)] == [1]
    assert reap(any_store) == 2
    assert len(take(any_store)) == 2


def _claim_and_finish(url: str, worker: int) -> list[str]:
    store = open_store(url)
    done = []
    while leases := claim(store, "screen", version="v1", limit=3):
        for lease in leases:
            with store.begin() as connection:
                finish(connection, lease, Outcome.RELEVANT, detail=str(worker))
            done.append(lease.subject)
    store.close()
    return done


@pytest.mark.slow
def test_two_processes_at_once_never_do_the_same_subject(any_store: Store, store_url: str) -> None:
    subjects = [f"s{number:03}" for number in range(120)]
    put(any_store, *subjects)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        one, other = pool.starmap(_claim_and_finish, [(store_url, 1), (store_url, 2)])
    assert sorted(one + other) == subjects
    with any_store.read() as connection:
        assert counts(connection) == {"screen": {"relevant": len(subjects)}}


def test_a_lease_outlasts_a_batch(any_store: Store) -> None:
    put(any_store, "a")
    before = clock.elapsed()
    take(any_store)
    with any_store.read() as connection:
        until = connection.scalar(select(results.c.lease_until_s))
    assert before + LEASE_S <= until <= clock.elapsed() + LEASE_S
