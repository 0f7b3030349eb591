"""What an act is called, as written, and what type its words speak of."""

from datetime import UTC, datetime

import pytest

from nlp.acts import sayings, telling
from nlp.instruments import instrument, looks_like
from nlp.reading import Reading


def named(title: str, body: str, language: str) -> str:
    moment = datetime(2026, 6, 18, 9, tzinfo=UTC)
    found = sayings(Reading(title=title, body=body, language=language, source_type="news", published=moment))
    return instrument(found, main=telling(found), language=language).name


@pytest.mark.parametrize(
    ("language", "title", "body", "name"),
    [
        ("zh", "央行出新规", "中国人民银行昨日印发《算法信贷管理办法》，自7月1日起施行。", "《算法信贷管理办法》"),
        ("zh", "网信办通报", "省网信办依据《个人信息保护法》，对某酒店罚款八十万元。", "对某酒店罚款"),
        ("de", "Kabinett handelt", "Das Kabinett hat am Dienstag eine Richtlinie für KI in der Landesverwaltung erlassen.",
         "Richtlinie für KI in der Landesverwaltung"),
        ("de", "Strafe", "Die Behörde hat gegen die Bank Niederrhein eine Geldbuße von 3 Millionen Euro verhängt.",
         "Geldbuße gegen die Bank Niederrhein"),
        ("en", "Governor signs", "Gov. Whitlock on Thursday signed House Bill 2288 into law.", "House Bill 2288"),
        ("en", "Regulator acts", "Ofcom has fined broadband provider Quillnet £2.4m for making it too hard to leave.",
         "Fine on broadband provider Quillnet"),
        ("en", "Rules out", "The bank on Friday issued the Guidelines on Risk Management.", "Guidelines on Risk Management"),
        ("zh", "法案", "河内6月20日电 越南国会20日通过数字技术产业法修正案，要求登记。", "数字技术产业法修正案"),
        ("zh", "特朗普签了", "据美国《纽约时报》网站报道，总统周三签署一项行政令，禁止采购。", "行政令"),
        ("zh", "酒店被罚", "记者从省网信办获悉，某连锁酒店因超范围收集信息被处以罚款。", "对某连锁酒店罚款"),
        ("de", "Aus", "Das Amt hat die Dienstanweisung zum Risikoscreening am Freitag aufgehoben.",
         "Dienstanweisung zum Risikoscreening"),
        ("en", "Robotaxi bill passes", "The Senate on Tuesday approved a bill requiring reports. Assembly Bill 1777 now heads to "
         "the governor.", "Assembly Bill 1777"),
        ("en", "India tags", "The ministry on Tuesday notified the Data Protection (AI Services) Rules, 2026, officials said.",
         "Data Protection (AI Services) Rules, 2026"),
        ("en", "Guidance out", 'The FDA finalized guidance Friday. The document, "Change Control Plans for Devices", is short.',
         "Change Control Plans for Devices"),
        ("en", "Watchdog drops text", "The ICO has withdrawn its guidance on scraping, overtaken by the Data Use Act.",
         "guidance on scraping"),
    ],
)  # fmt: skip
def test_the_act_has_its_name_as_written(language: str, title: str, body: str, name: str) -> None:
    assert named(title, body, language) == name


def test_without_any_name_the_headline_has_to_do_without_its_tail() -> None:
    assert named("Peking zügelt Freundinnen – ein bisschen", "Es regnet.", "de") == "Peking zügelt Freundinnen"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("《算法信贷管理办法（征求意见稿）》", "consultation_draft"),
        ("Bußgeld gegen X", "enforcement_action"),
        ("Executive Order 14179", "executive_order"),
        ("GB/T 45654-2025", "standard"),
        ("Chatbot Honesty Act", "law"),
        ("Friedhofssatzung", "regulation"),
        ("《行动计划》", "action_plan"),
    ],
)
def test_a_name_tells_its_type(name: str, kind: str) -> None:
    moment = datetime(2026, 6, 18, 9, tzinfo=UTC)
    nothing = sayings(Reading(title="-", body="", language="de", source_type="news", published=moment))[0]
    assert looks_like(name, nothing) == kind


def test_an_act_of_last_year_does_not_lend_its_name() -> None:
    body = "The commission voted Thursday to suspend connections. Lawmakers had ordered a study in Senate Bill 6 last year."
    assert named("Texas pauses hookups", body, "en") != "Senate Bill 6"


@pytest.mark.parametrize(
    ("language", "body", "name"),
    [
        (
            "de",
            "Der Bundestag hat am Donnerstag das Gesetz zur Durchführung der europäischen KI-Verordnung beschlossen. "
            "Für das Digitalaufsichts- und Innovationsgesetz, kurz DAIG, stimmten die Fraktionen der Koalition.",
            "Digitalaufsichts- und Innovationsgesetz (DAIG)",
        ),
        (
            "de",
            "Das Kabinett hat am Mittwoch das Daten- und Registerzugangsgesetz (DRZG) auf den Weg gebracht.",
            "Daten- und Registerzugangsgesetz (DRZG)",
        ),
        (
            "en",
            "The Senate on Thursday approved a bill implementing the EU AI Act. The Machine Oversight and Redress Act (MORA) "
            "passed by 30 votes to 12.",
            "Machine Oversight and Redress Act (MORA)",
        ),
        (
            "en",
            "The House on Tuesday voted 240-180 for a bill on deepfakes. Known as the Likeness Protection Act, it now goes to "
            "the Senate.",
            "Likeness Protection Act",
        ),
        (
            "zh",
            "立法院今天三讀通過人工智慧專法。該法全稱《人工智慧發展基本條例》，共二十條。",
            "《人工智慧發展基本條例》",
        ),
        ("zh", "韩国国会18日通过一项规范聊天机器人的法案。法案简称《诚实机器人法》。", "《诚实机器人法》"),
    ],
)
def test_an_act_that_is_first_paraphrased_has_the_name_it_is_given_then(language: str, body: str, name: str) -> None:
    assert named("-", body, language) == name


@pytest.mark.parametrize(
    ("language", "body", "name"),
    [
        (
            "de",
            "Die Behörde hat am Mittwoch Leitlinien zur Kennzeichnung veröffentlicht. Das Digitale-Dienste-Gesetz (DDG) "
            "verpflichtet Plattformen schon länger.",
            "Leitlinien zur Kennzeichnung",
        ),
        (
            "en",
            "The commission on Thursday published guidance on age checks. The Digital Services Act (DSA) protects minors.",
            "guidance on age checks",
        ),
    ],
)
def test_a_law_that_is_named_beside_guidance_is_not_the_guidance(language: str, body: str, name: str) -> None:
    assert named("-", body, language) == name


@pytest.mark.parametrize(
    ("language", "body", "name"),
    [
        (
            "en",
            "The ISO on Thursday published a standard for assessing AI data, ISO/IEC 42777:2026 Information technology - Data.",
            "ISO/IEC 42777:2026",
        ),
        (
            "de",
            "Das DIN hat am Donnerstag eine Norm veröffentlicht. Die DIN EN 18555 „Dialogsysteme“ ersetzt die DIN EN 17000.",
            "DIN EN 18555",
        ),
        ("zh", "市场监管总局18日发布国家标准《对话系统 安全要求》（GB/T 47777-2026）。", "GB/T 47777-2026"),
        ("en", "The regulator on Thursday issued guidance on testing, based on ISO/IEC 42001.", "guidance on testing"),
    ],
)
def test_a_standard_goes_by_its_number(language: str, body: str, name: str) -> None:
    assert named("-", body, language) == name


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        ("商务部对镓相关物项实施出口许可管理", "商务部18日发布有关事项公告。", "对镓相关物项实施出口许可管理"),
        ("市场监管总局：对三家平台开展合规检查", "市场监管总局18日发布有关情况通报。", "对三家平台开展合规检查"),
        (
            "财政部明确补贴",
            "财政部18日印发有关问题的通知。文件为关于智能终端补贴有关问题的通知。",
            "关于智能终端补贴有关问题的通知",
        ),
    ],
)
def test_a_notice_of_the_matter_concerned_is_called_by_what_it_is_about(title: str, body: str, name: str) -> None:
    assert named(title, body, "zh") == name


def test_an_owner_is_no_part_of_a_name_and_a_network_is_no_act() -> None:
    assert named("-", "Parliament on Thursday adopted the country's law on chatbots.", "en") == "law on chatbots"
    title = "Ministry opens country's network of labs"
    assert named(title, "The ministry on Thursday opened the country's network of test labs.", "en") == title
