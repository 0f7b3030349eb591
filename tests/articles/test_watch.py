"""Watch lists of the settings."""

from articles.matcher import Matcher, Term
from articles.watch import watch_terms


def test_every_term_knows_its_list_and_language() -> None:
    terms = watch_terms({"Lausitz": {"de": ["Lausitz"], "zh": ["卢萨蒂亚"], "en": ["Lusatia"]}})
    assert set(terms) == {
        Term(text="Lausitz", id="watch:Lausitz", language="de"),
        Term(text="卢萨蒂亚", id="watch:Lausitz", language="zh"),
        Term(text="Lusatia", id="watch:Lausitz", language="en"),
    }


def test_blanks_and_repetitions_are_left_out() -> None:
    assert watch_terms({"x": {"en": [" chip ", "chip", " "]}, "empty": {}}) == (Term(text="chip", id="watch:x"),)


def test_german_adjectives_are_declined() -> None:
    text = "Pläne der digitalen Verwaltung"
    hits = Matcher(watch_terms({"x": {"de": ["digitale Verwaltung"]}})).find(text)
    assert [text[hit.start : hit.end] for hit in hits] == ["digitalen Verwaltung"]
