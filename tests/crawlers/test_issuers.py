"""An issuing body is seen by its own lists, by what else carries it, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.model import Sight, Source, SourceState
from crawlers.issuers import issuer_states
from tests.crawlers.rhythms import source

NOON = datetime(2026, 11, 22, 14, tzinfo=UTC)
SOURCES = {
    one.id: one
    for one in (
        source(id="miit", issuers=("cn_miit",), fallback="gov-cn"),
        source(id="miit-drafts", issuers=("cn_miit",), fallback="gov-cn"),
        source(id="gov-cn", issuers=("cn_state_council",)),
        source(id="bis", country="US", issuers=("us_bis",), fallback="nowhere"),
        source(id="register", country="US", issuers=("us_bis", "us_nist", "us_ftc")),
        source(id="post"),
    )
}


def states(**changed: Sight) -> dict[str, SourceState]:
    """All fine but these; a later one in the line went away an hour later."""
    return {
        one: SourceState(
            source=one,
            state=changed.get(one.replace("-", "_"), "fine"),
            since=NOON + number * timedelta(hours=1),
            seen_at=NOON,
            figure="",
        )
        for number, one in enumerate(SOURCES)
    }


def judged(**changed: Sight) -> dict[str, str]:
    return {one: seen.state for one, seen in issuer_states(SOURCES, states(**changed)).items()}


def test_every_body_that_a_source_speaks_for_has_a_state() -> None:
    assert judged() == dict.fromkeys(("cn_miit", "cn_state_council", "us_bis", "us_ftc", "us_nist"), "fine")


def test_one_of_several_own_lists_is_enough() -> None:
    assert judged(miit="blocked")["cn_miit"] == "fine"
    assert judged(miit="blocked", miit_drafts="quiet")["cn_miit"] == "fine"


@pytest.mark.parametrize("away", ["silent", "blocked", "unreachable", "feed_error", "drift"])
def test_without_its_own_lists_a_body_is_seen_by_its_fallback_only(away: Sight) -> None:
    seen = issuer_states(SOURCES, states(miit=away, miit_drafts=away))["cn_miit"]
    assert (seen.state, seen.since) == ("fallback_only", NOON + timedelta(hours=1))  # when the last of them went away
    assert [one.source for one in seen.own] == ["miit", "miit-drafts"]
    assert [one.source for one in seen.others] == ["gov-cn"]


def test_a_gazette_that_carries_many_bodies_is_no_list_of_their_own_where_there_is_one() -> None:
    assert judged(bis="blocked") == judged() | {"us_bis": "fallback_only"}
    assert judged(register="blocked") == judged() | {"us_ftc": "blind", "us_nist": "blind"}


def test_a_body_without_any_route_is_blind_since_the_last_one_went_away() -> None:
    seen = issuer_states(SOURCES, states(miit="blocked", miit_drafts="silent", gov_cn="unreachable"))
    assert (seen["cn_miit"].state, seen["cn_miit"].since) == ("blind", NOON + timedelta(hours=2))
    assert seen["cn_state_council"].state == "blind"


def test_a_body_whose_sources_were_never_reached_is_not_known_yet() -> None:
    def pending(source: Source) -> SourceState:
        return SourceState(source=source.id, state="unknown", since=None, figure="not polled yet")

    found = issuer_states(SOURCES, {one: pending(source) for one, source in SOURCES.items()})
    assert {seen.state for seen in found.values()} == {"unknown"}
    reached = states(miit="unknown", miit_drafts="blocked")
    assert issuer_states(SOURCES, reached)["cn_miit"].state == "fine"
