"""How things stand, for Prometheus. In: a desk. Out: numbers, read from the store whenever somebody asks for /metrics.

The store is shared, so that one server speaks for all workers; docs/metrics.md says what every number means.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from articles import clock
from articles.errors import BadInput, DreiklangError
from articles.outcome import STEPS
from articles.store.backlog import backlog, messages
from articles.store.tables import results
from dreiklang.desk import Desk
from dreiklang.health import Health, health_of, reach

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.registry import Collector

LATELY = timedelta(hours=1)
REACHED_WITHIN = timedelta(days=1)  # as alerts say it
PREFIX = "dreiklang_"
# Name -> (what it means, labels). All are gauges: rows go with retention, and a counter must not fall.
METRICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "up": ("1 while the store can be read, else 0 and nothing else is given", ()),
    "outcomes_last_hour": ("Subjects that ended in a step in the last hour", ("step", "outcome")),
    "waiting": ("Subjects that wait for a step, back-fill included", ("step",)),
    "oldest_waiting_seconds": ("Age of a step's oldest waiting work, without back-fill and redone work", ("step",)),
    "source_state": ("1 for the state that a source is in", ("source", "state")),
    "source_seen_seconds": ("Since a list of the source was last read", ("source",)),
    "issuer_state": ("1 for the state that an issuing body is in", ("issuer", "state")),
    "sources_reached": ("Sources of a language reached within a day", ("language",)),
    "sources_expected": ("Sources of a language that are read", ("language",)),
    "offline": ("1 while so many sources cannot be reached that it is our own connection", ()),
    "outbox_waiting": ("Messages that wait to be handed over", ("channel",)),
    "dead_letters": ("Messages that were given up", ("channel",)),
    "archive_bytes": ("Size of the archive", ()),
    "archive_paused": ("1 while the archive has paused for want of room", ()),
    "disk_free_bytes": ("Free space where the data folder is", ()),
}
Sample = tuple[str, tuple[str, ...], float]  # name, values of its labels, value


def serve(desk: Desk, port: int) -> None:
    """Serve /metrics from a thread of its own, at health.metrics_host. Raises: BadInput for a port that is taken."""
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(collector(desk))
    host = desk.settings.health.metrics_host
    try:
        start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        raise BadInput(
            f"cannot serve metrics on {host}:{port}: {error.strerror}; take another --metrics-port", subject=str(port)
        ) from error


def collector(desk: Desk) -> "Collector":
    """What a registry of prometheus-client asks at every scrape."""
    from prometheus_client.registry import Collector

    class Reading(Collector):
        def collect(self) -> Iterator["GaugeMetricFamily"]:
            return families(samples(desk))

    return Reading()


def families(found: Iterable[Sample]) -> Iterator["GaugeMetricFamily"]:
    """Samples under the names of METRICS."""
    from prometheus_client.core import GaugeMetricFamily

    made = {
        name: GaugeMetricFamily(PREFIX + name, meaning, labels=labels) for name, (meaning, labels) in METRICS.items()
    }
    for name, labels, value in found:
        made[name].add_metric(labels, value)
    return (family for family in made.values() if family.samples)


def samples(desk: Desk) -> list[Sample]:
    """Every number as of now."""
    try:
        with desk.store.read() as connection:
            health = health_of(connection, desk)
            found = [*_work(connection, desk), *_seen(connection, desk, health), *_messages(connection)]
        return [("up", (), 1.0), *found, *_room(desk, health)]
    except (DreiklangError, SQLAlchemyError, OSError):
        return [("up", (), 0.0)]


def _work(connection: Connection, desk: Desk) -> Iterator[Sample]:
    ended = (
        select(results.c.step, results.c.outcome, func.count())
        .where(results.c.step.in_(STEPS), results.c.finished_at >= clock.now() - LATELY)
        .group_by(results.c.step, results.c.outcome)
    )
    for step, outcome, number in connection.execute(ended):
        yield "outcomes_last_hour", (step, outcome), number
    for step, one in backlog(connection, desk.sources).items():
        yield "waiting", (step,), one.number
        age = (clock.now() - one.since).total_seconds() if one.since else 0.0
        yield "oldest_waiting_seconds", (step,), max(0.0, age)


def _seen(connection: Connection, desk: Desk, health: Health) -> Iterator[Sample]:
    for source_id, state in health.sources.items():
        yield "source_state", (source_id, state.state), 1
        if state.seen_at is not None:
            yield "source_seen_seconds", (source_id,), (health.as_of - state.seen_at).total_seconds()
    for issuer, seen in health.issuers.items():
        yield "issuer_state", (issuer, seen.state), 1
    for language, reached in reach(connection, desk.sources, since=clock.now() - REACHED_WITHIN).items():
        yield "sources_reached", (language,), reached.seen
        yield "sources_expected", (language,), reached.expected
    yield "offline", (), health.offline


def _messages(connection: Connection) -> Iterator[Sample]:
    for channel, (waiting, dead) in messages(connection).items():
        yield "outbox_waiting", (channel,), waiting
        yield "dead_letters", (channel,), dead


def _room(desk: Desk, health: Health) -> Iterator[Sample]:
    yield "archive_bytes", (), desk.archive.size_bytes()
    yield "archive_paused", (), health.archive is not None
    yield "disk_free_bytes", (), shutil.disk_usage(desk.settings.data).free
