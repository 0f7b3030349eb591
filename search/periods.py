"""Days, weeks and months as people in a time zone have them. In: two moments. Out: where each period begins."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from articles.errors import BadInput
from articles.model import Interval
from search.moments import floor, next_start

UNITS: dict[Interval, str] = {"day": "d", "week": "w", "month": "M"}
MOST = 5_000  # periods of one histogram: 13 years of days


def starts(first: datetime, last: datetime, interval: Interval, time_zone: str) -> Sequence[datetime]:
    """The beginnings, in UTC, of all periods from the one `first` lies in to the one after `last`, so that n+1 bound n.

    Raises: BadInput where there are too many of them.
    """
    unit, zone = UNITS[interval], ZoneInfo(time_zone)
    found = [floor(first.astimezone(zone), unit)]
    while found[-1] <= last:
        found.append(next_start(found[-1], unit))
        if len(found) > MOST:
            told = f"more than {MOST} bars from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
            raise BadInput(f"{told}; choose longer ones, or a range of dates")
    return [moment.astimezone(UTC) for moment in found]
