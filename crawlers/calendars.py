"""Which day of a week a day is like, where a source is. In: hours since 1970, a source's place. Out: their places in a week.

A public holiday is like a Sunday, a Saturday or Sunday on which people make up for one is a workday of its own kind. Between
Christmas and New Year offices that keep them are closed.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from articles.workdays import is_workday, known_country

ROWS = 8  # Monday to Sunday, and days that make up for a holiday
SUNDAY, MAKE_UP = 6, 7
WORK, REST = [0, 1, 2, 3, 4, MAKE_UP], [5, SUNDAY]
PLACES = {"EU": "BE", "UN": "US"}  # whose holidays the staff of these keep
NO_CHRISTMAS = frozenset({"CN", "HK", "IN", "KR", "SG", "TW"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=256)
def places_in_week(first: int, number: int, *, time_zone: str, country: str) -> NDArray[np.intp]:
    """24 x row + hour of the day for each of `number` hours from `first` on, by the clock and the calendar of the source.

    On the two days a year when clocks change, some hours stand one beside their place.
    """
    days = range(first // 24, (first + number - 1) // 24 + 1)
    offsets = np.array([_offset(day, time_zone) for day in days])
    hours = np.arange(first, first + number)
    local = hours + offsets[hours // 24 - days.start]
    first_day = int(local.min()) // 24
    rows = np.array([_row(day, country) for day in range(first_day, int(local.max()) // 24 + 1)], dtype=np.intp)
    places: NDArray[np.intp] = 24 * rows[local // 24 - first_day] + local % 24
    places.flags.writeable = False  # every caller gets the same one
    return places


@lru_cache(maxsize=20_000)
def _offset(day: int, time_zone: str) -> int:
    """Whole hours ahead of UTC at the beginning of a day."""
    offset = (EPOCH + timedelta(days=day)).astimezone(ZoneInfo(time_zone)).utcoffset() or timedelta()
    return round(offset / timedelta(hours=1))


@lru_cache(maxsize=20_000)
def _row(day: int, country: str) -> int:
    local = EPOCH.date() + timedelta(days=day)
    weekday = local.weekday()
    if not works(local, country):
        return weekday if weekday in REST else SUNDAY
    return MAKE_UP if weekday in REST else weekday


def works(day: date, country: str) -> bool:
    """Whether people work there on a day; by weekday alone where nobody knows the country's holidays."""
    place = PLACES.get(country, country)
    if place not in NO_CHRISTMAS and ((day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)):
        return False
    return is_workday(day, place) if known_country(place) else day.weekday() < SUNDAY - 1
