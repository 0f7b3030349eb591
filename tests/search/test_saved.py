"""Saved searches over an engine."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.errors import QueryError
from articles.model import SavedSearch, Search, SearchDocument
from search.embedded import EmbeddedEngine
from search.saved import PAGE, asked_for, back_test, match, problem

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
LAW = SavedSearch(name="law", query="Gesetz OR law")
pytestmark = pytest.mark.usefixtures("moved_clock")


def document(article_id: str, title: str = "Das Gesetz", language: str = "de", **fields: Any) -> SearchDocument:
    given = {"title": title, "language": language, "published": DAY.isoformat(), "first_seen": DAY.isoformat()}
    return SearchDocument(article_id=article_id, fields=given | fields)


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "index")


def test_each_search_is_run_over_exactly_the_given_articles(engine: EmbeddedEngine) -> None:
    engine.index([document("a"), document("b", "Zeppelin"), document("old")])
    found = match(
        engine, [LAW, SavedSearch(name="air", query="Zeppelin"), SavedSearch(name="all", query="")], ["a", "b"]
    )
    assert found.satisfied == {"a": ("law", "all"), "b": ("air", "all")}
    assert found.broken == {}


def test_a_broken_search_is_told_and_the_others_run(engine: EmbeddedEngine) -> None:
    engine.index([document("a")])
    found = match(engine, [SavedSearch(name="broken", query="titel:KI"), LAW], ["a"])
    assert found.satisfied == {"a": ("law",)}
    assert found.broken["broken"].startswith("column 1: no field named 'titel'")


def test_what_is_broken_is_told_without_articles_too(engine: EmbeddedEngine) -> None:
    assert set(match(engine, [SavedSearch(name="broken", query="(")], []).broken) == {"broken"}
    assert problem(LAW) is None
    assert "never closed" in str(problem(SavedSearch(name="x", query="(a")))


def test_a_search_may_be_bounded_to_languages(engine: EmbeddedEngine) -> None:
    engine.index([document("de"), document("en", "A law", "en"), document("zh", "law", "zh")])
    bounded = SavedSearch(name="law", query="Gesetz OR law", languages=("en", "zh"))
    assert match(engine, [bounded], ["de", "en", "zh"]).satisfied == {"de": (), "en": ("law",), "zh": ("law",)}
    assert asked_for(SavedSearch(name="x", query=" ", languages=("zh",))) == "language:(zh)"


def test_a_back_test_counts_by_day_and_language_with_copies_once(engine: EmbeddedEngine) -> None:
    engine.index(
        [
            document("a"),
            document("copy", duplicate_of="a"),
            document("e", "A law", "en", published="2026-03-01T12:00:00+00:00"),
            document("orphan1", duplicate_of="gone"),
            document("orphan2", duplicate_of="gone"),
            document("older", published="2025-01-01T12:00:00+00:00"),
            document("other", "Zeppelin"),
        ]
    )
    found = back_test(engine, LAW, since=DAY - timedelta(days=90))
    assert found.days == {("2026-03-02", "de"): 2, ("2026-03-01", "en"): 1}
    assert found.by_language == {"de": 2, "zh": 0, "en": 1}
    assert found.copies == 2


def test_days_of_a_back_test_are_the_readers(engine: EmbeddedEngine) -> None:
    engine.index([document("a", published="2026-03-01T23:30:00+00:00")])
    found = back_test(engine, LAW, since=DAY - timedelta(days=9), time_zone="Europe/Berlin")
    assert found.days == {("2026-03-02", "de"): 1}


def test_the_delay_is_from_publication_to_first_sight_where_both_are_known(engine: EmbeddedEngine) -> None:
    for number, minutes in enumerate((10, 20, 60)):
        engine.index([document(f"a{number}", first_seen=(DAY + timedelta(minutes=minutes)).isoformat())])
    engine.index([document("undated")])
    assert back_test(engine, LAW, since=DAY - timedelta(days=1)).delay_s == (20 * 60, 60 * 60)


def test_a_back_test_reads_beyond_one_page(engine: EmbeddedEngine) -> None:
    engine.index([document(f"a{number}") for number in range(PAGE + 3)])
    assert sum(back_test(engine, LAW, since=DAY - timedelta(days=1)).days.values()) == PAGE + 3


def test_a_broken_query_cannot_be_tried(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryError, match=r"^column 2:"):
        back_test(engine, SavedSearch(name="x", query="a)"), since=DAY)


def test_an_engine_answers_a_saved_search_as_a_typed_one(engine: EmbeddedEngine) -> None:
    engine.index([document("a")])
    typed = engine.search(Search(query=LAW.query))
    assert [hit.article_id for hit in typed.hits] == ["a"]
