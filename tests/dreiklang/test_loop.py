"""How steps work through what waits for them."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update

from articles import clock
from articles.errors import BadInput, DiskFull
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Lease, Priority, claim, counts, enqueue, reap
from articles.store.locks import alone
from articles.store.tables import locks, matches, results
from dreiklang.loop import Step, run_step


def put(store: Store, *subjects: str) -> None:
    with store.begin() as connection:
        enqueue(connection, "match", [(subject, 1) for subject in subjects], priority=Priority.NEWS)


def keep(connection: Connection, lease: Lease, result: str) -> Outcome:
    """Leaves a row, so that a result written twice is an error."""
    connection.execute(matches.insert().values(search=result, article_id=lease.subject, matched_at=clock.now()))
    return Outcome.MATCHED


STEP = Step(name="match", version="v1", prepare=lambda lease: lease.subject.upper(), keep=keep)


def kept(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(matches.c.search).order_by(matches.c.search)))


def ended(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return dict(counts(connection).get("match", {}))


def test_a_step_works_until_nothing_waits(any_store: Store) -> None:
    put(any_store, *(f"s{number:02}" for number in range(70)))
    assert run_step(any_store, STEP) == {Outcome.MATCHED: 70}
    assert run_step(any_store, STEP) == {}
    assert len(kept(any_store)) == 70
    assert ended(any_store) == {"matched": 70}


@pytest.mark.parametrize("limit", [1, 32, 33])
def test_a_step_stops_at_its_limit(store: Store, limit: int) -> None:
    put(store, *(f"s{number:02}" for number in range(40)))
    assert run_step(store, STEP, limit=limit).total() == limit
    assert ended(store) == {"matched": limit, "waiting": 40 - limit}


def test_every_subject_is_reported_to_who_watches(store: Store) -> None:
    put(store, "a", "b")
    seen: list[tuple[str, Outcome | None]] = []
    run_step(store, STEP, on_progress=lambda subject, outcome: seen.append((subject, outcome)))
    assert seen == [("a", Outcome.MATCHED), ("b", Outcome.MATCHED)]


def prepare_or_fail(lease: Lease) -> str:
    if lease.subject == "broken":
        raise BadInput("it cannot be read")
    if lease.subject == "later":
        raise DiskFull("no room")
    return lease.subject


def test_one_bad_subject_ends_as_failed_and_stops_no_other(any_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    put(any_store, "a", "broken", "later", "z")
    with caplog.at_level(logging.CRITICAL):
        assert run_step(any_store, replace(STEP, prepare=prepare_or_fail)) == {Outcome.MATCHED: 2, Outcome.FAILED: 1}
    assert ended(any_store) == {"matched": 2, "failed": 1, "waiting": 1}
    with any_store.read() as connection:
        detail = dict(connection.execute(select(results.c.subject, results.c.detail)).all())
    assert detail["broken"] == "BadInput: it cannot be read"
    assert detail["later"] == "no room"


def test_what_breaks_while_keeping_is_rolled_back_and_failed(store: Store) -> None:
    put(store, "a")

    def break_after_writing(connection: Connection, lease: Lease, result: str) -> Outcome:
        keep(connection, lease, result)
        raise KeyError("gone")

    assert run_step(store, replace(STEP, keep=break_after_writing)) == {Outcome.FAILED: 1}
    assert kept(store) == []


def test_a_worker_that_lost_its_lease_writes_nothing_and_goes_on(any_store: Store) -> None:
    put(any_store, "a", "b")

    def slowly(lease: Lease) -> str:
        if lease.subject == "a" and lease.attempts == 0:
            with any_store.begin() as connection:
                connection.execute(
                    update(results).where(results.c.subject == "a").values(lease_token="another/1/1/x", attempts=1)
                )
        return lease.subject

    assert run_step(any_store, replace(STEP, prepare=slowly)) == {Outcome.MATCHED: 1}
    assert kept(any_store) == ["b"]


@pytest.mark.parametrize("error", [BadInput("broken"), DiskFull("no room")])
def test_an_error_after_the_lease_was_lost_leaves_the_subject_to_its_new_worker(
    any_store: Store, error: Exception
) -> None:
    put(any_store, "a")

    def lose_and_fail(lease: Lease) -> str:
        with any_store.begin() as connection:
            connection.execute(update(results).values(lease_token="another/1/1/x", attempts=3))
        raise error

    assert run_step(any_store, replace(STEP, prepare=lose_and_fail)) == {}
    with any_store.read() as connection:
        assert connection.scalar(select(results.c.lease_token)) == "another/1/1/x"


def test_leases_are_renewed_while_a_batch_takes_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "a", "b")
    began = clock.elapsed()
    seen: list[float | None] = []

    def slowly(lease: Lease) -> str:
        with store.read() as connection:
            until_s = connection.scalar(select(results.c.lease_until_s).where(results.c.subject == "b"))
        seen.append(until_s)
        monkeypatch.setattr(clock, "elapsed", lambda: began + 200)
        return lease.subject

    assert run_step(store, replace(STEP, prepare=slowly)) == {Outcome.MATCHED: 2}
    assert seen[0] is not None
    assert seen[1] is not None
    assert seen[1] - seen[0] > 150


def test_ctrl_c_gives_everything_back(store: Store) -> None:
    put(store, "a", "b", "c")

    def interrupted(lease: Lease) -> str:
        if lease.subject == "b":
            raise KeyboardInterrupt
        return lease.subject

    with pytest.raises(KeyboardInterrupt):
        run_step(store, replace(STEP, prepare=interrupted))
    assert kept(store) == ["a"]
    assert [lease.subject for lease in claim(store, "match", version="v1", limit=9)] == ["b", "c"]


def test_a_step_with_work_for_many_does_it_once_a_batch(store: Store) -> None:
    put(store, "a", "b", "broken", "c")
    batches: list[list[str]] = []

    def together(names: Sequence[str]) -> Sequence[str]:
        batches.append(list(names))
        return [name * 2 for name in names]

    assert run_step(store, replace(STEP, prepare=prepare_or_fail, together=together, batch=3)).total() == 4
    assert batches == [["a", "b"], ["c"]]
    assert kept(store) == ["aa", "bb", "cc"]


def test_an_error_in_the_work_for_many_counts_an_attempt_for_each(store: Store) -> None:
    put(store, "a", "b")

    def together(names: Sequence[str]) -> Sequence[str]:
        raise DiskFull("no room for the index")

    assert run_step(store, replace(STEP, together=together)) == {}
    with store.read() as connection:
        assert set(connection.execute(select(results.c.attempts, results.c.detail)).all()) == {
            (1, "no room for the index")
        }


def test_a_step_that_is_done_alone_is_left_to_who_does_it(any_store: Store) -> None:
    put(any_store, "a")
    step = replace(STEP, alone=True)
    with alone(any_store, "match"):
        assert run_step(any_store, step) == {}
    assert run_step(any_store, step) == {Outcome.MATCHED: 1}


def test_who_does_a_step_alone_takes_along_what_was_handed_in_meanwhile(store: Store) -> None:
    put(store, "a")
    passes = 0

    def keep_and_hand_in(connection: Connection, lease: Lease, result: str) -> Outcome:
        nonlocal passes
        passes += 1
        if passes == 1:
            enqueue(connection, "match", [("b", 1)], priority=Priority.NEWS)
        return Outcome.MATCHED

    assert run_step(store, replace(STEP, keep=keep_and_hand_in, alone=True)) == {Outcome.MATCHED: 2}


def test_a_limit_holds_for_a_step_that_is_done_alone(store: Store) -> None:
    put(store, "a", "b", "c")
    assert run_step(store, replace(STEP, alone=True), limit=2) == {Outcome.MATCHED: 2}


def test_whoever_works_alone_is_told_each_time_it_takes_its_turn(store: Store) -> None:
    turns: list[int] = []
    step = replace(STEP, alone=True, alone_again=lambda: turns.append(len(kept(store))))
    for subject in ("a", "b"):
        put(store, subject)
        run_step(store, step)
    assert turns == [0, 1]


def test_who_has_lost_the_lock_writes_nothing_and_stops(any_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    put(any_store, "a", "b", "c")

    def slowly(lease: Lease) -> str:
        if lease.subject == "b":
            with any_store.begin() as connection:
                connection.execute(
                    update(locks).values(lease_token="another/1/1/x", lease_until_s=clock.elapsed() + 99)
                )
        return lease.subject

    with caplog.at_level(logging.CRITICAL):
        assert run_step(any_store, replace(STEP, prepare=slowly, alone=True)) == {Outcome.MATCHED: 1}
    assert kept(any_store) == ["a"]
    with any_store.read() as connection:
        assert set(connection.scalars(select(results.c.lease_token))) == {None}


def test_the_digest_of_a_result_stands_behind_its_version(store: Store) -> None:
    put(store, "a")
    run_step(store, replace(STEP, digest=lambda name: name * 2))
    with store.read() as connection:
        assert connection.scalar(select(results.c.version)) == "v1.AA"


WORKER = """
import sys, time
from articles.store import open_store
from dreiklang.loop import run_step
from tests.dreiklang import test_loop

def slowly(lease):
    time.sleep(0.02)
    print(lease.subject, flush=True)
    return lease.subject

from dataclasses import replace
run_step(open_store(sys.argv[1]), replace(test_loop.STEP, prepare=slowly))
"""


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_every_subject_with_exactly_one_outcome(
    any_store: Store, store_url: str
) -> None:
    subjects = [f"s{number:02}" for number in range(40)]
    put(any_store, *subjects)
    for lines in (5, 9):
        with subprocess.Popen([sys.executable, "-c", WORKER, store_url], stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            for _ in range(lines):
                assert worker.stdout.readline()
            os.kill(worker.pid, signal.SIGKILL)
        assert reap(any_store) > 0
    run_step(any_store, replace(STEP, prepare=lambda lease: lease.subject))
    assert kept(any_store) == subjects
    assert ended(any_store) == {"matched": len(subjects)}
