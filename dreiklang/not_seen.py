"""What a digest has to say of where we are blind. In: Health. Out: sources that are missing, and everything else that is."""

from collections.abc import Collection, Mapping

from articles.model import Source
from articles.outcome import Outcome
from delivery.digest import Blindness, Missing
from dreiklang.health import AWAY, Health


def missing_sources(sources: Mapping[str, Source], health: Health, seen: Collection[str]) -> tuple[Missing, ...]:
    """Sources that nobody reached since the last digest (`seen` are the others), and those not seen as they should be."""
    gone = [
        source
        for source in sources.values()
        if health.sources[source.id].outcome != Outcome.NEEDS_BROWSER
        and (health.sources[source.id].state in AWAY or source.id not in seen)
    ]
    ordered = sorted(gone, key=lambda source: (source.kind != "official", source.tier, source.id))
    return tuple(_missing(sources, health, source) for source in ordered)


def blindness(health: Health) -> Blindness:
    """Issuing bodies, steps, and faults of our own."""
    issuers = health.issuers.items()
    return Blindness(
        blind=tuple(one for one, seen in issuers if seen.state == "blind"),
        by_fallback=tuple(one for one, seen in issuers if seen.state == "fallback_only"),
        late=health.late,
        archive_paused=health.archive is not None,
        offline=health.offline,
    )


def _missing(sources: Mapping[str, Source], health: Health, source: Source) -> Missing:
    state = health.sources[source.id]
    away = state.state in AWAY
    fallback = sources.get(source.fallback) if source.fallback else None
    return Missing(
        source=source,
        since=state.since if away and state.seen_at else state.seen_at,
        state=state if away or state.outcome else None,
        fallback=fallback,
        fallback_sees=fallback is not None and health.sources[fallback.id].sees,
    )
