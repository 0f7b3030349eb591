"""One at a time, whoever asks."""

import pytest
from sqlalchemy import update

from articles import clock
from articles.errors import AlreadyRunning, LeaseLost
from articles.store import Store
from articles.store.claims import reap
from articles.store.locks import Held, alone
from articles.store.tables import locks


def let_it_run_out(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(update(locks).values(lease_until_s=clock.elapsed() - 1))


def test_only_one_holds_a_lock(any_store: Store) -> None:
    with alone(any_store, "join"):
        with pytest.raises(AlreadyRunning, match="another process is doing 'join'"), alone(any_store, "join"):
            pass
        with alone(any_store, "another"):
            pass


def test_a_lock_is_free_again_after_an_error(any_store: Store) -> None:
    with pytest.raises(ZeroDivisionError), alone(any_store, "join"):
        raise ZeroDivisionError
    with alone(any_store, "join"):
        pass


def test_a_lock_that_ran_out_is_taken_over_and_its_old_holder_writes_nothing(any_store: Store) -> None:
    with alone(any_store, "join") as old:
        let_it_run_out(any_store)
        with alone(any_store, "join") as new:
            with pytest.raises(LeaseLost, match="taken over 'join'"), any_store.begin() as connection:
                old.renew(connection)
            with any_store.begin() as connection:
                new.renew(connection)


def test_letting_go_does_not_free_a_lock_that_another_took_over(any_store: Store) -> None:
    with alone(any_store, "join"):
        let_it_run_out(any_store)
        taken = alone(any_store, "join")
        taken.__enter__()
    with pytest.raises(AlreadyRunning), alone(any_store, "join"):
        pass
    taken.__exit__(None, None, None)


def test_a_renewed_lock_is_not_taken_over(any_store: Store) -> None:
    with alone(any_store, "join") as held:
        let_it_run_out(any_store)
        with any_store.begin() as connection:
            held.renew(connection)
        with pytest.raises(AlreadyRunning), alone(any_store, "join"):
            pass


def test_the_lock_of_a_dead_process_is_reaped(any_store: Store) -> None:
    machine, pid, started = any_store.worker.split("/")
    any_store.worker = f"{machine}/{pid}/{int(started) - 1}"
    dead = alone(any_store, "join")
    dead.__enter__()
    assert reap(any_store) == 1
    with alone(any_store, "join"), pytest.raises(LeaseLost), any_store.begin() as connection:
        Held(name="join", token=any_store.token(), lease_s=1).renew(connection)
    dead.__exit__(None, None, None)
