"""Policy events, joined article by article. In: analysed Articles, and a person's corrections. Out: events in the store.

A known article stays in its event; what it is read as later updates the event's stages and never alerts. A person's
corrections are pinned: no rerun takes them back.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from articles import clock
from articles.errors import BadInput
from articles.model import Announcement, Article, PolicyEvent, Source
from articles.store.claims import Priority, been_through, enqueue_changed
from articles.store.events import (
    absorb,
    alias_stages,
    apart_from,
    candidates,
    drop_tellings,
    event_now,
    keep_event,
    keep_telling,
    load_event,
    pin_tellings,
    set_apart,
    set_together,
    tellings_of,
    tellings_of_all,
    tellings_of_article,
)
from articles.store.labels import story_of
from articles.store.texts import load_article
from delivery.events import Belongs, Known, belongs, tell
from delivery.likeness import LIFE, NAMES_AN_ACT, name_keys
from delivery.tellings import Telling, from_record, origin_of, telling, to_record


def join_event(
    connection: Connection,
    article: Article,
    announcement: Announcement | None,
    *,
    source: Source,
    original: Article | None = None,
    topics: tuple[str, ...] = (),
) -> str | None:
    """Let an article tell what it announces; returns the id of the event. `original` is what it is a copy of.

    An article that announces nothing (any more) takes back what it told.
    """
    known = tellings_of_article(connection, article.id)
    if announcement is None:
        _silenced(connection, article, known)
        return None
    told = telling(article, announcement, source, origin=origin_of(original or article), topics=topics)
    if not told.official:
        drop_tellings(connection, article.id, [one for one in known if one < article.revision])
    where = _where(connection, told, known)
    event_id = where.event_id or event_now(connection, _minted(told))
    before = _absorbed(connection, event_id, where.absorbed)
    pinned = any(pin for _, pin in known.values())
    keep_telling(connection, article.id, article.revision, event_id=event_id, pinned=pinned, record=to_record(told))
    retold = article.revision in known or (bool(known) and not told.official)
    _retell(connection, event_id, before, news=None if retold else told)
    return event_id


def merge_events(connection: Connection, event_id: str, other: str) -> PolicyEvent:
    """A person says that two events are one act; the second id leads to the first from now on."""
    one, two = _existing(connection, event_id), _existing(connection, other)
    if one.id == two.id:
        raise BadInput(f"{event_id} and {other} are one event already", subject=other)
    set_together(connection, one.id, two.id)
    before = replace(one, stages=(*one.stages, *two.stages))
    absorb(connection, one.id, two.id, pinned=True)
    pin_tellings(connection, one.id, one.article_ids)
    _index_anew(connection, two.article_ids)
    return _retell(connection, one.id, before)


def split_event(connection: Connection, event_id: str, article_ids: Sequence[str]) -> PolicyEvent:
    """A person says that some articles tell of another act; returns the new event. The two never join again."""
    event = _existing(connection, event_id)
    strange = [one for one in article_ids if one not in event.article_ids]
    lists = f"`dreiklang events show {event.id}` lists its articles"
    if strange:
        raise BadInput(f"not in event {event.id}: {', '.join(strange)}; {lists}", subject=event.id)
    if not article_ids or set(article_ids) == set(event.article_ids):
        raise BadInput(f"cannot split all of event {event.id}; name some, not all: {lists}", subject=event.id)
    fresh = _hashed(f"{event.id}|{sorted(article_ids)}")
    pin_tellings(connection, event.id, event.article_ids)
    pin_tellings(connection, fresh, article_ids)
    set_apart(connection, event.id, fresh)
    _index_anew(connection, article_ids)
    gone = set(article_ids)
    moved = [stage for stage in event.stages if set(stage.article_ids) <= gone]
    kept = tuple(stage for stage in event.stages if stage not in moved)
    _retell(connection, event.id, replace(event, stages=kept))
    return _retell(connection, fresh, replace(event, id=fresh, stages=tuple(moved), fixed=()))


def fix_event(connection: Connection, event_id: str, values: Mapping[str, Any]) -> PolicyEvent:
    """A person sets fields of an event for good."""
    event = _existing(connection, event_id)
    fixed = replace(event, **values, fixed=tuple(sorted({*event.fixed, *values})))
    return _retell(connection, event.id, fixed)


def fix_stage(connection: Connection, event_id: str, stage_id: str, values: Mapping[str, Any]) -> PolicyEvent:
    """A person sets fields of one stage for good."""
    event = _existing(connection, event_id)
    stages = {stage.id: stage for stage in event.stages}
    if stage_id not in stages:
        raise BadInput(f"event {event.id} has no stage '{stage_id}'; it has {', '.join(stages)}", subject=stage_id)
    stage = stages[stage_id]
    stages[stage_id] = replace(stage, **values, fixed=tuple(sorted({*stage.fixed, *values})))
    return _retell(connection, event.id, replace(event, stages=tuple(stages.values())))


def _where(connection: Connection, told: Telling, known: Mapping[int, tuple[str, bool]]) -> Belongs:
    """The event of a known article, else the one its telling is likest to; numbers may make others part of it."""
    home = next((event_id for event_id, _ in known.values()), None)
    story = story_of(connection, told.article_id)
    near = candidates(
        connection,
        numbers=_found_by(told),
        story=story[0] if story else None,
        country=told.country,
        since=told.published - LIFE,
    )
    near |= {home: near.get(home, False)} if home else {}
    tellings = tellings_of_all(connection, sorted(near))
    others = [
        Known(event_id=one, tellings=tuple(map(from_record, records)), same_story=near[one])
        for one, records in tellings.items()
    ]
    return belongs(told, others, home=home, apart=apart_from(connection, list(near)))


def _found_by(told: Telling) -> set[tuple[str, str]]:
    """What its event is found by: numbers and names."""
    return {number for number in told.numbers if number[0] in NAMES_AN_ACT} | name_keys(told.announcement.instrument)


def _absorbed(connection: Connection, event_id: str, others: Sequence[str]) -> PolicyEvent | None:
    """The event as it was, with the stages of those that become part of it."""
    before = load_event(connection, event_id)
    for other in others:
        gone = load_event(connection, other)
        if before is not None and gone is not None:
            before = replace(before, stages=(*before.stages, *gone.stages))
            absorb(connection, event_id, other)
            _index_anew(connection, gone.article_ids)
    return before


def _index_anew(connection: Connection, article_ids: Sequence[str]) -> None:
    """Articles that tell of another event now are found under it, where they were found before."""
    read = (load_article(connection, one) for one in article_ids if been_through(connection, "index", one))
    moved = [(article.id, article.revision) for article in read if article is not None]
    enqueue_changed(connection, "index", moved, priority=Priority.REVISIT)


def _silenced(connection: Connection, article: Article, known: Mapping[int, tuple[str, bool]]) -> None:
    """What the article told is taken back."""
    for event_id in {event_id for event_id, _ in known.values()}:
        drop_tellings(connection, article.id, list(known))
        _retell(connection, event_id, load_event(connection, event_id))


def _retell(
    connection: Connection, event_id: str, before: PolicyEvent | None, *, news: Telling | None = None
) -> PolicyEvent:
    """Store the event as its tellings have it now; `news` is the one that nobody knew before."""
    tellings = _tellings(connection, event_id)
    event, merged = tell(event_id, tellings, before, now=clock.now(), news=news)
    keep_event(connection, event, found_by={key for told in tellings for key in _found_by(told)})
    alias_stages(connection, merged)
    return event


def _tellings(connection: Connection, event_id: str) -> list[Telling]:
    return [from_record(record) for record in tellings_of(connection, event_id)]


def _existing(connection: Connection, event_id: str) -> PolicyEvent:
    event = load_event(connection, event_now(connection, event_id))
    if event is None:
        raise BadInput(f"no event '{event_id}'; `dreiklang events list` shows them", subject=event_id)
    return event


def _minted(told: Telling) -> str:
    """The same for an article that takes back what it told and tells it again."""
    named = sorted(name_keys(told.announcement.instrument))
    return _hashed(f"{told.article_id}|{named or told.revision}")


def _hashed(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:20]
