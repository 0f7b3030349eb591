"""One record per legal or political act, across languages and sources. In: Tellings. Out: a PolicyEvent.

    1. which act does a telling belong to? identifiers join first, then likeness (delivery/likeness.py)
    2. the fields of the act, from its best sources
    3. its stages (delivery/stages.py)
What a person has fixed stays as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from articles.model import FoundDate, PolicyEvent
from articles.taxonomy.procedures import Procedure, load_procedures, procedure_for
from delivery.likeness import NAMES_AN_ACT, Reason, is_a_name, one_act, same_act
from delivery.stages import live, rank, retracted
from delivery.tellings import Telling


@dataclass(frozen=True, kw_only=True)
class Known:
    """An event that a telling may belong to, with all that tell of it; `same_story` if one of them is of its story."""

    event_id: str
    tellings: tuple[Telling, ...]
    same_story: bool


@dataclass(frozen=True, kw_only=True)
class Belongs:
    """The event that a telling joins, and those that become one with it since the telling belongs to them too."""

    event_id: str | None
    absorbed: tuple[str, ...] = ()


def belongs(told: Telling, known: Iterable[Known], *, apart: Collection[frozenset[str]] = ()) -> Belongs:
    """Where a telling belongs; `apart` are pairs of events that a person has split."""
    found = [
        (reason, -len(one.tellings), one.event_id, one)
        for one in known
        if (reason := same_act(told, one.tellings, same_story=one.same_story)) is not None
    ]
    if not found:
        return Belongs(event_id=None)
    ordered = sorted(found, key=lambda row: row[:3])
    best = ordered[0][3]
    absorbed = tuple(
        one.event_id
        for reason, _, _, one in ordered[1:]
        if frozenset((best.event_id, one.event_id)) not in apart
        and (reason is Reason.IDENTIFIER or (reason is not Reason.DATES and one_act(best.tellings, one.tellings)))
    )
    return Belongs(event_id=best.event_id, absorbed=absorbed)


def tell(
    event_id: str,
    tellings: Sequence[Telling],
    before: PolicyEvent | None,
    *,
    now: datetime,
    quiet: bool = False,
) -> tuple[PolicyEvent, Mapping[str, str]]:
    """The event as all its tellings have it, and which of its stages became part of another (old id -> id)."""
    ordered = sorted(tellings, key=rank)
    if not ordered and before is not None:
        return replace(before, article_ids=(), stages=tuple(retracted(stage) for stage in before.stages)), {}
    procedure = _procedure(ordered, before)
    lived = live(event_id, ordered, before.stages if before else (), procedure=procedure, now=now, quiet=quiet)
    told = [stage for stage in lived.stages if not stage.retracted]
    sure = [stage for stage in told if stage.opened_at is not None] or told
    event = PolicyEvent(
        id=event_id,
        title=_title(ordered),
        titles=_titles(ordered),
        country=_most(told.country for told in ordered),
        issuers=_issuers(ordered),
        instrument_type=_most(told.announcement.instrument_type for told in ordered),
        procedure=procedure.id,
        identifiers=tuple(sorted({value for told in ordered for kind, value in told.numbers if kind in NAMES_AN_ACT})),
        topics=_topics(ordered),
        article_ids=tuple(dict.fromkeys(told.article_id for told in ordered)),
        stages=lived.stages,
        effective=_latest(stage.effective for stage in sure),
        deadline=_latest(stage.deadline for stage in sure),
        score=max((told.announcement.score for told in ordered), default=0.0),
    )
    return _as_fixed(event, before), lived.merged


def _as_fixed(event: PolicyEvent, before: PolicyEvent | None) -> PolicyEvent:
    if before is None or not before.fixed:
        return event
    return replace(event, fixed=before.fixed, **{name: getattr(before, name) for name in before.fixed})


def _procedure(ordered: Sequence[Telling], before: PolicyEvent | None) -> Procedure:
    """That of the best source; it changes only with what is read, so that stages keep their steps."""
    best = [told for told in ordered if told.official and told.counts] or list(ordered)
    country = _most(told.country for told in ordered)
    types = [told.announcement.instrument_type for told in best]
    named = Counter(procedure_for(country=country, instrument=one).id for one in types)
    most = max(named.values())
    if before and named.get(before.procedure) == most:
        return load_procedures()[before.procedure]
    return load_procedures()[next(one for one in named if named[one] == most)]


def _title(ordered: Sequence[Telling]) -> str:
    """The name that the best sources give it, as the last of them writes it: a draft's name goes with the draft."""
    named = [told for told in ordered if told.counts and is_a_name(told.announcement.instrument)]
    official = [told for told in named if told.official] or named
    if not official:
        return ordered[0].title
    return max(official, key=lambda told: (told.published, told.article_id)).announcement.instrument or ordered[0].title


def _titles(ordered: Sequence[Telling]) -> dict[str, str]:
    """By language: the act's name, else the headline of the best source."""
    found: dict[str, str] = {}
    for told in ordered:
        if told.announcement.instrument and is_a_name(told.announcement.instrument):
            found.setdefault(told.language, told.announcement.instrument)
    for told in ordered:
        found.setdefault(told.language, told.title)
    return found


def _issuers(ordered: Sequence[Telling]) -> tuple[str, ...]:
    """Those of the best source that names any; joint ones all."""
    return next((told.announcement.issuers for told in ordered if told.announcement.issuers), ())


def _topics(ordered: Sequence[Telling]) -> tuple[str, ...]:
    counted = Counter(topic for told in ordered for topic in told.topics)
    return tuple(topic for topic, number in counted.most_common() if 2 * number >= len(ordered))


def _latest(days: Iterable[FoundDate | None]) -> FoundDate | None:
    """What the last stage that names a day says of it; a later text outdoes an earlier one, once it is confirmed."""
    return next((day for day in reversed(list(days)) if day is not None), None)


def _most(values: Iterable[str | None]) -> str | None:
    """The commonest value; of equals that of the better source."""
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None
