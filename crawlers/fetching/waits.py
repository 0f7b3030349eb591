"""How long to wait before asking again. In: Retry-After, failed attempts. Out: seconds."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from articles import clock

MAX_RETRY_AFTER_S = 6 * 3600.0  # a server that asks for more is asked again after six hours
BACK_OFF_FACTOR = 4
_SECONDS = re.compile(r"\d{1,9}")


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, as a number or as a date; None where it says nothing readable.

    A date is measured against the server's own clock where it sends one.
    """
    said = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(said):
        return min(float(said), MAX_RETRY_AFTER_S)
    until = _moment(said)
    if until is None:
        return None
    since = _moment(headers.get("date", "")) or datetime.fromtimestamp(clock.elapsed(), UTC)
    return min(max((until - since).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def back_off_s(attempts: int, *, first_s: float) -> float:
    """The wait after so many failed attempts: `first_s`, then four times as long each."""
    return float(min(first_s * BACK_OFF_FACTOR ** max(attempts - 1, 0), MAX_RETRY_AFTER_S))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
