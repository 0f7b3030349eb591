"""What is done again, and what stays valid meanwhile; on both databases."""

import pytest

from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, enqueue
from articles.store.redo import enqueue_all, enqueue_failed, enqueue_outdated
from tests.articles.test_claims import end, put, rows, take

pytestmark = pytest.mark.usefixtures("moved_clock")


def test_outdated_results_are_done_again_and_stay_until_the_new_ones_are_there(any_store: Store) -> None:
    put(any_store, "a", "b")
    for lease in take(any_store, version="v1", limit=1) + take(any_store, version="v2", limit=1):
        end(any_store, lease)
    with any_store.begin() as connection:
        assert enqueue_outdated(connection, "screen", version="v2") == 1
        assert enqueue_outdated(connection, "screen", version="v2") == 0
    again = take(any_store, version="v2")
    assert [(lease.subject, lease.priority) for lease in again] == [("a", Priority.REDO)]
    assert ("a", "v1", "relevant") in rows(any_store)
    end(any_store, again[0], Outcome.SCREENED_OUT)
    assert rows(any_store) == [("a", "v2", "screened_out"), ("b", "v2", "relevant")]
    with any_store.begin() as connection:
        assert enqueue_outdated(connection, "screen", version="v2") == 0


def test_only_the_newest_revision_is_done_again(any_store: Store) -> None:
    with any_store.begin() as connection:
        enqueue(connection, "screen", [("a", 1), ("a", 2)], priority=Priority.NEWS)
    for lease in take(any_store):
        end(any_store, lease)
    with any_store.begin() as connection:
        assert enqueue_outdated(connection, "screen", version="v2") == 1
    assert [lease.revision for lease in take(any_store, version="v2")] == [2]


def test_a_result_done_again_in_the_same_version_replaces_the_old_one(any_store: Store) -> None:
    put(any_store, "a")
    end(any_store, take(any_store)[0])
    with any_store.begin() as connection:
        assert enqueue_all(connection, "screen", version="v1") == 1
    end(any_store, take(any_store)[0], Outcome.SCREENED_OUT)
    assert rows(any_store) == [("a", "v1", "screened_out")]


def test_what_failed_is_done_again_on_demand(any_store: Store) -> None:
    put(any_store, "good", "bad")
    for lease in take(any_store):
        end(any_store, lease, Outcome.FAILED if lease.subject == "bad" else Outcome.RELEVANT)
    with any_store.begin() as connection:
        assert enqueue_failed(connection, "screen", version="v1") == 1
    assert [lease.subject for lease in take(any_store)] == ["bad"]
