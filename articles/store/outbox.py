"""Messages on their way. In: Messages and the channels they go to. Out: what is due, what was sent, what was told of.

A message is decided in one transaction: what it tells of is written down with it, so that a rule tells of a subject once,
whoever decides first. Sending is a step like any other: its work waits in `results` under the message's key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, select, update

from articles import clock
from articles.model import Message
from articles.store.claims import WAITING, Priority, enqueue, insert
from articles.store.tables import outbox, results, told

STEP = "deliver"
SEPARATOR = "|"
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


_KEY = outbox.c.channel + SEPARATOR + outbox.c.recipient + SEPARATOR + outbox.c.message_id


def tell_of(connection: Connection, rule: str, subjects: Iterable[str], *, message_id: str) -> list[str]:
    """Write down that a message tells of these; returns those that nobody has told of under this rule before."""
    fresh = []
    for subject in dict.fromkeys(subjects):
        row = {"rule": rule, "subject": subject, "message_id": message_id}
        written = connection.execute(insert(connection, told).values(row).on_conflict_do_nothing())
        if written.rowcount == 1:
            fresh.append(subject)
    return fresh


def told_of(connection: Connection, rule: str) -> dict[str, str]:
    """Everything a rule has told of: subject -> message id."""
    rows = connection.execute(select(told.c.subject, told.c.message_id).where(told.c.rule == rule))
    return {row.subject: row.message_id for row in rows}


def post(
    connection: Connection, message: Message, channels: Mapping[str, Sequence[str]], *, due_at: datetime | None = None
) -> None:
    """Put a message into the outbox, for each recipient of each channel; `due_at` is now unless it has to wait."""
    record = _MESSAGE.dump_python(message, mode="json")
    ways = [(channel, recipient) for channel, recipients in channels.items() for recipient in recipients]
    for channel, recipient in ways:
        row = {
            "message_id": message.id,
            "channel": channel,
            "recipient": recipient,
            "rule": message.rule,
            "kind": message.kind,
            "thread": message.thread,
            "created_at": message.created_at,
            "due_at": due_at or message.created_at,
            "record": record,
        }
        connection.execute(insert(connection, outbox).values(row).on_conflict_do_nothing())
    subjects = [(key(channel, recipient, message.id), 1) for channel, recipient in ways]
    enqueue(connection, STEP, subjects, priority=Priority.OFFICIAL if message.kind != "digest" else Priority.NEWS)


def load_posted(connection: Connection, posted_key: str) -> Posted | None:
    """The message of a key, None for one that nobody posted."""
    row = connection.execute(select(outbox).where(posted_key == _KEY)).one_or_none()
    return _posted(row) if row else None


def due_keys(connection: Connection, channel: str, *, limit: int) -> list[str]:
    """Keys of what is due on a channel and not sent, the oldest first; corrections and alerts before digests."""
    query = (
        select(results.c.subject)
        .join(outbox, results.c.subject == _KEY)
        .where(
            outbox.c.channel == channel,
            outbox.c.sent_at.is_(None),
            outbox.c.due_at <= clock.now(),
            results.c.step == STEP,
            results.c.version == WAITING,
        )
        .order_by(results.c.priority, outbox.c.created_at, outbox.c.message_id, outbox.c.recipient)
    )
    return list(connection.scalars(query.limit(limit)))


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


def sent_alerts(connection: Connection, *, since: datetime) -> list[Posted]:
    """Alerts and corrections that were decided at `since` or later, recipient by recipient, the oldest first."""
    query = select(outbox).where(outbox.c.created_at >= since, outbox.c.kind.in_(("alert", "correction")))
    rows = connection.execute(
        query.order_by(outbox.c.created_at, outbox.c.kind, outbox.c.message_id, outbox.c.channel, outbox.c.recipient)
    )
    return [_posted(row) for row in rows]


def decided_since(connection: Connection, rule: str, since: datetime) -> int:
    """How many messages a rule has decided at `since` or later."""
    query = select(func.count(outbox.c.message_id.distinct())).where(
        outbox.c.rule == rule, outbox.c.created_at >= since
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


def list_posted(connection: Connection, *, limit: int | None = None) -> list[tuple[Posted, str, int, str | None]]:
    """(message, state, attempts, detail), the newest first; the state is waiting, sent or dead."""
    joined = select(outbox, results.c.outcome, results.c.attempts, results.c.detail).join(
        results, (results.c.step == STEP) & (results.c.subject == _KEY)
    )
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
