"""The engine of a cluster, on a real server."""

from collections.abc import Iterator

import pytest

from articles.errors import BadInput, DocumentsRefused, QueryError, SearchUnavailable
from articles.model import Search, SearchDocument
from search import bulk
from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elasticsearch")]


def document(article_id: str, title: str = "A law on AI") -> SearchDocument:
    return SearchDocument(article_id=article_id, fields={"title": title, "language": "en"})


def documents(number: int) -> Iterator[SearchDocument]:
    return (document(f"a{at}") for at in range(number))


def test_documents_are_searchable_at_once_and_replaced_by_id(elastic: ElasticEngine) -> None:
    assert elastic.count() == 0
    assert elastic.index(documents(3)) == 3
    assert elastic.index([document("a1", "Something else")]) == 1
    assert elastic.count() == 3
    assert {hit.article_id for hit in elastic.search(Search(query="law")).hits} == {"a0", "a2"}


def test_documents_are_taken_out_and_what_is_not_in_is_no_error(elastic: ElasticEngine) -> None:
    elastic.index(documents(3))
    elastic.delete(["a1", "nobody"])
    elastic.delete([])
    assert {hit.article_id for hit in elastic.search(Search(query="")).hits} == {"a0", "a2"}


def test_an_index_that_nobody_has_written_finds_nothing(elastic: ElasticEngine) -> None:
    assert elastic.search(Search(query="law", facets=("language",), histogram="day")).total == 0


def test_a_field_that_is_not_in_the_mapping_is_refused_and_the_others_are_in(elastic: ElasticEngine) -> None:
    wrong = SearchDocument(article_id="wrong", fields={"title": "x", "no_field": 1})
    with pytest.raises(DocumentsRefused) as caught:
        elastic.index([document("a0"), wrong, document("a1")])
    assert list(caught.value.refused) == ["wrong"]
    assert {hit.article_id for hit in elastic.search(Search(query="")).hits} == {"a0", "a1"}


def test_a_text_without_meaning_has_no_vector_and_is_found_by_its_words(elastic: ElasticEngine) -> None:
    empty = SearchDocument(article_id="empty", fields={"title": "law"}, vector=(0.0, 0.0))
    elastic.index([empty, SearchDocument(article_id="full", fields={"title": "act"}, vector=(1.0, 0.0))])
    assert elastic.search(Search(query="law")).total == 1
    near = elastic.search(Search(query="", mode="semantic", vector=(1.0, 0.0)))
    assert [hit.article_id for hit in near.hits] == ["full"]


def test_a_search_for_meaning_needs_a_vector(elastic: ElasticEngine) -> None:
    with pytest.raises(BadInput, match=r"needs an embedder; set models.embedder"):
        elastic.search(Search(query="law", mode="semantic"))


def test_facets_of_uncountable_fields_are_refused_with_the_nearest(elastic: ElasticEngine) -> None:
    with pytest.raises(QueryError, match=r"no facet named 'topics'.*Did you mean 'topic'"):
        elastic.search(Search(query="law", facets=("topics",)))


def test_nobody_pages_to_the_end_of_the_world(elastic: ElasticEngine) -> None:
    with pytest.raises(BadInput, match="beyond the first 50000; narrow the query"):
        elastic.search(Search(query="", offset=60_000))


def test_a_full_disk_loses_nothing_and_the_step_resumes(
    elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FIRST_WAIT_S", 0.01)
    elastic.index(documents(2))
    block(elastic, on=True)
    with pytest.raises(SearchUnavailable, match=r"read-only because its disk is full .*free disk space"):
        elastic.index([document("a2")])
    assert elastic.search(Search(query="law")).total == 2
    block(elastic, on=False)
    assert elastic.index([document("a2")]) == 1
    assert elastic.search(Search(query="law")).total == 3


def block(engine: ElasticEngine, *, on: bool) -> None:
    """As Elasticsearch does it above the flood-stage watermark."""
    setting = {"index.blocks.read_only_allow_delete": True if on else None}
    engine.client.indices.put_settings(index=engine.options.index, settings=setting)


def test_a_mapping_older_than_the_code_says_to_build_it_anew(elastic: ElasticEngine) -> None:
    elastic.index(documents(1))
    name = elastic.indices.current() or ""
    elastic.indices.remember(name, version="older")
    again = ElasticEngine(elastic.options)
    for asked in (
        lambda: again.index(documents(1)),
        lambda: again.search(Search(query="law")),
        lambda: again.delete(["a0"]),
    ):
        with pytest.raises(
            SearchUnavailable, match=rf"the index {name} was built for .*older.*run `dreiklang reindex`"
        ):
            asked()
    assert again.count() == 1


def test_an_alias_that_is_gone_never_becomes_an_index_by_accident(elastic: ElasticEngine) -> None:
    elastic.index(documents(1))
    elastic.indices.drop(elastic.indices.all())
    with pytest.raises(SearchUnavailable):
        bulk.send(elastic.client, [], alias="x", options=elastic.options, searchable=True)
    with pytest.raises(SearchUnavailable, match="index_not_found_exception"):
        elastic._send([{"_op_type": "index", "_id": "a", "_source": {}}])
    assert elastic.indices.all() == []
    assert elastic.index(documents(1)) == 1


def test_two_processes_that_write_first_make_one_index(elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    slower = ElasticEngine(ElasticOptions(urls=elastic.options.urls, index=elastic.options.index))
    monkeypatch.setattr(type(slower.indices), "current", lambda self: None)
    slower.indices.ensure()
    slower.indices.ensure()
    monkeypatch.undo()
    assert elastic.index(documents(2)) == 2
    assert len(elastic.indices.all()) == 1
