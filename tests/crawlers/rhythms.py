"""Sources that publish at random around a rhythm of their own. In: a pattern, a pace, days. Out: Hours, and Facts to judge by."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from articles.model import Source
from articles.outcome import Outcome
from articles.store.sightings import Hours, Polled
from crawlers.calendars import EPOCH, MAKE_UP, places_in_week
from crawlers.health import Facts

START = datetime(2026, 3, 2, tzinfo=UTC)
# Share of an ordinary day's articles by hour: a newsroom works from six to midnight, a ministry from nine to six, a gazette comes
# out with everything in its early morning.
NEWSROOM = np.array([1, 0.5, 0.3, 0.3, 0.5, 1, 2, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3, 3, 2, 1.5])
MINISTRY = np.array([0, 0, 0, 0, 0, 0, 0.1, 0.5, 2, 5, 7, 7, 4, 4, 6, 6, 5, 3, 1, 0.5, 0.2, 0, 0, 0])
GAZETTE = np.array([0, 0, 0, 0, 1, 4, 8, 2, *[0] * 16])


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Hours of a day, and how much of a workday's articles a Saturday and a Sunday bring."""

    name: str
    hours: NDArray[np.float64]
    saturday: float
    sunday: float

    def rates(self, daily: float) -> NDArray[np.float64]:
        """Articles an hour by row and hour, `daily` of them on an average day of a week."""
        rows = np.array([1.0, 1.0, 1.0, 1.0, 1.0, self.saturday, self.sunday, 1.0])
        shares: NDArray[np.float64] = rows[:, None] * self.hours / (rows[:MAKE_UP].sum() * self.hours.sum())
        return 7 * daily * shares


PATTERNS = (
    Pattern(name="newsroom", hours=NEWSROOM, saturday=0.6, sunday=0.5),
    Pattern(name="ministry", hours=MINISTRY, saturday=0.05, sunday=0.02),
    Pattern(name="gazette", hours=GAZETTE, saturday=0.3, sunday=0.0),
)


def source(*, country: str = "DE", interval_minutes: int = 30, **changes: object) -> Source:
    """A source to judge."""
    zones = {"DE": "Europe/Berlin", "CN": "Asia/Shanghai", "US": "America/New_York"}
    made = Source(
        id="miit",
        name="MIIT",
        homepage="https://miit.example/",
        country=country,
        languages=("zh",),
        kind="official",
        ownership="government",
        tier=1,
        time_zone=zones[country],
        interval_minutes=interval_minutes,
        feeds=("https://miit.example/feed",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # keys of Source, as its callers name them


def hours_of(fresh: NDArray[np.int64], start: datetime = START) -> Hours:
    """Every hour polled once, and these articles."""
    none = np.zeros_like(fresh)
    return Hours(first=hour_number(start), reached=none + 1, fresh=fresh, read=none, lost=none)


def hour_number(moment: datetime) -> int:
    """Whole hours since 1970."""
    return int((moment - EPOCH) / timedelta(hours=1))


def published(
    rng: np.random.Generator, pattern: Pattern, daily: float, *, of: Source, days: int, start: datetime = START
) -> NDArray[np.int64]:
    """New articles hour by hour."""
    places = places_in_week(hour_number(start), 24 * days, time_zone=of.time_zone, country=of.country)
    return rng.poisson(pattern.rates(daily).ravel()[places])


def facts(of: Source, hours: Hours, *, until: int | None = None, **polled: object) -> Facts:
    """What is known after `until` hours; all polls succeeded unless `polled` says otherwise."""
    known = slice(0, until)
    seen = Hours(
        first=hours.first,
        reached=hours.reached[known],
        fresh=hours.fresh[known],
        read=hours.read[known],
        lost=hours.lost[known],
    )
    came = np.flatnonzero(seen.fresh)
    looked = np.flatnonzero(seen.reached)
    usual = Polled(
        first_at=_moment(hours, int(looked[0]) if len(looked) else 0),
        polled_at=_moment(hours, int(looked[-1])) if len(looked) else None,
        reached_at=_moment(hours, int(looked[-1])) if len(looked) else None,
        fresh_at=_moment(hours, int(came[-1])) if len(came) else None,
        outcome=Outcome.LISTED,
        failures=0,
        failing_since=None,
        lost_as=None,
    )
    return Facts(source=of, polled=replace(usual, **polled), hours=seen)  # type: ignore[arg-type]  # as above


def now_of(hours: Hours, until: int) -> datetime:
    """The moment at which so many hours are over."""
    return EPOCH + timedelta(hours=hours.first + until)


def _moment(hours: Hours, at: int) -> datetime:
    return EPOCH + timedelta(hours=hours.first + at, minutes=30)
