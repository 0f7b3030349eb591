"""Bodies that act: ids for those we know, names as written for others, joint ones all."""

import pytest

from nlp.entities import Mention, entities
from nlp.issuers import Actor, acting, actors, at_home, in_switzerland, of_country, of_named, of_parliament, subject


def issuers(text: str, language: str, *, place: bool = False) -> list[str]:
    found = acting(actors(text, language=language), text, language=language, place=place)
    return [actor.issuer for actor in found]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("de", "Die EU-Kommission hat am Dienstag Leitlinien veröffentlicht.", ["eu_commission"]),
        ("de", "Der Gemeinderat Oberursel-Nord hat die Satzung beschlossen.", ["Gemeinderat Oberursel-Nord"]),
        ("de", "Der Landkreis Uckermark untersagt die Wasserentnahme.", ["Landkreis Uckermark"]),
        ("en", "The Monetary Authority of Singapore issued its guidelines.", ["Monetary Authority of Singapore"]),
        (
            "en",
            "The federal privacy commissioner has ordered a firm to delete scans.",
            ["federal privacy commissioner"],
        ),
        ("en", "Hours later the town council voted to stop permits.", ["town council"]),
        ("en", "Kenya's MPs voted for the bill.", ["Kenya's MPs"]),
        ("en", "A treaty that ILO members want: the ILO adopted it.", ["International Labour Organization"]),
        ("de", "Polens Präsident Karol Nawrocki unterschrieb.", ["Polens Präsident Karol Nawrocki"]),
        ("zh", "民航局昨天发布紧急通知。", ["中国民用航空局"]),
        ("zh", "安理会24日通过决议。", ["un"]),
        ("zh", "省十四届人大常委会第三次会议昨日表决通过条例。", ["省人大常委会"]),
        ("en", "The Transport Ministry has amended the taxi licensing rules.", ["Transport Ministry"]),
        ("zh", "国家网信办、工业和信息化部近日联合印发通知。", ["cn_cac", "cn_miit"]),
        ("zh", "记者9日从广东省工业和信息化厅获悉，措施已印发。", ["广东省工业和信息化厅"]),
        ("zh", "省网信办通报，某连锁酒店被罚。", ["省网信办"]),
        ("zh", "国务院关税税则委员会公告：继续暂停加征关税。", ["国务院关税税则委员会"]),
    ],
)
def test_the_acting_bodies_are_named(language: str, text: str, names: list[str]) -> None:
    assert issuers(text, language) == names


def test_a_body_that_is_acted_on_is_no_issuer() -> None:
    assert issuers("Gegen die EU-Kommission klagt die Bundesnetzagentur.", "de") == ["de_bnetza"]


def test_a_country_stands_for_its_government_only_where_it_is_asked_for() -> None:
    assert issuers("South Korea fines a cloud giant.", "en") == []
    assert issuers("South Korea fines a cloud giant.", "en", place=True) == ["South Korea"]
    assert issuers("China limits exports of gallium.", "en", place=True) == ["cn_state_council"]
    assert issuers("Die EU hat die Freigrenze abgeschafft.", "de", place=True) == ["EU"]


def test_a_bare_head_noun_names_nobody() -> None:
    assert actors("The agency said so, and the ministry agreed.", language="en") == ()


def test_a_capitalised_subject_is_found_behind_a_dateline() -> None:
    text = "LONDON — Ofgem has withdrawn a rule on grid connections."
    named = subject(text, language="en")
    assert named == Actor(name="Ofgem", id=None, start=9, end=14)
    assert subject("It has withdrawn a rule.", language="en") is None


def test_a_country_and_a_role_make_a_known_body() -> None:
    text = "Germany's parliament approved the bill."
    (actor,) = actors(text, language="en")
    assert of_country(actor, [Mention(id="de", start=0, end=7, alias="Germany")], language="en").id == "de_bundestag"
    spain = Actor(name="Spain's cabinet", id=None, start=0, end=15)
    assert (
        of_country(spain, [Mention(id="es", start=0, end=5, alias="Spain")], language="en").name
        == "Government of Spain"
    )


def test_a_short_name_means_the_body_at_home_unless_only_others_are_named() -> None:
    ministry = Actor(name="Digitalministerium", id=None, start=4, end=22)
    assert at_home(ministry, frozenset(), language="de").id == "de_bmds"
    assert at_home(ministry, frozenset(("JP",)), language="de").id is None


def test_what_is_on_the_agenda_of_a_body_or_named_in_a_law_does_not_act() -> None:
    assert issuers("会议审议了国务院的议案。", "zh") == []
    assert issuers("Zum Auftakt der KI-Konferenz hat das Bundeskabinett gehandelt.", "de") == ["de_government"]
    assert actors("Der Betriebsrat und der Aufsichtsrat tagten.", language="de") == ()


def test_a_month_is_no_part_of_a_body_s_name() -> None:
    (actor,) = actors("It passed the Utah Senate in June.", language="en")
    assert actor.name == "Utah Senate"


@pytest.mark.parametrize(
    ("language", "text", "name", "issuer"),
    [
        ("de", "Die EU streitet, der Rat stimmte zu.", "Rat", "eu_council"),
        ("de", "Die US-Regierung drohte, das Handelsministerium lieferte.", "Handelsministerium", "us_bis"),
        ("de", "Chinas Handelsministerium sprach, dann das Handelsministerium.", "Handelsministerium", "cn_mofcom"),
        ("en", "The UN met; the General Assembly adopted it.", "General Assembly", "un"),
        ("en", "Norway met; the Storting adopted it.", "Storting Assembly", "Storting Assembly"),
    ],
)
def test_a_short_name_means_whom_the_text_names(language: str, text: str, name: str, issuer: str) -> None:
    actor = Actor(name=name, id=None, start=0, end=len(name), bare=name == "Rat")
    assert of_named(actor, entities(text, language=language), language=language).issuer == issuer


def test_a_committee_votes_for_its_parliament() -> None:
    committee = Actor(name="Innenausschuss", id=None, start=4, end=18)
    named = [Mention(id="de_bundestag", start=40, end=49, alias="Bundestag")]
    assert of_parliament(committee, named).id == "de_bundestag"
    assert of_parliament(committee, []).id is None


def test_the_swiss_bundesrat_is_not_germany_s() -> None:
    german = Actor(name="Deutscher Bundesrat", id="de_bundestag", start=0, end=9)
    bare = Actor(name="Bundesrat", id=None, start=0, end=9)
    assert in_switzerland(german, "BERN. Der Bundesrat verschiebt die Vorlage.").issuer == "Schweizer Bundesrat"
    assert in_switzerland(bare, "Der Bundesrat eröffnet die Vernehmlassung.").issuer == "Schweizer Bundesrat"
    assert in_switzerland(german, "Bundestag und Bundesrat, anders als in der Schweiz").id == "de_bundestag"


def test_a_governor_acts_for_the_office() -> None:
    governor = Actor(name="Gov. Rhett Calloway", id=None, start=9, end=28)
    texas = Mention(id="us_texas", start=60, end=65, alias="Texas")
    assert of_country(governor, [texas], language="en").issuer == "Governor of Texas"
