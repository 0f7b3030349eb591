"""What is to be done once a day. In: a Desk. Out: less of what nothing needs any more, and what a person has to look at.

    1. on this machine: leases of dead processes, the archive's files, the weights
    2. in the store, one process at a time: what the settings' [retention] is over for
    3. the search index is compared with the store, and what it lacks waits for the step index
A kill at any point does no harm, and a second run finds nothing. Articles and all that is said of them stay for ever.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, func, select

from articles import clock
from articles.errors import AlreadyRunning
from articles.store.claims import dead_leases, reap
from articles.store.locks import Held, alone
from articles.store.retention import (
    Over,
    forget,
    old_candidates,
    old_messages,
    old_pages,
    old_polls,
    old_sightings,
    old_traces,
    old_visits,
)
from dreiklang.desk import Desk
from dreiklang.index_check import check_index
from dreiklang.model_check import damaged
from dreiklang.steps.join import KEPT

DAY = timedelta(days=1)
SIGHTED = timedelta(days=400)  # a source that was silent for most of a year still has its rhythm of before
OVERLAP = timedelta(days=30)  # a digest looks a week further back than its oldest news at what the ones before it told
log = logging.getLogger(__name__)


def _warn(todo: str) -> None:
    log.warning("to_do", extra={"step": "maintain", "error": todo})


def maintain(desk: Desk, *, dry_run: bool = False, tell: Callable[[str], None] = _warn) -> Counter[str]:
    """Do it all, or with `dry_run` only count; `tell` hears what a person has to do, a sentence each.

    Where another process does the same, the store is left to it.
    """
    counts = Counter({"leases": _leases(desk, dry_run=dry_run), **_archive(desk, dry_run=dry_run)})
    for todo in damaged(desk.settings.models_folder):
        tell(todo)
    try:
        with alone(desk.store, "maintain") as held:
            counts.update(_store(desk, held, dry_run=dry_run))
            checked = check_index(desk, dry_run=dry_run)
    except AlreadyRunning as error:
        log.warning("already_running", extra={"step": "maintain", "error": str(error)})
        return counts
    counts["indexed_again"] = checked.mended
    if checked.problem is not None:
        tell(checked.problem)
    if not dry_run:
        desk.store.tidy()
    return counts


def _leases(desk: Desk, *, dry_run: bool) -> int:
    """Those of dead processes; the ones of other machines run out by themselves."""
    if not dry_run:
        return reap(desk.store)
    with desk.store.read() as connection:
        held = [
            select(func.count()).select_from(table).where(table.c.lease_token.in_(dead))
            for table, dead in dead_leases(connection)
        ]
        return sum(connection.scalar(one) or 0 for one in held)


def _archive(desk: Desk, *, dry_run: bool) -> dict[str, int]:
    """Files of dead writers get their names, files that are over go."""
    from crawlers.archive import expire, repair

    repaired = [] if dry_run else repair(desk.archive_folder)
    before = clock.now() - desk.settings.retention.archive_days * DAY
    gone = expire(desk.archive_folder, older_than=before, dry_run=dry_run)
    return {"repaired": len(repaired), "archive_files": len(gone)}


def _store(desk: Desk, held: Held, *, dry_run: bool) -> dict[str, int]:
    with desk.store.read() as connection:
        over = _over(desk, connection)
    return {name: forget(desk.store, rows, alive=held.renew, dry_run=dry_run) for name, rows in over.items()}


def _over(desk: Desk, connection: Connection) -> dict[str, Over]:
    """What retention is over for. Nothing goes that a visit, a digest or a correction still looks at, whatever is set."""
    keep, now = desk.settings.retention, clock.now()
    listed_days = desk.settings.crawl.max_age_days + 1
    overlap = timedelta(hours=desk.settings.digest.max_age_hours) + OVERLAP
    return {
        "pages": old_pages(now - keep.pages_days * DAY),
        "polls": old_polls(now - keep.visits_days * DAY),
        "visits": old_visits(now - max(keep.visits_days, keep.pages_days) * DAY),
        "candidates": old_candidates(now - max(keep.candidates_days, listed_days) * DAY),
        "sightings": old_sightings(now - SIGHTED),
        "traces": old_traces(now - KEPT),
        "messages": old_messages(connection, now - keep.messages_days * DAY, overlap=overlap),
    }
