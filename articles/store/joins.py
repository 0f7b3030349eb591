"""What articles are joined by, and the stories that come of it. In: bands, traits, directions of articles. Out: who is near.

Nothing here reads all articles: copies are looked up by band, neighbours within a window of days (their directions stand in
directions.py), and what lies far behind is dropped. Stories only grow together; the id that goes leaves an alias.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, delete, exists, func, select, update

from articles.store.claims import insert
from articles.store.labels import keep_in_story, story_of
from articles.store.tables import analyses, articles, bands, directions, results, story_aliases, story_articles, traits

MOST_COPIES = 40  # that are compared word for word; those with the most bands in common first
MOST_IDS = 500  # in one statement
MOST_PRUNED = 5_000  # in one transaction, so that nobody waits long


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


def ids_around(connection: Connection, window: Window, *, without: str | None = None) -> list[str]:
    """Ids of the articles within the window; with `without`, only of those that have no direction made by it."""
    query = select(traits.c.article_id).where(window.holds(traits.c.dated_at))
    if without is not None:
        has = (directions.c.article_id == traits.c.article_id) & (directions.c.made_by == without)
        query = query.where(~exists().where(has))
    return list(connection.scalars(query.order_by(traits.c.article_id)))


def traits_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The traits of these articles, by id."""
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(article_ids), MOST_IDS):
        some = article_ids[at : at + MOST_IDS]
        query = select(traits.c.article_id, traits.c.record).where(traits.c.article_id.in_(some))
        found |= {row.article_id: row.record for row in connection.execute(query)}
    return found


def left_behind(before: datetime) -> ColumnElement[bool]:
    """Says of a row of `traits` that its article was published and joined before."""
    joined = (results.c.subject == traits.c.article_id) & (results.c.step == "join")
    lately = joined & (results.c.outcome.is_(None) | (results.c.finished_at >= before))
    return (traits.c.dated_at < before) & ~exists().where(lately)


def prune(connection: Connection, *, before: datetime) -> int:
    """Drop what articles are found by that were published and joined before; returns how many. Their stories stay."""
    found = select(traits.c.article_id).where(left_behind(before)).order_by(traits.c.dated_at).limit(MOST_PRUNED)
    old = list(connection.scalars(found))
    for at in range(0, len(old), MOST_IDS):
        for table in (bands, directions, traits):
            connection.execute(delete(table).where(table.c.article_id.in_(old[at : at + MOST_IDS])))
    return len(old)


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
