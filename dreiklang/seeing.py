"""Doctor's look at what we see. In: Health. Out: findings on sources, issuing bodies, steps, and our own connection."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from articles.model import IssuerState, SourceState
from articles.outcome import Outcome
from dreiklang.finding import Finding
from dreiklang.health import AWAY, Health

MOST_NAMED = 8  # of sources that have just failed


def sources_seen(health: Health) -> Iterator[Finding]:
    """Each source that is away, and one line on all others."""
    if not any(one.since for one in health.sources.values()):
        yield Finding(
            check="source", level="ok", told="no source has been polled yet", todo="`dreiklang run` polls them"
        )
        return
    if health.offline:
        todo = "look at this machine's connection, name server and crawl.proxy"
        yield Finding(check="network", level="problem", told="most sources cannot be reached", todo=todo)
    for one in health.sources.values():
        if one.state in AWAY and one.outcome != Outcome.NEEDS_BROWSER:
            told = f"{one.source} {_words(one.state)} since {_moment(one.since)}: {one.figure}"
            yield Finding(check="source", level="warn", told=told, todo=one.todo)
    yield from _others([one for one in health.sources.values() if one.state not in AWAY])
    declared = sum(one.outcome == Outcome.NEEDS_BROWSER for one in health.sources.values())
    if declared:
        told = f"{declared} are declared as readable with a browser only and are not read"
        yield Finding(check="source", level="ok", told=told)


def issuers_seen(health: Health) -> Iterator[Finding]:
    """Issuing bodies that are seen by fallbacks only, or not at all."""
    seen = Counter(one.state for one in health.issuers.values())
    for one in health.issuers.values():
        if one.state == "blind":
            told = f"{one.issuer} not seen by any route since {_moment(one.since)}: {_routes(one)}"
            todo = "mend one of these sources, or add another that carries the issuer"
            yield Finding(check="issuer", level="problem", told=told, todo=todo)
        elif one.state == "fallback_only":
            told = f"{one.issuer} by fallback only since {_moment(one.since)}: {_routes(one)}"
            yield Finding(
                check="issuer", level="warn", told=told, todo="mend its own list; texts may come late meanwhile"
            )
    if health.issuers:
        told = f"{seen['fine']} of {len(health.issuers)} issuing bodies are seen, {seen['unknown']} not known yet"
        yield Finding(check="issuer", level="ok", told=told)


def steps_waiting(health: Health) -> Iterator[Finding]:
    """Steps whose oldest work waits too long."""
    for step, since in health.late.items():
        told = f"{step} has work waiting since {_moment(since)}"
        yield Finding(check="waiting", level="warn", told=told, todo="`dreiklang run`, or see why it stopped with -v")
    if not health.late:
        oldest = ", ".join(f"{step} since {since:%H:%M}" for step, since in health.waiting.items()) or "nothing waits"
        yield Finding(check="waiting", level="ok", told=f"{oldest}; none for long" if health.waiting else oldest)


def _others(states: list[SourceState]) -> Iterator[Finding]:
    counted = Counter(one.state for one in states)
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    learning = [one.since for one in states if one.state == "unknown" and one.since is not None]
    since = f" (watched since {_moment(min(learning))}, a rhythm is known after two weeks)" if learning else ""
    yield Finding(check="source", level="ok", told=f"{told}{since}" if told else "none is seen as it should be")
    failed = [f"{one.source} ({one.outcome})" for one in states if one.outcome is not None]
    if failed:
        more = f" and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
        told = f"just failed, no fault yet: {', '.join(failed[:MOST_NAMED])}{more}"
        yield Finding(check="source", level="ok", told=told)


def _routes(issuer: IssuerState) -> str:
    routes = (*issuer.own, *issuer.others)
    return ", ".join(f"{one.source} {_words(one.state)}{f' ({one.outcome})' if one.outcome else ''}" for one in routes)


def _words(state: str) -> str:
    return state.replace("_", " ")


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "ever"
