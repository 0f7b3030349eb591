"""Batches lose nothing and keep to their size; portions are the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.batching import batches, by_portions, is_east_asian, legible, portions


@given(st.lists(st.integers(min_value=1, max_value=600), max_size=60))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int]) -> None:
    made = list(batches(lengths, most_tokens=1000))
    assert sorted(place for batch in made for place in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[place] for place in batch) <= 1000 for batch in made)


def test_texts_of_like_length_are_together() -> None:
    assert list(batches([5, 100, 6, 90], most_tokens=200)) == [[1, 3], [2, 0]]


def test_a_text_over_the_size_goes_alone() -> None:
    assert list(batches([5000, 4], most_tokens=1000)) == [[0], [1]]


@given(st.text(max_size=300), st.integers(min_value=1, max_value=400), st.integers(min_value=1, max_value=50))
def test_portions_hold_the_whole_text_in_order(text: str, tokens: int, most: int) -> None:
    joined = "".join("".join(portions(text, tokens=tokens, most=most)).split())
    assert joined == "".join(text.split())


def test_portions_end_between_words_where_they_can() -> None:
    assert portions("eins zwei drei vier", tokens=4, most=2) == ["eins", "zwei", "drei vier"]
    assert portions("一二三四五六", tokens=6, most=4) == ["一二三四", "五六"]


def test_long_texts_are_translated_in_portions_and_joined_in_one_call() -> None:
    calls = []

    def shout(parts: list[str]) -> list[str]:
        calls.append(parts)
        return [part.upper() for part in parts]

    english = by_portions(["ab cd ef", "", "gh"], tokens=lambda text: len(text.split()), most=1, translate=shout)
    assert english == ["AB CD EF", "", "GH"]
    assert len(calls) == 1


@pytest.mark.parametrize(("text", "seen"), [("vor\0nach", "vor nach"), ("halb \ud83d", "halb "), ("人😀", "人😀")])
def test_every_engine_can_read_what_is_legible(text: str, seen: str) -> None:
    assert legible(text) == seen


@pytest.mark.parametrize(
    ("text", "there"), [("AI 法", True), ("。", True), ("（", True), ("Ümläut “quoted” – €", False)]
)
def test_signs_of_chinese_writing_are_seen(text: str, there: bool) -> None:
    assert is_east_asian(text) is there
