"""Which faults are told of, each once when it begins and once when it is over. In: a desk. Out: messages in the outbox.

A source that stays away, an issuer that no route shows, a step whose work waits, an archive without room, and our own
connection. What changes between two looks stands in one message.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from articles import clock
from articles.errors import AlreadyRunning, DreiklangError
from articles.model import Message, Source, SourceState
from articles.outcome import Outcome
from articles.store.faults import Fault, note_faults, told
from articles.store.locks import Held, alone
from articles.store.outbox import post
from delivery import wording
from delivery.health_notes import ToldFault, health_message
from delivery.phrases import phrase
from dreiklang.desk import Desk
from dreiklang.health import AWAY, Health, health_of

LOOK_EVERY = timedelta(minutes=5)  # in a process that stays; a look costs a tenth of a second for two hundred sources
LATE_AFTER = timedelta(minutes=30)  # after a pause of ours steps have work of before it: they get time to do it
log = logging.getLogger(__name__)


def tell_faults(desk: Desk) -> list[Message]:
    """Look, and put what has changed into the outbox; at most every LOOK_EVERY of one process."""
    now = clock.now()
    last = desk.looked_at.get("faults")
    if last is not None and timedelta() <= now - last < LOOK_EVERY:
        return []
    desk.looked_at["faults"] = now
    try:
        with alone(desk.store, "faults") as held:
            return _looked(desk, held)
    except AlreadyRunning:
        return []
    except (SQLAlchemyError, DreiklangError):
        raise
    except Exception:  # a fault of ours in looking for faults must not hold the alerts back
        log.exception("health_failed")
        return []


def _looked(desk: Desk, held: Held) -> list[Message]:
    with desk.store.read() as connection:
        health = health_of(connection, desk)
    with desk.store.begin() as connection:
        held.renew(connection)
        return _told(connection, desk, health)


def faults_of(desk: Desk, health: Health) -> Iterator[Fault]:
    """Everything that is wrong and worth a message. While we are offline, what cannot be reached is our fault alone."""
    for source_id, state in health.sources.items():
        if _is_told(desk, desk.sources[source_id], state) and not (health.offline and state.state == "unreachable"):
            yield Fault(subject=f"source/{source_id}", state=state.state, since=state.since or health.as_of)
    for issuer, seen in health.issuers.items():
        if seen.state == "blind" and not health.offline:
            yield Fault(subject=f"issuer/{issuer}", state="blind", since=seen.since or health.as_of)
    for step, since in health.late.items():
        yield Fault(subject=f"step/{step}", state="late", since=since, after=LATE_AFTER)
    if health.archive is not None:
        yield Fault(subject="disk/archive", state="paused", since=health.as_of)
    if health.offline:
        yield Fault(subject="network/own", state="offline", since=health.as_of, after=LATE_AFTER)


def _is_told(desk: Desk, source: Source, state: SourceState) -> bool:
    """Not what nobody promised: a source of a low tier, one that never worked yet, one declared as readable by browser only."""
    promised = source.tier <= desk.settings.health.tier and not (source.unverified and state.seen_at is None)
    return state.state in AWAY and promised and state.outcome != Outcome.NEEDS_BROWSER


def _told(connection: Connection, desk: Desk, health: Health) -> list[Message]:
    failing = [f"source/{one}" for one, state in health.sources.items() if state.outcome is not None]
    changes = note_faults(connection, faults_of(desk, health), now=health.as_of, unwell=failing)
    begun = [_as_told(desk, health, fault) for fault in _weightiest_first(desk, changes.begun)]
    over = [_as_told(desk, health, fault, until=at) for fault, at in changes.over.items() if _is_read(health, fault)]
    how = desk.settings.health
    message = None
    if begun or over:
        message = health_message(begun, over, language=how.language, time_zone=how.time_zone, now=health.as_of)
        post(connection, message, {name: desk.channels[name].recipients for name in desk.settings.health_to})
    told(connection, changes, message.id if message else "")
    return [message] if message else []


def _is_read(health: Health, fault: Fault) -> bool:
    """Whether what it is about is still among what we read; nothing is told of what was taken out."""
    known = {"source": health.sources, "issuer": health.issuers}.get(fault.kind)
    return known is None or fault.name in known


def _weightiest_first(desk: Desk, faults: Sequence[Fault]) -> list[Fault]:
    """Our own, then issuers, then sources by tier."""
    order = ("network", "disk", "step", "issuer", "source")
    return sorted(faults, key=lambda one: (order.index(one.kind), _tier(desk, one), one.subject))


def _tier(desk: Desk, fault: Fault) -> int:
    return desk.source(fault.name).tier if fault.kind == "source" else 0


def _as_told(desk: Desk, health: Health, fault: Fault, *, until: datetime | None = None) -> ToldFault:
    state = health.sources.get(fault.name) if fault.kind == "source" else None
    seen = health.issuers.get(fault.name) if fault.kind == "issuer" else None
    routes = (*seen.own, *seen.others) if seen else ()
    return ToldFault(
        subject=fault.subject,
        kind=fault.state,
        name=_name(desk, fault),
        since=fault.since,
        until=until,
        outcome=state.outcome if state else None,
        expected=state.expected if state else None,
        why=tuple((desk.source(one.source).name, one) for one in routes),
    )


def _name(desk: Desk, fault: Fault) -> str:
    language = desk.settings.health.language
    match fault.kind:
        case "source":
            return desk.source(fault.name).name
        case "issuer":
            return wording.issuers_short((fault.name,), language)
        case "disk":
            return phrase("archive", language)
        case "network":
            return phrase("own_connection", language)
        case "step":
            return phrase("the_step", language, name=fault.name)
    return fault.name
