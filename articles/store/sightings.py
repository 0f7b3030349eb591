"""What came of every source, hour by hour. In: polls and pages as they end. Out: a row a source and day, read as one array.

What back-fill and redone work bring is not counted: it says nothing of how a source is now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, update

from articles import clock
from articles.outcome import REFUSED, Outcome
from articles.store.claims import Priority, insert
from articles.store.tables import polls, source_days

Sighting = Literal["reached", "fresh", "read", "lost"]
SIGHTINGS: tuple[Sighting, ...] = (
    "reached",
    "fresh",
    "read",
    "lost",
)  # the rows of a day's numbers
HOURS = 24
MOST = np.iinfo(np.uint16).max
DAY_S = 86_400
NOTHING = bytes(2 * len(SIGHTINGS) * HOURS)
RECENT_DAYS = 14  # sources that had something fresh in them are read at once, with the days before

# Pages that say something of a source. What ends for want of a connection, or was taken down, does not: polls tell the one,
# and the other is in order. `paywall` is lost too: where it is usual it is no change.
READ = frozenset({Outcome.EXTRACTED, Outcome.ATTACHMENT_UNREAD, Outcome.UNCHANGED, Outcome.MERGED})
LOST = REFUSED | {
    Outcome.NOT_FOUND,
    Outcome.REDIRECT_LOOP,
    Outcome.CONSENT_WALL,
    Outcome.PAYWALL,
    Outcome.INDEX_PAGE,
    Outcome.EMPTY_PAGE,
    Outcome.GARBLED,
    Outcome.HIJACKED,
    Outcome.TOO_SLOW,
}


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Numbers by hour, arrays of one length: element i is the hour that begins `first` + i hours after 1970-01-01 00:00 UTC.

    `reached` counts polls that read a list, `fresh` new articles that these named, `read` and `lost` pages that could and
    could not be read.
    """

    first: int
    reached: NDArray[np.int64]
    fresh: NDArray[np.int64]
    read: NDArray[np.int64]
    lost: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Polled:
    """How the polls of a source went lately. `failures` ended badly in a row, the first of them at `failing_since`.

    `fresh_at` is when its lists last named something new, `lost_as` how its newest page ended of those that were lost.
    """

    first_at: datetime | None
    polled_at: datetime | None
    reached_at: datetime | None
    fresh_at: datetime | None
    outcome: str | None
    failures: int
    failing_since: datetime | None
    lost_as: str | None


def count(connection: Connection, source_id: str, sighting: Sighting, number: int = 1) -> None:
    """Add to a number of this hour, in the caller's transaction."""
    if not number:
        return
    day, second = divmod(int(clock.now().timestamp()), DAY_S)
    key = {"source": source_id, "day": day}
    connection.execute(insert(connection, source_days).values(**key, hours=NOTHING).on_conflict_do_nothing())
    ours = (source_days.c.source == source_id) & (source_days.c.day == day)
    hours = _numbers(connection.scalar(select(source_days.c.hours).where(ours).with_for_update()) or NOTHING).copy()
    at = SIGHTINGS.index(sighting), second // 3600
    hours[at] = min(int(hours[at]) + number, MOST)
    connection.execute(update(source_days).where(ours).values(hours=hours.tobytes()))


def count_fresh(connection: Connection, source_id: str, number: int) -> None:
    """Count new articles that a list of the source named."""
    count(connection, source_id, "fresh", number)
    if number:
        connection.execute(update(polls).where(polls.c.source == source_id).values(fresh_at=clock.now()))


def count_pages(connection: Connection, pages: Iterable[tuple[str, Outcome, Priority]]) -> None:
    """Count pages as they end: (source, Outcome, priority); sorted, so that no two writers wait for each other."""
    counted: Counter[tuple[str, Sighting]] = Counter()
    lost_as: dict[str, Outcome] = {}
    for source_id, outcome, priority in pages:
        if priority >= Priority.REDO or outcome not in READ | LOST:
            continue
        counted[source_id, "lost" if outcome in LOST else "read"] += 1
        if outcome in LOST:
            lost_as[source_id] = outcome
    for (source_id, sighting), number in sorted(counted.items()):
        count(connection, source_id, sighting, number)
    for source_id, outcome in sorted(lost_as.items()):
        connection.execute(update(polls).where(polls.c.source == source_id).values(lost_as=str(outcome)))


def load_polled(connection: Connection) -> dict[str, Polled]:
    """Every source that was ever planned."""
    return {
        row.source: Polled(
            first_at=row.first_at,
            polled_at=row.polled_at,
            reached_at=row.reached_at,
            fresh_at=row.fresh_at,
            outcome=row.outcome,
            failures=row.failures,
            failing_since=row.failing_since_at,
            lost_as=row.lost_as,
        )
        for row in connection.execute(select(polls))
    }


def load_hours(connection: Connection, polled: Mapping[str, Polled], *, days: int) -> dict[str, Hours]:
    """What came of every source in at least so many days before something fresh last came of it, until now."""
    today = int(clock.now().timestamp()) // DAY_S
    first = dict.fromkeys(polled, today - days - RECENT_DAYS)
    for source_id, how in polled.items():
        if how.fresh_at is not None:
            first[source_id] = min(first[source_id], int(how.fresh_at.timestamp()) // DAY_S - days)
    return {one: _hours(by_day, first[one], today) for one, by_day in _days(connection, first).items()}


def _days(connection: Connection, first: Mapping[str, int]) -> dict[str, dict[int, bytes]]:
    """Source -> day -> its numbers, from the first day of each on; most sources have the same one, the latest."""
    usual = max(first.values(), default=0)
    found: dict[str, dict[int, bytes]] = {}
    queries = [source_days.c.day >= usual]
    queries += [
        (source_days.c.source == one) & source_days.c.day.between(day, usual - 1)
        for one, day in first.items()
        if day < usual
    ]
    for query in queries:
        for source_id, day, hours in connection.execute(select(source_days).where(query)):
            if source_id in first:
                found.setdefault(source_id, {})[day] = hours
    return found


def _hours(by_day: Mapping[int, bytes], first: int, today: int) -> Hours:
    numbers = _numbers(b"".join(by_day.get(day, NOTHING) for day in range(first, today + 1)))
    by_sighting = numbers.reshape(-1, len(SIGHTINGS), HOURS).transpose(1, 0, 2).astype(np.int64)
    reached, fresh, read, lost = by_sighting.reshape(len(SIGHTINGS), -1)
    return Hours(first=first * HOURS, reached=reached, fresh=fresh, read=read, lost=lost)


def _numbers(hours: bytes) -> NDArray[np.uint16]:
    """One row a day and sighting, one column an hour."""
    return np.frombuffer(hours, dtype="<u2").reshape(-1, HOURS)
