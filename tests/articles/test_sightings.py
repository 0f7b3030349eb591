"""What came of a source is counted in its hour, whoever counts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from articles import clock
from articles.model import Candidate
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority
from articles.store.sightings import count, count_fresh, count_pages, load_hours, load_polled
from articles.store.visits import Noted, Visited, due_visits, end_visits, note, poll_done, sync_polls
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def poll(store: Store, outcome: Outcome, *, visit: int, fresh: int = 0) -> None:
    with store.begin() as connection:
        sync_polls(connection, ["miit"])
        poll_done(connection, "miit", visit=visit, due_at=NOON, outcome=outcome)
        count_fresh(connection, "miit", fresh)


def test_polls_and_new_articles_stand_in_the_hour_in_which_they_came(
    any_store: Store, moved_clock: Callable[[datetime], None]
) -> None:
    for visit, (after, fresh) in enumerate(((0, 7), (0, 1), (3, 2), (30, 0)), start=1):
        moved_clock(NOON + after * HOUR)
        poll(any_store, Outcome.LISTED, visit=visit, fresh=fresh)
    with any_store.read() as connection:
        polled = load_polled(connection)
        hours = load_hours(connection, polled, days=56)["miit"]
    noon = int(NOON.timestamp()) // 3600 - hours.first
    assert [int(hours.reached[noon + at]) for at in (0, 1, 3, 30)] == [2, 0, 1, 1]
    assert [int(hours.fresh[noon + at]) for at in (0, 1, 3, 30)] == [8, 0, 2, 0]
    assert hours.fresh.sum() == 10 and len(hours.fresh) % 24 == 0
    assert polled["miit"].fresh_at == NOON + 3 * HOUR and polled["miit"].first_at == NOON


def test_failures_count_until_a_list_is_read_again(any_store: Store, moved_clock: Callable[[datetime], None]) -> None:
    poll(any_store, Outcome.LISTED, visit=1)
    for visit in (2, 3):
        moved_clock(NOON + visit * HOUR)
        poll(any_store, Outcome.TIMED_OUT, visit=visit)
    with any_store.read() as connection:
        failing = load_polled(connection)["miit"]
    assert (failing.failures, failing.failing_since, failing.outcome) == (2, NOON + 2 * HOUR, "timed_out")
    poll(any_store, Outcome.UNCHANGED, visit=4)
    with any_store.read() as connection:
        well = load_polled(connection)["miit"]
    assert (well.failures, well.failing_since, well.outcome) == (0, None, "unchanged")


def test_pages_count_as_read_or_lost_but_not_those_of_a_back_fill(any_store: Store) -> None:
    with any_store.begin() as connection:
        sync_polls(connection, ["miit", "cac"])
        count_pages(
            connection,
            [
                ("miit", Outcome.EXTRACTED, Priority.OFFICIAL),
                ("miit", Outcome.EMPTY_PAGE, Priority.REVISIT),
                ("miit", Outcome.EMPTY_PAGE, Priority.BACK_FILL),
                ("cac", Outcome.JS_CHALLENGE, Priority.NEWS),
                ("cac", Outcome.TIMED_OUT, Priority.NEWS),
                ("cac", Outcome.FORBIDDEN, Priority.REDO),
            ],
        )
    with any_store.read() as connection:
        polled = load_polled(connection)
        hours = load_hours(connection, polled, days=56)
    found = {one: (int(hours[one].read.sum()), int(hours[one].lost.sum()), polled[one].lost_as) for one in polled}
    assert found == {"miit": (1, 1, "empty_page"), "cac": (0, 1, "js_challenge")}


def test_a_source_that_fell_silent_long_ago_is_read_with_the_days_before_its_silence(
    any_store: Store, moved_clock: Callable[[datetime], None]
) -> None:
    with any_store.begin() as connection:
        sync_polls(connection, ["miit", "cac"])
    for day in range(0, 60, 4):
        moved_clock(NOON + timedelta(days=day))
        with any_store.begin() as connection:
            count_fresh(connection, "miit", 1)
    moved_clock(NOON + timedelta(days=200))
    with any_store.begin() as connection:
        count_fresh(connection, "cac", 3)
    with any_store.read() as connection:
        hours = load_hours(connection, load_polled(connection), days=56)
    assert hours["miit"].fresh.sum() == 15
    assert hours["cac"].fresh.sum() == 3 and len(hours["cac"].fresh) == 24 * (56 + 14 + 1)


def test_two_writers_lose_no_count(any_store: Store) -> None:
    with any_store.begin() as connection:
        sync_polls(connection, ["miit"])
    for _ in range(3):
        with any_store.begin() as connection:
            count(connection, "miit", "read")
            count(connection, "miit", "read", 70_000)  # more than one hour can hold stays the most
    with any_store.read() as connection:
        hours = load_hours(connection, load_polled(connection), days=1)["miit"]
    assert hours.read.max() == np.iinfo(np.uint16).max


def test_a_visit_that_was_refused_is_a_lost_page_and_one_that_found_nothing_new_is_none(any_store: Store) -> None:
    urls = [f"https://post.example/{name}" for name in ("refused", "unchanged", "away", "document")]
    with any_store.begin() as connection:
        sync_polls(connection, ["post"])
        for url in urls:
            parent = urls[0] if url.endswith("document") else None
            listed = Candidate(url=url, source="post", parent=parent)
            note(connection, [Noted(candidate=listed, host="post.example", priority=Priority.NEWS, due_at=clock.now())])
        visits = {visit.url: visit for visit in due_visits(connection, "post.example", limit=9)}
        outcomes = (Outcome.FORBIDDEN, Outcome.UNCHANGED, Outcome.TIMED_OUT, Outcome.FORBIDDEN)
        ended = zip(urls, outcomes, strict=True)
        end_visits(connection, [Visited(visit=visits[url], outcome=one, version="1") for url, one in ended])
        polled = load_polled(connection)
        hours = load_hours(connection, polled, days=1)["post"]
    assert (int(hours.read.sum()), int(hours.lost.sum()), polled["post"].lost_as) == (0, 1, "forbidden")
