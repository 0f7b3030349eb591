"""The commands events list|show|merge|split|fix, as a person types them."""

import json
from pathlib import Path

import pytest

from articles import clock
from articles.model import PolicyEvent
from articles.store.events import list_events
from articles.store.labels import keep_in_story
from articles.store.texts import keep_article
from delivery.policy import join_event
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from tests.conftest import NOON
from tests.delivery.test_policy import SOURCES, by, draft, final
from tests.dreiklang.conftest import Call


@pytest.fixture
def desk(call: Call, real_settings: Path) -> Desk:
    """A desk whose store knows one Chinese act, by a ministry and a paper."""
    clock.move(NOON)
    desk = Desk(load_settings(real_settings, environment={}))
    with desk.store.begin() as connection:
        for one in (by("cac", 1), by("paper1", 2)):
            keep_article(connection, one)
            keep_in_story(connection, one.id, "s1", near_duplicate_of=None)
            join_event(connection, one, draft(), source=SOURCES[one.source])
    return desk


def event(desk: Desk) -> PolicyEvent:
    with desk.store.read() as connection:
        return list_events(connection)[0]


def test_events_are_listed_with_their_stage(call: Call, desk: Desk) -> None:
    told = call("events", "list")
    assert told.code == 0
    assert "consultation" in told.out and "cn_cac" in told.out


def test_a_list_that_is_empty_says_what_lists_all(call: Call, desk: Desk) -> None:
    told = call("events", "list", "--issuer", "de_bmi")
    assert told.out == "" and "`dreiklang events list` without options" in told.err


def test_a_store_without_acts_says_that_there_is_none_yet(call: Call, real_settings: Path) -> None:
    assert call("events", "list").err.startswith("no act is known yet")


def test_one_act_is_shown_with_its_stages_and_articles(call: Call, desk: Desk) -> None:
    told = call("events", "show", event(desk).id)
    assert "comments until: not named" in told.out
    assert "consultation: consultation - opened 2026-03-02 12:00 - official" in told.out
    assert told.out.count("国家网信办公布人工智能管理办法") == 2


def test_an_unknown_act_is_an_error_that_says_where_to_look(call: Call, desk: Desk) -> None:
    told = call("events", "show", "nothing")
    assert told.code == 1 and "no event 'nothing'; `dreiklang events list` shows them" in told.err


def test_a_day_that_a_person_sets_is_firm_and_stays(call: Call, desk: Desk) -> None:
    told = call("events", "fix", event(desk).id, "deadline", "2026-12-23")
    assert "comments until: 23 Dec 2026 (firm)" in told.out and "corrected by a person: deadline" in told.out


def test_bodies_and_country_that_are_known_are_taken(call: Call, desk: Desk) -> None:
    assert call("events", "fix", event(desk).id, "issuers", "cn_miit, cn_cac").code == 0
    assert call("events", "fix", event(desk).id, "country", "eu").code == 0
    assert (event(desk).issuers, event(desk).country) == (("cn_miit", "cn_cac"), "EU")


def test_a_stage_is_corrected_by_its_id(call: Call, desk: Desk) -> None:
    stage = event(desk).stages[0]
    told = call("events", "fix", event(desk).id, "retracted", "true", "--stage", stage.id)
    assert told.code == 0 and "taken back" in told.out


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("deadlin", "2026-12-23", "Did you mean 'deadline'?"),
        ("deadline", "tomorrow", "write it as 2026-12-23"),
        ("instrument_type", "lav", "Did you mean 'law'?"),
        ("issuers", "cn_cac,cn_mit", "no issuing body named 'cn_mit'"),
        ("issuers", "cn_mit", "Did you mean 'cn_miit'?"),
        ("country", "Germany", "Did you mean 'DE'?"),
        ("country", "XX", "no country code named 'XX'"),
        ("title", " ", "a title cannot be empty"),
    ],
)
def test_a_wrong_correction_says_what_would_be_right(call: Call, desk: Desk, field: str, value: str, hint: str) -> None:
    told = call("events", "fix", event(desk).id, field, value)
    assert told.code == 1 and hint in told.err


def test_split_and_merge_undo_each_other(call: Call, desk: Desk) -> None:
    whole = event(desk)
    told = call("events", "split", whole.id, whole.article_ids[1], "--json")
    fresh = json.loads(told.out)
    assert fresh["article_ids"] == [whole.article_ids[1]]
    told = call("events", "merge", whole.id, fresh["id"], "--json")
    assert sorted(json.loads(told.out)["article_ids"]) == sorted(whole.article_ids)


def test_an_act_that_moved_on_shows_its_latest_stage(call: Call, desk: Desk) -> None:
    with desk.store.begin() as connection:
        join_event(connection, by("cac", 9, days=0.5), final(), source=SOURCES["cac"])
    told = call("events", "list", "--country", "cn", "--json")
    assert json.loads(told.out)["stage"] == "promulgation"
