"""Each flag is raised by what it is about, and good translations raise none."""

import csv

import pytest

from nlp.translation_checks import FLAGS, MENDABLE, flags
from tests.places import shared

GOOD = [
    ("de", "Das Kabinett hat den Entwurf am Mittwoch gebilligt.", "The cabinet approved the draft on Wednesday."),
    ("de", "Hier ist die Übersetzung: Guten Tag zusammen.", "Here is the translation: Good day to all of you."),
    ("de", "2 Milliarden Euro bis 2030", "2 billion euros by 2030"),
    ("de", "KI", "AI"),
    (
        "zh",
        "国务院公布了新的规定，自2026年3月1日起施行。",
        "The State Council published new provisions, which take effect on 1 March 2026.",
    ),
    ("zh", "OpenAI发布新模型", "OpenAI releases a new model"),
    ("zh", "投资20亿元", "2 billion yuan invested"),
    ("zh", "办法自二〇二六年三月起施行。", "The measures take effect in March 2026."),
    ("de", "Der Haushalt 2025/26 ist beschlossen.", "The budget for 2025 and 2026 has been adopted."),
    ("zh", "办法明年11月起施行。", "The measures take effect in November next year."),
]
BAD = [
    ("leftover", "zh", "国务院公布了新的规定。", "The 国务院 published new provisions."),
    ("copy", "de", "Der Ausschuss berät morgen über den Entwurf.", "Der Ausschuss berät morgen über den draft."),
    ("copy", "zh", "国务院公布规定。", "国务院公布规定"),
    ("preamble", "de", "Der Ausschuss berät morgen.", "Sure! Here is the translation: The committee deliberates tomorrow."),
    ("preamble", "de", "Der Ausschuss berät morgen.", "The translation of the text is: The committee deliberates tomorrow."),
    ("preamble", "zh", "委员会明天开会。", "The committee meets tomorrow. Note: the original is short."),
    ("loop", "de", "Der Ausschuss berät morgen.", "The committee and the committee and the committee and the committee meets."),
    ("loop", "zh", "委员会明天开会。", "The committee hahahahahahahaha."),
    ("length", "de", "Der Ausschuss berät am Mittwoch über den Entwurf der Regierung.", "The committee."),
    ("length", "zh", "委员会明天开会讨论草案。", " ".join(map(str, range(50)))),
    ("length", "zh", "委员会明天开会。", ""),
    ("numbers", "de", "Die Strafe beträgt 350 Euro.", "The fine is high."),
    ("numbers", "de", "Das Gesetz von 2021 gilt weiter.", "The law remains in force."),
    ("numbers", "zh", "投资20亿元用于算力", "20 billion yuan invested in computing power"),
    ("numbers", "zh", "办法明年11月起施行。", "The measures take effect in November 2021."),
    ("numbers", "de", "Der Entwurf kommt im nächsten Jahr.", "The draft comes in 2023."),
    ("names", "zh", "OpenAI发布新模型", "A company releases a new model"),
    ("names", "de", "Die Bundesnetzagentur warnt vor den Folgen.", "The authority warns of the consequences."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "english"), GOOD)
def test_nothing_is_wrong_with_a_good_translation(language: str, text: str, english: str) -> None:
    assert flags(text, english, language=language) == ()


@pytest.mark.parametrize(("flag", "language", "text", "english"), BAD)
def test_what_is_wrong_is_named(flag: str, language: str, text: str, english: str) -> None:
    assert flag in flags(text, english, language=language)


def test_length_and_names_are_compared_with_what_was_asked() -> None:
    text, english = (
        "中共中央强调科技自立自强。",
        "The Central Committee of the Communist Party of China stresses self-reliance and self-strengthening in all of it.",
    )
    assert flags(text, english, language="zh") != ()
    assert (
        flags(
            text,
            english,
            language="zh",
            asked="Central Committee of the Communist Party强调self-reliance and self-strengthening。",
        )
        == ()
    )


def test_every_flag_is_explained_and_has_an_example() -> None:
    assert {flag for flag, *_ in BAD} | {"terms"} == set(FLAGS)
    assert set(FLAGS) > MENDABLE


@pytest.mark.parametrize(("language", "file"), [("de", "deu_Latn"), ("zh", "zho_Hans")])
def test_translations_by_people_are_hardly_ever_flagged(language: str, file: str) -> None:
    texts, english = (
        {row["index_id"]: row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
        for lines in (
            shared("parallel", f"{name}.train.tsv").read_text(encoding="utf-8").splitlines()
            for name in (file, "eng_Latn")
        )
    )
    found = [flags(text, english[number], language=language) for number, text in texts.items()]
    assert sum(bool(MENDABLE.intersection(one)) for one in found) <= 0.005 * len(found)
    assert sum(bool(one) for one in found) <= 0.05 * len(found)
