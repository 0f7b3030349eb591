"""Saved searches as the store knows them. In: runs of the step match. Out: how each search does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from articles import clock
from articles.model import SavedSearch
from articles.store.claims import insert
from articles.store.tables import matches, saved_searches


@dataclass(frozen=True, kw_only=True)
class SearchState:
    """How a saved search does. `since` is when this query first ran; `problem` says why it could not be run last time."""

    query: str
    since: datetime
    run: datetime
    problem: str | None
    matches: int
    last_match: datetime | None


def note_run(connection: Connection, search: SavedSearch, *, problem: str | None) -> None:
    """Record that a saved search was run, or could not be; a changed query starts anew."""
    known = connection.execute(select(saved_searches).where(saved_searches.c.name == search.name)).one_or_none()
    now = clock.now()
    since = known.since_at if known is not None and known.query == search.query else now
    values = {"name": search.name, "query": search.query, "since_at": since, "run_at": now, "problem": problem}
    statement = insert(connection, saved_searches).values(values)
    fresh = {name: statement.excluded[name] for name in values if name != "name"}
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=fresh))


def search_states(connection: Connection) -> Mapping[str, SearchState]:
    """Every saved search that ever ran, by name."""
    counted = (
        select(matches.c.search, func.count().label("number"), func.max(matches.c.matched_at).label("last"))
        .group_by(matches.c.search)
        .subquery()
    )
    rows = connection.execute(
        select(saved_searches, counted.c.number, counted.c.last)
        .outerjoin(counted, counted.c.search == saved_searches.c.name)
        .order_by(saved_searches.c.name)
    )
    return {
        row.name: SearchState(
            query=row.query,
            since=row.since_at,
            run=row.run_at,
            problem=row.problem,
            matches=row.number or 0,
            last_match=row.last,
        )
        for row in rows
    }
