"""What is near an article, and stories that grow together, on either database."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection

from articles.model import Analysis
from articles.store import Store
from articles.store.joins import (
    MOST_COPIES,
    MOST_IDS,
    Trace,
    Window,
    ids_around,
    keep_trace,
    likely_copies,
    merge_stories,
    prune,
    relevant_in,
    set_original,
    story_now,
    traits_of,
)
from articles.store.labels import keep_analysis, keep_in_story, story_of
from articles.store.tables import results
from articles.store.texts import keep_article
from tests.conftest import NOON
from tests.dreiklang.desks import article

AROUND = Window(since=NOON - timedelta(days=14), until=NOON + timedelta(days=14))


def trace(dated: datetime = NOON, *bands: str, made_by: str = "e5", direction: object = (0.6, 0.8)) -> Trace:
    vector = None if direction is None else np.array(direction)
    return Trace(dated=dated, record={"dated": dated.isoformat()}, bands=bands, direction=vector, made_by=made_by)


def test_likely_copies_share_bands_within_the_window_most_first(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_trace(connection, "one", trace(NOON, "b1"))
        keep_trace(connection, "two", trace(NOON, "b1", "b2", "b2"))
        keep_trace(connection, "old", trace(NOON - timedelta(days=15), "b1", "b2"))
        keep_trace(connection, "none", trace(NOON, "b3"))
        assert likely_copies(connection, "me", ["b1", "b2"], AROUND) == ["two", "one"]
        assert likely_copies(connection, "two", ["b1", "b2"], AROUND) == ["one"]
        assert likely_copies(connection, "me", [], AROUND) == []


def test_what_everybody_shares_does_not_make_everybody_a_likely_copy(any_store: Store) -> None:
    with any_store.begin() as connection:
        for number in range(MOST_COPIES + 5):
            keep_trace(connection, f"a{number}", trace(NOON, "boilerplate"))
        assert len(likely_copies(connection, "me", ["boilerplate"], AROUND)) == MOST_COPIES


def test_a_later_revision_leaves_no_trace_of_the_earlier(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_trace(connection, "one", trace(NOON, "b1"))
        keep_trace(connection, "one", trace(NOON + timedelta(days=1), "b2", direction=None))
        assert likely_copies(connection, "me", ["b1"], AROUND) == []
        assert likely_copies(connection, "me", ["b2"], AROUND) == ["one"]
        assert ids_around(connection, AROUND, without="e5") == ["one"]
        assert traits_of(connection, ["one"])["one"]["dated"] == (NOON + timedelta(days=1)).isoformat()


def test_articles_of_a_window_can_be_bounded_to_those_without_a_direction(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_trace(connection, "end", trace(NOON + timedelta(days=14)))
        keep_trace(connection, "outside", trace(NOON + timedelta(days=14, minutes=1)))
        keep_trace(connection, "other", trace(made_by="bge"))
        keep_trace(connection, "none", trace(direction=None))
        assert ids_around(connection, AROUND) == ["end", "none", "other"]
        assert ids_around(connection, AROUND, without="e5") == ["none", "other"]


def test_traits_of_many_come_in_several_questions(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_trace(connection, "one", trace(NOON))
        asked = [f"nobody{number}" for number in range(MOST_IDS)] + ["one"]
        assert set(traits_of(connection, asked)) == {"one"}


def ended(connection: Connection, article_id: str, finished: datetime | None) -> None:
    connection.execute(
        results.insert().values(
            subject=article_id,
            revision=1,
            step="join",
            version="" if finished is None else "v1",
            outcome=None if finished is None else "joined",
            attempts=0,
            priority=1,
            waiting_since_at=NOON,
            finished_at=finished,
        )
    )


def test_what_was_published_and_joined_long_ago_leaves_no_trace_and_stays_in_its_story(any_store: Store) -> None:
    long_ago = NOON - timedelta(days=61)
    with any_store.begin() as connection:
        for name, finished in (("old", long_ago), ("late find", NOON), ("waits again", None), ("unknown", long_ago)):
            keep_trace(connection, name, trace(long_ago, "b1"))
            if name != "unknown":
                ended(connection, name, finished)
        keep_trace(connection, "new", trace(NOON - timedelta(days=59), "b1"))
        keep_in_story(connection, "old", "s", near_duplicate_of=None)
        assert prune(connection, before=NOON - timedelta(days=60)) == 2
        everywhere = Window(since=NOON - timedelta(days=99), until=NOON)
        assert ids_around(connection, everywhere) == ["late find", "new", "waits again"]
        assert likely_copies(connection, "me", ["b1"], everywhere) == ["late find", "new", "waits again"]
        assert story_of(connection, "old") == ("s", None)
        assert prune(connection, before=NOON - timedelta(days=60)) == 0


def put_in_story(connection: Connection, number: int, story: str, *, hours: int) -> str:
    one = replace(article(number), first_seen=NOON + timedelta(hours=hours))
    keep_article(connection, one)
    keep_trace(connection, one.id, trace(NOON + timedelta(hours=hours)))
    keep_in_story(connection, one.id, story, near_duplicate_of=None)
    return one.id


def test_stories_grow_together_under_the_id_of_the_oldest_article(any_store: Store) -> None:
    with any_store.begin() as connection:
        late = put_in_story(connection, 1, "late", hours=3)
        early = put_in_story(connection, 2, "early", hours=1)
        assert merge_stories(connection, ["late", "early"]) == "early"
        assert story_of(connection, late) == story_of(connection, early) == ("early", None)
        assert story_now(connection, "late") == story_now(connection, "early") == "early"


def test_an_id_leads_through_every_merge_to_the_story_of_today(any_store: Store) -> None:
    with any_store.begin() as connection:
        for number, story in enumerate(("third", "second", "first")):
            put_in_story(connection, number, story, hours=9 - number)
        merge_stories(connection, ["third", "second"])
        assert story_now(connection, "third") == "second"
        merge_stories(connection, ["second", "first"])
        assert [story_now(connection, one) for one in ("third", "second", "first", "new")] == ["first"] * 3 + ["new"]


def test_a_story_alone_stays_what_it_is(any_store: Store) -> None:
    with any_store.begin() as connection:
        assert merge_stories(connection, ["new"]) == "new"
        assert story_now(connection, "new") == "new"


def test_the_relevant_articles_of_a_story_are_named_with_their_newest_revision(any_store: Store) -> None:
    with any_store.begin() as connection:
        one, other = (put_in_story(connection, number, "s", hours=number) for number in (1, 2))
        keep_article(connection, article(1, title="Neu"))
        for article_id, revision, relevant in ((one, 1, False), (one, 2, True), (other, 1, False)):
            keep_analysis(
                connection, Analysis(article_id=article_id, revision=revision, relevant=relevant, relevance=0.5)
            )
        assert relevant_in(connection, "s") == [(one, 2)]


@pytest.mark.parametrize("known", [True, False])
def test_an_original_is_set_for_what_is_in_a_story(any_store: Store, known: bool) -> None:
    with any_store.begin() as connection:
        if known:
            put_in_story(connection, 1, "s", hours=0)
        set_original(connection, article(1).id, "first")
        assert story_of(connection, article(1).id) == (("s", "first") if known else None)
