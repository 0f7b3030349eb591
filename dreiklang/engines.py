"""Which engine answers queries. In: Settings. Out: the embedded engine, or the one of a cluster; both speak alike."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dreiklang.sections import ElasticsearchSettings
from dreiklang.settings import Settings

if TYPE_CHECKING:
    from search.elastic import ElasticEngine
    from search.elastic_client import ElasticOptions
    from search.embedded import EmbeddedEngine

Engine: TypeAlias = "EmbeddedEngine | ElasticEngine"


def make_engine(settings: Settings) -> Engine:
    """Nothing is connected or opened before the first question."""
    from search.expand import make_expand

    expand = make_expand(
        {name: {str(tag): words for tag, words in table.items()} for name, table in settings.watch.items()}
    )
    if settings.search.engine == "elasticsearch":
        from search.elastic import ElasticEngine

        return ElasticEngine(elastic_options(settings.elasticsearch), expand=expand)
    from search.embedded import EmbeddedEngine

    return EmbeddedEngine(settings.data / "index", expand=expand)


def elastic_options(given: ElasticsearchSettings) -> "ElasticOptions":
    """How the cluster is spoken to, as the engine takes it."""
    from search.elastic_client import ElasticOptions

    return ElasticOptions(
        urls=given.url,
        api_key=given.api_key.get_secret_value(),
        user=given.user,
        password=given.password.get_secret_value(),
        ca_file=Path(given.ca_file) if given.ca_file else None,
        verify=given.verify,
        proxy=given.proxy,
        timeout_s=given.timeout_s,
        index=given.index,
        shards=given.shards,
        replicas=given.replicas,
    )
