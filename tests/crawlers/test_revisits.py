"""When a page is asked again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.model import Kind
from crawlers.revisits import OFFICIAL, PRESS, next_visit

SEEN = datetime(2026, 11, 26, 12, tzinfo=UTC)


def visits(kind: Kind) -> list[timedelta]:
    """The ages at which a page is asked again when every visit is punctual."""
    ages, now = [], SEEN
    while (due := next_visit(first_seen=SEEN, dated=SEEN, kind=kind, now=now)) is not None:
        ages.append(due - SEEN)
        now = due
    return ages


@pytest.mark.parametrize(("kind", "schedule"), [("news", PRESS), ("wire", PRESS), ("official", OFFICIAL)])
def test_the_schedule_is_followed_and_ends(kind: Kind, schedule: tuple[timedelta, ...]) -> None:
    assert visits(kind) == list(schedule)


def test_official_pages_are_watched_closer_and_longer() -> None:
    assert visits("official")[0] < visits("news")[0]
    assert visits("official")[-1] > visits("news")[-1]
    assert len(visits("official")) > len(visits("news"))


def test_the_gaps_only_grow() -> None:
    for kind in ("news", "official"):
        ages = [timedelta(), *visits(kind)]
        gaps = [later - earlier for earlier, later in pairwise(ages)]
        assert gaps == sorted(gaps)


@pytest.mark.parametrize(("age", "again"), [(timedelta(days=6), True), (timedelta(days=8), False)])
def test_what_was_old_when_found_is_never_asked_again(age: timedelta, again: bool) -> None:
    due = next_visit(first_seen=SEEN, dated=SEEN - age, kind="news", now=SEEN)
    assert (due is not None) is again


def test_an_undated_page_is_watched_from_when_it_was_seen() -> None:
    assert next_visit(first_seen=SEEN, dated=None, kind="news", now=SEEN) == SEEN + PRESS[0]


def test_a_crawler_that_was_down_for_a_week_asks_once_not_six_times() -> None:
    assert next_visit(first_seen=SEEN, dated=SEEN, kind="news", now=SEEN + timedelta(days=5)) == SEEN + PRESS[-1]
    assert next_visit(first_seen=SEEN, dated=SEEN, kind="news", now=SEEN + timedelta(days=9)) is None


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40)), st.sampled_from(["news", "official"]))
def test_the_next_visit_always_lies_ahead(age: timedelta, kind: Kind) -> None:
    due = next_visit(first_seen=SEEN, dated=SEEN, kind=kind, now=SEEN + age)
    assert due is None or due > SEEN + age
