"""The tokens that searches are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.chains import MOST_CHARS, chains, fold_word, tokens


@pytest.mark.parametrize(
    ("text", "language", "folded"),
    [
        ("Die Maßnahmen über Zölle", "de", "die massnahmen uber zolle"),
        ("China's AI-Act, 2024/1689", "en", "china ai act 2024 1689"),
        ("CHINA’S plan", "en", "china plan"),
        ("the letter s", "en", "the letter s"),
        ("ＡＩ　Ｃａｆé", "en", "ai cafe"),
        ("人工智能治理", "zh", "人工 工智 智能 能治 治理"),
        ("人工智慧治理辦法", "zh", "人工 工智 智慧 慧治 治理 理办 办法"),
        ("欧盟AI法案", "zh", "欧盟 ai 法案"),
        ("法，人", "zh", "法 人"),
        ("二〇二六年", "zh", "二〇 〇二 二六 六年"),
        ("ﬁne ½ ㎡", "en", "fine 12"),
        ("…!?", "de", ""),
    ],
)
def test_folding_is_the_same_for_every_way_to_write_a_word(text: str, language: str, folded: str) -> None:
    assert tokens(text, "folded", language) == folded.split()


@pytest.mark.parametrize(
    ("text", "language", "stemmed"),
    [
        ("Verordnungen der Behörden", "de", "verordn der behord"),
        ("Kuenstliche Künstlicher", "de", "kunstlich kunstlich"),
        ("regulations regulate regulators", "en", "regul regul regul"),
        ("大模型 models", "zh", "大模 模型 model"),
    ],
)
def test_stems_follow_the_language_of_the_text(text: str, language: str, stemmed: str) -> None:
    assert tokens(text, "stemmed", language) == stemmed.split()


def test_parts_are_those_of_german_compounds_and_single_characters() -> None:
    assert set(tokens("Datenschutzverordnungen", "parts", "de")) == {
        "dat",
        "schutz",
        "verordn",
        "datenschutz",
        "schutzverordn",
    }
    assert tokens("Datenschutzverordnung", "parts", "en") == []
    assert tokens("AI法案", "parts", "zh") == ["法", "案"]


def test_tokens_know_where_they_stand_in_the_original() -> None:
    text = "„Maßnahmen“ zur 人工智慧"
    made = chains(text, "de")
    assert [text[one.start : one.end] for one in made["folded"]] == ["Maßnahmen", "zur", "人工", "工智", "智慧"]
    assert [one.position for one in made["stemmed"]] == [0, 1, 2, 3, 4]


def test_a_token_of_endless_length_is_cut() -> None:
    (long,) = tokens("x" * 300, "folded", "en")
    assert len(long) == MOST_CHARS
    assert len(fold_word("ä" * 300)) == MOST_CHARS


@given(st.text(max_size=80), st.sampled_from(["de", "zh", "en", "und"]))
def test_any_text_becomes_words_without_spaces_that_point_into_it(text: str, language: str) -> None:
    made = chains(text, language)
    assert len(made["folded"]) == len(made["stemmed"])
    for token in (one for chain in made.values() for one in chain):
        assert token.text
        assert not any(char.isspace() for char in token.text)
        assert 0 <= token.start < token.end <= len(text)
