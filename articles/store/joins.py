"""What articles are joined by, and the stories that come of it. In: bands, traits, directions of articles. Out: who is near.

Nothing here reads all articles: copies are looked up by band, neighbours within a window of days. Stories only grow together;
the id that goes leaves an alias.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from articles.store.claims import insert
from articles.store.labels import keep_in_story, story_of
from articles.store.tables import analyses, articles, bands, directions, story_aliases, story_articles, traits

MOST_COPIES = 40  # that are compared word for word; those with the most bands in common first


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What one article leaves behind for those that come after it. `direction` has unit length; None without vectors."""

    dated: datetime
    record: Mapping[str, Any]
    bands: Sequence[str]
    direction: NDArray[np.floating] | None
    made_by: str


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when others count; both ends do."""

    since: datetime
    until: datetime

    def holds(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """As a condition on a column."""
        return column.between(self.since, self.until)


def keep_trace(connection: Connection, article_id: str, trace: Trace) -> None:
    """Store what an article is found by, in the place of what an older revision left."""
    for table in (bands, traits, directions):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    connection.execute(traits.insert().values(article_id=article_id, dated_at=trace.dated, record=trace.record))
    if trace.bands:
        connection.execute(bands.insert(), [{"band": band, "article_id": article_id} for band in set(trace.bands)])
    if trace.direction is not None:
        numbers = trace.direction.astype("<f2").tobytes()
        connection.execute(
            directions.insert().values(
                article_id=article_id, dated_at=trace.dated, made_by=trace.made_by, numbers=numbers
            )
        )


def likely_copies(connection: Connection, article_id: str, keys: Sequence[str], window: Window) -> list[str]:
    """Ids of other articles within the window that share bands, most bands first."""
    query = (
        select(bands.c.article_id)
        .join(traits, traits.c.article_id == bands.c.article_id)
        .where(bands.c.band.in_(keys), bands.c.article_id != article_id, window.holds(traits.c.dated_at))
        .group_by(bands.c.article_id)
        .order_by(func.count().desc(), bands.c.article_id)
        .limit(MOST_COPIES)
    )
    return list(connection.scalars(query))


def directions_around(connection: Connection, window: Window, *, made_by: str) -> tuple[list[str], NDArray[np.float32]]:
    """(ids, (n, d) directions) of all articles within the window whose vectors were made alike."""
    query = select(directions.c.article_id, directions.c.numbers).where(
        window.holds(directions.c.dated_at), directions.c.made_by == made_by
    )
    rows = connection.execute(query.order_by(directions.c.article_id)).all()
    numbers = np.frombuffer(b"".join(row.numbers for row in rows), dtype="<f2")
    return [row.article_id for row in rows], numbers.astype(np.float32).reshape(len(rows), -1 if rows else 0)


def traits_around(connection: Connection, window: Window) -> dict[str, dict[str, Any]]:
    """The traits of all articles within the window, by id."""
    query = select(traits.c.article_id, traits.c.record).where(window.holds(traits.c.dated_at))
    return {row.article_id: row.record for row in connection.execute(query.order_by(traits.c.article_id))}


def traits_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The traits of these articles, by id."""
    query = select(traits.c.article_id, traits.c.record).where(traits.c.article_id.in_(article_ids))
    return {row.article_id: row.record for row in connection.execute(query)}


def story_sizes(connection: Connection, story_ids: Iterable[str], window: Window) -> dict[str, int]:
    """How many articles of each story lie within the window."""
    query = (
        select(story_articles.c.story_id, func.count().label("articles"))
        .join(traits, traits.c.article_id == story_articles.c.article_id)
        .where(story_articles.c.story_id.in_(list(story_ids)), window.holds(traits.c.dated_at))
        .group_by(story_articles.c.story_id)
    )
    return {row.story_id: row.articles for row in connection.execute(query)}


def story_now(connection: Connection, story_id: str) -> str:
    """The story that an id leads to today: itself, or the one it was merged into."""
    found = connection.scalar(select(story_aliases.c.story_id).where(story_aliases.c.old_id == story_id))
    return found or story_id


def merge_stories(connection: Connection, story_ids: Iterable[str]) -> str:
    """Make one story of several and return its id: that of the oldest article. The others' ids lead to it from now on."""
    merged = sorted(set(story_ids))
    kept = _with_the_oldest_article(connection, merged) if len(merged) > 1 else merged[0]
    gone = [story for story in merged if story != kept]
    connection.execute(update(story_articles).where(story_articles.c.story_id.in_(gone)).values(story_id=kept))
    connection.execute(update(story_aliases).where(story_aliases.c.story_id.in_(gone)).values(story_id=kept))
    for story in gone:
        alias = insert(connection, story_aliases).values(old_id=story, story_id=kept)
        connection.execute(
            alias.on_conflict_do_update(index_elements=["old_id"], set_={"story_id": alias.excluded.story_id})
        )
    return kept


def set_original(connection: Connection, article_id: str, original: str) -> None:
    """Say that an article which is in a story already is a copy of another."""
    known = story_of(connection, article_id)
    if known is not None:
        keep_in_story(connection, article_id, known[0], near_duplicate_of=original)


def relevant_in(connection: Connection, story_id: str) -> list[tuple[str, int]]:
    """(id, newest revision) of the relevant articles of a story."""
    query = (
        select(articles.c.id, articles.c.revision)
        .join(story_articles, story_articles.c.article_id == articles.c.id)
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .where(story_articles.c.story_id == story_id, articles.c.latest.is_(True), analyses.c.relevant.is_(True))
    )
    return [(row.id, row.revision) for row in connection.execute(query.order_by(articles.c.id))]


def _with_the_oldest_article(connection: Connection, story_ids: Sequence[str]) -> str:
    query = (
        select(story_articles.c.story_id)
        .join(articles, (articles.c.id == story_articles.c.article_id) & articles.c.latest.is_(True))
        .where(story_articles.c.story_id.in_(story_ids))
        .order_by(articles.c.first_seen_at, articles.c.id)
        .limit(1)
    )
    found: str = connection.scalars(query).one()
    return found
