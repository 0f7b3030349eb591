"""What is told when a server answers, but not the question."""

from collections.abc import Iterator

import pytest

from articles.errors import QueryError, SearchUnavailable
from articles.model import Search
from search.elastic_asking import Asking
from search.elastic_client import ElasticOptions, connect
from search.nodes import Everything
from search.query import Query
from tests.search.fake_elasticsearch import Fake, error, serving

EVERYTHING = Query(root=Everything())


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as one:
        yield one


@pytest.fixture
def asking(fake: Fake) -> Asking:
    options = ElasticOptions(urls=(fake.url,), index="news")
    return Asking(client=connect(options), options=options)


def failing(fake: Fake, status: int, kind: str, reason: str) -> None:
    fake.answers["/news/_msearch"] = lambda _: (200, {"responses": [error(status, kind, reason)[1]]})


def test_a_query_that_can_never_run_is_the_querys_fault(fake: Fake, asking: Asking) -> None:
    failing(fake, 400, "too_many_nested_clauses", "maxClauseCount is set to 1024")
    with pytest.raises(
        QueryError, match=r"cannot run this query \(too_many_nested_clauses: maxClauseCount.*ask in several"
    ):
        asking.answer(Search(query="KI"), EVERYTHING)


def test_a_lost_shard_never_makes_an_incomplete_answer(fake: Fake, asking: Asking) -> None:
    failing(fake, 503, "no_shard_available_action_exception", "node left")
    with pytest.raises(SearchUnavailable, match=r"is not ready \(503: node left\)"):
        asking.answer(Search(query="KI"), EVERYTHING)
    assert b'"allow_partial_search_results":false' in fake.seen[-1][2]


def test_an_overload_is_told_from_within_an_answer(fake: Fake, asking: Asking) -> None:
    failing(fake, 429, "circuit_breaking_exception", "Data too large")
    with pytest.raises(SearchUnavailable, match="is overloaded"):
        asking.answer(Search(query="KI"), EVERYTHING)
