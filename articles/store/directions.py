"""Which way the articles of some days point. In: a window. Out: ids and matrices, day by day.

A process that joins alone reads each day once and keeps it in memory until an article of that day is written, or until it has
had to let others write: then it forgets everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from articles.store.joins import MOST_IDS, Window
from articles.store.tables import directions

MOST_DAYS = 64  # kept in memory: two windows; of 300 articles a day and 768 numbers an article they take 60 MB
Matrix = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The articles of one day (UTC). Shapes: `dated` (n,) seconds since 1970, `rows` (n, d) of length one."""

    ids: tuple[str, ...]
    dated: NDArray[np.float64]
    rows: Matrix

    def within(self, window: Window) -> "Day":
        """Those of the day that lie within the window."""
        inside = (self.dated >= window.since.timestamp()) & (self.dated <= window.until.timestamp())
        if inside.all():
            return self
        kept = np.flatnonzero(inside)
        return Day(ids=tuple(self.ids[at] for at in kept), dated=self.dated[kept], rows=self.rows[kept])


class Directions:
    """The directions that were made alike, those of the last days that were asked for in memory."""

    def __init__(self, *, made_by: str) -> None:
        self.made_by = made_by
        self._days: dict[date, Day] = {}

    def forget(self) -> None:
        """Read everything again: another process may have written."""
        self._days.clear()

    def written(self, article_id: str, dated: datetime) -> None:
        """Read the days of this article again, the one it was on and the one it is on now."""
        stale = [day for day, known in self._days.items() if article_id in known.ids]
        for day in {*stale, dated.astimezone(UTC).date()}:
            self._days.pop(day, None)

    def around(self, connection: Connection, window: Window) -> Iterator[Day]:
        """The days of a window that hold articles, without what lies outside."""
        day = window.since.astimezone(UTC).date()
        while day <= window.until.astimezone(UTC).date():
            found = self._day(connection, day).within(window)
            if found.ids:
                yield found
            day += timedelta(days=1)

    def of(self, connection: Connection, article_ids: Sequence[str]) -> dict[str, Matrix]:
        """The directions of these articles, each of shape (d,), by id."""
        found: dict[str, Matrix] = {}
        for at in range(0, len(article_ids), MOST_IDS):
            query = select(directions.c.article_id, directions.c.numbers).where(
                directions.c.article_id.in_(article_ids[at : at + MOST_IDS]), directions.c.made_by == self.made_by
            )
            found |= {row.article_id: _numbers(row.numbers) for row in connection.execute(query)}
        return found

    def _day(self, connection: Connection, day: date) -> Day:
        known = self._days.pop(day, None) or self._read(connection, day)
        self._days[day] = known  # the days used last stand at the end
        if len(self._days) > MOST_DAYS:
            del self._days[next(iter(self._days))]
        return known

    def _read(self, connection: Connection, day: date) -> Day:
        start = datetime.combine(day, time(), tzinfo=UTC)
        query = select(directions.c.article_id, directions.c.dated_at, directions.c.numbers).where(
            directions.c.dated_at >= start,
            directions.c.dated_at < start + timedelta(days=1),
            directions.c.made_by == self.made_by,
        )
        rows = connection.execute(query.order_by(directions.c.article_id)).all()
        numbers = _numbers(b"".join(row.numbers for row in rows))
        return Day(
            ids=tuple(row.article_id for row in rows),
            dated=np.array([row.dated_at.timestamp() for row in rows]),
            rows=numbers.reshape(len(rows), -1 if rows else 0),
        )


def _numbers(stored: bytes) -> Matrix:
    numbers: Matrix = np.frombuffer(stored, dtype="<f2").astype(np.float32)
    return numbers
