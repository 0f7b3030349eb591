"""How what was found spreads over values and time. In: a Search, the server's buckets. Out: aggregations; facets, a histogram."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from articles.errors import QueryError, unknown
from articles.model import Search
from search.fields import facetable

MOST_VALUES = 50  # of a facet, as the embedded engine lists them
BARS = "bars"
Facet = tuple[tuple[str, int], ...]
Buckets = Mapping[str, Any]


def aggregations(search: Search) -> dict[str, Any]:
    """What is to be counted. Raises: QueryError for a field that is not counted by value."""
    for name in search.facets:
        if name not in facetable():
            raise QueryError(unknown("facet", name, facetable()), subject=name)
    asked: dict[str, Any] = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in search.facets}
    if search.histogram:
        of = {"field": "published", "calendar_interval": search.histogram, "time_zone": search.time_zone}
        asked[BARS] = {"date_histogram": of}
    return asked


def facets(search: Search, counted: Buckets) -> dict[str, Facet]:
    """Field -> (value, documents), most frequent first, equally frequent ones by name."""
    return {name: _facet(counted[name]["buckets"]) for name in search.facets}


def histogram(search: Search, counted: Buckets) -> tuple[tuple[datetime, int], ...]:
    """(beginning in UTC, documents) of every period from the oldest to the newest document found."""
    if not search.histogram:
        return ()
    return tuple(
        (datetime.fromtimestamp(bucket["key"] / 1000, UTC), int(bucket["doc_count"]))
        for bucket in counted[BARS]["buckets"]
    )


def _facet(buckets: Sequence[Buckets]) -> Facet:
    named = [(_name(bucket), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(named, key=lambda one: (-one[1], one[0])))


def _name(bucket: Buckets) -> str:
    key = bucket.get("key_as_string", bucket["key"])
    return f"{key:g}" if isinstance(key, float) else str(key)
