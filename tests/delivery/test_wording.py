"""How facts of an act are said in three languages, as those who speak them write."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from articles.model import FoundDate
from articles.taxonomy.entities import load_entities
from delivery import wording
from delivery.phrases import PHRASES, phrase
from tests.conftest import NOON
from tests.delivery.acts import event, stage
from tests.dreiklang.desks import article

LANGUAGES = ("de", "zh", "en")
FOUR = ("cn_cac", "cn_miit", "cn_most", "cn_ndrc")


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_a_phrase_takes_the_same_values_in_every_language(name: str) -> None:
    assert tuple(sorted(PHRASES[name])) == tuple(sorted(LANGUAGES))
    taken = {language: set(PHRASES[name][language].split("{")[1:]) for language in LANGUAGES}
    names = {language: {one.partition("}")[0] for one in parts} for language, parts in taken.items()}
    assert names["de"] == names["zh"] == names["en"]


def test_one_has_words_of_its_own_where_there_are_any() -> None:
    assert phrase("reprints", "en", n=1, origin="dpa") == "1 reprint of dpa"
    assert phrase("reprints", "en", n=2, origin="dpa") == "2 reprints of dpa"
    assert phrase("reports_line", "en", n=1) == "1 so far"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_body_has_a_name_and_a_short_one(language: str) -> None:
    for body in load_entities():
        assert wording.body_name(body, language) and wording.short_name(body, language)


@pytest.mark.parametrize(
    ("issuers", "language", "short", "line"),
    [
        (FOUR, "en", "CAC + 3", "Cyberspace Administration of China and three other bodies"),
        (FOUR, "de", "CAC + 3", "Chinesische Cyberspace-Verwaltung und drei weitere Stellen"),
        (FOUR, "zh", "国家网信办等四部门", "国家网信办等四部门"),
        (FOUR[:2], "zh", "国家网信办等两部门", "国家网信办等两部门"),
        (("cn_most",), "de", "MOST", "Chinesisches Wissenschaftsministerium"),
        (("eu_parliament",), "en", "EP", "European Parliament"),
        (("eu_commission",), "de", "Europäische Kommission", "Europäische Kommission"),
        (("us_bis",), "zh", "美国商务部工业与安全局", "美国商务部工业与安全局"),
        ((), "en", "?", "Issuer not named"),
    ],
)
def test_bodies_are_named_as_readers_know_them(issuers: tuple[str, ...], language: str, short: str, line: str) -> None:
    assert wording.issuers_short(issuers, language) == short
    assert wording.issuers_line(issuers, language) == line


@pytest.mark.parametrize(
    ("language", "short", "spelled"),
    [
        ("de", "ab 01.01.2028", "in Kraft ab 01.01.2028"),
        ("zh", "2028年1月1日起", "2028年1月1日起施行"),
        ("en", "from 1 Jan 2028", "in force from 1 Jan 2028"),
    ],
)
def test_a_day_in_another_year_is_told_with_it(language: str, short: str, spelled: str) -> None:
    made = stage(step="promulgation", status="published", deadline=None, effective=FoundDate(day=date(2028, 1, 1)))
    assert wording.until(event(made), made, language) == short
    assert wording.until(event(made), made, language, spelled=True) == spelled


def test_a_deadline_is_no_matter_once_the_act_is_decided() -> None:
    open_one = stage()
    decided = stage(id="stage2", step="promulgation", status="published", deadline=None)
    act = event(open_one, decided, deadline=open_one.deadline)
    assert wording.until(act, open_one, "en") == "until 1 Apr"
    assert wording.until(act, decided, "en") == "" and not wording.has_deadline(act, decided)
    assert wording.evidence_state(act, decided, "en").endswith("which names no date.")


def test_a_sentence_does_not_say_comments_twice() -> None:
    proposed = stage(step="plan", status="announced")
    assert wording.act_line(event(), stage(), "de").endswith(": Entwurf zur Stellungnahme bis 01.04.2026")
    assert wording.act_line(event(proposed), proposed, "de").endswith(": Ankündigung, Stellungnahmen bis 01.04.2026")


def test_no_reading_is_certain() -> None:
    assert [wording.percent(1.0, language) for language in LANGUAGES] == ["99 %", "99%", "99%"]
    assert wording.percent(0.937, "en") == "94%"


def test_a_subject_says_what_an_act_is_about_in_the_readers_words_where_there_are_any() -> None:
    named = event(title="《办法》", titles={"zh": "《办法》", "en": "Measures on agents"}, topics=("chips_compute",))
    assert wording.matter(named, stage(), "en") == "Measures on agents"
    assert wording.matter(named, stage(), "de").startswith("Chips")
    assert wording.matter(replace(named, topics=("regulation_law",)), stage(), "de") == "《办法》"
    assert len(wording.matter(replace(named, titles={"en": "Act " * 99}), stage(), "en")) <= wording.MOST_MATTER
    drafted = replace(named, titles={"en": "draft rules on agents"})
    assert wording.matter(drafted, stage(), "en") == "draft rules on agents"
    assert wording.matter(drafted, stage(status="published"), "en").startswith("Chips")


def test_a_stage_is_told_as_that_of_the_body_that_decides_it() -> None:
    law = event(procedure="de_law", issuers=("de_bmds",))
    assert wording.deciders(law, stage(step="bundestag", body="de_bundestag")) == ("de_bundestag",)
    assert wording.deciders(law, stage(step="bundestag", body="de_bmds")) == ("de_bundestag",)
    assert wording.deciders(law, stage(step="in_force", body="de_bundestag")) == ("de_bmds",)


def test_what_several_bodies_decide_together_is_told_as_that_of_all() -> None:
    regulation = event(procedure="eu_law", issuers=("eu_commission",))
    both = ("eu_parliament", "eu_council")
    assert wording.deciders(regulation, stage(step="official_journal", body="eu_council")) == both
    assert wording.deciders(regulation, stage(step="official_journal", body="eu_commission")) == ("eu_commission",)
    adopted = event(procedure="eu_law", issuers=("eu_parliament",))
    assert wording.deciders(adopted, stage(step="official_journal", body="eu_ai_office")) == both
    assert wording.deciders(regulation, stage(step="trilogue", body="eu_council")) == (*both, "eu_commission")


def test_a_deadline_that_was_over_when_a_stage_came_is_not_told_with_it() -> None:
    over = FoundDate(day=NOON.date() - timedelta(days=1))
    reading = stage(status="proposed", deadline=None)
    assert wording.deadline_of(event(deadline=over), reading) is None
    assert wording.deadline_of(event(deadline=replace(over, day=NOON.date())), reading) is not None


def test_a_step_that_the_acts_procedure_does_not_have_still_has_a_name() -> None:
    assert wording.told_value("step", "committee", event(procedure="cn_rule"), "en") == "Committee vote"
    assert wording.told_value("step", "nowhere", event(), "en") == "nowhere"


def test_a_topic_that_nearly_all_acts_share_is_not_named() -> None:
    assert wording.topic_name(event(topics=("regulation_law", "chips_compute")), "en").startswith("Chips")
    assert wording.topic_name(event(topics=("regulation_law",)), "en") == ""


def test_a_day_with_a_time_is_the_readers_and_a_bare_day_is_the_pages() -> None:
    late = NOON.replace(hour=23, minute=30)
    assert wording.published_day(article(published=late), "Asia/Shanghai") == date(2026, 3, 3)
    bare = article(published=NOON.replace(hour=0), published_precision="day")
    assert wording.published_day(bare, "America/New_York") == date(2026, 3, 2)
