"""Analyses, translations, stories, matches and receipts come back as they were kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from articles.model import Analysis, Announcement, Evidence, Match, Rendering, StanceLabel, Translation
from articles.store import Store
from articles.store.labels import (
    keep_analysis,
    keep_in_story,
    keep_match,
    keep_receipt,
    keep_translation,
    load_analysis,
    load_translation,
    matches_of,
    receipts_of,
    stories_of,
    story_of,
)
from articles.store.tables import receipts
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("moved_clock")

ANALYSIS = Analysis(
    article_id="a1",
    revision=1,
    relevant=True,
    relevance=0.75,
    topics=(("rules", 1.0), ("safety", 0.5)),
    stances=(
        StanceLabel(
            target="ai_act",
            label="support",
            score=0.9,
            unsure=False,
            evidence=Evidence(text="„Ja.“", start=0, end=5),
            holder="人",
        ),
    ),
    announcement=Announcement(issuers=("eu_commission",), status="adopted"),
    versions={"topics": "keywords-1"},
)
TRANSLATION = Translation(
    article_id="a1", revision=1, title="Title", paragraphs=("One.", ""), depth="lead", engine="e", model="m", at=NOON
)


def test_an_analysis_comes_back_whole(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_analysis(connection, ANALYSIS)
        assert load_analysis(connection, "a1", 1) == ANALYSIS
        assert load_analysis(connection, "a1", 2) is None


def test_a_newer_analysis_of_a_revision_replaces_the_older(any_store: Store) -> None:
    other = Analysis(article_id="a1", revision=1, relevant=False, relevance=0.1)
    with any_store.begin() as connection:
        keep_analysis(connection, ANALYSIS)
        keep_analysis(connection, other)
        assert load_analysis(connection, "a1", 1) == other


def test_a_translation_comes_back_whole(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_translation(connection, TRANSLATION)
        assert load_translation(connection, "a1", 1) == TRANSLATION
        assert load_translation(connection, "a2", 1) is None


def test_a_headline_carries_the_doubts_about_the_title_only() -> None:
    flagged = replace(TRANSLATION, flags={"numbers": (-1, 0), "names": (1,)})
    assert flagged.headline == Rendering(english="Title", flags=("numbers",))
    assert replace(TRANSLATION, title="").headline is None


def test_articles_stand_in_their_stories(any_store: Store) -> None:
    with any_store.begin() as connection:
        keep_in_story(connection, "a1", "s1", near_duplicate_of=None)
        keep_in_story(connection, "a2", "s1", near_duplicate_of="a1")
        keep_in_story(connection, "a3", "s2", near_duplicate_of=None)
        assert story_of(connection, "a2") == ("s1", "a1")
        assert story_of(connection, "a9") is None
        assert stories_of(connection, ["a1", "a2", "a9"]) == {"s1": ["a1", "a2"]}
        keep_in_story(connection, "a2", "s2", near_duplicate_of=None)
        assert story_of(connection, "a2") == ("s2", None)


def test_a_match_is_recorded_once(any_store: Store) -> None:
    with any_store.begin() as connection:
        assert keep_match(connection, Match(search="act", article_id="a1", at=NOON))
        assert not keep_match(connection, Match(search="act", article_id="a1", at=NOON + timedelta(days=1)))
        assert matches_of(connection, "a1") == ["act"]


def test_a_receipt_says_what_was_carried_where(any_store: Store) -> None:
    with any_store.begin() as connection:
        for _ in range(2):
            keep_receipt(connection, "digest/2026-03-02", channel="file", place="out/a.txt", article_ids=["a1", "a2"])
        assert receipts_of(connection, "a1") == ["digest/2026-03-02"]
        assert connection.scalars(select(receipts.c.place)).all() == ["out/a.txt"]
