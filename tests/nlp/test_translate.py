"""An article in English: aligned, never twice, checked, and never without end."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.model import Article, Rendering
from nlp.translate import (
    LEAD_CHARS,
    MOST_CHARS,
    MOST_LEAD,
    Forgetful,
    render,
    sentences_of,
    tidy,
    translate_article,
    translate_line,
    version,
)
from tests.dreiklang.desks import article
from tests.nlp.fakes import FakeTranslator, english

GERMAN = ("Der Ausschuss berät heute. Morgen stimmt er ab.", "Danach folgt die Pause.", "Es regnet am Abend.")


def german(*paragraphs: str, title: str = "Ausschuss berät") -> Article:
    return article(title=title, paragraphs=paragraphs or GERMAN)


def translated(one: Article, translator: FakeTranslator | None = None, **options: object):  # type: ignore[no-untyped-def] # of a test
    made = translate_article(one, translator or FakeTranslator(), Forgetful(), **options)  # type: ignore[arg-type] # as given
    assert made is not None
    return made


def render_one(text: str, translator: FakeTranslator, language: str = "zh") -> Rendering:
    return render([text], translator, Forgetful(), language=language)[0]


def test_paragraphs_align_one_to_one_and_say_what_made_them() -> None:
    made = translated(german())
    assert len(made.paragraphs) == len(GERMAN)
    assert made.paragraphs[0] == " ".join(english(one) for one in sentences_of(GERMAN[0], "de"))
    assert made.title == english("Ausschuss berät")
    assert (made.engine, made.depth, made.to, made.flags) == ("fake-1", "full", "en", {})
    assert made.model == version(FakeTranslator())


def test_a_title_alone_is_a_translation_with_empty_paragraphs() -> None:
    made = translated(german(), depth="title")
    assert made.paragraphs == ("", "", "")
    assert made.depth == "title"


def test_the_lead_is_the_beginning() -> None:
    long = "Der Ausschuss berät heute lange. " * 10
    made = translated(german("Kurz gesagt.", long, "Das Ende."), depth="lead")
    assert [bool(one) for one in made.paragraphs] == [True, True, False]


def test_a_lead_without_end_is_cut_at_a_sentence() -> None:
    fake = FakeTranslator()
    endless = " ".join(f"Der Ausschuss berät heute lange über Entwurf {number}." for number in range(200))
    translated(german(endless), fake, depth="lead")
    asked = sum(len(text) for text, _, _ in fake.asked)
    assert LEAD_CHARS["de"] <= asked <= LEAD_CHARS["de"] * MOST_LEAD + 100


def test_a_body_of_200_000_characters_is_cut_where_the_settings_say() -> None:
    fake = FakeTranslator()
    paragraphs = [
        " ".join(f"Der Ausschuss berät heute lange über Punkt {number}.{part}." for part in range(16))
        for number in range(250)
    ]
    made = translated(german(*paragraphs), fake, most_chars=20_000)
    assert len(made.paragraphs) == 250
    asked = sum(len(text) for text, _, _ in fake.asked)
    assert 19_000 < asked < 21_000
    assert [bool(one) for one in made.paragraphs] == [True] * 26 + [False] * 224


@pytest.mark.parametrize("body", [(), ("",), ("😀😀😀 🎉",), ("https://example.org/x 12345",)])
def test_what_has_no_words_is_not_sent_to_the_model(body: tuple[str, ...]) -> None:
    fake = FakeTranslator()
    made = translated(german(*body) if body else replace(german(), paragraphs=()), fake)
    assert [text for text, _, _ in fake.asked] == ["Ausschuss berät"]
    assert made.paragraphs == body


def test_english_words_in_a_chinese_text_stay() -> None:
    fake = FakeTranslator()
    made = translated(article(language="zh", title="公布规定", paragraphs=("Hello World. OK", "他说好。")), fake)
    assert made.paragraphs[0] == "Hello World. OK"


def test_a_sentence_is_translated_once_whatever_repeats_it() -> None:
    fake, memory = FakeTranslator(), Forgetful()
    for one in (
        german("Der Ausschuss berät heute.", "Der Ausschuss berät heute."),
        german("Der Ausschuss berät heute."),
    ):
        translate_article(one, fake, memory)
    assert [text for text, _, _ in fake.asked] == ["Ausschuss berät", "Der Ausschuss berät heute."]


def test_when_the_time_is_over_what_was_done_is_remembered() -> None:
    fake, memory = FakeTranslator(), Forgetful()
    left = iter([False, False, True])
    assert translate_article(german(), fake, memory, enough=lambda: next(left)) is None
    done = len(fake.asked)
    assert done == 3
    assert translate_article(german(), fake, memory) is not None
    assert len(fake.asked) == done + 2


@pytest.mark.parametrize(
    ("wrong", "flag"),
    [
        (lambda text: "The 国务院 met today for talks.", "leftover"),
        (lambda text: text, "copy"),
        (lambda text: "Sure, here is the translation: it met today.", "preamble"),
        (lambda text: "it met today and " * 6, "loop"),
        (lambda text: "x", "length"),
    ],
)
def test_what_is_wrong_is_tried_again_without_chinese_and_marked_if_it_stays(wrong, flag: str) -> None:  # type: ignore[no-untyped-def] # a lambda
    text = "会议今天讨论了很多事情。"
    mended = FakeTranslator(say=wrong)
    assert render_one(text, mended).flags == ()
    assert [again for _, _, again in mended.asked] == [False, True]
    stays = render_one(text, FakeTranslator(say=wrong, say_again=wrong))
    assert flag in stays.flags


def test_a_second_try_that_is_worse_is_not_taken() -> None:
    fake = FakeTranslator(
        say=lambda _: "The 国 committee met today to talk.", say_again=lambda _: "国国 loop loop loop loop"
    )
    assert render_one("会议今天讨论了很多事情。", fake).english == "The 国 committee met today to talk."


def test_official_terms_are_put_in_and_set_apart_where_they_were_lost() -> None:
    def careless(text: str) -> str:
        return text if "[AI Act]" in text else "The cabinet approves the AI Regulation today."

    fake = FakeTranslator(
        say=lambda text: careless(text).replace("Das Kabinett billigt die", "The cabinet approves the")
    )
    made = render_one("Das Kabinett billigt die KI-Verordnung.", fake, "de")
    assert [text for text, _, _ in fake.asked] == [
        "Das Kabinett billigt die AI Act.",
        "Das Kabinett billigt die [AI Act].",
    ]
    assert made.english == "The cabinet approves the AI Act."
    assert made.flags == ()


def test_a_lost_term_is_marked() -> None:
    made = render_one(
        "Das Kabinett billigt die KI-Verordnung.", FakeTranslator(say=lambda _: "It approves the AI Regulation."), "de"
    )
    assert made.flags == ("terms",)


def test_flags_say_where() -> None:
    made = translated(german("Gut gesagt.", "Der Ausschuss von 1998 tagte gestern nicht mehr."), FakeTranslator())
    assert made.flags == {"numbers": (1,)}


@pytest.mark.parametrize(
    ("said", "text", "line"),
    [
        ('"The cabinet."', "Das Kabinett.", "The cabinet."),
        ('"The cabinet."', "„Das Kabinett.“", '"The cabinet."'),
        ('"Yes" and "no"', "Ja und nein", '"Yes" and "no"'),
        ("Two\n lines ", "Zwei Zeilen", "Two lines"),
    ],
)
def test_what_is_said_stands_on_one_line_without_marks_of_its_own(said: str, text: str, line: str) -> None:
    assert tidy(said, text) == line


def test_a_line_is_translated_without_an_article() -> None:
    said, found = translate_line("Der Ausschuss berät. 1998 auch.", FakeTranslator(), Forgetful(), language="de")
    assert said.startswith("word1")
    assert found == ("numbers",)


@given(st.text(max_size=1500), st.sampled_from(["de", "zh"]))
def test_any_text_is_cut_into_questions_of_bounded_length_that_lose_nothing(text: str, language: str) -> None:
    parts = sentences_of(text, language)
    assert all(0 < len(part) <= MOST_CHARS[language] for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_article_has_a_translation(paragraphs: list[str]) -> None:
    made = translated(german(*paragraphs) if paragraphs else german())
    assert len(made.paragraphs) == len(paragraphs or GERMAN)


def test_the_version_tells_translators_apart_and_fits_its_column() -> None:
    assert version(FakeTranslator()) == version(FakeTranslator())
    assert version(FakeTranslator()) != version(FakeTranslator(version="fake-2"))
    assert len(version(FakeTranslator(version="a" * 200))) <= 64
