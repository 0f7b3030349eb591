"""What alerts, what does not, and what has to be corrected."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.model import FoundDate
from delivery.alerts import Acts, Quiet, Rule, due_stages, due_stories, facts, message_id, portions, wrong
from tests.conftest import NOON
from tests.delivery.acts import event, stage

RULE = Rule(name="CN consultations", channels=("mail",), acts=Acts(countries=frozenset({"CN"})))
MAX_AGE = timedelta(hours=72)
BERLIN = ZoneInfo("Europe/Berlin")


def due(*stages: object, told: tuple[str, ...] = (), rule: Rule = RULE, now: datetime = NOON) -> list[str]:
    opened = [(event(one), one) for one in stages]
    found = due_stages(rule, opened, told=told, now=now, max_age=MAX_AGE)  # type: ignore[arg-type]  # stages
    return [one.id for _, one in found]


def test_a_stage_that_opened_alerts_until_it_was_told_of() -> None:
    assert due(stage()) == ["stage1"]
    assert due(stage(), told=("stage1",)) == []


@pytest.mark.parametrize(
    "silent",
    [
        stage(quiet=True),
        stage(retracted=True),
        stage(opened_at=None),
        stage(told_at=NOON - timedelta(hours=73)),
        stage(decided=FoundDate(day=date(2026, 2, 20)), official=False),
        stage(decided=FoundDate(day=date(2025, 9, 1))),
    ],
)
def test_what_is_quiet_taken_back_unconfirmed_or_old_never_alerts(silent: object) -> None:
    assert due(silent) == []


@pytest.mark.parametrize(
    ("acts", "holds"),
    [
        (Acts(), True),
        (Acts(issuers=frozenset({"cn_miit"})), True),
        (Acts(issuers=frozenset({"eu_council"})), False),
        (Acts(stages=frozenset({"consultation"})), True),
        (Acts(stages=frozenset({"promulgation"})), False),
        (Acts(topics=frozenset({"safety_frontier"}), types=frozenset({"consultation_draft"})), True),
        (Acts(topics=frozenset({"chips_compute"})), False),
        (Acts(countries=frozenset({"EU"})), False),
    ],
)
def test_a_rule_is_about_the_acts_that_every_field_of_it_names(acts: Acts, holds: bool) -> None:
    assert acts.hold(event(), stage()) is holds


def test_a_rule_on_a_search_tells_of_no_stage() -> None:
    assert due(stage(), rule=replace(RULE, acts=None, search="chips")) == []


def test_an_official_text_is_news_though_it_was_decided_weeks_before() -> None:
    assert due(stage(decided=FoundDate(day=date(2026, 1, 20)))) == ["stage1"]


def test_a_story_is_told_of_once() -> None:
    assert list(due_stories({"s1": ["a1"], "s3": ["a3"]}, told={"s1"})) == ["s3"]


@given(st.integers(1, 40), st.integers(0, 30), st.integers(1, 12))
def test_no_throttle_loses_anything(number: int, already: int, most: int) -> None:
    due_ones = list(range(number))
    messages = portions(due_ones, already=already, most_an_hour=most)
    assert [one for message in messages for one in message] == (due_ones if already < most else [])
    assert len(messages) <= max(0, most - already)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)),
        (datetime(2026, 3, 2, 22, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC)),
        (datetime(2026, 3, 3, 4, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC)),
        (datetime(2026, 3, 29, 2, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
    ],
    ids=["at noon", "before midnight", "after midnight", "in the night of the clock change"],
)
def test_quiet_hours_go_over_midnight_in_the_readers_own_time(moment: datetime, over: datetime) -> None:
    assert Quiet(begins=time(22), ends=time(7), zone=BERLIN).over(moment) == over


def test_what_was_said_and_is_otherwise_now_is_wrong() -> None:
    said = facts(event(), stage(), gone=False)
    moved = stage(deadline=FoundDate(day=date(2026, 4, 15)), issuers=("cn_miit",))
    assert wrong(said, facts(event(moved), moved, gone=True)) == {
        "issuers": (["cn_cac", "cn_miit", "cn_most", "cn_ndrc"], ["cn_miit"]),
        "deadline": ("2026-04-01", "2026-04-15"),
        "gone": (False, True),
    }


def test_what_only_becomes_known_later_was_not_said_wrongly() -> None:
    said = facts(event(), stage(deadline=None, issuers=("cn_cac",)), gone=False)
    assert wrong(said, facts(event(), stage(decided=FoundDate(day=date(2026, 3, 1))), gone=False)) == {}


def test_a_page_that_comes_back_is_no_correction() -> None:
    said = facts(event(), stage(), gone=True)
    assert wrong(said, facts(event(), stage(), gone=False)) == {}


def test_the_id_of_a_message_depends_on_what_it_tells_alone() -> None:
    assert message_id("rule", "alert", "s1") == message_id("rule", "alert", "s1") != message_id("rule", "alert", "s2")


def test_a_day_that_a_person_has_set_for_the_act_goes_before_the_stages_own() -> None:
    said = facts(event(), stage(), gone=False)
    fixed = event(deadline=FoundDate(day=date(2026, 5, 1), firm=True), fixed=("deadline",))
    assert wrong(said, facts(fixed, stage(), gone=False)) == {"deadline": ("2026-04-01", "2026-05-01")}
