"""The commands search, facets, searches and reindex."""

import json
from pathlib import Path
from typing import Any

import pytest

from articles.model import Match, SearchDocument
from articles.store.labels import keep_match
from articles.store.searches import note_run
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from tests.conftest import NOON
from tests.dreiklang.conftest import Call

SEARCHES = """
[models]
embedder = "none"
[searches]
law = "Gesetz OR law"
broken = "titel:KI"
[searches.chips]
query = "Exportkontrollen"
languages = ["zh"]
"""


def document(article_id: str, title: str, language: str = "de", **fields: Any) -> SearchDocument:
    given = {"title": title, "language": language, "source": "tagblatt", "published": "2026-03-02T10:00:00+00:00"}
    return SearchDocument(article_id=article_id, fields=given | fields)


@pytest.fixture
def desk(call: Call, noon: Any, real_settings: Path) -> Desk:
    noon(NOON)
    real_settings.write_text(real_settings.read_text() + SEARCHES)
    desk = Desk(load_settings(real_settings))
    desk.engine.index(
        [
            document("a1", "Das Gesetz & mehr", translation="The law and more"),
            document("a2", "出口管制清单", "zh", source="amtsblatt", published="2026-02-27T10:00:00+00:00"),
            document("a3", "A law", "en", published="2025-01-01T10:00:00+00:00"),
        ]
    )
    return desk


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("desk")
def test_a_search_shows_hits_with_their_passages(call: Call) -> None:
    told = call("search", "Gesetz")
    assert told.code == 0
    assert "Das Gesetz & mehr" in told.out
    assert "in English (by machine): The law and more" in told.out
    assert told.err.endswith("1 to 1 of 1\n")


@pytest.mark.usefixtures("desk")
def test_a_search_as_json_has_fields_and_marks(call: Call) -> None:
    (hit,) = rows(call("search", "Gesetz", "--json").out)
    assert hit["id"] == "a1"
    assert hit["highlights"] == {"title": ["Das <mark>Gesetz</mark> &amp; mehr"]}


@pytest.mark.usefixtures("desk")
def test_what_was_added_to_a_query_is_told(call: Call) -> None:
    told = call("search", "Exportkontrollen")
    assert "'Exportkontrollen' was also looked for as: " in told.err
    assert "出口管制" in told.out
    assert call("search", "=Exportkontrollen").err == "nothing is found by: =Exportkontrollen\n"


@pytest.mark.usefixtures("desk")
def test_options_narrow_a_search(call: Call) -> None:
    def found(*words: str) -> list[str]:
        return sorted(row["id"] for row in rows(call("search", *words, "--json").out))

    assert found() == ["a1", "a2", "a3"]
    assert found("--since", "7d") == ["a1", "a2"]
    assert found("Gesetz OR law", "--until", "2025-12-31") == ["a3"]
    assert found("--source", "amtsblatt") == ["a2"]
    assert [row["id"] for row in rows(call("search", "--newest", "--limit", "1", "--offset", "1", "--json").out)] == [
        "a2"
    ]


@pytest.mark.usefixtures("desk")
def test_a_query_that_cannot_be_read_is_pointed_at(call: Call) -> None:
    told = call("search", "titel:Gesetz", "--since", "7d")
    assert told.code == 1
    assert told.err.splitlines()[-2:] == ["  titel:Gesetz", "  ^"]
    assert call("search", "--source", "tagblat").code == 2


@pytest.mark.usefixtures("desk")
def test_a_search_for_meaning_says_what_it_lacks(call: Call) -> None:
    assert "mode semantic needs an embedder, models.embedder is none" in call("search", "x", "--mode", "semantic").err
    assert "there is no word in this query" in call("search", "country:DE", "--mode", "hybrid").err


@pytest.mark.usefixtures("desk")
def test_facets_count_values_and_periods(call: Call) -> None:
    found = rows(call("facets", "--by", "language", "--per", "month", "--since", "2026-01-01", "--json").out)
    assert found == [
        {"field": "language", "value": "de", "articles": 1},
        {"field": "language", "value": "zh", "articles": 1},
        {"field": "published", "value": "2026-02-01", "articles": 1},
        {"field": "published", "value": "2026-03-01", "articles": 1},
    ]
    assert "█" in call("facets", "--by", "source").out
    assert "no facet named 'titel'" in call("facets", "--by", "titel").err


def test_saved_searches_are_listed_with_how_they_do(call: Call, desk: Desk) -> None:
    with desk.store.begin() as connection:
        note_run(connection, desk.settings.saved_searches[0], problem=None)
        keep_match(connection, Match(search="law", article_id="a1", at=NOON))
    told = call("searches", "list", "--json")
    assert told.code == 1
    assert [(row["name"], row["state"], row["matches"], row["languages"]) for row in rows(told.out)] == [
        ("law", "in use", 1, ["all"]),
        ("broken", "broken", 0, ["all"]),
        ("chips", "not run yet", 0, ["zh"]),
    ]


@pytest.mark.usefixtures("desk")
def test_a_saved_search_is_shown_with_what_it_is_widened_by(call: Call) -> None:
    assert "also for 'Exportkontrollen': " in call("searches", "show", "chips").out
    assert "broken: column 1" in call("searches", "show", "broken").out
    assert "Did you mean 'chips'?" in call("searches", "show", "chip").err


@pytest.mark.usefixtures("desk")
def test_a_saved_search_is_tried_before_it_goes_live(call: Call) -> None:
    told = call("searches", "test", "law", "--since", "90d")
    assert "1 articles (1 de, 0 zh, 0 en); 0 copies of them counted once" in told.out
    assert [line for line in told.out.splitlines() if line.startswith("warning")] == [
        "warning: 0 hits in zh",
        "warning: 0 hits in en",
    ]
    assert "warning" not in call("searches", "test", "chips").out
    found = rows(call("searches", "test", "new", "--query", "law", "--since", "2024-01-01", "--json").out)
    assert found[0] == {"day": "2025-01-01", "de": 0, "zh": 0, "en": 1}
    assert call("searches", "test", "broken").code == 1


def test_reindexing_builds_the_index_from_the_store(call: Call, desk: Desk) -> None:
    refused = call("reindex")
    assert refused.code == 1
    assert "the store has 0 articles for the index, 3 are in it" in refused.err
    assert call("reindex", "--shrink").out == "reindex: 0 articles in 0002; 0001 is kept for --rollback\n"
    assert desk.engine.count() == 0
