"""Of how many sources how many were seen lately. In: the store and the sources. Out: numbers by language."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from articles.model import Source
from articles.store.tables import polls
from delivery.notices import Reach

LANGUAGES = ("de", "zh", "en")


def seen_since(connection: Connection, since: datetime) -> frozenset[str]:
    """Ids of the sources that answered after this moment."""
    return frozenset(connection.scalars(select(polls.c.source).where(polls.c.reached_at > since)))


def reach(connection: Connection, sources: Mapping[str, Source], *, since: datetime) -> dict[str, Reach]:
    """By language; a source in several languages counts for each."""
    seen = seen_since(connection, since)
    found = {}
    for language in LANGUAGES:
        speaking = [source.id for source in sources.values() if _speaks(source, language)]
        if speaking:
            found[language] = Reach(seen=len(seen.intersection(speaking)), expected=len(speaking))
    return found


def _speaks(source: Source, language: str) -> bool:
    return any(one.partition("-")[0] == language for one in source.languages)
