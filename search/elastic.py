"""The search engine of a cluster: Elasticsearch 9. In: SearchDocuments and Searches. Out: Answers, as the embedded engine's.

The free licence is enough: ranks are fused in our own code (search/hybrid.py), the rest is the core of the server.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from articles import clock
from articles.model import Answer, Search, SearchDocument
from search.bulk import Action, send
from search.elastic_asking import Asking
from search.elastic_client import ElasticOptions, connect
from search.elastic_documents import deletion, writing
from search.elastic_indices import Indices
from search.elastic_rebuild import Told, reindex, rollback
from search.query import Expand, parse
from search.rebuilding import Documents, Rebuilt

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch


class ElasticEngine:
    """Any number of machines write and search at once; connects when first asked."""

    one_writer = False

    def __init__(self, options: ElasticOptions, *, expand: Expand | None = None) -> None:
        self.options = options
        self.expand = expand

    @cached_property
    def client(self) -> "Elasticsearch":
        """The connection. Raises: SearchUnavailable."""
        return connect(self.options)

    @cached_property
    def indices(self) -> Indices:
        """The indices behind the alias."""
        return Indices(self.client, self.options)

    @cached_property
    def _asking(self) -> Asking:
        """Made once the index is there and of our version; one that takes over later is read as well as it can be."""
        self.indices.ensure()
        return Asking(client=self.client, options=self.options)

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id; returns how many are in and searchable.

        Raises: SearchUnavailable; DocumentsRefused naming those that do not fit, when all others are in.
        """
        self.indices.ensure()
        return self._send(map(writing, documents))

    def delete(self, article_ids: Sequence[str]) -> None:
        """Take documents out; an id that is not in is no error."""
        if article_ids:
            self.indices.ensure()
            self._send(map(deletion, article_ids))

    def search(self, search: Search) -> Answer:
        """Raises: QueryError that points at the column, SearchUnavailable; BadInput for what no engine can answer."""
        read = parse(search.query, now=clock.now(), time_zone=search.time_zone, expand=self.expand)
        return self._asking.answer(search, read)

    def count(self) -> int:
        """How many documents are searchable."""
        name = self.indices.current()
        return self.indices.count(name) if name else 0

    def reindex(self, documents: Documents, *, shrink: bool = False, on_sent: Told | None = None) -> Rebuilt:
        """Build a new index out of the store and let it take over, while everybody goes on; see search/elastic_rebuild.py."""
        return reindex(self.indices, documents, shrink=shrink, on_sent=on_sent)

    def rollback(self, documents: Documents) -> Rebuilt:
        """Let the index before the current one take over again, brought up to date."""
        return rollback(self.indices, documents)

    def _send(self, actions: Iterable[Action]) -> int:
        return send(self.client, actions, alias=self.options.index, options=self.options, searchable=True)
