"""Policy events, as the store keeps them. In: PolicyEvents and what articles tell of them. Out: the same, later.

Ids are opaque. An event or a stage that became part of another leaves an alias, so that whoever remembers the old id finds it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, delete, or_, select, update

from articles.model import PolicyEvent, Stage
from articles.store.claims import insert
from articles.store.tables import (
    event_aliases,
    event_numbers,
    event_tellings,
    events,
    events_apart,
    stage_aliases,
    stages,
    story_articles,
)

MOST_IDS = 500  # in one statement
MOST_CANDIDATES = 300  # events of one country that a telling is compared with, the last told first

_EVENT = TypeAdapter(PolicyEvent)
_STAGE = TypeAdapter(Stage)
Record = Mapping[str, Any]


def keep_event(connection: Connection, event: PolicyEvent, *, found_by: Iterable[tuple[str, str]]) -> None:
    """Store or replace an event with all its stages; `found_by` are its numbers and names, as (kind, value)."""
    record = _EVENT.dump_python(replace(event, stages=()), mode="json")
    told_at = max(stage.told_at for stage in event.stages)
    row = {"id": event.id, "country": event.country, "told_at": told_at, "record": record}
    _drop(connection, event.id)
    connection.execute(events.insert().values(row))
    for stage in event.stages:
        kept = {"id": stage.id, "event_id": event.id, "opened_at": stage.opened_at}
        connection.execute(stages.insert().values(kept | {"record": _STAGE.dump_python(stage, mode="json")}))
    keys = [{"kind": kind, "value": value, "event_id": event.id} for kind, value in sorted(set(found_by))]
    if keys:
        connection.execute(event_numbers.insert(), keys)


def load_event(connection: Connection, event_id: str) -> PolicyEvent | None:
    """The event that an id leads to today; None where there never was one."""
    now = event_now(connection, event_id)
    record = connection.scalar(select(events.c.record).where(events.c.id == now))
    return next(iter(_events(connection, [record] if record is not None else [])), None)


def list_events(
    connection: Connection, *, since: datetime | None = None, country: str | None = None, limit: int | None = None
) -> list[PolicyEvent]:
    """Events, the last told first; `since` leaves out those that nobody told of after it."""
    query = select(events.c.record).order_by(events.c.told_at.desc(), events.c.id).limit(limit)
    if since is not None:
        query = query.where(events.c.told_at >= since)
    if country is not None:
        query = query.where(events.c.country == country)
    return _events(connection, connection.scalars(query).all())


def opened_since(connection: Connection, since: datetime) -> list[tuple[PolicyEvent, Stage]]:
    """Stages that opened at `since` or later, with their events, the first opened first."""
    query = select(stages.c.event_id, stages.c.record).where(stages.c.opened_at >= since)
    rows = connection.execute(query.order_by(stages.c.opened_at, stages.c.id)).all()
    records = select(events.c.record).where(
        events.c.id.in_(select(stages.c.event_id).where(stages.c.opened_at >= since))
    )
    found = {event.id: event for event in _events(connection, connection.scalars(records).all())}
    return [(found[row.event_id], _STAGE.validate_python(row.record)) for row in rows]


def load_stage(connection: Connection, stage_id: str) -> tuple[PolicyEvent, Stage] | None:
    """The stage that an id leads to today, with its event."""
    now = connection.scalar(select(stage_aliases.c.stage_id).where(stage_aliases.c.old_id == stage_id)) or stage_id
    row = connection.execute(select(stages).where(stages.c.id == now)).one_or_none()
    event = load_event(connection, row.event_id) if row else None
    return (event, _STAGE.validate_python(row.record)) if row and event else None


def event_now(connection: Connection, event_id: str) -> str:
    """The event that an id leads to today: itself, or the one it was merged into."""
    found = connection.scalar(select(event_aliases.c.event_id).where(event_aliases.c.old_id == event_id))
    return found or event_id


def event_of(connection: Connection, article_id: str) -> str | None:
    """The event that an article tells of."""
    query = select(event_tellings.c.event_id).where(event_tellings.c.article_id == article_id)
    return connection.scalar(query.order_by(event_tellings.c.revision.desc()).limit(1))


def keep_telling(
    connection: Connection, article_id: str, revision: int, *, event_id: str, pinned: bool, record: Record
) -> None:
    """Say what one revision of an article tells, and of which event."""
    row = {
        "article_id": article_id,
        "revision": revision,
        "event_id": event_id,
        "pinned": pinned,
        "record": dict(record),
    }
    fresh = insert(connection, event_tellings).values(row)
    connection.execute(fresh.on_conflict_do_update(index_elements=["article_id", "revision"], set_=row))


def pin_tellings(connection: Connection, event_id: str, article_ids: Sequence[str]) -> None:
    """A person has said which event these articles tell of."""
    held = event_tellings.c.article_id.in_(article_ids)
    connection.execute(update(event_tellings).where(held).values(event_id=event_id, pinned=True))


def drop_tellings(connection: Connection, article_id: str, revisions: Sequence[int]) -> None:
    """Forget what these revisions told."""
    held = (event_tellings.c.article_id == article_id) & event_tellings.c.revision.in_(revisions)
    connection.execute(delete(event_tellings).where(held))


def tellings_of_article(connection: Connection, article_id: str) -> dict[int, tuple[str, bool]]:
    """Revision -> (event id, pinned by a person) of what an article has told so far."""
    rows = connection.execute(select(event_tellings).where(event_tellings.c.article_id == article_id))
    return {row.revision: (row.event_id, row.pinned) for row in rows}


def tellings_of(connection: Connection, event_id: str) -> list[Record]:
    """All that tell of an event."""
    query = select(event_tellings.c.record).where(event_tellings.c.event_id == event_id)
    return list(connection.scalars(query.order_by(event_tellings.c.article_id, event_tellings.c.revision)))


def tellings_of_all(connection: Connection, event_ids: Collection[str]) -> dict[str, list[Record]]:
    """The same of many events, by id."""
    found: dict[str, list[Record]] = {one: [] for one in event_ids}
    for some in _portions(found):
        query = select(event_tellings.c.event_id, event_tellings.c.record).where(event_tellings.c.event_id.in_(some))
        for row in connection.execute(query.order_by(event_tellings.c.article_id, event_tellings.c.revision)):
            found[row.event_id].append(row.record)
    return found


def candidates(
    connection: Connection,
    *,
    numbers: Iterable[tuple[str, str]],
    story: str | None,
    country: str | None,
    since: datetime,
) -> dict[str, bool]:
    """Events that a telling may belong to: id -> does an article of its story tell of it.

    By a number or a name however old, of its country the last told, and all of its story.
    """
    named = [(event_numbers.c.kind == kind) & (event_numbers.c.value == value) for kind, value in numbers]
    found = (
        dict.fromkeys(connection.scalars(select(event_numbers.c.event_id).where(or_(*named))), False) if named else {}
    )
    near = select(events.c.id).where(events.c.told_at >= since).order_by(events.c.told_at.desc(), events.c.id)
    if country is not None:
        near = near.where(or_(events.c.country == country, events.c.country.is_(None)))
    found |= dict.fromkeys(connection.scalars(near.limit(MOST_CANDIDATES)), False)
    together = (
        select(event_tellings.c.event_id)
        .join(story_articles, story_articles.c.article_id == event_tellings.c.article_id)
        .where(story_articles.c.story_id == story)
    )
    return found | dict.fromkeys(connection.scalars(together), True)


def absorb(connection: Connection, event_id: str, other: str, *, pinned: bool = False) -> None:
    """Make another event part of this one: its tellings move, its id leads here from now on."""
    moved: dict[str, Any] = {"event_id": event_id} | ({"pinned": True} if pinned else {})
    connection.execute(update(event_tellings).where(event_tellings.c.event_id == other).values(moved))
    for stranger in _strangers(connection, other) - {event_id}:
        set_apart(connection, event_id, stranger)
    _drop(connection, other)
    _alias(connection, event_aliases, event_aliases.c.event_id, other, event_id)


def alias_stages(connection: Connection, merged: Mapping[str, str]) -> None:
    """Let the ids of stages that became part of another lead there (old id -> id)."""
    for old, new in merged.items():
        _alias(connection, stage_aliases, stage_aliases.c.stage_id, old, new)


def set_apart(connection: Connection, one: str, other: str) -> None:
    """Never make one event of these two again."""
    first, second = sorted((one, other))
    connection.execute(insert(connection, events_apart).values(one=first, other=second).on_conflict_do_nothing())


def set_together(connection: Connection, one: str, other: str) -> None:
    """Take back that two events stand apart."""
    first, second = sorted((one, other))
    connection.execute(delete(events_apart).where(events_apart.c.one == first, events_apart.c.other == second))


def apart_from(connection: Connection, event_ids: Collection[str]) -> frozenset[frozenset[str]]:
    """The pairs among these events that a person has split."""
    query = select(events_apart).where(events_apart.c.one.in_(event_ids), events_apart.c.other.in_(event_ids))
    return frozenset(frozenset((row.one, row.other)) for row in connection.execute(query))


def _events(connection: Connection, records: Sequence[Record]) -> list[PolicyEvent]:
    """Events with their stages in the order in which they happened."""
    found: dict[str, list[Stage]] = {record["id"]: [] for record in records}
    for some in _portions(found):
        rows = connection.execute(select(stages.c.event_id, stages.c.record).where(stages.c.event_id.in_(some)))
        for row in rows:
            found[row.event_id].append(_STAGE.validate_python(row.record))
    return [
        replace(
            _EVENT.validate_python(record),
            stages=tuple(sorted(found[record["id"]], key=lambda one: (one.happened, one.told_at, one.id))),
        )
        for record in records
    ]


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """As many ids as one statement takes."""
    every = list(ids)
    yield from (every[at : at + MOST_IDS] for at in range(0, len(every), MOST_IDS))


def _strangers(connection: Connection, event_id: str) -> set[str]:
    """The events that stand apart from this one."""
    pairs = select(events_apart).where(or_(events_apart.c.one == event_id, events_apart.c.other == event_id))
    return {one for row in connection.execute(pairs) for one in (row.one, row.other)} - {event_id}


def _drop(connection: Connection, event_id: str) -> None:
    connection.execute(delete(events).where(events.c.id == event_id))
    connection.execute(delete(stages).where(stages.c.event_id == event_id))
    connection.execute(delete(event_numbers).where(event_numbers.c.event_id == event_id))


def _alias(connection: Connection, table: Table, target: Any, old: str, new: str) -> None:
    """`old` leads to `new` from now on, and so does whatever led to `old`."""
    connection.execute(update(table).where(target == old).values({target.name: new}))
    fresh = insert(connection, table).values({"old_id": old, target.name: new})
    connection.execute(fresh.on_conflict_do_update(index_elements=["old_id"], set_={target.name: new}))
