"""Elasticsearch answers as the contract says, and as the embedded engine does to questions nobody thought of."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.errors import QueryError
from articles.model import Answer, Search, SearchMode
from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from search.embedded import EmbeddedEngine
from search.expand import make_expand
from search.fields import facetable
from tests.search.contract import BROKEN, CASES, DOCUMENTS, NOW, Case
from tests.search.elasticsearch_server import forget

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elasticsearch")]
INDEX = f"test-contract-{os.getpid()}"
BOTH_AGREE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)

WORDS = st.sampled_from(
    [
        "KI",
        "Verordnung",
        "künstliche",
        "Intelligenz",
        "人工智能",
        "治理",
        "法",
        "AI",
        "act",
        "export",
        "controls",
        "Straße",
        "der",
    ]
)
PHRASES = st.lists(WORDS, min_size=2, max_size=3).map(lambda words: '"' + " ".join(words) + '"')
LOOSE = st.tuples(PHRASES, st.integers(1, 4)).map(lambda pair: f"{pair[0]}~{pair[1]}")
FIELDS = st.sampled_from(
    [
        "language:de",
        "-country:CN",
        "topic:*",
        "announcement:true",
        "tier:2",
        "published:>=2026-11-10",
        "stance:oppose",
        "title:KI",
    ]
)
LEAVES = WORDS | PHRASES | LOOSE | FIELDS
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR", "AND NOT"]), inner).map(
        lambda three: f"({' '.join(three)})"
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def engines(elasticsearch_url: str) -> Iterator[dict[bool, ElasticEngine]]:
    options = ElasticOptions(urls=(elasticsearch_url,), index=INDEX)
    ElasticEngine(options).index(DOCUMENTS)
    yield {False: ElasticEngine(options), True: ElasticEngine(options, expand=make_expand({}))}
    forget(elasticsearch_url, INDEX)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
    engine.index(DOCUMENTS)
    return engine


@pytest.fixture(autouse=True)
def _at_noon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("DREIKLANG_CLOCK", str(clock))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_query_finds_exactly_these(case: Case, engines: dict[bool, ElasticEngine]) -> None:
    answer = engines[case.expands].search(Search(query=case.query, limit=100, time_zone=case.time_zone))
    assert {hit.article_id for hit in answer.hits} == case.wanted
    assert answer.total == len(case.wanted)


@pytest.mark.parametrize("query", BROKEN, ids=lambda query: query[:30])
def test_a_broken_query_is_pointed_at(query: str, engines: dict[bool, ElasticEngine]) -> None:
    with pytest.raises(QueryError, match=rf"^column {BROKEN[query]}: "):
        engines[False].search(Search(query=query))


@BOTH_AGREE
@given(query=QUERIES)
def test_both_engines_find_the_same(query: str, engines: dict[bool, ElasticEngine], embedded: EmbeddedEngine) -> None:
    search = Search(query=query, limit=100)
    assert ids(engines[False].search(search)) == ids(embedded.search(search))


def test_both_engines_count_alike(engines: dict[bool, ElasticEngine], embedded: EmbeddedEngine) -> None:
    for query in ("", "KI", "topic:*"):
        for interval in ("day", "week", "month"):
            search = Search(query=query, limit=1, facets=facetable(), histogram=interval, time_zone="Europe/Berlin")
            first, second = engines[False].search(search), embedded.search(search)
            assert first.facets == second.facets
            assert first.histogram == second.histogram


def test_both_engines_show_and_mark_alike(engines: dict[bool, ElasticEngine], embedded: EmbeddedEngine) -> None:
    search = Search(query="KI OR 人工智能 OR regulators", limit=100, highlight=True)
    first = {hit.article_id: (dict(hit.fields), hit.highlights) for hit in engines[False].search(search).hits}
    assert first == {hit.article_id: (dict(hit.fields), hit.highlights) for hit in embedded.search(search).hits}
    assert "<mark>KI</mark>" in first["d01"][1]["title"][0]


@pytest.mark.parametrize("mode", ["text", "semantic", "hybrid"])
def test_both_engines_page_alike(
    mode: SearchMode, engines: dict[bool, ElasticEngine], embedded: EmbeddedEngine
) -> None:
    for query in ("", "AI", "country:US"):
        search = Search(query=query, mode=mode, vector=DOCUMENTS[3].vector, order="newest", limit=7, offset=3)
        first, second = engines[False].search(search), embedded.search(search)
        assert first.total == second.total
        assert [hit.fields["published"] for hit in first.hits] == [hit.fields["published"] for hit in second.hits]


def test_both_engines_find_the_nearest(engines: dict[bool, ElasticEngine], embedded: EmbeddedEngine) -> None:
    search = Search(query="language:zh OR language:de", mode="semantic", vector=DOCUMENTS[3].vector, limit=5)
    first, second = engines[False].search(search), embedded.search(search)
    assert first.hits[0].article_id == DOCUMENTS[3].article_id
    assert first.hits[0].score == pytest.approx(1, abs=1e-3)
    assert len({hit.article_id for hit in first.hits} & {hit.article_id for hit in second.hits}) >= 4


def test_a_search_is_bounded_to_some_articles(engines: dict[bool, ElasticEngine]) -> None:
    assert ids(engines[False].search(Search(query="KI", ids=("d01", "z01")))) == {"d01"}
    assert ids(engines[False].search(Search(query="", ids=()))) == set()


def ids(answer: Answer) -> set[str]:
    return {hit.article_id for hit in answer.hits}
