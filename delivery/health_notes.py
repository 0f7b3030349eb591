"""Messages on faults. In: faults that have begun, and those that are over. Out: one Message for all of them, rendered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from articles.model import Message, SourceState
from articles.text import clean
from delivery import wording
from delivery.alerts import message_id
from delivery.phrases import phrase
from delivery.rendering import render

MOST_FAULTS = 20  # of each kind that one message names; of more it gives the number
MOST_SUBJECT = 140
RULE = "health"


@dataclass(frozen=True, kw_only=True)
class ToldFault:
    """A fault as it is told of: `kind` is a state of a source, or blind, late, paused, offline; `why` are the routes behind it.

    `until` is when one ended that is over.
    """

    subject: str
    kind: str
    name: str
    since: datetime
    until: datetime | None = None
    outcome: str | None = None
    expected: float | None = None
    why: tuple[tuple[str, SourceState], ...] = ()


def health_message(
    begun: Sequence[ToldFault], over: Sequence[ToldFault], *, language: str, time_zone: str, now: datetime
) -> Message:
    """One message on everything that has changed."""
    zone = ZoneInfo(time_zone)
    parts = [
        (phrase(f"health_{name}_line", language), _lines(faults, language, zone))
        for name, faults in (("begun", begun), ("over", over))
        if faults
    ]
    told = {"parts": parts, "language": language}
    names = "begun" if begun else "over"
    first = (begun or over)[0]
    more = len(begun or over) - 1
    shown = f"{clean(first.name)}{f' + {more}' if more else ''}"
    told_of = [
        *(f"begun|{one.subject}|{one.since}" for one in begun),
        *(f"over|{one.subject}|{one.since}" for one in over),
    ]
    return Message(
        id=message_id(RULE, now.isoformat(), *sorted(told_of)),
        kind="health",
        rule=RULE,
        thread=message_id(RULE, first.subject, first.since.isoformat()),
        subject=f"[{phrase(f'health_{names}', language)}] {shown}"[:MOST_SUBJECT],
        text=render("health.txt", **told),
        html=render("health.html", **told),
        language=language,
        created_at=now,
        subjects=tuple(one.subject for one in (*begun, *over)),
    )


def reason(state: SourceState, language: str) -> str:
    """In a few words why a source is not seen; "" where there is nothing to say."""
    if state.outcome is not None:
        return phrase(f"as_{state.outcome}", language)
    return phrase("silent", language) if state.state == "silent" else ""


def _lines(faults: Sequence[ToldFault], language: str, zone: ZoneInfo) -> list[str]:
    lines = [_line(one, language, zone) for one in faults[:MOST_FAULTS]]
    more = len(faults) - len(lines)
    return [*lines, *([phrase("health_more", language, n=more)] if more else [])]


def _line(fault: ToldFault, language: str, zone: ZoneInfo) -> str:
    name, since = clean(fault.name), _moment(fault.since, language, zone)
    if fault.until is not None:
        return phrase("fault_over", language, name=name, since=since, until=_moment(fault.until, language, zone))
    why = phrase(f"as_{fault.outcome}", language) if fault.outcome else _routes(fault, language)
    return phrase(
        f"fault_{fault.kind}",
        language,
        name=name,
        since=since,
        expected=round(fault.expected or 0),
        why=phrase("brackets", language, words=why) if why else "",
    )


def _routes(fault: ToldFault, language: str) -> str:
    """What is wrong with every route to an issuer."""
    whys = [(clean(name), reason(state, language)) for name, state in fault.why]
    return phrase("listed", language).join(f"{name} {why}".rstrip() for name, why in whys)


def _moment(moment: datetime, language: str, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{wording.day(local.date(), language, year=False)} {local:%H:%M}"
