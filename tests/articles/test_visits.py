"""Visits and host leases in the store. In: a fresh store on either database. Out: who may ask what, and what is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from articles import clock
from articles.errors import LeaseLost
from articles.model import ArchiveRef, Candidate, Page
from articles.outcome import Outcome
from articles.store import Store, open_store
from articles.store.claims import Priority, claim
from articles.store.hosts import due_hosts, keep_robots, lease_host, release_host, renew_host, seconds_to_next
from articles.store.pages import Validators, load_validators, newest_visit
from articles.store.tables import candidates, results
from articles.store.visits import (
    Moved,
    Noted,
    Postponed,
    Visited,
    due_visits,
    end_visits,
    enqueue_due_polls,
    last_reached,
    make_due,
    next_due,
    note,
    poll_done,
    sync_polls,
)
from tests.conftest import NOON

HOST = "post.example"
URL = f"https://{HOST}/a"
HOUR = timedelta(hours=1)
Move = Callable[[datetime], None]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def either(request: pytest.FixtureRequest, tmp_path: Path, moved_clock: Move) -> Iterator[Store]:
    sqlite = f"sqlite:///{tmp_path / 'store.db'}"
    opened = open_store(sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql_url"))
    yield opened
    opened.close()


def noted(url: str = URL, *, host: str = HOST, priority: Priority = Priority.NEWS, **changes: object) -> Noted:
    due_at = changes.pop("due_at", clock.now())
    candidate = Candidate(url=url, source="post", **changes)  # type: ignore[arg-type]  # fields by name
    return Noted(candidate=candidate, host=host, priority=priority, due_at=due_at)  # type: ignore[arg-type]  # the same


def page(url: str = URL) -> Page:
    ref = ArchiveRef(file="a.warc.gz", offset=0)
    return Page(url=url, final_url=url, status=200, headers={}, body=b"x", fetched_at=clock.now(), archived=ref)


def test_candidates_are_noted_once_and_due_again_when_their_list_shows_a_newer_date(
    either: Store, moved_clock: Move
) -> None:
    many = [noted(f"{URL}/{number}") for number in range(1200)]
    with either.begin() as connection:
        assert note(connection, [*many, many[0]]) == 1200
        assert note(connection, many) == 0
        connection.execute(candidates.update().values(due_at=None))
        changed = [noted(f"{URL}/0", updated=NOON), noted(f"{URL}/1")]
        assert note(connection, changed) == 0
        assert [visit.url for visit in due_visits(connection, HOST, limit=10)] == [f"{URL}/0"]


def test_a_host_is_held_by_one_alone_until_it_is_given_back_or_the_lease_runs_out(either: Store) -> None:
    lease = lease_host(either, HOST)
    assert lease is not None
    assert lease_host(either, HOST) is None
    with either.begin() as connection:
        release_host(connection, lease, next_s=77.0)
    again = lease_host(either, HOST, lease_s=-1.0)
    assert again is not None
    assert again.next_s == 77.0
    assert lease_host(either, HOST) is not None
    with either.begin() as connection, pytest.raises(LeaseLost, match="took it over"):
        renew_host(connection, again, next_s=0.0)


def test_robots_txt_and_reservation_come_back_with_the_next_lease(either: Store) -> None:
    lease = lease_host(either, HOST)
    assert lease is not None
    with either.begin() as connection:
        keep_robots(connection, lease, status=200, robots="User-agent: *", tdm_reserved="yes")
        release_host(connection, lease, next_s=0.0)
    again = lease_host(either, HOST)
    assert again is not None
    assert (again.robots_status, again.robots, again.robots_at, again.tdm_reserved) == (
        200,
        "User-agent: *",
        NOON,
        "yes",
    )


def test_due_hosts_leaves_out_those_that_are_held_rest_or_belong_to_others(either: Store) -> None:
    with either.begin() as connection:
        for host, priority in (
            ("b.example", Priority.NEWS),
            ("a.example", Priority.OFFICIAL),
            ("c.example", Priority.NEWS),
        ):
            note(connection, [noted(f"https://{host}/", host=host, priority=priority)])
    held, rests = lease_host(either, "b.example"), lease_host(either, "c.example")
    assert held is not None and rests is not None
    with either.begin() as connection:
        release_host(connection, rests, next_s=clock.elapsed() + 50)
        assert due_hosts(connection, limit=9, within_s=10.0) == ["a.example"]
        assert due_hosts(connection, limit=9, within_s=60.0) == ["a.example", "c.example"]
        assert due_hosts(connection, limit=1, within_s=60.0) == ["a.example"]
        assert due_hosts(connection, limit=9, within_s=60.0, sources=["other"]) == []
        assert seconds_to_next(connection) == 0.0
        connection.execute(candidates.update().where(candidates.c.host == "a.example").values(due_at=None))
        assert 45 < (seconds_to_next(connection) or 0.0) <= 50
        assert seconds_to_next(connection, sources=["other"]) is None


def test_a_finished_visit_leaves_outcome_page_validators_and_work_for_extract(either: Store) -> None:
    with either.begin() as connection:
        note(connection, [noted()])
        visit = due_visits(connection, HOST, limit=1)[0]
        known = Validators(url=URL, digest="0" * 64, etag='"1"')
        ended = Visited(
            visit=visit, outcome=Outcome.FETCHED, version="1", page=page(), known=known, next_due=NOON + HOUR
        )
        end_visits(connection, [ended])
        assert newest_visit(connection, URL) == 1
        assert load_validators(connection, URL) == replace(known, checked_at=NOON)
        assert due_visits(connection, HOST, limit=1) == []
    assert [lease.subject for lease in claim(either, "extract", version="1", limit=9)] == [URL]


def test_the_next_visit_has_the_next_number_and_comes_after_what_is_new(either: Store, moved_clock: Move) -> None:
    with either.begin() as connection:
        note(connection, [noted()])
        visit = due_visits(connection, HOST, limit=1)[0]
        end_visits(connection, [Visited(visit=visit, outcome=Outcome.FETCHED, version="1", next_due=NOON + HOUR)])
        moved_clock(NOON + HOUR)
        note(connection, [noted(f"{URL}/new")])
        due = due_visits(connection, HOST, limit=9)
    assert [(one.url, one.visit, one.priority) for one in due] == [
        (f"{URL}/new", 1, Priority.NEWS),
        (URL, 2, Priority.REVISIT),
    ]


def test_a_visit_ends_once_whoever_comes_second_loses_everything(either: Store) -> None:
    with either.begin() as connection:
        note(connection, [noted(), noted(f"{URL}/b")])
        first, second = due_visits(connection, HOST, limit=2)
        end_visits(connection, [Visited(visit=first, outcome=Outcome.FETCHED, version="1")])
    with pytest.raises(LeaseLost, match="another crawler has been there"), either.begin() as connection:
        end_visits(connection, [Visited(visit=one, outcome=Outcome.GONE, version="1") for one in (second, first)])
    with either.read() as connection:
        ended = [tuple(row) for row in connection.execute(select(results.c.subject, results.c.outcome))]
    assert ended == [(URL, "fetched")]


def test_attempts_are_counted_and_kept_in_the_one_row_of_the_visit(either: Store) -> None:
    with either.begin() as connection:
        note(connection, [noted()])
        for attempts in range(3):
            visit = due_visits(connection, HOST, limit=1)[0]
            assert visit.attempts == attempts
            end_visits(connection, [Postponed(visit=visit, wait_s=-1.0, detail="timed_out")])
        visit = due_visits(connection, HOST, limit=1)[0]
        end_visits(connection, [Visited(visit=visit, outcome=Outcome.TIMED_OUT, version="1", detail="30 s")])
        row = connection.execute(select(results)).one()
    assert (row.outcome, row.attempts, row.version, row.detail) == ("timed_out", 4, "1", "30 s")


def test_a_postponed_visit_is_not_due_before_its_time(either: Store) -> None:
    with either.begin() as connection:
        note(connection, [noted()])
        visit = due_visits(connection, HOST, limit=1)[0]
        end_visits(connection, [Postponed(visit=visit, wait_s=60.0, detail="x")])
        assert due_visits(connection, HOST, limit=1) == []
        assert due_hosts(connection, limit=1, within_s=100.0) == []
        assert 50 < (seconds_to_next(connection) or 0.0) <= 60


def test_a_visit_that_moved_is_due_at_the_other_host_and_comes_home_afterwards(either: Store) -> None:
    with either.begin() as connection:
        note(connection, [noted()])
        visit = due_visits(connection, HOST, limit=1)[0]
        end_visits(connection, [Moved(visit=visit, fetch_url="https://b.example/x", host="b.example", hops=1)])
        assert due_visits(connection, HOST, limit=1) == []
        moved = due_visits(connection, "b.example", limit=1)[0]
        assert (moved.url, moved.fetch_url, moved.hops) == (URL, "https://b.example/x", 1)
        end_visits(connection, [Visited(visit=moved, outcome=Outcome.FETCHED, version="1", next_due=NOON)])
        home = due_visits(connection, HOST, limit=1)[0]
    assert (home.fetch_url, home.hops, home.visit) == (URL, 0, 2)


def test_polls_are_due_at_once_then_when_they_were_planned(either: Store, moved_clock: Move) -> None:
    with either.begin() as connection:
        sync_polls(connection, ["post", "ministry"])
        sync_polls(connection, ["post"])
        assert enqueue_due_polls(connection, ["ministry"], ["post"]) == 2
    leases = claim(either, "discover", version="1", limit=9)
    assert [(lease.subject, lease.priority) for lease in leases] == [
        ("ministry", Priority.OFFICIAL),
        ("post", Priority.NEWS),
    ]
    with either.begin() as connection:
        assert last_reached(connection, "post") is None
        poll_done(connection, "post", visit=1, due_at=NOON + HOUR, outcome=Outcome.LISTED)
        poll_done(connection, "ministry", visit=1, due_at=NOON + 2 * HOUR, outcome=Outcome.TIMED_OUT)
        assert last_reached(connection, "post") == NOON
        assert last_reached(connection, "ministry") is None
        assert next_due(connection) == NOON + HOUR
        make_due(connection, ["ministry"])
        assert enqueue_due_polls(connection, ["ministry"], ["post"]) == 1
