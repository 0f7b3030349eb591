"""Dates as lists write them. In: a string of a feed, sitemap, page or JSON. Out: a UTC datetime, or None for what is none.

One without offset is in the source's time zone; a bare day is its midnight there. A date in the future or before the
web is a mistake of the list, and no date at all.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LEEWAY = timedelta(days=1)  # clocks and time zones of publishers are off by hours, not by days
ANY_ZONE = timedelta(days=1)  # what the name of a day leaves open
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_CHARS = 200

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner jaenner", "feb february februar feber", "mar march märz maerz mär mrz",
            "apr april", "may mai", "jun june juni", "jul july juli", "aug august", "sep sept september",
            "oct october okt oktober", "nov november", "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:[\sT,|·-]*(?:um\s*)?(?P<hour>\d{1,2})\s*[:：时]\s*(?P<minute>\d{2})(?:[:：分]\s*(?P<second>\d{2}))?)?"
_FREE = tuple(
    re.compile(day + _TIME, re.IGNORECASE)
    for day in (
        r"(?<!\d)(?P<year>(?:19|20)\d{2})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)日?",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:19|20)\d{2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?P<name>[a-zä]{3,9})\.?,?\s+(?P<year>(?:19|20)\d{2})(?!\d)",
        r"(?<![a-zä])(?P<name>[a-zä]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{2})(?!\d)",
    )
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")
_GERMAN_MONTH = re.compile(r"\b(Mär|Mrz|Mai|Okt|Dez)\b")
_ENGLISH = {"Mär": "Mar", "Mrz": "Mar", "Mai": "May", "Okt": "Oct", "Dez": "Dec"}
# Names that RFC 822 does not know, with their offsets in hours.
_ZONES = {"CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "BST": 1, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9}
_ZONE_NAME = re.compile(r"\s(CES?T|MES?Z|BST|HKT|SGT|JST|KST)$")
_IN_PATH = re.compile(
    r"/[a-z]{0,3}(20\d{2})[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)|(?=/))", re.IGNORECASE
)


def read_date(text: str | None, *, time_zone: str, now: datetime) -> datetime | None:
    """The moment a list names; None where it names none that can be true."""
    given = (text or "").strip()[:MAX_CHARS]
    if not given:
        return None
    for read in (_iso, _rfc822, _epoch, _free):
        moment = _tried(read, given)
        if moment is not None:
            return _plausible(moment, zone=ZoneInfo(time_zone), now=now)
    return None


def last_day_in_url(url: str) -> date | None:
    """The latest day the date at the start of a folder or file name can mean; None without one.

    /2026/03/05/, /2026-03/05/ and /t20260305_1.html name a day; /2026/03/, /2026-03/ and /202603/ a whole month.
    """
    path = urlsplit(url).path
    days = [last_day(int(found[1]), int(found[2]), int(found[3] or 0)) for found in _IN_PATH.finditer(path)]
    return min(days, default=None)


def last_day(year: int, month: int, day: int = 0) -> date:
    """That day; the month's last for a day it does not have."""
    last = monthrange(year, month)[1]
    return date(year, month, day if 1 <= day <= last else last)


def _tried(read: Callable[[str], datetime | None], text: str) -> datetime | None:
    try:
        return read(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plausible(moment: datetime, *, zone: tzinfo, now: datetime) -> datetime | None:
    try:
        utc = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if EARLIEST <= utc <= now + LEEWAY else None


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(_FRACTION.sub("", text))


def _rfc822(text: str) -> datetime:
    english = _GERMAN_MONTH.sub(lambda found: _ENGLISH[found[1]], text)
    named = _ZONE_NAME.search(english)
    if named:
        english = f"{english[: named.start()]} +{_ZONES[named[1]]:02}00"
    return parsedate_to_datetime(english)


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def _free(text: str) -> datetime | None:
    for pattern in _FREE:
        found = pattern.search(text)
        month = _month(found) if found else None
        if found and month:
            parts = found.groupdict()
            clock_time = (int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts["second"] or 0))
            return datetime(int(parts["year"]), month, int(parts["day"]), *clock_time)
    return None


def _month(found: re.Match[str]) -> int | None:
    parts = found.groupdict()
    return _MONTHS.get(parts["name"].lower()) if parts.get("name") else int(parts["month"])
