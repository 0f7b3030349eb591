"""Does the search index hold what the store says? In: a Desk. Out: articles that wait to be indexed, or a reason to reindex.

Single articles that are missing are mended by letting them wait for the step index. An index that cannot be opened, has lost
most of its articles or holds some that nobody knows of is left to a person: building it anew is never done silently.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from articles.errors import BadInput, SearchUnavailable
from articles.model import Search
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue, enqueue_once
from articles.store.tables import analyses, articles, results
from dreiklang.desk import Desk

ASKED_AT_ONCE = 500
REINDEX = "run `dreiklang reindex`"

Subject = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class IndexCheck:
    """How many articles were missing and wait now; `problem` says what a person has to do."""

    mended: int = 0
    problem: str | None = None


def check_index(desk: Desk, *, dry_run: bool = False) -> IndexCheck:
    """Compare, and let what is missing wait for the step index unless it is a dry run."""
    try:
        return _checked(desk, dry_run=dry_run)
    except BadInput as error:
        return IndexCheck(problem=f"the search index cannot be read ({error}); {REINDEX}")
    except SearchUnavailable as error:
        return IndexCheck(problem=f"the search index was not checked: {error}")


def _checked(desk: Desk, *, dry_run: bool) -> IndexCheck:
    with desk.store.read() as connection:
        known, never = indexed(connection), never_indexed(connection)
    missing = _missing(desk, known)
    if missing and 2 * len(missing) > len(known):
        return IndexCheck(problem=f"the search index lacks {len(missing)} of {len(known)} articles; {REINDEX}")
    if not dry_run:
        with desk.store.begin() as connection:
            enqueue(connection, "index", missing, priority=Priority.REDO)
            enqueue_once(connection, "index", never, priority=Priority.REDO)
    return IndexCheck(mended=len(missing) + len(never), problem=_surplus(desk, len(known)))


def indexed(connection: Connection) -> list[Subject]:
    """(article, revision) of what the index should hold: where the newest Outcome of the step index says so.

    One that failed says nothing: what was indexed before stays.
    """
    ended = select(results.c.subject, results.c.revision, results.c.outcome).where(
        results.c.step == "index", results.c.outcome.in_((str(Outcome.INDEXED), str(Outcome.NOT_NEEDED)))
    )
    newest = {row.subject: row for row in connection.execute(ended.order_by(results.c.revision))}
    return [(row.subject, row.revision) for row in newest.values() if row.outcome == Outcome.INDEXED]


def never_indexed(connection: Connection) -> list[Subject]:
    """Relevant articles that are joined and have never come to the step index."""
    of_step = results.c.subject == articles.c.id
    joined = exists().where(of_step, results.c.revision == articles.c.revision, results.c.step == "join")
    here = exists().where(of_step, results.c.step == "index")
    query = (
        select(articles.c.id, articles.c.revision)
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .where(articles.c.latest, analyses.c.relevant, joined.where(results.c.outcome.is_not(None)), ~here)
    )
    return [(row.id, row.revision) for row in connection.execute(query.order_by(articles.c.id))]


def _missing(desk: Desk, known: Sequence[Subject]) -> list[Subject]:
    found: set[str] = set()
    for at in range(0, len(known), ASKED_AT_ONCE):
        ids = tuple(article_id for article_id, _ in known[at : at + ASKED_AT_ONCE])
        hits = desk.engine.search(Search(query="*:*", ids=ids, limit=len(ids))).hits
        found |= {hit.article_id for hit in hits}
    return [subject for subject in known if subject[0] not in found]


def _surplus(desk: Desk, before: int) -> str | None:
    """What the index holds too much of; what others index meanwhile is none of it, nor what failed when it was redone."""
    count = desk.engine.count()
    open_yet = results.c.outcome.is_(None) | (results.c.outcome == str(Outcome.FAILED))
    with desk.store.read() as connection:
        waits = select(results.c.subject).where(results.c.step == "index", open_yet)
        may_be = {article_id for article_id, _ in indexed(connection)} | set(connection.scalars(waits))
    surplus = count - max(before, len(may_be))
    return (
        f"the search index holds {surplus} articles that the store does not know of; {REINDEX}" if surplus > 0 else None
    )
