"""From a text to an Announcement, by rules alone and by heads; odd texts make no trouble."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from articles.model import Announcement
from nlp.announcements import AnnouncementHeads, announcement, features, slot_features
from nlp.fitting import fit
from nlp.heads import Head
from nlp.reading import Reading

RULES = AnnouncementHeads()
NEWS = datetime(2026, 6, 18, 9, tzinfo=UTC)
TITLES = (
    (
        "en",
        "EU adopts rules on chatbots",
        "The European Commission on Thursday adopted a regulation on chatbots.",
        True,
    ),
    ("de", "Bundestag beschließt KI-Gesetz", "Der Bundestag hat am Donnerstag das KI-Gesetz verabschiedet.", True),
    ("zh", "网信办公布管理办法", "国家网信办18日公布《算法管理办法》，自2026年9月1日起施行。", True),
    ("en", "Lobby urges EU to adopt rules", "The lobby wants the Commission to adopt rules, it said.", False),
    ("de", "Warum ein Gesetz fehlt", "Seit Jahren fordert der Verband ein Gesetz. Das Ministerium prüft.", False),
    ("zh", "专家建议出台办法", "专家建议，有关部门应考虑出台办法。", False),
)


def reading(language: str, title: str, body: str, *, source_type: str = "news", at: datetime = NEWS) -> Reading:
    return Reading(title=title, body=body, language=language, source_type=source_type, published=at)


def read(language: str, title: str, body: str, *, source_type: str = "news", at: datetime = NEWS) -> Announcement:
    found = announcement(reading(language, title, body, source_type=source_type, at=at), RULES)
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "title", "body", "is_one"), TITLES)
def test_rules_alone_tell_plain_announcements_from_demands(language: str, title: str, body: str, is_one: bool) -> None:
    found = announcement(reading(language, title, body), RULES)
    assert (found is not None) is is_one
    assert found is None or found.made_by == "rules"


def test_an_announcement_has_its_slots_with_evidence() -> None:
    body = (
        "国家互联网信息办公室、工业和信息化部6月17日公布《智能体服务管理办法》（工信部科〔2026〕12号），"
        "自2026年9月1日起施行。业界表示欢迎。"
    )
    found = read("zh", "两部门公布智能体管理办法", body)
    assert found.issuers == ("cn_cac", "cn_miit")
    assert found.instrument == "《智能体服务管理办法》"
    assert found.instrument_type == "administrative_measure"
    assert found.decided is not None
    assert found.decided.day == date(2026, 6, 17)
    assert found.effective is not None
    assert found.effective.day == date(2026, 9, 1)
    assert [one.value for one in found.identifiers] == ["工信部科〔2026〕12号"]
    assert set(found.evidence) == {"issuers", "instrument", "status"}
    assert all(body[one.start : one.end] == one.text for one in found.evidence.values())


def test_a_consultation_has_a_deadline_and_only_an_official_text_makes_it_firm() -> None:
    title = "Konsultation zum Meldeformular eröffnet"
    body = "Die Bundesnetzagentur hat heute den Entwurf zur Konsultation gestellt. Stellungnahmen sind bis zum 31. Juli möglich."
    news, official = (read("de", title, body, source_type=kind) for kind in ("news", "official"))
    assert news.status == official.status == "consultation"
    assert news.deadline is not None
    assert official.deadline is not None
    assert (news.deadline.day, news.deadline.firm, official.deadline.firm) == (date(2026, 7, 31), False, True)


def test_an_official_text_is_signed_by_its_issuer() -> None:
    body = "现将《智能体试点工作方案》印发给你们，自2026年9月1日起施行。\n\n浙江省科学技术厅\n2026年6月18日"
    found = read("zh", "关于开展智能体试点的通知", body, source_type="official")
    assert (found.issuers, found.instrument) == (("浙江省科学技术厅",), "关于开展智能体试点的通知")


def test_an_executive_order_is_the_president_s_whatever_the_name() -> None:
    body = "President Aldo Merriman signed an executive order on Thursday that speeds up permits."
    assert read("en", "Executive order speeds up permits", body).issuers == ("us_white_house",)


def test_a_committee_vote_on_a_bill_is_not_its_adoption() -> None:
    title = "Innenausschuss stimmt für Gesetzentwurf zur Gesichtersuche"
    found = read("de", title, "Der Innenausschuss hat am Mittwoch das Gesetz der Bundesregierung angenommen.")
    assert found.status == "proposed"


def test_today_is_the_reader_s_day_not_that_of_greenwich() -> None:
    early = datetime(2026, 6, 19, 7, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
    found = read("zh", "网信办公布办法", "国家网信办今天公布《算法管理办法》，即日起施行。", at=early)
    assert found.decided is not None
    assert found.decided.day == date(2026, 6, 19)


@pytest.mark.parametrize(
    ("language", "body"),
    [("de", ""), ("en", "😀 🎉 🚀" * 50), ("zh", "的" * 200_000), ("de", "Kommission 国务院 White House\n" * 3)],
)
def test_odd_texts_are_read_without_trouble(language: str, body: str) -> None:
    assert announcement(reading(language, "", body), RULES) is None


def test_a_language_that_is_not_ours_announces_nothing() -> None:
    assert announcement(reading("fr", "La Commission adopte un règlement", "Elle l'adopte."), RULES) is None


def test_heads_decide_where_they_are_fitted() -> None:
    heads = AnnouncementHeads(
        announcement=_fitted([is_one for *_, is_one in TITLES], "announcement"),
        instrument_type=_constant("treaty"),
        status=_constant("amended"),
    )
    found = [announcement(reading(*text), heads) for *text, _ in TITLES]
    assert [one is not None for one in found] == [is_one for *_, is_one in TITLES]
    assert {(one.made_by, one.instrument_type, one.status) for one in found if one} == {("head", "treaty", "amended")}


def _fitted(labels: list[bool], name: str) -> Head:
    rows = np.array([features(reading(*text)) for *text, _ in TITLES] * 4)
    stories = [str(number) for number in range(len(rows))]
    numbers = np.array(labels * 4, dtype=np.int64)
    return fit(rows, numbers, stories=stories, shape="binary", classes=(name,), scaled=slice(0, None), weight=0.1).head


def _constant(label: str) -> Head:
    rows = np.array([slot_features(reading(*text)) for *text, _ in TITLES])
    return fit(
        rows,
        np.zeros(len(rows), dtype=np.int64),
        stories=[str(number) for number in range(len(rows))],
        shape="one_of",
        classes=(label, "law"),
    ).head


def test_a_notice_is_decided_on_the_day_under_its_text_and_that_day_is_firm() -> None:
    body = "商务部、海关总署决定对下列物项实施出口管制。\n\n本公告自2026年7月10日起实施。\n\n商务部 海关总署\n2026年6月17日"
    found = read("zh", "公告2026年第58号", body, source_type="official")
    assert found.decided is not None
    assert (found.decided.day, found.decided.firm) == (date(2026, 6, 17), True)


def test_the_day_of_the_act_may_stand_before_the_sentence_that_tells_from_when() -> None:
    body = "最高人民检察院17日印发《办理人工智能犯罪案件意见》。意见自印发之日起施行。"
    found = read("zh", "最高检印发意见", body)
    assert found.effective is not None
    assert found.effective.day == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        (
            "de",
            "Kabinett beschließt Rechenzentrumsgesetz",
            "Die Bundesregierung hat am Mittwoch das Rechenzentrumsgesetz beschlossen.",
        ),
        (
            "en",
            "Council adopts rules on chatbots",
            "EU ministers on Friday adopted their negotiating position on the chatbot regulation.",
        ),
    ],
)
def test_what_another_house_must_still_pass_is_proposed(language: str, title: str, body: str) -> None:
    assert read(language, title, body).status == "proposed"


def test_a_draft_with_a_day_until_which_one_may_answer_is_a_consultation() -> None:
    body = (
        "Das Bundesministerium für Gesundheit hat heute den Entwurf einer Verordnung vorgelegt. "
        "Verbände können bis zum 5. August Stellung nehmen."
    )
    found = read("de", "Ministerium eröffnet Konsultation zur Trinkwasserverordnung", body, source_type="official")
    assert (found.instrument_type, found.status) == ("consultation_draft", "consultation")
    assert found.deadline is not None


def test_a_standard_that_is_shown_before_its_approval_is_out_for_comment() -> None:
    body = (
        "工业和信息化部3日发布《水质采样》等3项行业标准报批公示。"
        "在以上标准批准发布之前，为进一步听取社会各界意见，现予以公示，截止日期为2026年9月3日。"
    )
    found = read("zh", "关于《水质采样》等3项行业标准报批公示", body, source_type="official")
    assert (found.instrument_type, found.status) == ("consultation_draft", "consultation")
    assert found.deadline is not None and (found.deadline.day.month, found.deadline.day.day) == (9, 3)


def test_what_the_european_parliament_adopts_at_first_reading_is_adopted() -> None:
    title = "Parliament adopts rules on the provenance of AI-generated content"
    body = (
        "The European Parliament approved the Content Provenance Regulation at first reading on Tuesday with 468 votes "
        "in favour. The regulation now has to be adopted by the Council."
    )
    assert read("en", title, body, source_type="official").status == "adopted"
