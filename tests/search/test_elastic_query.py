"""Nodes in the query language of Elasticsearch."""

from datetime import UTC, datetime

import pytest

from search.elastic_query import translate
from search.nodes import And, Boost, Everything, Exists, Fuzzy, Node, Not, Nothing, Or, Phrase, Range, Term, Wildcard

NOON = datetime(2026, 3, 2, 12, 0, 0, 1500, tzinfo=UTC)
KI = {"term": {"chains.title_folded": {"value": "ki"}}}


@pytest.mark.parametrize(
    ("node", "query"),
    [
        (Everything(), {"match_all": {}}),
        (Nothing(), {"match_none": {}}),
        (Term("title_folded", "ki"), KI),
        (Term("country", "de"), {"term": {"folded.country": {"value": "de"}}}),
        (Term("announcement", True), {"term": {"announcement": {"value": True}}}),
        (Exists("text"), {"term": {"folded.present": {"value": "text"}}}),
        (Wildcard("title_stemmed", "ver*"), {"wildcard": {"chains.title_stemmed": {"value": "ver*"}}}),
        (Not(Term("title_folded", "ki")), {"bool": {"must_not": [KI]}}),
        (Boost(Term("title_folded", "ki"), 3), {"bool": {"must": [KI], "boost": 3}}),
        (And((Everything(), Nothing())), {"bool": {"must": [{"match_all": {}}, {"match_none": {}}]}}),
        (
            Or((Everything(), Nothing())),
            {"bool": {"should": [{"match_all": {}}, {"match_none": {}}], "minimum_should_match": 1}},
        ),
        (Range("tier", 1, None, include_lower=False), {"range": {"tier": {"gt": 1}}}),
        (
            Range("published", None, NOON, include_upper=False),
            {"range": {"published": {"lt": 1772452800002, "format": "epoch_millis"}}},
        ),
        (Range("effective"), {"term": {"folded.present": {"value": "effective"}}}),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_node_becomes_a_query(node: Node, query: dict[str, object]) -> None:
    assert translate(node) == query


def test_a_phrase_keeps_its_order_even_when_it_is_loose() -> None:
    tight = translate(Phrase("text_folded", ("人工", "工智")))
    assert tight == {"match_phrase": {"chains.text_folded": {"query": "人工 工智", "analyzer": "whitespace"}}}
    loose = translate(Phrase("text_folded", ("a", "b"), 2))["span_near"]
    assert (loose["slop"], loose["in_order"]) == (2, True)


def test_a_fuzzy_word_says_how_far() -> None:
    assert translate(Fuzzy("title_folded", "ki", 2))["fuzzy"]["chains.title_folded"]["fuzziness"] == 2
