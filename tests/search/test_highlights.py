"""Passages with the words of a query marked."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlights import FRAGMENT_CHARS, highlights
from search.query import parse

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def marked(query: str, *, language: str = "de", **fields: Any) -> dict[str, tuple[str, ...]]:
    return highlights({"language": language} | fields, parse(query, now=NOW).root)


@pytest.mark.parametrize(
    ("query", "language", "text", "found"),
    [
        ("Verordnung", "de", "Neue Verordnungen", "Neue <mark>Verordnungen</mark>"),
        ("Verordnung", "de", "Datenschutzverordnung", "<mark>Datenschutzverordnung</mark>"),
        ("Massnahme", "de", "Die Maßnahmen", "Die <mark>Maßnahmen</mark>"),
        ("kuenstlich", "de", "künstliche", "<mark>künstliche</mark>"),
        ("künstlich", "de", "kuenstliche", "<mark>kuenstliche</mark>"),
        ("KI-Verordnung", "de", "die KI-Verordnung gilt", "die <mark>KI-Verordnung</mark> gilt"),
        ("人工智能", "zh", "发布人工智能办法", "发布<mark>人工智能</mark>办法"),
        ("人工智能", "zh", "發布人工智能辦法", "發布<mark>人工智能</mark>辦法"),
        ("辦法", "zh", "管理办法", "管理<mark>办法</mark>"),
        ("法", "zh", "办法与法律", "办<mark>法</mark>与<mark>法</mark>律"),
        ("policy", "en", "policies", "<mark>policies</mark>"),
        ("any", "en", "any", "<mark>any</mark>"),
        ("verord*", "de", "Verordnungen", "<mark>Verordnungen</mark>"),
        ("verodnung~", "de", "Verordnung", "<mark>Verordnung</mark>"),
        ("ＡＩ", "en", "the ＡＩ act", "the <mark>ＡＩ</mark> act"),
        ('"act rules"~1', "en", "act new rules", "<mark>act new rules</mark>"),
    ],
)
def test_what_found_an_article_is_marked_in_it(query: str, language: str, text: str, found: str) -> None:
    assert marked(query, language=language, text=text) == {"text": (found,)}


def test_exclusions_and_fields_mark_nothing() -> None:
    assert marked("-Gesetz country:DE", text="Das Gesetz in DE") == {}
    assert marked("title:Gesetz", title="Das Gesetz", text="Das Gesetz") == {"title": ("Das <mark>Gesetz</mark>",)}


def test_a_long_text_gives_a_few_passages_cut_between_words() -> None:
    text = "\n".join(
        "Füllwörter ohne Belang " * 20 + f"Gesetz Nummer {number}. " + "Noch mehr Wörter " * 20 for number in range(9)
    )
    fragments = marked("Gesetz", text=text)["text"]
    assert len(fragments) == 3
    for fragment in fragments:
        assert "<mark>Gesetz</mark>" in fragment
        assert len(fragment) < FRAGMENT_CHARS + 60
        plain = unescape(fragment.replace("<mark>", "").replace("</mark>", ""))
        assert set(plain.split()) <= set(text.split())


WORDS = (
    "Verordnungen", "Maßnahmen", "künstliche", "kuenstlich", "Datenschutzgesetz", "policies", "any", "dying", "KI-Gesetz",
    "人工智慧", "办法", "ＡＩ", "Mueller", "Größe",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.sampled_from(WORDS),
    st.sampled_from(["de", "en", "zh"]),
)
def test_the_quick_look_hides_nothing_that_would_be_marked(words: list[str], query: str, language: str) -> None:
    text = "\n".join(words)
    with patch("search.highlights.may_hold", return_value=True):
        thorough = marked(query, language=language, text=text)
    assert marked(query, language=language, text=text) == thorough


@given(st.text(alphabet="Gesetz <>&\"'\n法办智 mark/", max_size=200))
def test_whatever_stands_in_a_text_comes_out_escaped(text: str) -> None:
    for fragment in marked("Gesetz OR 法", title=text, text=text).get("text", ()):
        bare = fragment.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert fragment.count("<mark>") == fragment.count("</mark>") > 0
