"""Rows that nothing needs any more. In: moments. Out: fewer rows, or how many they would be.

Articles with all that is said of them, what alerts have told of, and how everything an article came from was fetched stay for
ever. The rest goes in transactions so small that nobody waits for one, each of them whole: whoever is killed in between goes
on the next time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, delete, exists, false, func, or_, select

from articles.outcome import Outcome
from articles.store.engine import Store
from articles.store.joins import left_behind
from articles.store.outbox import STEP, key, work_of
from articles.store.sightings import DAY_S
from articles.store.tables import (
    article_urls,
    bands,
    candidates,
    directions,
    document_links,
    outbox,
    pages,
    receipt_articles,
    receipts,
    results,
    source_days,
    traits,
    validators,
)

AT_ONCE = 500  # rows in one transaction
MOST_READ = 50_000  # keys in memory

Rows = Sequence[Row[Any]]


@dataclass(frozen=True, kw_only=True)
class Over:
    """Rows of a table that are over, and what goes with some of them in the same transaction."""

    table: Table
    where: ColumnElement[bool]
    beside: Callable[[Connection, Rows], None] | None = None


def forget(store: Store, over: Over, *, alive: Callable[[Connection], None], dry_run: bool = False) -> int:
    """Delete what is over; returns how many rows. `alive` is called in each transaction, as to renew a lock."""
    if dry_run:
        with store.read() as connection:
            return connection.scalar(select(func.count()).select_from(over.table).where(over.where)) or 0
    gone, full = 0, True
    while full:
        found = _keys(store, over)
        fresh = 0
        for at in range(0, len(found), AT_ONCE):
            with store.begin() as connection:
                alive(connection)
                fresh += _forget(connection, over, found[at : at + AT_ONCE])
        gone += fresh
        full = len(found) == MOST_READ and fresh > 0  # none: all of it is needed again since it was read
    return gone


def old_pages(before: datetime) -> Over:
    """Answers fetched before, those that still wait to be extracted excepted; their bytes may still be in the archive."""
    waiting = exists().where(
        results.c.subject == pages.c.url,
        results.c.revision == pages.c.visit,
        results.c.step == "extract",
        results.c.outcome.is_(None),
    )
    return Over(table=pages, where=and_(pages.c.fetched_at < before, ~waiting))


def old_polls(before: datetime) -> Over:
    """How sources answered that were polled before; how they did last stays."""
    later = results.alias()
    newer = exists().where(
        later.c.subject == results.c.subject,
        later.c.step == "discover",
        later.c.revision > results.c.revision,
        later.c.outcome.is_not(None),
    )
    return Over(table=results, where=and_(_ended("discover", before), newer))


def old_visits(before: datetime) -> Over:
    """Visits before that found nothing new; the first one and those that changed something stay."""
    same = results.c.outcome == str(Outcome.UNCHANGED)
    return Over(table=results, where=and_(or_(_ended("fetch", before), _ended("extract", before)), same))


def old_candidates(before: datetime) -> Over:
    """Addresses first seen before that became no article, with what is known of them.

    One that was wanted goes only if its list gave a date: should it be listed again, it must not pass for new.
    """
    found = exists().where(article_urls.c.url == candidates.c.url)
    linked = exists().where(document_links.c.url == candidates.c.url)
    kept = exists().where(pages.c.url == candidates.c.url)
    dated = candidates.c.record["published"].as_string() < before.isoformat()
    gone = and_(candidates.c.first_seen_at < before, candidates.c.due_at.is_(None), ~candidates.c.wanted | dated)
    return Over(table=candidates, where=and_(gone, ~found, ~linked, ~kept), beside=_forget_visits)


def old_traces(before: datetime) -> Over:
    """What articles are found by that were published and joined before; their stories stay."""
    return Over(table=traits, where=left_behind(before), beside=_forget_traces)


def old_sightings(before: datetime) -> Over:
    """What came of each source, day by day, before; its rhythm is learned from weeks."""
    return Over(table=source_days, where=source_days.c.day < int(before.timestamp()) // DAY_S)


def old_messages(connection: Connection, before: datetime, *, overlap: timedelta) -> Over:
    """Messages decided before whose thread is over, the last ones of each rule excepted: those of `overlap` before its very last.

    What waits to be sent stays, and so does what a rule has told of.
    """
    last = select(outbox.c.rule, func.max(outbox.c.created_at).label("at")).group_by(outbox.c.rule)
    until = {row.rule: min(before, row.at - overlap) for row in connection.execute(last)}
    old = or_(false(), *(and_(outbox.c.rule == rule, outbox.c.created_at < at) for rule, at in until.items()))
    waiting = exists().where(work_of(outbox), results.c.outcome.is_(None))
    later = outbox.alias()
    goes_on = exists().where(
        later.c.rule == outbox.c.rule, later.c.thread == outbox.c.thread, later.c.created_at >= before
    )
    return Over(table=outbox, where=and_(old, ~waiting, ~goes_on), beside=_forget_work)


def _ended(step: str, before: datetime) -> ColumnElement[bool]:
    return and_(results.c.step == step, results.c.outcome.is_not(None), results.c.finished_at < before)


def _keys(store: Store, over: Over) -> Rows:
    with store.read() as connection:
        return connection.execute(select(*over.table.primary_key.columns).where(over.where).limit(MOST_READ)).all()


def _forget(connection: Connection, over: Over, some: Rows) -> int:
    """Look once more, as others have written since, and delete; what goes beside goes first."""
    first, *_ = keys = list(over.table.primary_key.columns)
    still = select(*keys).where(first.in_({row[0] for row in some}), over.where)
    wanted = {tuple(row) for row in some}
    found = [row for row in connection.execute(still) if tuple(row) in wanted]
    if not found:
        return 0
    if over.beside is not None:
        over.beside(connection, found)
    row_by_row = [column == bindparam(f"key_{at}") for at, column in enumerate(keys)]  # by the index of the key
    gone = [{f"key_{at}": value for at, value in enumerate(row)} for row in found]
    return connection.execute(delete(over.table).where(*row_by_row), gone).rowcount


def _forget_visits(connection: Connection, found: Rows) -> None:
    urls = [row.url for row in found]
    of_urls = results.c.subject.in_(urls) & results.c.step.in_(("fetch", "extract"))
    connection.execute(delete(results).where(of_urls))
    connection.execute(delete(validators).where(validators.c.url.in_(urls)))


def _forget_traces(connection: Connection, found: Rows) -> None:
    for table in (bands, directions):
        connection.execute(delete(table).where(table.c.article_id.in_([row.article_id for row in found])))


def _forget_work(connection: Connection, found: Rows) -> None:
    """The step's rows, and receipts that carried no article; those that did say where an article went."""
    keys = [key(row.channel, row.recipient, row.message_id) for row in found]
    connection.execute(delete(results).where(results.c.subject.in_(keys), results.c.step == STEP))
    carried = exists().where(receipt_articles.c.message_key == receipts.c.message_key)
    connection.execute(delete(receipts).where(receipts.c.message_key.in_(keys), ~carried))
