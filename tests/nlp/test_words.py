"""Words for AI, for what it depends on, for governing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.words import KINDS, MOST_CHARS, hints, places


@pytest.mark.parametrize(
    "text",
    [
        "Die KI-Verordnung gilt.",
        "AIs are tools",
        "人工智能法",
        "人工智慧基本法",
        "AI治理",
        "ＡＩ基本法",
        "künstlicher Intelligenz",
        "大模型备案",
    ],
)
def test_ai_is_found_in_every_spelling(text: str) -> None:
    assert places(text)["ai"]


@pytest.mark.parametrize("text", ["Skigebiet mit Kino", "AIDS und KIT", "The aide said it again", "Mainau", "算盘"])
def test_ai_is_not_found_inside_other_words(text: str) -> None:
    assert not places(text)["ai"]


@pytest.mark.parametrize("text", ["Kartoffelchips im Angebot", "fish and chips", "Computer und Wolken"])
def test_everyday_words_are_not_what_ai_depends_on(text: str) -> None:
    assert not places(text)["depends"]


@pytest.mark.parametrize(
    "text", ["Chips aus Taiwan", "export of AI chips", "國產晶片與算力", "open-source models", "Rechenzentren"]
)
def test_what_ai_depends_on_is_found(text: str) -> None:
    assert places(text)["depends"]


def test_both_scripts_are_counted_alike() -> None:
    assert places("監管辦法與條例")["governing"] == places("监管办法与条例")["governing"] != ()


@given(st.text(max_size=300))
def test_places_are_in_order_and_inside_the_text(text: str) -> None:
    found = places(text)
    assert set(found) == set(KINDS)
    for starts in found.values():
        assert list(starts) == sorted(starts)
        assert all(0 <= start < len(text) for start in starts)


def test_what_stands_far_behind_is_not_counted() -> None:
    assert not places("x " * MOST_CHARS + "KI")["ai"]


def test_hints_are_words_by_which_ai_is_spoken_of_without_its_name() -> None:
    assert hints("Für die Schlauesten der Maschinen braucht es Sicherungen")
    assert hints("給最聰明的機器裝上保險絲")
    assert not hints("Der Bundestag beschließt den Haushalt")
