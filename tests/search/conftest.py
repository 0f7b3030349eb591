"""What tests of the search may ask for. In: nothing. Out: a real Elasticsearch, an engine with an index of its own."""

from collections.abc import Iterator

import pytest

from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from tests.search.elasticsearch_server import elasticsearch_url, index_name, mortal_elasticsearch

__all__ = ["elasticsearch_url", "index_name", "mortal_elasticsearch"]


@pytest.fixture
def elastic(elasticsearch_url: str, index_name: str) -> Iterator[ElasticEngine]:
    """An engine on the real server; its index is there from the first document on."""
    engine = ElasticEngine(ElasticOptions(urls=(elasticsearch_url,), index=index_name))
    yield engine
    engine.client.close()
