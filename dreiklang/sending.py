"""The outbox, emptied. In: what waits for the step deliver. Out: messages handed over, each with exactly one Outcome.

    1. claim the next message that is due on a channel, under a lease that outlasts a slow receiver
    2. hand it over: the channel gets the same bytes and the same id at every attempt
    3. write the receipt and the Outcome in one transaction
A crash between 2 and 3 hands the message over again, under the same id. Channels work side by side, and one that takes
nothing is left alone, with all that waits for it, until the next attempt. What ends undelivered is told of on another channel.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection

from articles import clock
from articles.errors import LeaseLost, Permanent
from articles.outcome import Outcome
from articles.store.claims import Lease, claim, finish, retry
from articles.store.labels import keep_receipt
from articles.store.outbox import (
    STEP,
    Posted,
    due_keys,
    load_posted,
    mark_sent,
    pause,
    post,
    thread_of,
    waiting_channels,
)
from delivery.channels import Channel, ChannelDown, TryLater
from delivery.notices import dead_letter
from dreiklang.desk import Desk
from dreiklang.loop import Progress

VERSION = "1"
BATCH = 64  # messages that are looked up at once; each is claimed by itself
LEASE_S = (
    1800.0  # a mail takes a dozen answers, each within timeout_s; whoever dies is found dead by `reap` long before
)
WAITS_S = (60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 8 * 3600.0, 12 * 3600.0, 24 * 3600.0)  # about two days in all
MOST_CHARS = 300  # of an unexpected error that is kept
log = logging.getLogger(__name__)


def send_all(desk: Desk, *, on_progress: Progress | None = None) -> Counter[Outcome]:
    """Hand over everything that is due, channel beside channel; what a channel did not take waits for its next attempt."""
    with desk.store.read() as connection:
        names = [name for name in waiting_channels(connection) if name in desk.channels]
    counted: Counter[Outcome] = Counter()
    with ThreadPoolExecutor(max_workers=max(1, len(names))) as threads:
        for ended in threads.map(lambda name: _empty(desk, desk.channels[name], on_progress), names):
            counted += ended
    return counted


def _empty(desk: Desk, channel: Channel, on_progress: Progress | None) -> Counter[Outcome]:
    """Hand over what is due on a channel, until nothing is or other workers have it."""
    counted: Counter[Outcome] = Counter()
    taken = True
    while taken:
        with desk.store.read() as connection:
            keys = due_keys(connection, channel.name, limit=BATCH)
        taken = False
        for lease in _leases(desk, keys):
            taken = True
            outcome = _tried(desk, channel, lease)
            if outcome is not None:
                counted[outcome] += 1
            if on_progress is not None:
                on_progress(lease.subject, outcome)
    return counted


def _leases(desk: Desk, keys: Sequence[str]) -> Iterator[Lease]:
    """One message after the other, those that nobody else has taken meanwhile."""
    for one in keys:
        yield from claim(desk.store, STEP, version=VERSION, limit=1, lease_s=LEASE_S, subjects=[one])


def _tried(desk: Desk, channel: Channel, lease: Lease) -> Outcome | None:
    try:
        return _hand_over(desk, channel, lease)
    except LeaseLost as error:
        log.warning("lease_lost", extra={"channel": channel.name, "error": str(error)})
        return None


def _hand_over(desk: Desk, channel: Channel, lease: Lease) -> Outcome | None:
    """One message to one channel. Raises: LeaseLost."""
    with desk.store.read() as connection:
        posted = load_posted(connection, lease.subject)
        if posted is None:
            raise LeaseLost(f"message {lease.subject} is not in the outbox any more", subject=lease.subject)
        earlier = thread_of(connection, posted)
    answers = earlier[: earlier.index(posted.message.id)]
    try:
        place = channel.send(posted, answers=answers)
    except (ChannelDown, TryLater) as error:
        return _later(desk, posted, lease, error)
    except Permanent as error:
        return _dead(desk, posted, lease, error)
    except Exception as error:  # a fault of ours must not hold back what waits behind it
        log.exception("send_failed", extra={"channel": channel.name, "message_id": posted.message.id})
        return _later(desk, posted, lease, TryLater(f"{type(error).__name__}: {error}"[:MOST_CHARS]))
    return _received(desk, posted, lease, place)


def _received(desk: Desk, posted: Posted, lease: Lease, place: str) -> Outcome:
    with desk.store.begin() as connection:
        mark_sent(connection, posted)
        keep_receipt(
            connection, lease.subject, channel=posted.channel, place=place, article_ids=posted.message.article_ids
        )
        finish(connection, lease, Outcome.DELIVERED)
    return Outcome.DELIVERED


def _later(desk: Desk, posted: Posted, lease: Lease, error: ChannelDown | TryLater) -> Outcome | None:
    """Count the attempt; a channel that is down is left alone until the next one."""
    log.warning("not_taken", extra={"channel": posted.channel, "message_id": posted.message.id, "error": str(error)})
    wait_s = error.retry_after_s or 0.0
    with desk.store.begin() as connection:
        outcome = retry(connection, lease, error, final=Outcome.UNDELIVERED, waits_s=WAITS_S, at_least_s=wait_s)
        if outcome is not None:
            _report(connection, desk, posted, error)
        if isinstance(error, ChannelDown):
            pause(connection, posted.channel, wait_s=max(wait_s, WAITS_S[0]))
    return outcome


def _dead(desk: Desk, posted: Posted, lease: Lease, error: Permanent) -> Outcome:
    with desk.store.begin() as connection:
        finish(connection, lease, Outcome.UNDELIVERED, detail=str(error))
        _report(connection, desk, posted, error)
    return Outcome.UNDELIVERED


def _report(connection: Connection, desk: Desk, posted: Posted, error: Exception) -> None:
    """Tell of a dead letter on another channel; one about a dead letter is only logged."""
    log.error("dead_letter", extra={"channel": posted.channel, "message_id": posted.message.id, "error": str(error)})
    others = [name for name in desk.channels if name != posted.channel]
    letter = dead_letter(posted, str(error), now=clock.now())
    if others and posted.message.rule != letter.rule:
        post(connection, letter, {others[0]: desk.channels[others[0]].recipients})
