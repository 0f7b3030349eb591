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
