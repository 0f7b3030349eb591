"""Tables of single articles, for Discover and inside the dashboards. In: nothing. Out: saved searches."""

from dataclasses import dataclass
from typing import Literal

from search.kibana.objects import DATA_VIEW, SEARCH_SOURCE_INDEX, Reference, SavedObject, search_source


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What is listed: `query` in Lucene's syntax, `columns` from left to right, sorted by `by`."""

    id: str
    title: str
    description: str
    columns: tuple[str, ...]
    query: str = ""
    by: str = "published"
    order: Literal["asc", "desc"] = "desc"


LATEST = Listing(
    id="dreiklang-latest",
    title="Latest articles",
    description="Everything about how AI is governed, newest first.",
    columns=("language", "source_name", "title", "translation", "topic", "position", "url"),
)
ANNOUNCEMENTS = Listing(
    id="dreiklang-announcements",
    title="Policy announcements",
    description="Articles in which a body announces a policy act, newest first.",
    query="announcement:true",
    columns=("issuer", "instrument", "instrument_type", "status", "identifier", "title", "language", "url"),
)
DEADLINES = Listing(
    id="dreiklang-deadlines",
    title="Deadlines ahead",
    description="Last days for comments that are still to come, next one first.",
    query="deadline:[now/d TO *]",
    columns=("deadline", "issuer", "instrument", "status", "title", "url"),
    by="deadline",
    order="asc",
)
EFFECTIVE = Listing(
    id="dreiklang-effective",
    title="Coming into effect",
    description="Days from which an act applies that are still to come, next one first.",
    query="effective:[now/d TO *]",
    columns=("effective", "issuer", "instrument", "status", "title", "url"),
    by="effective",
    order="asc",
)
DOUBTFUL = Listing(
    id="dreiklang-unsure",
    title="Stances to look at",
    description="Articles with a stance that is too doubtful to be relied on: read these before quoting figures.",
    query="stance:unsure",
    columns=("language", "source_name", "title", "position", "url"),
)
LISTINGS = (LATEST, ANNOUNCEMENTS, DEADLINES, EFFECTIVE, DOUBTFUL)


def saved_searches() -> tuple[SavedObject, ...]:
    """All of them."""
    return tuple(map(_saved_search, LISTINGS))


def _saved_search(listing: Listing) -> SavedObject:
    return SavedObject(
        type="search",
        id=listing.id,
        attributes={
            "title": f"Dreiklang: {listing.title}",
            "description": listing.description,
            "columns": list(listing.columns),
            "sort": [[listing.by, listing.order]],
            "grid": {},
            "hideChart": True,
            "isTextBasedQuery": False,
            "timeRestore": False,
            "kibanaSavedObjectMeta": search_source(listing.query, of_data_view=True),
        },
        references=(Reference(type="index-pattern", id=DATA_VIEW, name=SEARCH_SOURCE_INDEX),),
    )
