"""Dates in queries -> stretches of time. In: 2026-11, 2026-11-20T07:00, today, now-7d, now/d and a present. Out: Span.

A day, month or year is the whole of it in the reader's time zone; `now` is a moment, `/d` rounds it to its day.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HINT = "write 2026, 2026-11, 2026-11-20, 2026-11-20T07:00, today, yesterday, now, now-7d, now-1M/M (s m h d w M y)"
_NOW = re.compile(r"now(?P<steps>(?:[+-]\d{1,6}[smhdwMy])*)(?:/(?P<unit>[hdwMy]))?")
_STEP = re.compile(r"([+-]\d+)([smhdwMy])")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_WORDS = {"today": "now/d", "yesterday": "now-1d/d", "tomorrow": "now+1d/d"}


@dataclass(frozen=True)
class Span:
    """From `start` on, up to before `end`; a single moment where they are the same. Both aware and UTC."""

    start: datetime
    end: datetime

    @property
    def is_moment(self) -> bool:
        """Whether it has no length."""
        return self.start == self.end


def span(text: str, *, now: datetime, time_zone: str) -> Span:
    """Raises: ValueError for what is no date, or one out of the calendar."""
    try:
        return _span(_WORDS.get(text.lower(), text), now.astimezone(ZoneInfo(time_zone)))
    except OverflowError as error:
        raise ValueError(text) from error


def days(text: str, *, now: datetime, time_zone: str) -> Span:
    """The same for calendar days, which have no time zone: midnight UTC stands for the day, `now` is today."""
    found, zone = span(text, now=now, time_zone=time_zone), ZoneInfo(time_zone)
    start, end = (moment.astimezone(zone).replace(tzinfo=UTC) for moment in (found.start, found.end))
    day = floor(start, "d")
    return Span(day, next_start(day, "d") if found.is_moment else end)


def next_start(moment: datetime, unit: str) -> datetime:
    """The beginning of the hour, day, week, month or year after the one that begins at `moment`."""
    if unit == "h":
        return moment + timedelta(hours=1)
    if unit in ("d", "w"):
        return moment + timedelta(days=1 if unit == "d" else 7)
    return _months_later(moment, 1 if unit == "M" else 12)


def floor(moment: datetime, unit: str) -> datetime:
    """The beginning of the hour, day, week (Monday), month or year that a local moment lies in."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if unit == "h":
        return hour
    day = hour.replace(hour=0)
    if unit == "w":
        return day - timedelta(days=day.weekday())
    return {"d": day, "M": day.replace(day=1), "y": day.replace(month=1, day=1)}[unit]


def _span(text: str, local: datetime) -> Span:
    if match := _NOW.fullmatch(text):
        return _relative(match, local)
    if match := _DATE.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        start = datetime(year or 0, month or 1, day or 1, tzinfo=local.tzinfo)
        return _utc(start, next_start(start, "d" if day else "M" if month else "y"))
    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=local.tzinfo)
    return _utc(aware, aware)


def _relative(match: re.Match[str], local: datetime) -> Span:
    moment = local
    for number, unit in _STEP.findall(match["steps"]):
        moment = _moved(moment, int(number), unit)
    if not match["unit"]:
        return _utc(moment, moment)
    start = floor(moment, match["unit"])
    return _utc(start, next_start(start, match["unit"]))


def _moved(moment: datetime, number: int, unit: str) -> datetime:
    if unit in _SECONDS:  # by the clock, also over a change to summer time
        return (moment.astimezone(UTC) + timedelta(seconds=number * _SECONDS[unit])).astimezone(moment.tzinfo)
    if unit in ("d", "w"):
        return moment + timedelta(days=number * (1 if unit == "d" else 7))
    return _months_later(moment, number * (1 if unit == "M" else 12))


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on, or the last one of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year}")
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _utc(start: datetime, end: datetime) -> Span:
    return Span(start.astimezone(UTC), end.astimezone(UTC))
