"""Traditional characters become simplified ones, in their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import simplify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("國家互聯網信息辦公室", "国家互联网信息办公室"),
        ("人工智慧與演算法", "人工智慧与演算法"),
        ("德国", "德国"),
        ("AI Act, KI-Verordnung", "AI Act, KI-Verordnung"),
        ("", ""),
    ],
)
def test_characters_change_and_words_stay(text: str, expected: str) -> None:
    assert simplify(text) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x2FFFF, exclude_categories=["Cs"])))
def test_offsets_stay_and_twice_is_once(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)
