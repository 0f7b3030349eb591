"""Dates as pages write them -> moments. In: a string and the zone its clock shows. Out: Moments, aware, with precision.

Reads ISO and RFC 2822 forms, Unix times, and German, English and Chinese dates in running text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from articles.model import Precision

_MONTHS = (
    ("january", "jan", "januar", "jänner", "jän"),
    ("february", "feb", "februar", "feber"),
    ("march", "mar", "märz", "mär", "mrz"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_HAN_DIGITS = {**{han: str(value) for value, han in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0"}
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EST": -300}
_ZONES |= {"EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "HKT": 480}

_NAME = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_DAY = r"(?P<{0}>[0-3]?\d)"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_DATE = re.compile(
    "|".join(
        (
            rf"(?<!\d){_YEAR.format('y1')}\s?(?P<s1>[-/.])\s?(?P<m1>[01]?\d)\s?(?P=s1)\s?{_DAY.format('d1')}(?!\d)",
            rf"(?<!\d){_YEAR.format('y2')}\s*年\s*(?P<m2>[01]?\d)\s*月\s*{_DAY.format('d2')}(?:\s*[日号號])?(?!\d)",
            r"(?P<y3>[一二][〇○零一二三四五六七八九]{3})年(?P<m3>[一二三四五六七八九十]{1,2})月(?P<d3>[一二三四五六七八九十]{1,3})日",
            rf"(?<![\d.,]){_DAY.format('d4')}(?P<s4>[./-])\s?(?P<m4>[01]?\d)(?P=s4)\s?(?P<y4>(?:19|20)\d\d|\d\d)(?![\d.]\d|\d)",
            rf"(?<!\d){_DAY.format('d5')}(?:st|nd|rd|th|\.)?[\s-]*(?:of\s)?(?P<m5>{_NAME})\b[.,]?[\s-]*{_YEAR.format('y5')}(?!\d)",
            rf"\b(?P<m6>{_NAME})\.?\s+{_DAY.format('d6')}(?:st|nd|rd|th)?,?\s+{_YEAR.format('y6')}(?!\d)",
        )
    ),
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"[\s,，|·•–—\-\u3000T/@()]*(?:(?:um|at|kl\.|uhrzeit:?|[日月]|星期.|周.)[\s,]*)?(?P<half>上午|下午|晚上|凌晨)?\s*"
    r"(?P<hour>[0-2]?\d)(?:\s?[:：时時h]\s?(?P<minute>[0-5]\d)|\.(?P<dotted>[0-5]\d)(?=\s*Uhr)|(?=\s*(?:Uhr|[ap]\.?m\b)))"
    r"(?:[:：分](?P<second>[0-5]\d))?(?:[.,]\d+)?\s*(?:Uhr)?\s*(?P<ampm>[ap]\.?m\b\.?)?\s*"
    r"\(?(?P<zone>[+-]\d\d:?\d\d\b|[A-Z]{3,4}\b|Z\b)?",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)\s*(?:Uhr)?\s*(?P<ampm>[ap]\.?m\b\.?)?[\s,|–-]*(?:on\s+)?$", re.I
)
_COMPACT = re.compile(r"(?P<date>(?:19|20)\d{6})(?:[T\s]?(?P<time>\d{4}(?:\d\d)?))?(?P<zone>Z|[+-]\d\d:?\d\d)?")
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A point in time as the page's clock shows it; for precision "day" midnight there."""

    at: datetime
    precision: Precision

    @property
    def utc(self) -> datetime:
        """In UTC. A day without a time stays that day: midnight UTC."""
        return self.at.replace(tzinfo=UTC) if self.precision == "day" else self.at.astimezone(UTC)

    def plausible(self, *, latest: datetime) -> bool:
        """Not before the web, and not after the page was fetched (a day of grace for zones)."""
        return _EARLIEST <= self.at <= latest + timedelta(days=1)


def parse_moment(text: str | None, *, zone: tzinfo, month_first: bool = False) -> Moment | None:
    """The first date in a value that claims to be one; a time without a zone is local to `zone`."""
    value = (text or "").strip()[:100]
    if _UNIX.fullmatch(value):
        return Moment(at=datetime.fromtimestamp(int(value[:10]), tz=zone), precision="minute")
    compact = _COMPACT.fullmatch(value)
    if compact:
        return _from_compact(compact, zone)
    return next(find_moments(value, zone=zone, month_first=month_first), None)


def find_moments(text: str, *, zone: tzinfo, month_first: bool = False) -> Iterator[Moment]:
    """Every date in running text, with its time where one follows (or stands right before)."""
    for match in _DATE.finditer(text):
        day = _day(match, month_first)
        if day is None:
            continue
        clock = _CLOCK.match(text, match.end()) or _CLOCK_BEFORE.search(
            text[max(0, match.start() - 20) : match.start()]
        )
        yield _with_clock(day, clock, zone)


def _day(match: re.Match[str], month_first: bool) -> datetime | None:
    groups = match.groupdict()
    form = next(number for number in "123456" if groups["y" + number])
    year, month, day = (groups[part + form] for part in "ymd")
    if form == "3":
        year, month, day = _han_number(year), _han_number(month), _han_number(day)
    number = int(month) if month.isdigit() else _MONTH_NUMBER[month.lower()]
    if form == "4" and (number > 12 or (month_first and groups["s4"] == "/" and int(day) <= 12)):
        number, day = int(day), str(number)
    try:
        return datetime(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _han_number(text: str) -> str:
    if "十" not in text:
        return "".join(_HAN_DIGITS[han] for han in text)
    tens, _, ones = text.partition("十")
    return _HAN_DIGITS.get(tens, "1") + _HAN_DIGITS.get(ones, "0")


def _with_clock(day: datetime, clock: re.Match[str] | None, zone: tzinfo) -> Moment:
    if clock is None:
        return Moment(at=day.replace(tzinfo=zone), precision="day")
    parts = clock.groupdict()
    hour = int(parts["hour"])
    half = (parts.get("half") or parts["ampm"] or "").lower()
    if half[:1] == "p" or half in ("下午", "晚上"):
        hour = hour % 12 + 12
    elif half[:1] == "a" and hour == 12:
        hour = 0
    if hour > 23:
        return Moment(at=day.replace(tzinfo=zone), precision="day")
    minute = int(parts["minute"] or parts.get("dotted") or 0)
    at = day.replace(hour=hour, minute=minute, second=int(parts.get("second") or 0))
    # Midnight to the second is what systems write that know the day only.
    precision: Precision = "day" if at == day else "minute"
    return Moment(at=at.replace(tzinfo=_zone(parts.get("zone"), zone)), precision=precision)


def _from_compact(match: re.Match[str], zone: tzinfo) -> Moment | None:
    date, time = match["date"], match["time"]
    try:
        at = datetime.strptime(date + (time or ""), "%Y%m%d%H%M%S"[: 6 + len(time or "")])
    except ValueError:
        return None
    return Moment(at=at.replace(tzinfo=_zone(match["zone"], zone)), precision="minute" if time else "day")


def _zone(name: str | None, default: tzinfo) -> tzinfo:
    if not name:
        return default
    if name[0] in "+-":
        digits = name[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 24 * 60 else default
    minutes_or_none = _ZONES.get(name.upper())
    return default if minutes_or_none is None else timezone(timedelta(minutes=minutes_or_none))
