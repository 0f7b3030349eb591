"""What becomes of alerts when rules, acts and pages change: nothing is told again, nothing is left uncorrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from articles.model import Evidence, Identifier
from articles.store.claims import counts
from dreiklang.alerting import decide
from dreiklang.desk import Desk
from dreiklang.steps import STEPS, work
from dreiklang.steps.index import redo_all
from tests.conftest import NOON
from tests.delivery.fakes import FakeChannel
from tests.delivery.test_policy import COD, by, draft, final, says
from tests.dreiklang.desks import SOURCES, article, put
from tests.dreiklang.test_alerting import a_desk, at, deliver, tell

pytestmark = pytest.mark.usefixtures("moved_clock")
RULES = {"events": True, "to": ("mail",)}


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def desk(tmp_path: Path, channel: FakeChannel) -> Desk:
    return a_desk(tmp_path, channel)


def kinds(channel: FakeChannel) -> list[str]:
    return [posted.message.kind for posted in channel.inbox.values()]


def test_a_rule_under_another_name_tells_nothing_again_and_goes_on_where_the_old_one_stopped(
    tmp_path: Path, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    desk = a_desk(tmp_path, channel, alerts={"acts": RULES})
    tell(desk, by("cac", 1), draft())
    deliver(desk)
    at(moved_clock, desk, 0.5)
    tell(desk, by("council", 2, days=0.5), says(status="adopted", issuers=("eu_council",)), story="s2")
    at(moved_clock, desk, 1)
    renamed = a_desk(tmp_path, channel, alerts={"policy": RULES})
    deliver(renamed)
    assert [posted.message.rule for posted in channel.inbox.values()] == ["acts", "policy"]
    deliver(renamed)
    assert len(channel.wire) == 2


def test_a_rule_that_comes_to_others_tells_what_happens_from_then_on(
    tmp_path: Path, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    tell(a_desk(tmp_path, channel, alerts={"acts": RULES}), by("cac", 1), draft())
    deliver(a_desk(tmp_path, channel, alerts={"acts": RULES}))
    at(moved_clock, a_desk(tmp_path, channel), 1)
    both = a_desk(tmp_path, channel, alerts={"acts": RULES, "more": RULES})
    assert [one.rule for one in decide(both, dry_run=True)] == []
    deliver(both)
    at(moved_clock, both, 2)
    tell(both, by("cac", 2, days=2), final(), story="s2")
    deliver(both)
    assert sorted(posted.message.rule for posted in channel.inbox.values()) == ["acts", "acts", "more"]


def test_an_official_text_on_what_a_new_reading_had_opened_alerts_once(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    second = by("cac", 2)
    tell(desk, by("cac", 1), draft())
    tell(desk, second, draft())
    deliver(desk)
    tell(desk, second, final())
    deliver(desk)
    assert kinds(channel) == ["alert"]
    at(moved_clock, desk, 20)
    tell(desk, by("cac", 3, days=20), final())
    deliver(desk)
    tell(desk, by("cac", 4, days=20), final())
    deliver(desk)
    assert kinds(channel) == ["alert", "alert"]


def test_an_official_text_alerts_though_one_paper_told_of_it_weeks_before(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    tell(desk, by("paper1", 1), draft())
    deliver(desk)
    assert not channel.inbox
    at(moved_clock, desk, 14)
    tell(desk, by("cac", 2, days=14), draft())
    deliver(desk)
    assert kinds(channel) == ["alert"]


def test_an_act_that_was_merged_goes_on_in_its_first_thread(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    com = Identifier(kind="com", value="COM(2025) 836", evidence=Evidence(text="COM", start=0, end=3))
    label = says(issuers=("eu_council",), instrument_type="regulation", status="adopted", step="council_adoption")
    tell(desk, by("council", 1, language="en"), replace(label, identifiers=(com,)))
    deliver(desk)
    at(moved_clock, desk, 10)
    for number in (2, 3):
        page = by("parliament", number, language="en", days=10)
        tell(desk, page, says(issuers=("eu_parliament",), instrument_type="regulation", status="adopted",
                              step="plenary", identifiers=(COD,)), story="s2")  # fmt: skip
    deliver(desk)
    at(moved_clock, desk, 20)
    journal = replace(label, status="published", step=None, identifiers=(COD, com))
    tell(desk, by("journal", 4, language="en", days=20), journal, story="s3")
    deliver(desk)
    first, second, third = (posted.message for posted in channel.inbox.values())
    assert second.thread != first.thread
    assert third.thread == first.thread
    assert channel.answered[third.id] == (first.id,)


def test_a_page_that_announces_nothing_any_more_is_corrected_once_and_may_come_back(
    desk: Desk, channel: FakeChannel
) -> None:
    page = by("cac", 1)
    tell(desk, page, draft())
    deliver(desk)
    edited = replace(page, paragraphs=("Diese Seite wurde überarbeitet.",), updated=NOON + timedelta(hours=1))
    tell(desk, edited, None)
    deliver(desk)
    deliver(desk)
    alert, correction = (posted.message for posted in channel.inbox.values())
    assert (correction.kind, correction.thread) == ("correction", alert.thread)
    assert "no text announces it any more" in correction.text and page.url in correction.text
    assert "comments until" not in correction.text
    tell(desk, replace(page, paragraphs=("Neu.",), updated=NOON + timedelta(hours=2)), draft())
    deliver(desk)
    assert kinds(channel) == ["alert", "correction"], "what comes back was said rightly, and is told no second time"


def test_a_reindex_matches_nothing_again_and_alerts_no_second_time(tmp_path: Path, channel: FakeChannel) -> None:
    desk = a_desk(
        tmp_path, channel, searches={"law": {"query": "Gesetz"}}, alerts={"law": {"search": "law", "to": ("mail",)}}
    )
    vars(desk)["all_sources"] = SOURCES
    put(desk, article())
    for _ in range(2):
        for step in STEPS:
            work(desk, step)
        assert kinds(channel) == ["alert"]
        assert redo_all(desk) == 1
    with desk.store.read() as connection:
        assert counts(connection)["match"] == {"matched": 1}
