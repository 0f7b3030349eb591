"""Killed in the middle, we or the server: nothing lost, nothing double, the alias leads to a whole index."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from articles import clock
from articles.errors import SearchUnavailable
from articles.model import Search, SearchDocument
from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from search.elastic_indices import SETTLES_S, SKEW_S
from tests.places import REPOSITORY
from tests.search.elasticsearch_server import Server
from tests.search.killed_indexing import BATCH
from tests.search.killed_reindex import PLACES, documents

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elasticsearch"), pytest.mark.timeout(600)]
NUMBER = 2_000


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.search.{module}", *arguments]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def killed(engine: ElasticEngine, place: str) -> None:
    """Reindex in another process, which dies on the way."""
    with start("killed_reindex", engine.options.urls[0], engine.options.index, str(NUMBER), place) as process:
        assert process.wait() == -signal.SIGKILL


def ids(engine: ElasticEngine, name: str) -> set[str]:
    return engine.indices.ids(name)


EVERYTHING = {one.article_id for one in documents(NUMBER)}


def test_killed_while_indexing_the_rest_is_indexed_once(elastic: ElasticEngine) -> None:
    with start("killed_indexing", elastic.options.urls[0], elastic.options.index, str(NUMBER)) as process:
        assert process.stdout is not None
        done = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
    kept = (len(done) + len(rest)) * BATCH  # batches of which the step knows that they are in
    assert ids(elastic, elastic.options.index) >= {one.article_id for one in list(documents(NUMBER))[:kept]}
    elastic.index(list(documents(NUMBER))[kept:])
    assert elastic.count() == NUMBER


@pytest.mark.parametrize("place", PLACES)
def test_killed_while_reindexing_the_alias_leads_to_a_whole_index(place: str, elastic: ElasticEngine) -> None:
    elastic.index(documents(NUMBER))
    first = elastic.indices.current()
    killed(elastic, place)
    current = elastic.indices.current() or ""
    assert (current == first) == (place != "after_the_flip")
    assert ids(elastic, current) == EVERYTHING
    assert elastic.search(Search(query="law", limit=0)).total == NUMBER
    done = elastic.reindex(lambda wanted: documents(NUMBER))
    assert (done.documents, done.replaced) == (NUMBER, current)
    assert elastic.indices.all() == [current, done.name]
    assert elastic.index(documents(1)) == 1


def test_killed_before_the_flip_writers_wait_and_then_go_on(
    elastic: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elastic.index(documents(NUMBER))
    killed(elastic, "before_the_flip")
    with pytest.raises(SearchUnavailable, match=r"takes no writing for now .* goes on by itself after 15 minutes"):
        elastic.index(documents(1))
    later = clock.elapsed() + SETTLES_S + SKEW_S + 1
    monkeypatch.setattr(clock, "elapsed", lambda: later)
    assert elastic.index(documents(1)) == 1


def test_a_server_killed_while_indexing_loses_nothing(mortal_elasticsearch: Server) -> None:
    engine = ElasticEngine(ElasticOptions(urls=(mortal_elasticsearch.url,), timeout_s=20))
    everything = list(documents(NUMBER))
    batches = [everything[at : at + BATCH] for at in range(0, NUMBER, BATCH)]
    assert all(engine.index(batch) == BATCH for batch in batches[:5])
    killing = Thread(target=mortal_elasticsearch.kill)
    failed = 0
    for number, batch in enumerate(batches[5:]):
        if number == 2:
            killing.start()
        try:
            engine.index(batch)
        except SearchUnavailable as error:
            assert "nothing is lost" in str(error)
            failed = number
            break
    killing.join()
    assert failed >= 2
    mortal_elasticsearch.start()
    known = {one.article_id for batch in batches[: 5 + failed] for one in batch}
    assert ids(engine, engine.options.index) >= known
    for batch in batches[5 + failed :]:
        engine.index(batch)
    assert engine.count() == NUMBER


def test_a_server_killed_while_reindexing_loses_nothing(mortal_elasticsearch: Server) -> None:
    engine = ElasticEngine(ElasticOptions(urls=(mortal_elasticsearch.url,), timeout_s=20))
    engine.index(documents(NUMBER))
    first = engine.indices.current()

    def documents_and_death(wanted: object) -> Iterator[SearchDocument]:
        for at, document in enumerate(documents(NUMBER)):
            if at == NUMBER * 2 // 3:
                mortal_elasticsearch.kill()
            yield document

    with pytest.raises(SearchUnavailable, match="nothing is lost"):
        engine.reindex(documents_and_death)
    mortal_elasticsearch.start()
    assert engine.indices.current() == first
    assert ids(engine, engine.options.index) == EVERYTHING
    assert engine.index(documents(1)) == 1
    assert engine.reindex(lambda wanted: documents(NUMBER)).documents == NUMBER
    assert engine.count() == NUMBER
