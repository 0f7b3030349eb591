import csv
from collections.abc import Iterator

import pytest

from articles.language import identify, script_of
from tests.places import shared


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Bundesregierung legt einen Entwurf zur Aufsicht über künstliche Intelligenz vor.", "de"),
        ("The ministry has published draft rules on general-purpose models.", "en"),
        ("网信办就人工智能服务管理办法公开征求意见。", "zh"),
        ("De regering heeft nieuwe regels voor kunstmatige intelligentie aangekondigd.", "nl"),
        ("政府は人工知能に関する新しい規則を発表しました。", "ja"),
        ("Le gouvernement a annoncé de nouvelles règles pour l'intelligence artificielle.", "fr"),
        ("Il governo ha annunciato nuove regole per i sistemi di intelligenza artificiale.", "it"),
        ("Правительство объявило о новых правилах для искусственного интеллекта", "ru"),
    ],
)
def test_a_sentence_is_in_its_language(text: str, language: str) -> None:
    assert identify(text)[0] == language


@pytest.mark.parametrize("text", ["", "   ", "12345", "AI", "a b c", "!!!", "\ud800"])
def test_what_is_too_short_is_undetermined(text: str) -> None:
    assert identify(text) == ("und", None)


def test_chinese_has_a_script_and_others_have_none() -> None:
    assert identify("国务院发布人工智能发展规划")[1] == "Hans"
    assert identify("數位發展部公布人工智慧發展計畫")[1] == "Hant"
    assert identify("The council adopted its position today.")[1] is None


def test_a_text_that_shows_no_script_counts_as_simplified() -> None:
    assert script_of("人工智能") == "Hans"


def sentences(name: str) -> Iterator[str]:
    with shared("parallel", name).open(encoding="utf-8") as rows:
        yield from (row["text"] for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    ("name", "language", "script"),
    [("deu_Latn.dev.tsv", "de", None), ("eng_Latn.dev.tsv", "en", None), ("zho_Hans.dev.tsv", "zh", "Hans")],
)
def test_every_parallel_sentence_is_recognised(name: str, language: str, script: str | None) -> None:
    wrong = [text for text in sentences(name) if identify(text) != (language, script)]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "language", "floor"),
    [("deu_Latn.dev.tsv", "de", 0.96), ("eng_Latn.dev.tsv", "en", 0.93), ("zho_Hans.dev.tsv", "zh", 0.99)],
)
def test_twenty_characters_are_nearly_always_enough(name: str, language: str, floor: float) -> None:
    found = [identify(text[:20])[0] for text in sentences(name)]
    assert found.count(language) / len(found) >= floor
