"""The same text, and the same story."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates import alike, same_text, shingles
from nlp.stories import WINDOW, same_story
from tests.dreiklang.desks import SPORT, article

TEXTS = st.text(max_size=200)


@given(TEXTS)
def test_a_text_is_like_itself(text: str) -> None:
    ours = shingles(text, language="de")
    assert alike(ours, ours) == 1.0


@given(TEXTS, TEXTS)
def test_likeness_has_no_direction_and_stays_between_0_and_1(one: str, other: str) -> None:
    ours, theirs = shingles(one, language="zh"), shingles(other, language="zh")
    assert alike(ours, theirs) == alike(theirs, ours)
    assert 0 <= alike(ours, theirs) <= 1


def test_spaces_marks_and_case_do_not_count() -> None:
    assert shingles("Das KI-Gesetz!", language="de") == shingles("das  ki gesetz", language="de")


def test_a_lightly_edited_copy_is_the_same_text() -> None:
    first = article()
    edited = replace(first, paragraphs=(*first.paragraphs, "Mit Material der Agentur."))
    assert same_text(first, edited)


def test_other_texts_other_lengths_and_other_languages_are_not() -> None:
    first = article()
    assert not same_text(first, article(2, title=SPORT[0], paragraphs=(SPORT[1],)))
    assert not same_text(first, replace(first, paragraphs=first.paragraphs * 20))
    assert not same_text(first, replace(first, language="en"))


def test_chinese_copies_are_found_too() -> None:
    first = article(language="zh")
    assert same_text(first, replace(first, paragraphs=(first.paragraphs[0].replace("国家网信办", "网信办"),)))


def test_similar_titles_close_in_time_tell_one_story() -> None:
    first = article(title="Kabinett billigt KI-Gesetz nach langem Streit")
    later = replace(article(2, title="Kabinett billigt KI-Gesetz"), published=first.dated + timedelta(hours=5))
    assert same_story(first, later)
    assert not same_story(first, replace(later, published=first.dated + WINDOW + timedelta(minutes=1)))
    assert not same_story(first, replace(later, title="Bundesrat berät über Wölfe"))
    assert not same_story(first, replace(later, language="en"))
