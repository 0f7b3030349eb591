"""How well every issuing body is seen, by its routes. In: sources and their states. Out: an IssuerState a body.

A body's own routes are the sources that speak for the fewest bodies beside it; gazettes that carry many, and the `fallback` of
an own route, are the others.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from articles.model import IssuerSight, IssuerState, Source, SourceState


def issuer_states(sources: Mapping[str, Source], states: Mapping[str, SourceState]) -> dict[str, IssuerState]:
    """The state of every body that a source speaks for, by its id."""
    issuers = sorted({issuer for source in sources.values() for issuer in source.issuers})
    return {issuer: _state(issuer, sources, states) for issuer in issuers}


def _state(issuer: str, sources: Mapping[str, Source], states: Mapping[str, SourceState]) -> IssuerState:
    speaking = [source for source in sources.values() if issuer in source.issuers]
    fewest = min(len(source.issuers) for source in speaking)
    own = [source for source in speaking if len(source.issuers) == fewest]
    carrying = [source.id for source in speaking if source not in own]
    behind = [source.fallback for source in own if source.fallback in sources]
    own_states = tuple(states[source.id] for source in own)
    others = tuple(states[one] for one in dict.fromkeys([*carrying, *behind]) if one is not None)
    state, since = _judged(own_states, others)
    return IssuerState(issuer=issuer, state=state, since=since, own=own_states, others=others)


def _judged(own: Sequence[SourceState], others: Sequence[SourceState]) -> tuple[IssuerSight, datetime | None]:
    if any(one.sees for one in own):
        return "fine", max((one.seen_at for one in own if one.sees and one.seen_at), default=None)
    if any(one.state == "unknown" for one in own):
        return "unknown", _last([one for one in own if one.state == "unknown"])
    if any(one.sees for one in others):
        return "fallback_only", _last(own)
    return "blind", _last([*own, *others])


def _last(states: Sequence[SourceState]) -> datetime | None:
    """When the last of them went away."""
    return max((one.since for one in states if one.since is not None), default=None)
