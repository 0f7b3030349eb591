"""How saved searches do, on either database."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from articles.model import Match, SavedSearch
from articles.store import Store
from articles.store.labels import keep_match
from articles.store.searches import note_run, search_states
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("moved_clock")
MoveClock = Callable[[datetime], None]
LAW = SavedSearch(name="law", query="Gesetz")


def test_a_search_is_known_once_it_ran(any_store: Store) -> None:
    with any_store.begin() as connection:
        assert search_states(connection) == {}
        note_run(connection, LAW, problem=None)
        state = search_states(connection)["law"]
    assert (state.query, state.since, state.run, state.problem) == ("Gesetz", NOON, NOON, None)
    assert (state.matches, state.last_match) == (0, None)


def test_its_beginning_stays_until_the_query_changes(any_store: Store, moved_clock: MoveClock) -> None:
    with any_store.begin() as connection:
        note_run(connection, LAW, problem=None)
        moved_clock(NOON + timedelta(hours=1))
        note_run(connection, LAW, problem="column 1: broken")
        state = search_states(connection)["law"]
        assert (state.since, state.run) == (NOON, NOON + timedelta(hours=1))
        assert state.problem == "column 1: broken"
        note_run(connection, SavedSearch(name="law", query="law"), problem=None)
        assert search_states(connection)["law"].since == NOON + timedelta(hours=1)
        assert search_states(connection)["law"].problem is None


def test_its_matches_are_counted(any_store: Store) -> None:
    with any_store.begin() as connection:
        note_run(connection, LAW, problem=None)
        note_run(connection, SavedSearch(name="other", query="x"), problem=None)
        for number in range(3):
            keep_match(connection, Match(search="law", article_id=f"a{number}", at=NOON + timedelta(hours=number)))
        states = search_states(connection)
    assert (states["law"].matches, states["law"].last_match) == (3, NOON + timedelta(hours=2))
    assert states["other"].matches == 0
