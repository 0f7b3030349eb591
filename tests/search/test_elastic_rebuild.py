"""A new index takes over while everybody goes on; whatever fails, the alias leads to a whole one."""

from collections.abc import Iterable, Sequence
from threading import Event, Thread

import pytest

from articles.errors import BadInput, SearchUnavailable
from articles.model import Search, SearchDocument
from search.elastic import ElasticEngine

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elasticsearch")]


class Store:
    """Articles by id, as the store would know them; `during` is what happens while they are read."""

    def __init__(self, number: int) -> None:
        self.titles = {f"a{at:04}": "old" for at in range(number)}

    def documents(self, wanted: Sequence[str] | None) -> Iterable[SearchDocument]:
        for article_id in list(self.titles) if wanted is None else wanted:
            if article_id in self.titles:
                yield self.document(article_id)

    def document(self, article_id: str) -> SearchDocument:
        return SearchDocument(article_id=article_id, fields={"title": self.titles[article_id], "language": "en"})

    def write(self, engine: ElasticEngine, article_id: str, title: str) -> None:
        self.titles[article_id] = title
        engine.index([self.document(article_id)])

    def drop(self, engine: ElasticEngine, article_id: str) -> None:
        del self.titles[article_id]
        engine.delete([article_id])


def titles(engine: ElasticEngine) -> dict[str, str]:
    hits = engine.search(Search(query="", limit=1000)).hits
    return {hit.article_id: hit.fields["title"] for hit in hits}


def indexed(engine: ElasticEngine, number: int = 30) -> Store:
    store = Store(number)
    engine.index(store.documents(None))
    return store


def test_the_new_index_has_everything_and_the_old_one_is_kept(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    told: list[int] = []
    done = elastic.reindex(store.documents, on_sent=told.append)
    assert (done.documents, sum(told)) == (30, 30)
    assert (done.replaced, done.name) == tuple(elastic.indices.all())
    assert elastic.indices.current() == done.name
    assert titles(elastic) == store.titles
    assert elastic.indices.count(done.replaced or "") == 30


def test_the_first_index_can_be_built_from_the_store(elastic: ElasticEngine) -> None:
    done = elastic.reindex(Store(5).documents)
    assert (done.documents, done.replaced, elastic.count()) == (5, None, 5)
    elastic.index([Store(6).document("a0005")])
    assert elastic.count() == 6


def test_only_the_last_index_but_one_is_kept(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    names = [elastic.reindex(store.documents).name for _ in range(3)]
    assert elastic.indices.all() == names[-2:]


def test_what_is_written_and_deleted_meanwhile_is_caught_up_with(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    passes: list[int] = []

    def documents(wanted: Sequence[str] | None) -> Iterable[SearchDocument]:
        passes.append(len(wanted) if wanted is not None else -1)
        yield from list(store.documents(wanted))
        if wanted is None:  # after everything was read, and before it is looked what was written since
            store.write(elastic, "a0001", "changed")
            store.write(elastic, "b0000", "new")
            store.drop(elastic, "a0002")
        elif len(passes) == 2:  # after the first look, and before writing stops
            store.write(elastic, "a0003", "changed late")
            store.write(elastic, "b0001", "new late")
            store.drop(elastic, "a0004")

    elastic.reindex(documents)
    assert titles(elastic) == store.titles
    assert store.titles["a0001"] == "changed"
    assert "a0002" not in store.titles
    assert passes == [-1, 2, 4]  # all; two written; two more and two that are gone


def test_others_search_and_write_all_the_time(elastic: ElasticEngine) -> None:
    store = indexed(elastic, 50)
    other = ElasticEngine(elastic.options)
    stop, refused, seen = Event(), [], set()

    def writing() -> None:
        number = 0
        while not stop.is_set():
            article_id = f"c{number:04}"
            try:
                store.write(other, article_id, f"written {number}")
            except SearchUnavailable as error:  # the step comes again
                refused.append(str(error))
                continue
            number += 1

    def searching() -> None:
        while not stop.is_set():
            seen.add(elastic.search(Search(query="old", limit=0)).total)

    threads = [Thread(target=writing), Thread(target=searching)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        ElasticEngine(elastic.options).reindex(store.documents)
    stop.set()
    for thread in threads:
        thread.join()
    elastic.indices.refresh(elastic.options.index)
    assert seen == {50}
    assert titles(elastic) == store.titles
    assert all("takes no writing for now" in one and "nothing is lost" in one for one in refused)


def test_documents_that_do_not_fit_stop_no_reindex_and_are_told(elastic: ElasticEngine) -> None:
    store = indexed(elastic)

    def documents(wanted: Sequence[str] | None) -> Iterable[SearchDocument]:
        yield from store.documents(wanted)
        yield SearchDocument(article_id="wrong", fields={"no_field": 1})

    done = elastic.reindex(documents)
    assert list(done.refused) == ["wrong"]
    assert (done.documents, elastic.count()) == (30, 30)


def test_a_store_that_breaks_off_leaves_the_old_index_as_it_was(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    before = elastic.indices.current()

    def breaking(wanted: Sequence[str] | None) -> Iterable[SearchDocument]:
        if wanted is not None:
            raise OSError("the disk is gone")
        return store.documents(wanted)

    store.write(elastic, "a0001", "changed")
    for documents in (breaking, lambda wanted: (1 / 0 for _ in [1])):
        with pytest.raises((OSError, ZeroDivisionError)):
            elastic.reindex(documents)
        assert elastic.indices.current() == before
        store.write(elastic, "a0002", "written after the failure")
    assert elastic.reindex(store.documents).replaced == before
    assert titles(elastic) == store.titles
    assert len(elastic.indices.all()) == 2


def test_a_store_that_lost_most_articles_never_takes_over_unasked(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    with pytest.raises(BadInput, match=r"the store has 3 articles for the index, 30 are in it.*--shrink"):
        elastic.reindex(Store(3).documents)
    assert titles(elastic) == store.titles
    assert elastic.reindex(Store(3).documents, shrink=True).documents == 3
    assert elastic.count() == 3


def test_going_back_brings_along_what_was_written_since(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    first = elastic.indices.current()
    second = elastic.reindex(store.documents).name
    store.write(elastic, "a0001", "changed")
    store.write(elastic, "b0001", "new")
    store.drop(elastic, "a0002")
    back = elastic.rollback(store.documents)
    assert (back.name, back.replaced, elastic.indices.current()) == (first, second, first)
    assert titles(elastic) == store.titles
    store.write(elastic, "b0002", "after")
    assert titles(elastic) == store.titles
    assert elastic.reindex(store.documents).replaced == first


def test_without_an_earlier_index_there_is_no_way_back(elastic: ElasticEngine) -> None:
    for _ in range(2):
        with pytest.raises(BadInput, match="no earlier index to go back to"):
            elastic.rollback(Store(1).documents)
        indexed(elastic)


def test_an_earlier_index_of_another_release_is_left_to_that_release(elastic: ElasticEngine) -> None:
    store = indexed(elastic)
    first = elastic.indices.current() or ""
    second = elastic.reindex(store.documents).name
    elastic.indices.unblock(first)
    elastic.indices.remember(first, version="older")
    with pytest.raises(SearchUnavailable, match=f"the index {first} was built for fields of version older"):
        elastic.rollback(store.documents)
    assert elastic.indices.current() == second


def test_a_settling_that_takes_too_long_never_takes_over(
    elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = indexed(elastic)
    first = elastic.indices.current()
    monkeypatch.setattr("search.elastic_indices.SETTLES_S", 0.0)
    with pytest.raises(SearchUnavailable, match="settling took too long"):
        elastic.reindex(store.documents)
    assert elastic.indices.current() == first
    store.write(elastic, "a0001", "changed")
    assert titles(elastic) == store.titles
