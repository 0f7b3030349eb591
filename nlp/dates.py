"""Days that a text names. In: a text, its language and the article's day. Out: Days with offsets, and periods in days.

1. Find candidates by pattern: months by name or number, weekdays, today and its like, Chinese 年月日 in digits or characters.
2. Read each by dateparser, with the article's day as anchor; a missing year (or month) is the one that lies near,
   behind it for what was done, before it for what is due.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Literal

Lean = Literal["past", "future"]

# A day without a year may lie this far on the other side of the article's day before the next year is meant.
SLACK = timedelta(days=45)
_MONTHS = {
    "de": r"(?:Jan(?:uar|\.)|Jänner|Feb(?:ruar|\.)|Feber|März|Apr(?:il|\.)|Mai|Jun[io]|Jul[io]|Aug(?:ust|\.)"
    r"|Sept?(?:ember|\.)"
    r"|Okt(?:ober|\.)|Nov(?:ember|\.)|Dez(?:ember|\.))",
    "en": r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|Apr(?:il|\.)?|May|June|July|Jun\.|Jul\.|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])",
}
_WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag|Sonnabend", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": tuple(rf"[周週]{day}|星期{day}" for day in ("一", "二", "三", "四", "五", "六", "[日天]")),
}  # fmt: skip
_NEAR = {
    "de": {"vorgestern": -2, "gestern": -1, "heute": 0, "seit mitternacht": 0, "um mitternacht": 0, "morgen": 1,
           "übermorgen": 2},
    "en": {"yesterday": -1, "today": 0, "tonight": 0, "this morning": 0, "at midnight": 0, "tomorrow": 1},
    "zh": {"前天": -2, "昨日": -1, "昨天": -1, "昨晚": -1, "今日": 0, "今天": 0, "明日": 1, "明天": 1, "后天": 2,
           "後天": 2},
}  # fmt: skip
_YEARS = {"前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "明": 1, "来": 1, "來": 1, "后": 2, "後": 2}
_NUMERALS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "兩": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_N = r"[\d０-９〇零一二三四五六七八九十廿]"
_BRACKETS = ("〕", "]", "）", ")", "】")
_CHINESE_DAY = re.compile(
    rf"(?:(?P<year>{_N}{{4}}|[去今明来來本后後])年)?(?:(?P<month>{_N}{{1,3}}|[本上下](?:个|個)?)月(?:份)?)"
    rf"(?:(?P<day>{_N}{{1,3}}|底|初|中旬)[日号號]?)?"
    rf"|(?P<alone>(?<![{_N[1:-1]}月第])[\d０-９]{{1,2}})(?:日|号(?!令|文|公))(?![本电電期内均常])"
    rf"|(?P<years_end>{_N}{{4}}|[今明本])?年底|(?P<turn>元旦)"
)
_GERMAN_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})\.(?:\s*(?:bis|und|–"
    rf"|-)\s*(?:zum\s*)?\d{{1,2}}\.)?\s*(?P<month>{_MONTHS['de']})(?:\s*(?P<year>\d{{4}}))?"
    r"|(?P<numeric>\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?(?!\d))"
    rf"|\b(?P<month_alone>{_MONTHS['de']})\s+(?P<year_alone>\d{{4}})"
    rf"|\b(?:[Aa]b|[Vv]on|[Ss]eit|[Ii]m|[Bb]is|Anfang|Ende)\s+(?P<month_bare>{_MONTHS['de']})\b(?!\s*\d)"
    r"|(?P<turn>Jahreswechsel|Jahresbeginn|Neujahr)|(?P<years_end>Jahresende)"
)
_ENGLISH_DAY = re.compile(
    rf"\b(?P<month>{_MONTHS['en']})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?(?!\d)"
    rf"|\b(?P<day_first>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\s+(?:of\s+)?(?P<month_after>{_MONTHS['en']})(?:,?\s+(?P<year_after>\d{{4}}))?"
    rf"|\b(?P<month_alone>{_MONTHS['en']})\s+(?:of\s+)?(?P<year_alone>\d{{4}})"
    rf"|\b(?:[Ff]rom|[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ss]tarting|[Bb]eginning|next)\s+(?P<month_bare>{_MONTHS['en']})(?!\.?\s*\d)"
    r"|(?P<turn>\bNew Year)|(?P<years_end>end of the year|year-end)"
)
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_PERIOD = {
    "de": re.compile(r"(\d+|ein(?:e[rnm]?|em)?|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|zwölf)\s+(Tage?n?"
        r"|Wochen?|Monate?n?)"),
    "en": re.compile(
        r"(\d+|an?|one|two|three|four|five|six|eight|ten|twelve|thirty|sixty|ninety)[ -](days?|weeks?|months?)", re.IGNORECASE
    ),
    "zh": re.compile(rf"({_N}+)\s?(?:个|個)?(天|日(?!起)|周|週|星期|月)(?![日号號\d])"),
}  # fmt: skip
_COUNTS = {
    "ein": 1, "eine": 1, "einer": 1, "einen": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "zehn": 10, "zwölf": 12, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "eight": 8, "ten": 10, "twelve": 12, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Day:
    """text[start:end] names this day.

    `vague`: only its month (then it is the first) or the end of a month or year. `calendar`: by its date, not as "Friday".
    """

    day: date
    start: int
    end: int
    vague: bool = False
    calendar: bool = True


@dataclass(frozen=True, kw_only=True)
class Period:
    """text[start:end] names a length of time."""

    length: timedelta
    start: int
    end: int


def days(text: str, *, language: str, anchor: date, lean: Lean = "future") -> tuple[Day, ...]:
    """Every day that is named, in order; impossible ones (31 June) are left out."""
    calendar = {"de": _german, "en": _english, "zh": _chinese}[language]
    found = [*calendar(text, anchor, lean), *_iso(text), *_weekdays(text, language, anchor, lean)]
    found += _near(text, language, anchor)
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def periods(text: str, *, language: str) -> tuple[Period, ...]:
    """Every length of time that is named in days, weeks or months, in order."""
    found = (_period(match) for match in _PERIOD[language].finditer(text))
    return tuple(period for period in found if period is not None)


def _period(match: re.Match[str]) -> Period | None:
    said, unit = match.group(1).lower(), match.group(2).lower()
    count = _COUNTS.get(said) or _number(said)
    if not count or count > 400:
        return None
    each = 7 if unit[0] in "w周週星" else 30 if unit[0] in "m月" else 1
    return Period(length=timedelta(days=count * each), start=match.start(), end=match.end())


def _german(text: str, anchor: date, lean: Lean) -> Iterator[Day]:
    for match in _GERMAN_DAY.finditer(text):
        part = match.groupdict()
        month = part["month"] or part["month_alone"] or part["month_bare"]
        year = part["year"] or part["year_alone"]
        if part["turn"] or part["years_end"]:
            yield from _turn_of_year(match, anchor, end=bool(part["years_end"]))
        elif part["numeric"]:
            yield from _numeric(match, anchor, lean)
        else:
            yield from _read(match, "de", f"{part['day'] or 1}. {month}", year, anchor, lean, part["day"] is None)


def _english(text: str, anchor: date, lean: Lean) -> Iterator[Day]:
    for match in _ENGLISH_DAY.finditer(text):
        part = match.groupdict()
        day = part["day"] or part["day_first"]
        month = part["month"] or part["month_after"] or part["month_alone"] or part["month_bare"]
        year = part["year"] or part["year_after"] or part["year_alone"]
        if part["turn"] or part["years_end"]:
            yield from _turn_of_year(match, anchor, end=bool(part["years_end"]))
        else:
            yield from _read(match, "en", f"{month} {day or 1}", year, anchor, lean, day is None)


def _chinese(text: str, anchor: date, lean: Lean) -> Iterator[Day]:
    for match in _CHINESE_DAY.finditer(text):
        part = match.groupdict()
        year = _chinese_year(part["year"] or part["years_end"], anchor)
        if part["alone"] and match.group()[-1] in "号號" and text[: match.start()][-1:] in _BRACKETS:
            continue  # 〔2026〕12号 is no day
        if part["alone"]:
            yield from _day_of_month(match, _number(part["alone"]), anchor, lean)
        elif part["month"] and part["month"][0] in "本上下":
            yield from _of_month_near(match, anchor)
        elif part["month"]:
            said = f"{_number(part['month'])}月{_day_number(part['day'])}日"
            yield from _read(match, "zh", said, year, anchor, lean, part["day"] in (None, "初", "底", "中旬"))
        else:
            yield from _turn_of_year(match, date(int(year or anchor.year), 1, 1), end=not part["turn"])


def _read(
    match: re.Match[str], language: str, said: str, year: str | None, anchor: date, lean: Lean, vague: bool
) -> Iterator[Day]:
    years = [int(year)] if year else [anchor.year - 1, anchor.year, anchor.year + 1]
    readings = [day for one in years if (day := _parse(said, one, language)) is not None]
    day = _nearest(readings, anchor, lean)
    if day is not None:
        bare = match.groupdict().get("month_bare")
        yield Day(day=day, start=match.start("month_bare") if bare else match.start(), end=match.end(), vague=vague)


def _nearest(readings: list[date], anchor: date, lean: Lean) -> date | None:
    """The first that is due, or the last that is done, with some slack."""
    if lean == "future":
        return min((day for day in readings if day >= anchor - SLACK), default=max(readings, default=None))
    return max((day for day in readings if day <= anchor + timedelta(days=1)), default=min(readings, default=None))


@lru_cache(maxsize=4096)
def _parse(said: str, year: int, language: str) -> date | None:
    text = f"{year}年{said}" if language == "zh" else f"{said} {year}"
    moment: datetime | None = _parser(language).get_date_data(text).date_obj
    return moment.date() if moment is not None and moment.year == year else None


@cache
def _parser(language: str) -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(languages=[language], settings={"STRICT_PARSING": True})


def _numeric(match: re.Match[str], anchor: date, lean: Lean) -> Iterator[Day]:
    day, month, *rest = (int(number) for number in re.findall(r"\d+", match.group()))
    yield from _dated(match, [(year, month, day) for year in rest or _years_near(anchor)], anchor, lean)


def _day_of_month(match: re.Match[str], day: int | None, anchor: date, lean: Lean) -> Iterator[Day]:
    """As in 13日: of this month or one beside it, at most a week behind where it is due."""
    near = [anchor + timedelta(days=shift) for shift in (-28, 0, 28)]
    readings = _possible([(one.year, one.month, day or 0) for one in near])
    if lean == "future":
        readings = [one for one in readings if one >= anchor - timedelta(days=7)]
    found = _nearest(readings, anchor, lean)
    if found is not None:
        yield Day(day=found, start=match.start(), end=match.end())


def _of_month_near(match: re.Match[str], anchor: date) -> Iterator[Day]:
    shift = {"上": -1, "本": 0, "下": 1}[match["month"][0]]
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + shift, 12)
    said = match["day"]
    if said == "底":
        yield Day(day=_last_of(year, month + 1), start=match.start(), end=match.end(), vague=True)
    else:
        whole = said in (None, "初", "中旬")
        for day in _possible([(year, month + 1, _day_number(said))]):
            yield Day(day=day, start=match.start(), end=match.end(), vague=whole)


def _dated(match: re.Match[str], readings: list[tuple[int, int, int]], anchor: date, lean: Lean) -> Iterator[Day]:
    day = _nearest(_possible(readings), anchor, lean)
    if day is not None:
        yield Day(day=day, start=match.start(), end=match.end())


def _possible(readings: list[tuple[int, int, int]]) -> list[date]:
    found = []
    for year, month, day in readings:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def _iso(text: str) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        for day in _possible([(int(match[1]), int(match[2]), int(match[3]))]):
            yield Day(day=day, start=match.start(), end=match.end())


def _weekdays(text: str, language: str, anchor: date, lean: Lean) -> Iterator[Day]:
    for match in _weekday_pattern(language).finditer(text):
        number = next(index for index in range(7) if match.group(f"d{index}"))
        ahead = (number - anchor.weekday()) % 7
        shift = ahead if lean == "future" or ahead == 0 else ahead - 7
        yield Day(day=anchor + timedelta(days=shift), start=match.start(), end=match.end(), calendar=False)


@cache
def _weekday_pattern(language: str) -> re.Pattern[str]:
    names = "|".join(f"(?P<d{number}>{name})" for number, name in enumerate(_WEEKDAYS[language]))
    return re.compile(names if language == "zh" else rf"\b(?:{names})")


def _near(text: str, language: str, anchor: date) -> Iterator[Day]:
    for match in _near_pattern(language).finditer(text):
        shift = _NEAR[language][match.group().lower()]
        yield Day(day=anchor + timedelta(days=shift), start=match.start(), end=match.end(), calendar=False)


@cache
def _near_pattern(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(_NEAR[language], key=len, reverse=True))
    return re.compile(words if language == "zh" else rf"\b(?:{words})\b", 0 if language == "zh" else re.IGNORECASE)


def _turn_of_year(match: re.Match[str], anchor: date, *, end: bool) -> Iterator[Day]:
    day = date(anchor.year, 12, 31) if end else date(anchor.year + 1, 1, 1)
    yield Day(day=day, start=match.start(), end=match.end(), vague=end)


def _years_near(anchor: date) -> list[int]:
    return [anchor.year - 1, anchor.year, anchor.year + 1]


def _last_of(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def _chinese_year(said: str | None, anchor: date) -> str | None:
    if said is None:
        return None
    if said in _YEARS:
        return str(anchor.year + _YEARS[said])
    digits = "".join(str(_NUMERALS.get(one, one)) for one in said)
    return str(int(digits)) if digits.isdecimal() else None


def _day_number(said: str | None) -> int:
    return 1 if said in (None, "初") else 15 if said == "中旬" else 28 if said == "底" else _number(said or "") or 0


def _number(said: str) -> int | None:
    """12, １２, 十二, 廿三, 四十五 -> the number; None for what is none."""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.replace("廿", "二十").rpartition("十")
    if not ten:
        return _NUMERALS.get(said)
    if (tens and tens not in _NUMERALS) or (ones and ones not in _NUMERALS):
        return None
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
