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
from delivery.likeness import (
    NAMES_AN_ACT,
    Reason,
    is_a_name,
    is_known,
    name_keys,
    numbered_apart,
    one_act,
    same_act,
    unquoted,
)
from delivery.stages import AGREE, live, rank, retracted
from delivery.tellings import AHEAD, Telling


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


def belongs(
    told: Telling, known: Iterable[Known], *, home: str | None = None, apart: Collection[frozenset[str]] = ()
) -> Belongs:
    """Where a telling belongs; `home` is where its article stays, `apart` are pairs of events that a person has split."""
    by_id = {one.event_id: one for one in known}
    found = [
        (reason, -len(one.tellings), one.event_id)
        for one in by_id.values()
        if (reason := same_act(told, one.tellings, same_story=one.same_story)) is not None
    ]
    likest = min(found, default=(None, 0, None))[2]
    best = home or likest
    if best is None:
        return Belongs(event_id=None)
    absorbed = tuple(
        other
        for reason, _, other in sorted(found)
        if other != best
        and frozenset((best, other)) not in apart
        and (reason is Reason.IDENTIFIER or best == likest)
        and _one_act(told, reason, by_id[best], by_id[other])
    )
    return Belongs(event_id=best, absorbed=absorbed)


def _one_act(told: Telling, reason: Reason, best: Known, other: Known) -> bool:
    """Whether two events that a telling belongs to are one; what its article told before speaks against no number."""
    if reason is Reason.IDENTIFIER:
        return not numbered_apart([one for one in best.tellings if one.article_id != told.article_id], other.tellings)
    return reason is not Reason.DATES and one_act(best.tellings, other.tellings)


def tell(
    event_id: str,
    tellings: Sequence[Telling],
    before: PolicyEvent | None,
    *,
    now: datetime,
    news: Telling | None,
) -> tuple[PolicyEvent, Mapping[str, str]]:
    """The event as all its tellings have it, and which of its stages became part of another (old id -> id).

    `news` is the telling that nobody knew before, if there is one.
    """
    ordered = sorted(tellings, key=rank)
    if not ordered and before is not None:
        return replace(before, article_ids=(), stages=tuple(retracted(stage) for stage in before.stages)), {}
    procedure = _procedure(ordered, before)
    lived = live(event_id, ordered, before.stages if before else (), procedure=procedure, now=now, news=news)
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
    """The name that the best sources give it, as the last of them writes it: a draft's name goes with the draft.

    An official headline goes before the names that papers give.
    """
    sure = [told for told in ordered if told.counts]
    named = [told for told in [told for told in sure if told.official] or sure if _names_it(told)]
    if not named:
        return ordered[0].title
    return unquoted(max(named, key=lambda told: (told.published, told.article_id)).announcement.instrument or "")


def _names_it(told: Telling) -> bool:
    """Whether its name is the act's: a draft that names an act we know is about it, and has none of its own."""
    name = told.announcement.instrument
    return is_a_name(name) and not (told.announcement.status in AHEAD and is_known(name))


def _titles(ordered: Sequence[Telling]) -> dict[str, str]:
    """Language -> what the act is called in it, where an official text says so, or two papers of their own do."""
    found = {}
    for language in dict.fromkeys(told.language for told in ordered):
        spoken = [told for told in ordered if told.language == language and told.counts]
        agreed = _agreed(spoken)
        named = [told for told in spoken if told.official or agreed & name_keys(told.announcement.instrument)]
        if named:
            found[language] = _title(named)
    return found


def _agreed(tellings: Iterable[Telling]) -> set[tuple[str, str]]:
    """The names that several origins give it."""
    origins: dict[tuple[str, str], set[str]] = {}
    for told in tellings:
        for name in name_keys(told.announcement.instrument):
            origins.setdefault(name, set()).add(told.origin)
    return {name for name, givers in origins.items() if len(givers) >= AGREE}


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
