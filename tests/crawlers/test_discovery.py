"""Which candidates are worth a request, and how urgently."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.model import Candidate, Filter, JsonList, Listing
from articles.store import Store
from articles.store.claims import Priority
from articles.store.visits import Noted, next_due, note
from crawlers.discovery import latest, plan, routes
from crawlers.lists.filters import is_wanted, words_of
from crawlers.lists.keywords import mentions_ai
from tests.crawlers.lists import NOW, source

SEEN = NOW - timedelta(hours=1)


def candidate(url: str = "https://www.tagblatt.example/politik/a", **more: Any) -> Candidate:
    return Candidate(url=url, source="tagblatt", **more)


def planned(one: Candidate, *, since: datetime | None = None, **changes: Any) -> Noted:
    return plan(one, source=source(**changes), now=NOW, max_age_days=30, since=since, keyword_match=mentions_ai)


def test_routes_come_with_what_they_are_read_by() -> None:
    listing = Listing(url="https://a.example/l", entry="li")
    json_list = JsonList(url="https://a.example/j", records="r", link="u")
    found = routes(source(listings=(listing,), json_lists=(json_list,)))
    assert [(route.kind, route.listing, route.json_list) for route in found] == [
        ("listing", listing, None),
        ("json_list", None, json_list),
    ]


def test_a_fresh_candidate_is_due_now_on_its_own_host() -> None:
    noted = planned(candidate("http://news.tagblatt.example:8080/a", published=NOW - timedelta(hours=3)))
    assert (noted.due_at, noted.host, noted.priority) == (NOW, "news.tagblatt.example:8080", Priority.NEWS)


def test_official_sources_come_first_and_only_while_fresh() -> None:
    assert planned(candidate(published=NOW - timedelta(days=2)), kind="official").priority is Priority.OFFICIAL
    assert planned(candidate(), kind="official").priority is Priority.OFFICIAL
    assert planned(candidate(published=NOW - timedelta(days=4)), kind="official").priority is Priority.BACK_FILL
    assert planned(candidate(published=NOW), kind="association").priority is Priority.NEWS


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ({"published": NOW - timedelta(days=29)}, True),
        ({"published": NOW - timedelta(days=31)}, False),
        ({"published": NOW - timedelta(days=31), "updated": NOW}, False),
        ({"updated": NOW - timedelta(days=31)}, False),
        ({}, True),
        ({"url": "https://www.tagblatt.example/2026/10/20/a"}, False),
        ({"url": "https://www.tagblatt.example/2026/11/20/a"}, True),
    ],
)
def test_what_is_certainly_older_than_max_age_is_known_but_not_fetched(told: dict[str, Any], due: bool) -> None:
    assert (planned(candidate(**told)).due_at is not None) is due


def test_the_latest_moment_is_the_date_then_the_day_in_the_url_then_the_last_change() -> None:
    url = "https://www.tagblatt.example/2026/11/20/a"
    end_of_day_anywhere = datetime(2026, 11, 21, 23, 59, 59, 999_999, tzinfo=UTC)
    assert latest(candidate(url, published=NOW, updated=SEEN)) == NOW
    assert latest(candidate(url, updated=NOW)) == end_of_day_anywhere
    assert latest(candidate(updated=SEEN)) == SEEN
    assert latest(candidate()) is None


def test_what_was_filtered_out_becomes_due_when_a_later_list_or_since_lets_it_through(store: Store) -> None:
    old = candidate(published=NOW - timedelta(days=90))
    before = planned(old)
    after = planned(old, since=NOW - timedelta(days=100))
    with store.begin() as connection:
        assert note(connection, [before]) == 1
        assert next_due(connection) is None
        assert note(connection, [after]) == 0
        assert next_due(connection) == NOW


def test_since_fetches_older_ones_last() -> None:
    since = NOW - timedelta(days=100)
    old = planned(candidate(published=NOW - timedelta(days=90)), since=since)
    assert (old.due_at, old.priority) == (NOW, Priority.BACK_FILL)
    assert planned(candidate(published=NOW - timedelta(days=101)), since=since).due_at is None
    assert planned(candidate(), since=since, kind="official").priority is Priority.BACK_FILL
    assert planned(candidate(published=NOW), since=since).priority is Priority.NEWS


@pytest.mark.parametrize(
    ("rules", "told", "wanted"),
    [
        (Filter(), {}, True),
        (Filter(keep_paths=("/politik/",)), {}, True),
        (Filter(keep_paths=("/wirtschaft/", "/digital/")), {}, False),
        (
            Filter(keep_paths=("*/politik/*-ki-",)),
            {"url": "https://www.tagblatt.example/de/politik/neue-ki-regeln"},
            True,
        ),
        (Filter(keep_paths=("/a$",)), {"url": "https://www.tagblatt.example/a"}, True),
        (Filter(keep_paths=("/a$",)), {"url": "https://www.tagblatt.example/ab"}, False),
        (Filter(keep_paths=("/ä/",)), {"url": "https://www.tagblatt.example/%C3%A4/x"}, True),
        (Filter(keep_paths=("/doc.php?id=",)), {"url": "https://www.tagblatt.example/doc.php?id=7"}, True),
        (Filter(drop_paths=("/politik/",)), {"title": "KI-Gesetz"}, False),
        (Filter(drop_paths=("/sport/",), keywords=True), {"title": "KI-Gesetz"}, True),
        (Filter(sections=("Netz-Politik",)), {"section": "Sport; netzpolitik"}, True),
        (Filter(sections=("Politik",)), {}, True),
        (Filter(sections=("a",)), {}, False),
        (Filter(sections=("Digital",)), {"section": "Digitales"}, False),
        (Filter(keywords=True), {"title": "Neuer Trainer"}, False),
        (Filter(keywords=True), {"title": "Kabinett einig", "summary": "Streit um die KI-Verordnung"}, True),
        (Filter(keywords=True), {"url": "https://www.tagblatt.example/neue-ki-regeln-123.html"}, True),
        (Filter(keep_paths=("/digital/",), keywords=True), {"title": "KI-Gesetz"}, True),
        (Filter(keep_paths=("/politik/",), keywords=True), {"title": "Rente"}, True),
    ],
)
def test_one_rule_that_says_yes_is_enough_and_a_dropped_path_always_loses(
    rules: Filter, told: dict[str, Any], wanted: bool
) -> None:
    assert is_wanted(candidate(**told), source=source(filter=rules), keyword_match=mentions_ai) is wanted
    assert (planned(candidate(**told), filter=rules).due_at is not None) is wanted


def test_an_official_source_knows_no_keyword_rule() -> None:
    official = source(kind="official", filter=Filter(keywords=True))
    assert is_wanted(candidate(title="Rente"), source=official, keyword_match=lambda _: False)


def test_the_words_of_a_candidate_hold_everything_the_list_said() -> None:
    one = candidate("https://www.tagblatt.example/netz/ki-gesetz_%C3%BCber.html", title="T", summary="S", section="Z")
    assert words_of(one) == "T\nS\nZ\n netz ki gesetz über html"
