"""How what was found spreads over values and time. In: a tantivy searcher and query. Out: facets, a histogram."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import tantivy

from articles.errors import QueryError, unknown
from articles.model import Interval
from search.embedded_schema import COUNTED, milliseconds
from search.fields import FIELDS, facetable
from search.periods import starts

MOST_VALUES = 50  # of a facet; what is rarer is left out
Facet = tuple[tuple[str, int], ...]


def facets(searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str]) -> dict[str, Facet]:
    """Field -> (value, documents), most frequent first. Raises: QueryError for a field that is not counted by value."""
    for name in names:
        if name not in facetable():
            raise QueryError(unknown("facet", name, facetable()), subject=name)
    asked = {name: {"terms": {"field": _counted(name), "size": MOST_VALUES}} for name in names}
    found = searcher.aggregate(query, asked) if asked else {}
    return {name: _facet(found[name]["buckets"]) for name in names}


def histogram(
    searcher: tantivy.Searcher, query: tantivy.Query, interval: Interval, time_zone: str
) -> tuple[tuple[datetime, int], ...]:
    """(beginning in UTC, documents) of every period from the oldest to the newest document found."""
    span = searcher.aggregate(query, {"published": {"stats": {"field": "published"}}})["published"]
    if not span["count"]:
        return ()
    bounds = starts(_moment(span["min"]), _moment(span["max"]), interval, time_zone)
    ends = [milliseconds(bound) for bound in bounds]
    ranges = [{"from": start, "to": end} for start, end in pairwise(ends)]
    buckets = searcher.aggregate(query, {"bars": {"range": {"field": "published", "ranges": ranges}}})["bars"][
        "buckets"
    ]
    counted = {
        int(bucket["from"]): int(bucket["doc_count"]) for bucket in buckets if "from" in bucket and "to" in bucket
    }
    return tuple((bound, counted.get(start, 0)) for bound, start in zip(bounds, ends[:-1], strict=False))


def _counted(name: str) -> str:
    return name + COUNTED if FIELDS[name].kind == "keyword" else name


def _facet(buckets: Sequence[Mapping[str, Any]]) -> Facet:
    """Equally frequent ones by name, as every engine lists them."""
    named = [(_name(bucket), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(named, key=lambda counted: (-counted[1], counted[0])))


def _name(bucket: Mapping[str, Any]) -> str:
    key = bucket.get("key_as_string", bucket["key"])
    return f"{key:g}" if isinstance(key, float) else str(key)


def _moment(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
