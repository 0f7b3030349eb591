"""What came of every source. In: the store. Out: one row a source, with its articles and how its visits ended."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from articles import clock
from articles.model import Source
from articles.store.tables import analyses, articles, candidates, polls, results


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One source: how many articles of it we have, and Outcome -> how many of its polls, visits and pages."""

    source: Source
    articles: int
    relevant: int
    reached_at: datetime | None
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)


def by_source(connection: Connection, sources: dict[str, Source]) -> list[SourceRow]:
    """A row for every source that is read, in the order given."""
    outcomes = _outcomes(connection)
    latest = articles.c.latest.is_(True)
    total = _counted(connection, latest)
    relevant = _counted(connection, latest, analyses.c.relevant.is_(True))
    reached = dict(connection.execute(select(polls.c.source, polls.c.reached_at)).all())
    return [
        SourceRow(
            source=source,
            articles=total[source.id],
            relevant=relevant[source.id],
            reached_at=reached.get(source.id),
            outcomes=outcomes.get(source.id, {}),
        )
        for source in sources.values()
    ]


def _counted(connection: Connection, *where: ColumnElement[bool]) -> Counter[str]:
    of_article = (articles.c.id == analyses.c.article_id) & (articles.c.revision == analyses.c.revision)
    query = select(articles.c.source, func.count()).outerjoin(analyses, of_article)
    rows = connection.execute(query.where(*where).group_by(articles.c.source))
    return Counter(dict(rows.all()))


def _outcomes(connection: Connection) -> dict[str, dict[str, Counter[str]]]:
    ended = results.c.outcome.is_not(None)
    polled = (
        select(results.c.subject, results.c.step, results.c.outcome, func.count())
        .where(ended, results.c.step == "discover")
        .group_by(results.c.subject, results.c.step, results.c.outcome)
    )
    visited = (
        select(candidates.c.source, results.c.step, results.c.outcome, func.count())
        .join(results, results.c.subject == candidates.c.url)
        .where(ended, results.c.step.in_(("fetch", "extract")))
        .group_by(candidates.c.source, results.c.step, results.c.outcome)
    )
    found: dict[str, dict[str, Counter[str]]] = {}
    row: Any
    for query in (polled, visited):
        for row in connection.execute(query):
            source, step, outcome, number = row
            found.setdefault(source, {}).setdefault(step, Counter())[outcome] += number
    return found


def due(connection: Connection, source_ids: Collection[str]) -> dict[str, int]:
    """How many of these sources are to be polled and how many of their addresses to be visited by now."""
    now, ids = clock.now(), list(source_ids)
    later = connection.scalar(select(func.count()).where(polls.c.due_at > now, polls.c.source.in_(ids))) or 0
    visits = select(func.count()).where(candidates.c.due_at <= now, candidates.c.source.in_(ids))
    return {"polls": len(ids) - later, "visits": connection.scalar(visits) or 0}


def documents_due(connection: Connection) -> int:
    """How many documents linked by pages are to be visited by now."""
    linked = candidates.c.record["parent"].as_string().is_not(None)
    return connection.scalar(select(func.count()).where(candidates.c.due_at <= clock.now(), linked)) or 0
