"""How far an act has come, by all that tell of it. In: its Tellings, and its Stages so far. Out: its Stages now.

    1. every telling stands at one step of the act's procedure
    2. of a step that may come again, days far apart are occurrences of their own
    3. an official source opens a stage, or two independent reports that agree
    4. a stage keeps its id and its opening: what its articles are read as later updates it, and never opens it again;
       what such a reading has opened is news once another official text tells of it
Everything follows from the tellings, whatever the order they came in.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from articles.model import FoundDate, Stage
from articles.taxonomy.procedures import Procedure
from delivery.tellings import Telling

APART = timedelta(days=21)  # reports of a vote trail behind it for days, the next reading is weeks away
DECIDED = ("adopted", "published", "in_force")
DRAFT = re.compile(r"(?i)entwurf|draft|征求意见稿|徵求意見稿|草案")  # who publishes one has proposed, not decided
AGREE = 2  # independent reports that open a stage together


@dataclass(frozen=True, kw_only=True)
class Lived:
    """The stages of an act, and which earlier ones became part of another (old id -> id)."""

    stages: tuple[Stage, ...]
    merged: Mapping[str, str]


def live(
    act_id: str,
    tellings: Iterable[Telling],
    before: Sequence[Stage],
    *,
    procedure: Procedure,
    now: datetime,
    news: Telling | None,
) -> Lived:
    """The stages that the tellings make, under the ids they had before; what opens without `news` is quiet."""
    drafted = _drafted(act_id, tellings, procedure)
    same = _same(drafted, before, procedure)
    merged = {
        old.id: into for old in before if old.id not in same.values() and (into := _merged_into(old, drafted, same))
    }
    stages = []
    for draft in drafted:
        its_id = same.get(draft.id, draft.id)
        olds = [old for old in before if old.id == its_id or merged.get(old.id) == its_id]
        stages.append(_opened(_carried(replace(draft, id=its_id), olds), olds, now, news))
    gone = [retracted(old) for old in before if old.id not in same.values() and old.id not in merged]
    ordered = sorted([*stages, *gone], key=lambda stage: (stage.happened, stage.told_at, stage.id))
    return Lived(stages=tuple(ordered), merged=merged)


def step_of(told: Telling, procedure: Procedure) -> tuple[str, str]:
    """(step, body): who decided is part of the key where the procedure leaves it open, as for what may befall any act."""
    label = told.announcement
    status = label.status or "announced"
    if status in DECIDED and label.instrument and DRAFT.search(label.instrument):
        status = "proposed"
    step_id = procedure.stage(status=status, step=label.step, issuer=told.issuer)
    return step_id, (told.issuer or "") if procedure.step(step_id) is None else ""


def _drafted(act_id: str, tellings: Iterable[Telling], procedure: Procedure) -> list[Stage]:
    groups: dict[tuple[str, str], list[Telling]] = {}
    for told in tellings:
        groups.setdefault(step_of(told, procedure), []).append(told)
    return [
        _stage(act_id, step_id, body, number, same)
        for (step_id, body), group in groups.items()
        for number, same in enumerate(_occurrences(group, _repeats(procedure, step_id)), start=1)
    ]


def _repeats(procedure: Procedure, step_id: str) -> bool:
    step = procedure.step(step_id)
    return step is None or step.repeats


def _occurrences(group: list[Telling], repeats: bool) -> list[list[Telling]]:
    """Tellings by the day of their decision; one that names no day belongs to the last one before it was written."""
    ordered = sorted(group, key=lambda told: (told.published, told.article_id))
    days = _days(ordered) if repeats else []
    if not days:
        return [ordered]
    found: dict[date, list[Telling]] = {day: [] for day in days}
    for told in ordered:
        at = told.announcement.decided.day if told.announcement.decided else told.published.date()
        found[max((day for day in days if day <= at), default=days[0])].append(told)
    return [same for same in found.values() if same]


def _days(ordered: list[Telling]) -> list[date]:
    """The first day of each occurrence: days of decisions with nothing near before them."""
    named = sorted({told.announcement.decided.day for told in ordered if told.announcement.decided and told.counts})
    return [day for at, day in enumerate(named) if at == 0 or day - named[at - 1] > APART]


def _stage(act_id: str, step_id: str, body: str, occurrence: int, tellings: list[Telling]) -> Stage:
    best = min(tellings, key=rank)
    first = min(tellings, key=lambda told: (not told.counts, told.published, told.article_id))
    return Stage(
        id=hashlib.sha256(f"{act_id}|{step_id}|{body}|{first.article_id}".encode()).hexdigest()[:20],
        step=step_id,
        body=body or best.issuer or "",
        occurrence=occurrence,
        status=best.announcement.status or "announced",
        told_at=first.published,
        opened_at=None,
        confirmed_at=_confirmed_at(tellings),
        article_ids=tuple(dict.fromkeys(told.article_id for told in sorted(tellings, key=rank))),
        official=any(told.official and told.counts for told in tellings),
        origins=tuple(sorted({told.origin for told in tellings if told.counts})),
        issuers=next(
            (told.announcement.issuers for told in sorted(tellings, key=rank) if told.announcement.issuers), ()
        ),
        decided=best_date([(told, told.announcement.decided) for told in tellings]),
        effective=best_date([(told, told.announcement.effective) for told in tellings]),
        deadline=best_date([(told, told.announcement.deadline) for told in tellings]),
    )


def _confirmed_at(tellings: Sequence[Telling]) -> datetime | None:
    """When the text was published that confirms a stage: an official one, or the second report that agrees."""
    origins: set[str] = set()
    for told in sorted(tellings, key=lambda told: (told.published, told.article_id)):
        origins |= {told.origin} if told.counts else set()
        if told.counts and (told.official or len(origins) >= AGREE):
            return told.published
    return None


def rank(told: Telling) -> tuple[bool, bool, datetime, str]:
    """The best source of an act's fields first: sure, official, early."""
    return not told.counts, not told.official, told.published, told.article_id


def best_date(named: Sequence[tuple[Telling, FoundDate | None]]) -> FoundDate | None:
    """A firm day before the day that most origins name, the earliest of equals."""
    found = [(told, told.date(day)) for told, day in named]
    days = [(told, day) for told, day in found if day is not None]
    firm = [(told, day) for told, day in days if day.firm]
    if firm:
        return max(firm, key=lambda pair: pair[0].published)[1]
    votes = Counter(day.day for _, day in {(told.origin, day.day): (told, day) for told, day in days}.values())
    if not votes:
        return None
    most = min(votes, key=lambda day: (-votes[day], day))
    return next(day for _, day in days if day.day == most)


def _same(drafted: Sequence[Stage], before: Sequence[Stage], procedure: Procedure) -> dict[str, str]:
    """Which earlier stage a drafted one is (draft id -> id): of the same step, else one whose articles are read anew."""
    same: dict[str, str] = {}
    for likeness in (_of_the_same_step, _overlap):
        pairs = [(likeness(draft, old, procedure), draft.id, old.id) for draft in drafted for old in before]
        for score, draft_id, old_id in sorted(pairs, reverse=True):
            if score and draft_id not in same and old_id not in same.values():
                same[draft_id] = old_id
    return same


def _of_the_same_step(draft: Stage, old: Stage, procedure: Procedure) -> int:
    """How many articles they share; a step that comes once is the same stage whoever tells of it.

    So is one that was taken back and comes again within days.
    """
    if old.step != draft.step or (procedure.step(old.step) is None and old.body != draft.body):
        return 0
    again = old.retracted and abs(draft.happened - old.happened) <= APART
    return _overlap(draft, old, procedure) + (1 if again or not _repeats(procedure, old.step) else 0)


def _overlap(draft: Stage, old: Stage, _: Procedure) -> int:
    return 0 if "step" in old.fixed and old.step != draft.step else len(set(draft.article_ids) & set(old.article_ids))


def _merged_into(old: Stage, drafted: Sequence[Stage], same: Mapping[str, str]) -> str | None:
    """The id of the stage that most of its articles tell of now."""
    held = {draft.id: len(set(draft.article_ids) & set(old.article_ids)) for draft in drafted}
    most = max(held, key=lambda one: held[one], default=None)
    return None if most is None or not held[most] or old.fixed else same.get(most, most)


def _carried(stage: Stage, olds: Sequence[Stage]) -> Stage:
    """The stage with the opening it had, and what a person has fixed in it."""
    fixed = {name: getattr(old, name) for old in olds for name in old.fixed}
    stage = replace(stage, fixed=tuple(fixed), **fixed)
    opened = [old for old in olds if old.opened_at is not None]
    if not opened:
        return stage
    first = min(opened, key=lambda old: (old.quiet, old.opened_at, old.id))
    return replace(stage, opened_at=first.opened_at, confirmed_at=first.confirmed_at, quiet=first.quiet)


def _opened(stage: Stage, olds: Sequence[Stage], now: datetime, news: Telling | None) -> Stage:
    if stage.opened_at is None:
        return stage if stage.confirmed_at is None else replace(stage, opened_at=now, quiet=news is None)
    if stage.quiet and news is not None and _tells_anew(news, stage, olds):
        return replace(stage, opened_at=now, confirmed_at=news.published, quiet=False)
    return stage


def _tells_anew(news: Telling, stage: Stage, olds: Sequence[Stage]) -> bool:
    """Whether it is an official text that nobody knew while the stage was quiet."""
    known = {one for old in olds for one in old.article_ids}
    return news.official and news.counts and news.article_id in set(stage.article_ids) - known


def retracted(stage: Stage) -> Stage:
    """The stage when nothing tells of it any more."""
    return stage if stage.fixed else replace(stage, retracted=True, article_ids=())
