"""Deadlines and entries into force as iCalendar. In: policy events, and the calendar as it was. Out: the calendar as it is.

A day keeps its UID. SEQUENCE grows when something of it changes, STATUS is TENTATIVE until the issuer's own text names the
day, and what is no longer said is CANCELLED rather than left out, so that calendars that have it take it off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from articles.model import FoundDate, PolicyEvent
from articles.text import clean
from delivery import wording
from delivery.phrases import phrase
from delivery.rendering import web

KEPT_FOR = timedelta(days=60)  # a day that is over stays so long
DOMAIN = "dreiklang"
_COMPARED = ("DTSTART", "SUMMARY", "STATUS", "DESCRIPTION", "URL")


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of an act; `href` is the best text on it."""

    event: PolicyEvent
    kind: str
    found: FoundDate
    href: str

    @property
    def uid(self) -> str:
        """The same for the same day of the same act, whatever its date."""
        return f"{self.event.id}-{self.kind}@{DOMAIN}"


def days_of(event: PolicyEvent, *, href: str) -> list[Day]:
    """The deadline of an act and its entry into force, where they are named and it was not taken back."""
    if event.stage is None:
        return []
    named = (("deadline", event.deadline), ("effective", event.effective))
    return [Day(event=event, kind=kind, found=found, href=href) for kind, found in named if found is not None]


def as_calendar(days: Iterable[Day], before: bytes | None, *, language: str, now: datetime) -> bytes:
    """The calendar; `before` is the file that it replaces. Raises: ValueError for one that is no calendar."""
    known = {str(one["UID"]): one for one in _events(before)}
    calendar = Calendar()
    calendar.add("PRODID", "-//Dreiklang//policy events//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", f"Dreiklang: {phrase('calendar', language)}")
    fresh = {day.uid: _event(day, language) for day in days if day.found.day >= now.date() - KEPT_FOR}
    for uid in sorted(known.keys() | fresh.keys()):
        event = _next(fresh.get(uid), known.get(uid), now)
        if event is not None:
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _events(before: bytes | None) -> Iterator[Event]:
    if before:
        yield from (one for one in Calendar.from_ical(before).walk("VEVENT") if isinstance(one, Event))


def _event(day: Day, language: str) -> Event:
    event = Event()
    event.add("UID", day.uid)
    event.add("DTSTART", day.found.day)
    event.add("DTEND", day.found.day + timedelta(days=1))
    what = phrase(f"due_{day.kind}", language)
    event.add("SUMMARY", clean(f"{wording.issuers_short(day.event.issuers, language)}: {day.event.title} ({what})"))
    event.add("STATUS", "CONFIRMED" if day.found.firm else "TENTATIVE")
    event.add("DESCRIPTION", wording.dated(day.found, language))
    event.add("URL", web(day.href))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _next(fresh: Event | None, known: Event | None, now: datetime) -> Event | None:
    """The event with its SEQUENCE; a day that nothing names any more is cancelled once, and gone when it is over."""
    if fresh is None:
        return _cancelled(known, now) if known is not None else None
    if known is None:
        return _stamped(fresh, 0, now)
    same = all(_text(fresh, name) == _text(known, name) for name in _COMPARED)
    return known if same else _stamped(fresh, int(known.get("SEQUENCE", 0)) + 1, now)


def _cancelled(known: Event, now: datetime) -> Event | None:
    if _day(known) < now.date() - KEPT_FOR:
        return None
    if str(known.get("STATUS")) == "CANCELLED":
        return known
    known["STATUS"] = "CANCELLED"
    sequence = int(known.get("SEQUENCE", 0)) + 1
    for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"):
        known.pop(name, None)
    return _stamped(known, sequence, now)


def _stamped(event: Event, sequence: int, now: datetime) -> Event:
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", now)
    event.add("LAST-MODIFIED", now)
    return event


def _day(event: Event) -> date:
    found = event.decoded("DTSTART")
    return found.date() if isinstance(found, datetime) else found


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return value.to_ical().decode() if hasattr(value, "to_ical") else str(value)
