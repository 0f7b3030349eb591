"""The search engine of one machine."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import BadInput
from articles.model import Analysis, SearchDocument
from search.documents import search_document
from search.embedded import EmbeddedEngine
from search.tokens import terms
from tests.dreiklang.desks import SOURCES, article


def document(article_id: str, title: str, text: str = "") -> SearchDocument:
    return SearchDocument(article_id=article_id, fields={"title": title, "text": text})


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.index(
        [
            document("de", "Straßenverkehr und künstliche Intelligenz", "Die Aufsicht prüft."),
            document("zh", "国家网信办公布管理办法", "人工智能"),
            document("en", "Ministers agree on rules", "The AI Act applies."),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("intelligenz", ["de"]),
        ("STRASSENVERKEHR", ["de"]),
        ("kunstliche aufsicht", ["de"]),
        ("künstliche rules", []),
        ("管理办法", ["zh"]),
        ("人工智能", ["zh"]),
        ("ＡＩ act", ["en"]),
        ("", []),
        ("!?", []),
        ("AND OR (", []),
    ],
)
def test_documents_that_hold_every_word_are_found(engine: EmbeddedEngine, query: str, found: list[str]) -> None:
    assert [hit.article_id for hit in engine.search(query)] == found


def test_a_search_may_be_bounded_to_some_articles(engine: EmbeddedEngine) -> None:
    assert [hit.article_id for hit in engine.search("act", ids=["en", "de"])] == ["en"]
    assert engine.search("act", ids=["de"]) == []
    assert engine.search("act", ids=[]) == []


def test_a_document_is_replaced_by_its_id(engine: EmbeddedEngine) -> None:
    assert engine.index([document("de", "Neuer Titel")]) == 1
    assert engine.count() == 3
    assert engine.search("intelligenz") == []
    assert [hit.fields["title"] for hit in engine.search("titel")] == ["Neuer Titel"]


def test_the_index_outlives_the_engine(engine: EmbeddedEngine) -> None:
    again = EmbeddedEngine(engine.folder)
    assert again.count() == 3
    assert len(again.search("intelligenz")) == 1


@pytest.mark.parametrize("damaged", ["meta.json", "*.term", "*.idx"])
def test_a_damaged_index_says_how_to_build_it_anew(engine: EmbeddedEngine, damaged: str) -> None:
    for path in engine.folder.glob(damaged):
        path.write_bytes(b"garbage")
    again = EmbeddedEngine(engine.folder)
    with pytest.raises(BadInput, match=r"is damaged .*delete the folder and run `dreiklang index --redo all`"):
        again.search("act")


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "new")
    assert engine.count() == 0
    assert engine.search("word") == []


def test_a_limit_bounds_the_hits_best_first(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.index([document("once", "law", "x " * 50), document("often", "law law law")])
    assert [hit.article_id for hit in engine.search("law", limit=1)] == ["often"]
    assert engine.search("law")[0].score >= engine.search("law")[1].score


def test_what_the_index_shows_of_an_article_leaves_out_what_is_not_known() -> None:
    made = article()
    analysis = Analysis(article_id=made.id, revision=1, relevant=True, relevance=0.9, topics=(("rules", 1.0),))
    found = search_document(made, analysis, source=SOURCES["tagblatt"], story="s1", translation=None)
    assert found.fields["title"] == made.title
    assert found.fields["text"] == made.paragraphs[0]
    assert found.fields["topic"] == ["rules"]
    assert found.fields["published"] == "2026-03-02T12:00:00+00:00"
    assert "origin" not in found.fields
    assert "translation" not in found.fields


@given(st.text(max_size=100))
def test_any_text_becomes_terms_without_spaces_or_capitals(text: str) -> None:
    for term in terms(text):
        assert term
        assert term == term.lower()
        assert not any(char.isspace() for char in term)


def test_chinese_is_cut_into_pairs_and_accents_are_dropped() -> None:
    assert terms("管理办法 法 Müller Straße Cafés") == ["管理", "理办", "办法", "法", "muller", "strasse", "cafes"]
