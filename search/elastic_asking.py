"""A Search -> an Answer, by Elasticsearch. In: a client, a parsed query. Out: hits, counts, highlights.

1. for meaning: the nearest articles among those that the query's fields allow; for hybrid beside them the best by words
2. everything that was found is counted, and the page that is wanted is fetched
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.errors import BadInput, QueryError, SearchUnavailable
from articles.model import Answer, Hit, Search
from search.documents import shown
from search.elastic_client import MOST_CHARS, ElasticOptions, refused, spoken
from search.elastic_counts import aggregations, facets, histogram
from search.elastic_mapping import SCORES, WINDOW
from search.elastic_query import translate
from search.fields import ID, VECTOR
from search.highlights import highlights
from search.hybrid import DEPTH, filters, fuse_hybrid, loosened
from search.query import Query

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

CANDIDATES = 1_000  # that a shard looks at for the nearest DEPTH; more finds hardly another one, slower
NEWEST = [{"published": "desc"}, {ID: "asc"}]
Body = dict[str, Any]
Found = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Where questions go."""

    client: "Elasticsearch"
    options: ElasticOptions

    def answer(self, search: Search, read: Query) -> Answer:
        """Raises: QueryError, SearchUnavailable; BadInput where a search for meaning brings no vector, or leads too far."""
        if search.offset + search.limit > WINDOW:
            raise BadInput(
                f"hits {search.offset} to {search.offset + search.limit} lie beyond the first {WINDOW}; narrow the query"
            )
        words = among(search, translate(read.root))
        if search.mode == "text":
            return self._paged(search, read, words)
        ranked = self._ranked(search, read, words)
        listed = [one for one, _ in ranked]
        whole = either(words, listed) if search.mode == "hybrid" else {"ids": {"values": listed}}
        if search.order == "newest":
            return self._paged(search, read, whole)
        wanted = dict(ranked[search.offset : search.offset + search.limit])
        found, page = self._ask(_question(whole, size=0) | _counting(search), _these(list(wanted), search))
        by_id = {hit["_id"]: hit for hit in page["hits"]["hits"]}
        return _answer(search, read, found, [by_id[one] | {"_score": wanted[one]} for one in wanted if one in by_id])

    def _paged(self, search: Search, read: Query, query: Body) -> Answer:
        """What a query finds, in the server's own order."""
        (found,) = self._ask(_page(search, query) | _counting(search))
        return _answer(search, read, found, found["hits"]["hits"])

    def _ranked(self, search: Search, read: Query, words: Body) -> Sequence[tuple[str, float]]:
        """(id, score), best first."""
        if search.vector is None:
            raise BadInput(f"mode {search.mode} needs an embedder; set models.embedder, or search with mode text")
        asked = [_nearest(search.vector, among(search, translate(filters(read.root))))]
        if search.mode == "hybrid":
            any_word = among(search, translate(loosened(read.root)))
            asked += [_question(words, size=DEPTH), _question(any_word, size=DEPTH)]
        found = [[(hit["_id"], float(hit["_score"])) for hit in one["hits"]["hits"]] for one in self._ask(*asked)]
        if search.mode == "semantic":
            return [(one, 2 * score - 1) for one, score in found[0]]  # the cosine again
        near, all_words, any_one = ([one for one, _ in listed] for listed in found)
        return fuse_hybrid(all_words, any_one, near)

    def _ask(self, *bodies: Body) -> Sequence[Found]:
        """An answer for each; never one that a lost shard has made incomplete."""
        header = {"allow_partial_search_results": False}
        searches = [part for body in bodies for part in (header, body)]
        with spoken(self.options):
            found = self.client.msearch(index=self.options.index, searches=searches)["responses"]
        for one in found:
            if "error" in one:
                raise self._failure(one)
        return list(found)

    def _failure(self, answer: Found) -> QueryError | SearchUnavailable:
        """A query that the server can never run is the query's fault; everything else passes."""
        cause = (answer["error"].get("root_cause") or [answer["error"]])[0]
        kind, reason = cause["type"], str(cause.get("reason", ""))
        if answer["status"] == 400:
            return QueryError(
                f"Elasticsearch cannot run this query ({kind}: {reason[:MOST_CHARS]}); ask in several shorter ones"
            )
        return SearchUnavailable(refused(answer["status"], kind, reason, self.options), subject=self.options.shown)


def among(search: Search, query: Body) -> Body:
    """Only the articles that the search is bounded to."""
    if search.ids is None:
        return query
    return {"bool": {"must": [query], "filter": [{"ids": {"values": list(search.ids)}}]}}


def either(query: Body, ids: Sequence[str]) -> Body:
    """What a query finds, and these articles."""
    return {"bool": {"should": [query, {"ids": {"values": list(ids)}}], "minimum_should_match": 1}}


def _question(query: Body, *, size: int) -> Body:
    return {"query": query, "size": size, "_source": False, "track_total_hits": True}


def _counting(search: Search) -> Body:
    asked = aggregations(search)
    return {"aggs": asked} if asked else {}


def _page(search: Search, query: Body) -> Body:
    order = {"sort": NEWEST} if search.order == "newest" else {}
    return _question(query, size=search.limit) | {"from": search.offset, "_source": _wanted(search)} | order


def _these(ids: Sequence[str], search: Search) -> Body:
    return _question({"ids": {"values": list(ids)}}, size=len(ids)) | {"_source": _wanted(search)}


def _wanted(search: Search) -> Body:
    return {"excludes": [ID, SCORES] if search.highlight else [ID, SCORES, "text"]}


def _nearest(vector: Sequence[float], allowed: Body) -> Body:
    near = {"field": VECTOR, "query_vector": list(vector), "k": DEPTH, "num_candidates": CANDIDATES, "filter": allowed}
    return {"knn": near, "size": DEPTH, "_source": False}


def _answer(search: Search, read: Query, found: Found, hits: Sequence[Found]) -> Answer:
    counted = found.get("aggregations", {})
    return Answer(
        total=found["hits"]["total"]["value"],
        hits=tuple(_hit(hit, read, search) for hit in hits),
        facets=facets(search, counted),
        histogram=histogram(search, counted),
        expansions=read.expansions,
    )


def _hit(hit: Found, read: Query, search: Search) -> Hit:
    fields = {name: value for name, value in hit["_source"].items() if value != {}}  # what is left of fields kept back
    marked = highlights(fields, read.root) if search.highlight else {}
    return Hit(article_id=hit["_id"], score=float(hit["_score"] or 0), fields=shown(fields), highlights=marked)
