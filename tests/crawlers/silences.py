"""Silences of simulated sources, true and false. In: a pattern, a pace, a seed. Out: false alarms, and hours until it is told.

Eight weeks of history, a month that is watched, and then nothing more. The months watched hold Chinese New Year and the end of
the National Day week too.
"""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from articles.model import Source
from crawlers.calendars import places_in_week
from crawlers.health import source_state
from tests.crawlers.rhythms import Pattern, facts, hour_number, hours_of, now_of, published, source

HISTORY, WATCHED, SILENT = 56, 30, 60  # days
PACES = (1.0, 5.0, 50.0)
COUNTRIES = ("DE", "CN")
STARTS = (datetime(2025, 12, 15, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 8, 10, tzinfo=UTC))
WORTH_A_LOOK = 4.0  # articles that a gap must have expected to be judged; with fewer nobody would call it silence


def false_alarms(of: Source, fresh: NDArray[np.int64], rates: NDArray[np.float64], start: datetime) -> int:
    """Gaps of the watched month that would have been told as silence: each is judged at its end, when it is longest."""
    hours = hours_of(fresh, start)
    came = np.flatnonzero(fresh)
    after = np.cumsum(rates)
    told = 0
    for last, following in pairwise(came):
        if (
            following < 24 * HISTORY
            or following > 24 * (HISTORY + WATCHED)
            or after[following - 1] - after[last] < WORTH_A_LOOK
        ):
            continue
        state = source_state(facts(of, hours, until=int(following)), now=now_of(hours, int(following)))
        told += state.state == "silent"
    return told


def delay_h(of: Source, fresh: NDArray[np.int64], start: datetime) -> int:
    """Hours from the beginning of a silence until it is told."""
    begins = 24 * (HISTORY + WATCHED)
    silent = fresh.copy()
    silent[begins:] = 0
    hours = hours_of(silent, start)
    low, high = begins, len(silent)
    while low + 1 < high:  # the longer the silence, the less likely: halve until the hour is found
        middle = (low + high) // 2
        state = source_state(facts(of, hours, until=middle), now=now_of(hours, middle)).state
        low, high = (low, middle) if state == "silent" else (middle, high)
    return high - begins


def simulated(pattern: Pattern, pace: float, country: str, seed: int) -> tuple[int, int]:
    """(false alarms, hours until the silence is told) of one source."""
    rng = np.random.default_rng([seed, int(pace), len(pattern.name), len(country)])
    of, start = source(country=country), STARTS[seed % len(STARTS)]
    days = HISTORY + WATCHED + SILENT
    fresh = published(rng, pattern, pace, of=of, days=days, start=start)
    places = places_in_week(hour_number(start), 24 * days, time_zone=of.time_zone, country=of.country)
    return false_alarms(of, fresh, pattern.rates(pace).ravel()[places], start), delay_h(of, fresh, start)
