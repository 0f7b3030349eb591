"""What is worth an alert, and what has to be corrected. In: rules, stages, stories, and what was told before. Out: decisions.

A stage alerts once, a story of a saved search or a watch list once. Nothing old alerts, nothing that opened because known
articles are read otherwise now. What was said and is wrong now is corrected, once, to whom it was said.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from articles.model import FoundDate, PolicyEvent, Stage

# Chinese measures are promulgated up to three months after their adoption; older than that an official text looks back.
LATEST_PROMULGATION = timedelta(days=120)
Opened = tuple[PolicyEvent, Stage]


@dataclass(frozen=True, kw_only=True)
class Acts:
    """Which policy events a rule is about; an empty field means any."""

    issuers: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def hold(self, event: PolicyEvent, stage: Stage) -> bool:
        """Is this stage of the kind? A stage goes by its step and by its status."""
        return all(
            not wanted or bool(wanted & set(given))
            for wanted, given in (
                (self.issuers, (*event.issuers, stage.body)),
                (self.types, (event.instrument_type or "",)),
                (self.topics, event.topics),
                (self.stages, (stage.step, stage.status)),
                (self.countries, (event.country or "",)),
            )
        )


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Hours in which a rule waits; they may go over midnight."""

    begins: time
    ends: time
    zone: ZoneInfo

    def over(self, moment: datetime) -> datetime:
        """The moment itself, or when the quiet hours that it lies in are over."""
        local = moment.astimezone(self.zone)
        for day in (local.date() - timedelta(days=1), local.date()):
            begins = datetime.combine(day, self.begins, self.zone)
            ends = datetime.combine(day + timedelta(days=self.ends <= self.begins), self.ends, self.zone)
            if begins <= local < ends:
                return ends.astimezone(UTC)
        return moment


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What somebody wants to hear of, and where: policy events, or the matches of a saved search or of a watch list."""

    name: str
    channels: tuple[str, ...]
    language: str = "en"
    acts: Acts | None = None
    search: str | None = None
    watch: str | None = None
    quiet: Quiet | None = None
    zone: str = "UTC"
    most_an_hour: int = 10


def due_stages(
    rule: Rule, opened: Iterable[Opened], *, told: Collection[str], now: datetime, max_age: timedelta
) -> list[Opened]:
    """The stages a rule has to tell of; `told` are those that it has told of."""
    if rule.acts is None:
        return []
    return [
        (event, stage)
        for event, stage in opened
        if tells(stage, since=now - max_age) and stage.id not in told and rule.acts.hold(event, stage)
    ]


def tells(stage: Stage, *, since: datetime) -> bool:
    """Whether a stage is news: opened by something new that was published since this moment.

    Of an act decided long before, reports are old; an official text is not, since many are promulgated weeks later.
    """
    decided_since = since - LATEST_PROMULGATION if stage.official else since
    opened = stage.opened_at is not None and not stage.quiet and not stage.retracted
    return opened and (stage.confirmed_at or stage.told_at) >= since and stage.happened >= decided_since


def due_stories(found: Mapping[str, Sequence[str]], *, told: Collection[str]) -> dict[str, Sequence[str]]:
    """Story id -> articles, of those not told of yet."""
    return {story: article_ids for story, article_ids in found.items() if story not in told}


def portions(due: Sequence[Any], *, already: int, most_an_hour: int) -> list[Sequence[Any]]:
    """What goes into one message each: single ones while the hour has room, and the rest together, so that none is lost.

    When the hour is full nothing is told: what is due stays due, and comes together once there is room again.
    """
    room = most_an_hour - already
    if room <= 0:
        return []
    single = [due[at : at + 1] for at in range(min(room - 1, len(due)))]
    rest = due[len(single) :]
    return [*single, rest] if rest else single


def facts(event: PolicyEvent, stage: Stage, *, gone: bool) -> dict[str, Any]:
    """What an alert says of a stage that may turn out wrong; `gone` when its page has vanished.

    They are the stage's own, unless a person has set the act's: what a later stage says makes no earlier alert wrong.
    """

    def own(name: str) -> Any:
        return getattr(event if name in event.fixed else stage, name)

    return {
        "issuers": list(own("issuers")),
        "step": stage.step,
        "decided": _day(stage.decided),
        "effective": _day(own("effective")),
        "deadline": _day(own("deadline")),
        "gone": gone,
        "retracted": stage.retracted,
    }


def wrong(said: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was said and is otherwise now: field -> (said, now). What only becomes known later was not said wrongly."""
    changed = {}
    for name, before in said.items():
        after = now.get(name)
        if name == "issuers":
            differs = not set(before) <= set(after or ()) and bool(before)
        else:
            differs = before is not None and before != after
        if differs and not (name in ("gone", "retracted") and not after):
            changed[name] = (before, after)
    return changed


def message_id(*parts: str) -> str:
    """Stable: the same rule telling of the same subjects gives the same id, whoever decides it and how often."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def _day(found: FoundDate | None) -> str | None:
    return found.day.isoformat() if found else None
