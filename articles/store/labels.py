"""What the language stage found, and how articles hang together. In: labels, stories, receipts. Out: them, later."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, or_, select

from articles import clock
from articles.model import Analysis, Article, Match, Translation
from articles.store.claims import insert
from articles.store.tables import (
    analyses,
    articles,
    matches,
    receipt_articles,
    receipts,
    story_articles,
    translations,
)

MOST_IDS = 500  # in one statement
_ARTICLE = TypeAdapter(Article)
_ANALYSIS = TypeAdapter(Analysis)
_TRANSLATION = TypeAdapter(Translation)


def keep_analysis(connection: Connection, analysis: Analysis) -> None:
    """Store or replace the analysis of one revision."""
    values = {
        "article_id": analysis.article_id,
        "revision": analysis.revision,
        "relevant": analysis.relevant,
        "relevance": analysis.relevance,
        "record": _ANALYSIS.dump_python(analysis, mode="json"),
    }
    _replace(connection, analyses, values, keys=("article_id", "revision"))


def load_analysis(connection: Connection, article_id: str, revision: int) -> Analysis | None:
    """The analysis of one revision, None before screen has run."""
    found = connection.scalar(
        select(analyses.c.record).where(analyses.c.article_id == article_id, analyses.c.revision == revision)
    )
    return _ANALYSIS.validate_python(found) if found is not None else None


def screened_between(
    connection: Connection,
    *,
    since: datetime,
    until: datetime,
    languages: Sequence[str],
    least: float,
    without: Collection[str] = (),
) -> Iterator[tuple[Article, Analysis]]:
    """The newest revisions of articles first seen in (since, until], with their labels, the first seen first.

    Only what is relevant, or nearly so: of at least this relevance; `without` are ids that nobody asks for.
    """
    query = (
        select(articles.c.id, articles.c.record, analyses.c.record.label("analysis"))
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .where(
            articles.c.latest.is_(True),
            articles.c.first_seen_at > since,
            articles.c.first_seen_at <= until,
            articles.c.language.in_(languages),
            or_(analyses.c.relevant.is_(True), analyses.c.relevance >= least),
        )
        .order_by(articles.c.first_seen_at, articles.c.id)
    )
    for row in connection.execute(query.execution_options(yield_per=MOST_IDS)):
        if row.id not in without:
            yield _ARTICLE.validate_python(row.record), _ANALYSIS.validate_python(row.analysis)


def latest_on(connection: Connection, *, since: datetime, topics: Collection[str], most: int) -> dict[str, list[str]]:
    """Topic -> articles on it first seen after this moment, the latest first, so many of each."""
    return _latest(connection, since, topics, most, lambda record: [topic for topic, _ in record["topics"]])


def latest_naming(
    connection: Connection, *, since: datetime, entities: Collection[str], most: int
) -> dict[str, list[str]]:
    """Entity -> articles that name it, likewise."""
    return _latest(connection, since, entities, most, lambda record: record["entities"])


def _latest(
    connection: Connection,
    since: datetime,
    labels: Collection[str],
    most: int,
    read: Callable[[Mapping[str, Any]], Iterable[str]],
) -> dict[str, list[str]]:
    """Label -> relevant articles that have it, the latest first; reads no further than all of them are full."""
    query = (
        select(articles.c.id, analyses.c.record)
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .where(articles.c.latest.is_(True), articles.c.first_seen_at > since, analyses.c.relevant.is_(True))
        .order_by(articles.c.first_seen_at.desc(), articles.c.id)
    )
    found: dict[str, list[str]] = {label: [] for label in labels}
    for row in connection.execute(query.execution_options(yield_per=MOST_IDS)) if found else ():
        for label in found.keys() & set(read(row.record)):
            if len(found[label]) < most:
                found[label].append(row.id)
        if all(len(ids) == most for ids in found.values()):
            break
    return found


def naming(connection: Connection, prefix: str, *, since: datetime) -> dict[str, list[str]]:
    """Entity -> articles first seen after this moment that name it, of those entities whose id begins so."""
    query = (
        select(analyses.c.article_id, analyses.c.record)
        .join(articles, (articles.c.id == analyses.c.article_id) & (articles.c.revision == analyses.c.revision))
        .where(articles.c.latest.is_(True), articles.c.first_seen_at > since)
        .order_by(analyses.c.article_id)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        for entity in row.record["entities"]:
            if entity.startswith(prefix):
                found.setdefault(entity, []).append(row.article_id)
    return found


def keep_translation(connection: Connection, translation: Translation) -> None:
    """Store or replace the English text of one revision."""
    values = {
        "article_id": translation.article_id,
        "revision": translation.revision,
        "record": _TRANSLATION.dump_python(translation, mode="json"),
    }
    _replace(connection, translations, values, keys=("article_id", "revision"))


def load_translation(connection: Connection, article_id: str, revision: int) -> Translation | None:
    """The English text of one revision, None where there is none."""
    found = connection.scalar(
        select(translations.c.record).where(
            translations.c.article_id == article_id, translations.c.revision == revision
        )
    )
    return _TRANSLATION.validate_python(found) if found is not None else None


def keep_in_story(
    connection: Connection,
    article_id: str,
    story_id: str,
    *,
    near_duplicate_of: str | None,
) -> None:
    """Say which story an article belongs to."""
    values = {
        "article_id": article_id,
        "story_id": story_id,
        "near_duplicate_of": near_duplicate_of,
    }
    _replace(connection, story_articles, values, keys=("article_id",))


def story_of(connection: Connection, article_id: str) -> tuple[str, str | None] | None:
    """(story id, near-duplicate of) of an article, None before join has run."""
    row = connection.execute(select(story_articles).where(story_articles.c.article_id == article_id)).one_or_none()
    return (row.story_id, row.near_duplicate_of) if row else None


def stories_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[str]]:
    """Story id -> those of the given articles that belong to it."""
    found: dict[str, list[str]] = {}
    for some in _portions(sorted(article_ids)):
        query = select(story_articles).where(story_articles.c.article_id.in_(some))
        for row in connection.execute(query.order_by(story_articles.c.article_id)):
            found.setdefault(row.story_id, []).append(row.article_id)
    return found


def copies_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """Article -> the article that it is a copy of, of those that are one."""
    found: dict[str, str] = {}
    for some in _portions(article_ids):
        query = select(story_articles.c.article_id, story_articles.c.near_duplicate_of).where(
            story_articles.c.article_id.in_(some), story_articles.c.near_duplicate_of.is_not(None)
        )
        found |= {row.article_id: row.near_duplicate_of for row in connection.execute(query)}
    return found


def languages_in(connection: Connection, story_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The languages of all articles of these stories, whatever became of each."""
    found: dict[str, set[str]] = {story: set() for story in story_ids}
    for some in _portions(story_ids):
        query = (
            select(story_articles.c.story_id, articles.c.language)
            .join(articles, (articles.c.id == story_articles.c.article_id) & articles.c.latest.is_(True))
            .where(story_articles.c.story_id.in_(some))
            .distinct()
        )
        for row in connection.execute(query):
            found[row.story_id].add(row.language)
    return {story: frozenset(languages) for story, languages in found.items()}


def latest_matches(connection: Connection, search: str, *, since: datetime, most: int) -> list[str]:
    """Articles that a search has matched after this moment, the latest first."""
    query = select(matches.c.article_id).where(matches.c.search == search, matches.c.matched_at > since)
    return list(connection.scalars(query.order_by(matches.c.matched_at.desc(), matches.c.article_id).limit(most)))


def matches_since(connection: Connection, searches: Sequence[str], *, since: datetime) -> list[tuple[str, str]]:
    """(search, article id) of what these searches have matched lately, the first first."""
    query = select(matches.c.search, matches.c.article_id).where(
        matches.c.search.in_(searches), matches.c.matched_at >= since
    )
    rows = connection.execute(query.order_by(matches.c.matched_at, matches.c.article_id))
    return [(row.search, row.article_id) for row in rows]


def keep_match(connection: Connection, match: Match) -> bool:
    """Record that a saved search is satisfied; False when it was known already."""
    row = {
        "search": match.search,
        "article_id": match.article_id,
        "matched_at": match.at,
    }
    return connection.execute(insert(connection, matches).values(row).on_conflict_do_nothing()).rowcount == 1


def matches_of(connection: Connection, article_id: str) -> list[str]:
    """Names of the saved searches an article satisfied."""
    return list(connection.scalars(select(matches.c.search).where(matches.c.article_id == article_id)))


def keep_receipt(
    connection: Connection,
    message_key: str,
    *,
    channel: str,
    place: str,
    article_ids: Iterable[str],
) -> None:
    """Record that a message was handed over, and what it carried."""
    values = {
        "message_key": message_key,
        "channel": channel,
        "sent_at": clock.now(),
        "place": place,
    }
    _replace(connection, receipts, values, keys=("message_key", "channel"))
    for article_id in article_ids:
        row = {"message_key": message_key, "article_id": article_id}
        connection.execute(insert(connection, receipt_articles).values(row).on_conflict_do_nothing())


def receipts_of(connection: Connection, article_id: str) -> list[str]:
    """Keys of the messages that carried an article."""
    query = select(receipt_articles.c.message_key).where(receipt_articles.c.article_id == article_id)
    return list(connection.scalars(query))


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many ids as one statement takes."""
    yield from (ids[at : at + MOST_IDS] for at in range(0, len(ids), MOST_IDS))


def _replace(
    connection: Connection,
    table: Table,
    values: Mapping[str, object],
    *,
    keys: Sequence[str],
) -> None:
    statement = insert(connection, table).values(values)
    fresh = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=fresh))
