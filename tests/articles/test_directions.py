"""Directions of a window, and that what is remembered of them is what stands in the store."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import event

from articles.store import Store
from articles.store.directions import MOST_DAYS, Directions
from articles.store.joins import Window, keep_trace
from tests.articles.test_joins import AROUND, trace
from tests.conftest import NOON


def around(store: Store, directions: Directions, window: Window = AROUND) -> list[str]:
    with store.read() as connection:
        return [one for day in directions.around(connection, window) for one in day.ids]


def put(store: Store, article_id: str, dated: datetime = NOON, **changes: object) -> None:
    with store.begin() as connection:
        keep_trace(connection, article_id, trace(dated, **changes))  # type: ignore[arg-type]  # the names are those of trace


def test_directions_are_those_of_the_window_that_were_made_alike(any_store: Store) -> None:
    put(any_store, "end", NOON + timedelta(days=14))
    put(any_store, "start", NOON - timedelta(days=14), direction=(1.0, 0.0))
    put(any_store, "outside", NOON + timedelta(days=14, minutes=1))
    put(any_store, "other", made_by="bge")
    with any_store.read() as connection:
        days = list(Directions(made_by="e5").around(connection, AROUND))
        assert [day.ids for day in days] == [("start",), ("end",)]
        assert np.allclose([day.rows[0] for day in days], [[1.0, 0.0], [0.6, 0.8]], atol=1e-3)
        assert list(Directions(made_by="nobody").around(connection, AROUND)) == []


def test_a_day_is_read_once_until_something_of_it_is_written(store: Store) -> None:
    directions = Directions(made_by="e5")
    put(store, "one")
    assert around(store, directions) == ["one"]
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    assert around(store, directions) == ["one"]
    assert not any("FROM directions" in statement for statement in asked)
    put(store, "two", NOON + timedelta(hours=1))
    directions.written("two", NOON + timedelta(hours=1))
    assert around(store, directions) == ["one", "two"]


def test_an_article_that_is_dated_otherwise_leaves_the_day_it_was_on(store: Store) -> None:
    directions = Directions(made_by="e5")
    put(store, "one")
    around(store, directions)
    put(store, "one", NOON + timedelta(days=2))
    directions.written("one", NOON + timedelta(days=2))
    assert around(store, directions) == ["one"]


def test_what_another_process_wrote_is_there_after_forgetting(store: Store) -> None:
    directions = Directions(made_by="e5")
    assert around(store, directions) == []
    put(store, "one")
    directions.forget()
    assert around(store, directions) == ["one"]


def test_no_more_days_are_kept_than_two_windows(store: Store) -> None:
    directions = Directions(made_by="e5")
    for days in range(0, 3 * MOST_DAYS, 29):
        middle = NOON + timedelta(days=days)
        around(store, directions, Window(since=middle - timedelta(days=14), until=middle + timedelta(days=14)))
    assert len(directions._days) == MOST_DAYS


@pytest.mark.parametrize("asked", [["one", "nobody"], []])
def test_single_directions_come_by_id(any_store: Store, asked: list[str]) -> None:
    put(any_store, "one")
    with any_store.read() as connection:
        found = Directions(made_by="e5").of(connection, asked)
    assert {one: row.shape for one, row in found.items()} == {one: (2,) for one in asked if one == "one"}
