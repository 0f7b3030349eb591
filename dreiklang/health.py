"""What we see and where we are blind. In: the store and the sources of a desk. Out: Health: states, what waits, what is paused.

The decisions are those of crawlers/health.py and crawlers/issuers.py; here their facts are read, each by its index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from articles import clock
from articles.model import IssuerState, Source, SourceState
from articles.store.backlog import backlog
from articles.store.sightings import Polled, load_hours, load_polled
from articles.store.tables import polls
from delivery.notices import Reach
from dreiklang.desk import Desk

AWAY = (
    "silent",
    "blocked",
    "unreachable",
    "feed_error",
    "drift",
)  # states of a source that is not seen as it should be
LANGUAGES = ("de", "zh", "en")
# Work of a step that waits longer than this is late: a step that runs at least hourly has had its chance by then. Pages of a host
# that wants a minute between two requests take longer when a new source brings hundreds.
LATE = timedelta(hours=6)
LATE_FETCH = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Health:
    """What articles.ports.SourceHealth asks for, and what is wrong with ourselves.

    `offline` says that so many sources fail for want of a connection that it is ours; `archive` what the archive lacks.
    """

    as_of: datetime
    sources: Mapping[str, SourceState]
    issuers: Mapping[str, IssuerState]
    waiting: Mapping[str, datetime]
    offline: bool
    archive: str | None

    @property
    def late(self) -> dict[str, datetime]:
        """Steps whose oldest work waits for too long."""
        return {
            step: since
            for step, since in self.waiting.items()
            if self.as_of - since > (LATE_FETCH if step == "fetch" else LATE)
        }


def source_health(desk: Desk) -> Health:
    """As of now."""
    with desk.store.read() as connection:
        return health_of(connection, desk)


def health_of(connection: Connection, desk: Desk) -> Health:
    """The same in a transaction of the caller's."""
    from crawlers.health import is_offline
    from crawlers.issuers import issuer_states

    now = clock.now()
    polled = load_polled(connection)
    states = _source_states(connection, desk.sources, polled, now)
    return Health(
        as_of=now,
        sources=states,
        issuers=issuer_states(desk.sources, states),
        waiting={step: one.since for step, one in backlog(connection, desk.sources).items() if one.since is not None},
        offline=is_offline([how for one, how in polled.items() if one in desk.sources], now=now),
        archive=archive_lacks(desk),
    )


def archive_lacks(desk: Desk) -> str | None:
    """What the archive lacks so that it has paused; None while it writes, or was switched off."""
    return desk.room.lacking() if desk.settings.archive.enabled else None


def seen_since(connection: Connection, since: datetime) -> frozenset[str]:
    """Ids of the sources that answered after this moment."""
    return frozenset(connection.scalars(select(polls.c.source).where(polls.c.reached_at > since)))


def reach(connection: Connection, sources: Mapping[str, Source], *, since: datetime) -> dict[str, Reach]:
    """Of how many sources how many answered since then, and when last asked, by language; one in several counts for each."""
    seen = _answering_since(connection, since)
    found = {}
    for language in LANGUAGES:
        speaking = [source.id for source in sources.values() if _speaks(source, language)]
        if speaking:
            found[language] = Reach(seen=len(seen.intersection(speaking)), expected=len(speaking))
    return found


def _answering_since(connection: Connection, since: datetime) -> frozenset[str]:
    """Ids of the sources that answered after this moment, and have not failed since."""
    return frozenset(
        connection.scalars(select(polls.c.source).where(polls.c.reached_at > since, polls.c.failures == 0))
    )


def _source_states(
    connection: Connection, sources: Mapping[str, Source], polled: Mapping[str, Polled], now: datetime
) -> dict[str, SourceState]:
    from crawlers.expected import LEARNED_DAYS
    from crawlers.health import FAILED_POLLS, Facts, online_hours, source_state, was_cut_off

    hours = load_hours(connection, polled, days=LEARNED_DAYS)
    online = online_hours(hours.values())
    enough = len(polled) > FAILED_POLLS  # with fewer nobody can tell our own connection from theirs
    return {
        source.id: source_state(
            Facts(
                source=source,
                polled=(how := polled.get(source.id)),
                hours=hours.get(source.id),
                cut_off=enough and how is not None and was_cut_off(how, online),
            ),
            now=now,
        )
        for source in sources.values()
    }


def _speaks(source: Source, language: str) -> bool:
    return any(one.partition("-")[0] == language for one in source.languages)
