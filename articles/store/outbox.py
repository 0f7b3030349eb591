"""Messages on their way. In: Messages and the channels they go to. Out: what is due, what was sent, what was told of.

A message is decided in one transaction: what it tells of is written down with it, so that a rule tells of a subject once,
whoever decides first. Sending is a step like any other: its work waits in `results` under the message's key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, FromClause, Row, delete, exists, func, or_, select, tuple_, update

from articles import clock
from articles.model import Message
from articles.store.claims import WAITING, Priority, enqueue, insert
from articles.store.tables import event_aliases, outbox, results, stage_aliases, story_aliases, told

STEP = "deliver"
REVISION = 1  # a message never changes
SEPARATOR = "|"
Ways = Mapping[str, Sequence[str]]  # channel -> recipients
_MESSAGE = TypeAdapter(Message)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A message on its way to one recipient of one channel, as of the day it was decided."""

    message: Message
    channel: str
    recipient: str
    due_at: datetime
    sent_at: datetime | None

    @property
    def key(self) -> str:
        """Under which it waits in the step deliver."""
        return key(self.channel, self.recipient, self.message.id)


def key(channel: str, recipient: str, message_id: str) -> str:
    """The subject of the step deliver for one message to one recipient."""
    return SEPARATOR.join((channel, recipient, message_id))


def _key(posted: FromClause) -> ColumnElement[str]:
    """The same of a row of the outbox."""
    key: ColumnElement[str] = posted.c.channel + SEPARATOR + posted.c.recipient + SEPARATOR + posted.c.message_id
    return key


def work_of(posted: FromClause, rows: FromClause = results) -> ColumnElement[bool]:
    """The row of results that is the work of this row of the outbox, found by its whole key."""
    return (rows.c.subject == _key(posted)) & (rows.c.revision == REVISION) & (rows.c.step == STEP)


def tell_of(connection: Connection, message: Message) -> bool:
    """Write down what a message tells of; False where others under its rule have told of all of it before."""
    rows = [{"rule": message.rule, "subject": one, "message_id": message.id} for one in dict.fromkeys(message.subjects)]
    connection.execute(insert(connection, told).on_conflict_do_nothing(), rows)
    ours = select(told.c.subject).where(told.c.message_id == message.id, told.c.rule == message.rule)
    return connection.execute(ours.limit(1)).first() is not None


def told_of(connection: Connection, rule: str) -> frozenset[str]:
    """Everything a rule has told of, by the ids that lead there today: a merged one counts as told of if either part was."""
    query = (
        select(told.c.subject, stage_aliases.c.stage_id, story_aliases.c.story_id)
        .outerjoin(stage_aliases, stage_aliases.c.old_id == told.c.subject)
        .outerjoin(story_aliases, story_aliases.c.old_id == told.c.subject)
        .where(told.c.rule == rule)
    )
    return frozenset(row.stage_id or row.story_id or row.subject for row in connection.execute(query))


def post(connection: Connection, message: Message, channels: Ways, *, due_at: datetime | None = None) -> None:
    """Put a message into the outbox, for each recipient of each channel; `due_at` is now unless it has to wait.

    Where it stands there already nothing happens: what was sent is never sent again.
    """
    there = select(outbox.c.channel, outbox.c.recipient).where(outbox.c.message_id == message.id)
    known = {(row.channel, row.recipient) for row in connection.execute(there)}
    fresh = [(name, one) for name, recipients in channels.items() for one in recipients if (name, one) not in known]
    if not fresh:
        return
    row = {
        "message_id": message.id,
        "rule": message.rule,
        "kind": message.kind,
        "thread": message.thread,
        "created_at": message.created_at,
        "due_at": due_at or message.created_at,
        "record": _MESSAGE.dump_python(message, mode="json"),
    }
    rows = [row | {"channel": channel, "recipient": recipient} for channel, recipient in fresh]
    connection.execute(insert(connection, outbox).on_conflict_do_nothing(), rows)
    subjects = [(key(channel, recipient, message.id), REVISION) for channel, recipient in fresh]
    enqueue(connection, STEP, subjects, priority=Priority.OFFICIAL if message.kind != "digest" else Priority.NEWS)


def post_again(connection: Connection, posted: Posted) -> None:
    """Let a dead letter wait for the step deliver once more, with all its attempts before it."""
    dead = (results.c.step == STEP) & (results.c.subject == posted.key)
    connection.execute(delete(results).where(dead))
    enqueue(connection, STEP, [(posted.key, REVISION)], priority=Priority.OFFICIAL)


def load_posted(connection: Connection, posted_key: str) -> Posted | None:
    """The message of a key, None for one that nobody posted."""
    message_id = posted_key.rpartition(SEPARATOR)[2]
    named = (outbox.c.message_id == message_id) & (_key(outbox) == posted_key)
    row = connection.execute(select(outbox).where(named)).one_or_none()
    return _posted(row) if row else None


def due_keys(connection: Connection, channel: str, *, limit: int) -> list[str]:
    """Keys of what may be handed over on a channel now, the oldest first; corrections and alerts before digests.

    A message waits for those before it in its thread: nobody reads a correction before what it corrects.
    """
    before, pending = outbox.alias(), results.alias()
    earlier = (
        exists()
        .where(
            before.c.rule == outbox.c.rule,
            before.c.thread == outbox.c.thread,
            before.c.channel == outbox.c.channel,
            before.c.recipient == outbox.c.recipient,
            tuple_(before.c.created_at, before.c.kind) < tuple_(outbox.c.created_at, outbox.c.kind),
            before.c.sent_at.is_(None),
            work_of(before, pending),
            pending.c.version == WAITING,
        )
        .correlate(outbox)
    )
    query = (
        select(results.c.subject)
        .join(outbox, work_of(outbox))
        .where(
            outbox.c.channel == channel,
            outbox.c.sent_at.is_(None),
            outbox.c.due_at <= clock.now(),
            results.c.version == WAITING,
            or_(results.c.lease_until_s.is_(None), results.c.lease_until_s < clock.elapsed()),
            ~earlier,
        )
        .order_by(results.c.priority, outbox.c.created_at, outbox.c.message_id, outbox.c.recipient)
    )
    return list(connection.scalars(query.limit(limit)))


def pause(connection: Connection, channel: str, *, wait_s: float) -> None:
    """Leave what waits for a channel alone for a while; no attempt is counted, and what waits longer keeps its time."""
    until_s = clock.elapsed() + wait_s
    waiting = select(_key(outbox)).where(outbox.c.channel == channel, outbox.c.sent_at.is_(None))
    connection.execute(
        update(results)
        .where(
            results.c.step == STEP,
            results.c.version == WAITING,
            results.c.lease_token.is_(None),
            or_(results.c.lease_until_s.is_(None), results.c.lease_until_s < until_s),
            results.c.subject.in_(waiting),
        )
        .values(lease_until_s=until_s)
    )


def waiting_channels(connection: Connection) -> list[str]:
    """Channels that something waits for."""
    query = select(outbox.c.channel).where(outbox.c.sent_at.is_(None)).distinct()
    return list(connection.scalars(query.order_by(outbox.c.channel)))


def mark_sent(connection: Connection, posted: Posted) -> None:
    """The receipt: written after the channel has taken the message."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.message_id == posted.message.id,
            outbox.c.channel == posted.channel,
            outbox.c.recipient == posted.recipient,
        )
        .values(sent_at=clock.now())
    )


def thread_of(connection: Connection, posted: Posted) -> list[str]:
    """Ids of the messages of its thread that this recipient gets, the first first: what the next one refers to."""
    query = select(outbox.c.message_id).where(
        outbox.c.rule == posted.message.rule,
        outbox.c.thread == posted.message.thread,
        outbox.c.channel == posted.channel,
        outbox.c.recipient == posted.recipient,
    )
    return list(connection.scalars(query.order_by(outbox.c.created_at, outbox.c.kind, outbox.c.message_id)))


def thread_for(connection: Connection, rule: str, event_id: str) -> str:
    """The thread in which a rule tells of an act: that of its first message, be it on an event that was merged since."""
    merged = select(event_aliases.c.old_id).where(event_aliases.c.event_id == event_id)
    begun = select(outbox.c.thread).where(
        outbox.c.rule == rule, or_(outbox.c.thread == event_id, outbox.c.thread.in_(merged))
    )
    return connection.scalar(begun.order_by(outbox.c.created_at, outbox.c.message_id).limit(1)) or event_id


def sent_alerts(connection: Connection, *, since: datetime) -> list[tuple[Message, Ways]]:
    """Alerts and corrections that were decided at `since` or later, the oldest first, each with those it goes to.

    A dead letter reached nobody; one that waits still may.
    """
    ours = (outbox.c.created_at >= since) & outbox.c.kind.in_(("alert", "correction"))
    dead = outbox.c.sent_at.is_(None) & results.c.outcome.is_not(None)
    query = (
        select(outbox.c.message_id, outbox.c.channel, outbox.c.recipient)
        .outerjoin(results, work_of(outbox))
        .where(ours, ~dead)
        .order_by(outbox.c.message_id, outbox.c.channel, outbox.c.recipient)
    )
    ways: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in connection.execute(query):
        to = ways.setdefault(row.message_id, {})
        to[row.channel] = (*to.get(row.channel, ()), row.recipient)
    records = select(outbox.c.message_id, outbox.c.record).where(ours)
    ordered = connection.execute(records.order_by(outbox.c.created_at, outbox.c.kind, outbox.c.message_id))
    messages = {row.message_id: row.record for row in ordered}
    return [(_MESSAGE.validate_python(record), ways.get(one, {})) for one, record in messages.items()]


def decided_since(connection: Connection, rule: str, since: datetime) -> int:
    """How many alerts a rule has decided at `since` or later; corrections do not count."""
    query = select(func.count(outbox.c.message_id.distinct())).where(
        outbox.c.rule == rule, outbox.c.created_at >= since, outbox.c.kind == "alert"
    )
    return connection.scalar(query) or 0


def digests_of(
    connection: Connection, rule: str, *, before: datetime, since: datetime | None = None, limit: int | None = None
) -> list[Message]:
    """The digests that a rule has decided in [since, before), the last one first, once each whatever its channels."""
    query = select(outbox.c.message_id, outbox.c.record).where(
        outbox.c.rule == rule, outbox.c.kind == "digest", outbox.c.created_at < before
    )
    if since is not None:
        query = query.where(outbox.c.created_at >= since)
    rows = connection.execute(query.order_by(outbox.c.created_at.desc(), outbox.c.message_id).limit(limit))
    return list({row.message_id: _MESSAGE.validate_python(row.record) for row in rows}.values())


def list_posted(
    connection: Connection, *, since: datetime | None = None, dead: bool = False, limit: int | None = None
) -> list[tuple[Posted, str, int, str | None]]:
    """(message, state, attempts, detail), the newest first; the state is waiting, sent or dead."""
    joined = select(outbox, results.c.outcome, results.c.attempts, results.c.detail).join(results, work_of(outbox))
    if since is not None:
        joined = joined.where(outbox.c.created_at >= since)
    if dead:
        joined = joined.where(outbox.c.sent_at.is_(None), results.c.outcome.is_not(None))
    rows = connection.execute(joined.order_by(outbox.c.created_at.desc(), outbox.c.message_id).limit(limit)).all()
    return [(_posted(row), _state(row.sent_at, row.outcome), row.attempts, row.detail) for row in rows]


def _state(sent_at: datetime | None, outcome: str | None) -> str:
    if sent_at is not None:
        return "sent"
    return "waiting" if outcome is None else "dead"


def _posted(row: Row[Any]) -> Posted:
    return Posted(
        message=_MESSAGE.validate_python(row.record),
        channel=row.channel,
        recipient=row.recipient,
        due_at=row.due_at,
        sent_at=row.sent_at,
    )
