"""Acts are told from plans, demands, rumours, quotes and background."""

from datetime import UTC, datetime

import pytest

from nlp.acts import is_background, sayings, telling
from nlp.reading import Reading


def reading(title: str, body: str, language: str) -> Reading:
    return Reading(
        title=title,
        body=body,
        language=language,
        source_type="news",
        published=datetime(2026, 6, 18, 9, tzinfo=UTC),
    )


def done(title: str, language: str) -> list[str]:
    return [act.status for act in sayings(reading(title, "", language))[0].done]


@pytest.mark.parametrize(
    ("language", "sentence", "status"),
    [
        ("de", "Der Bundestag hat am Donnerstag ein Gesetz über KI in Ämtern verabschiedet", "adopted"),
        ("de", "Die Datenschutzbehörde hat gegen den Konzern ein Bußgeld von 4 Millionen Euro verhängt", "enforced"),
        ("de", "Das Ministerium zieht den Entwurf zurück", "withdrawn"),
        ("de", "Die Kommission stellt Leitlinien zur Konsultation", "consultation"),
        ("en", "Ofcom fines broadband firm over cancellation queues", "enforced"),
        ("en", "Colorado pushes back AI law to 2027", "delayed"),
        ("en", "Ottawa tables AI and Data bill", "proposed"),
        ("zh", "国家网信办就管理办法公开征求意见", "consultation"),
        ("zh", "市十四届人大常委会表决通过数字人条例", "adopted"),
        ("zh", "私隱專員公署發出執行通知", "enforced"),
    ],
)
def test_verbs_of_acting_are_found_with_their_status(language: str, sentence: str, status: str) -> None:
    assert status in done(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Die Kommission soll im Herbst Leitlinien veröffentlicht haben wollen"),
        ("de", "Verband fordert, dass der Bundestag das Gesetz verabschiedet"),
        ("de", "Italien hatte die App damals verboten"),
        ("en", "The agency may impose a fine"),
        ("en", "Parliament passed the law a year ago"),
        ("zh", "专家建议尽快出台人工智能法"),
        ("zh", "网信办去年约谈六家平台"),
    ],
)
def test_what_is_planned_demanded_or_long_past_is_not_done(language: str, sentence: str) -> None:
    assert done(sentence, language) == []


def test_what_is_quoted_is_not_done() -> None:
    body = "„Die Kommission hat die Regeln verabschiedet, niemand hat es gemerkt“, sagte Emil Rettberg."
    assert sayings(reading("Streit", body, "de"))[1].done == ()


def test_the_telling_sentence_is_the_fresh_act_of_a_body_not_its_background() -> None:
    body = (
        "Es riecht nach Algen in Chitose. Vor drei Jahren hatte das Parlament ein Gesetz verabschiedet. "
        "Das Ministerium erließ am Donnerstag eine Verordnung über Rechenzentren. Die Bauern klagten."
    )
    main = telling(sayings(reading("Chips im Rübenfeld", body, "de")))
    assert main.source.startswith("Das Ministerium erließ")
    assert main.start is not None
    assert body[main.start :].startswith(main.source)


def test_without_any_sentence_the_title_tells() -> None:
    assert telling(sayings(reading("EU adopts AI rules", "", "en"))).start is None


def test_the_name_of_a_plan_plans_nothing() -> None:
    assert done("国家发改委28日印发《人工智能行动计划》", "zh") == ["published"]


def test_background_is_what_was_done_long_ago_unless_a_day_of_this_week_is_named() -> None:
    old, fresh = sayings(
        reading("-", "The House passed it last year. On Thursday it voted as it had voted last year.", "en")
    )[1:]
    assert is_background(old)
    assert not is_background(fresh)
