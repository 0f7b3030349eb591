"""Nouns inside German compounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.compounds import parts


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("rechtsverordnung", "rechts verordnung"),
        ("grundverordnung", "grund verordnung"),
        ("gesichtserkennung", "gesichts erkennung"),
        ("exportkontrollen", "export kontrollen"),
        ("rechenzentren", "rechen zentren"),
        ("aufsichtsbehörde", "aufsicht behörde"),
        ("kennzeichnungspflicht", "kennzeichnung pflicht"),
        ("plattformverordnung", "plattform verordnung"),
        ("quarkverordnung", "quark verordnung"),
        ("lieferkettengesetz", "liefer lieferkette kette kettengesetz gesetz"),
    ],
)
def test_a_compound_gives_its_parts_and_what_they_form(word: str, found: str) -> None:
    assert parts(word) == tuple(found.split())


@pytest.mark.parametrize(
    "word",
    ["verordnung", "anordnung", "unterordnung", "bundestag", "gesellschaft", "entscheidung", "verwertung", "veranstaltung",
     "künstliche", "beschlossen", "richtlinie", "unternehmen", "regierung", "wirtschaft"],
)  # fmt: skip
def test_a_simple_word_has_no_parts(word: str) -> None:
    assert parts(word) == ()


@given(st.text(alphabet="abdenrstuäöüs", min_size=0, max_size=40))
def test_parts_are_shorter_than_the_word_and_stand_in_it(word: str) -> None:
    for part in parts(word):
        assert part in word
        assert len(part) < len(word)
