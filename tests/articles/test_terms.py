"""Finding terms in three languages."""

import pytest

from articles.terms import occurs

TERMS = frozenset({"KI", "AI", "chip", "Rechenzentr", "künstliche Intelligenz", "人工智能", "算法", "C++"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Die KI-Verordnung gilt", {"ki"}),
        ("Kind in Kiel, Ski", set()),
        ("AI监管新规", {"ai"}),
        ("用AI换脸", {"ai"}),
        ("OpenAI said", set()),
        ("AI's future, genAI", {"ai"}),
        ("Chips und Mikrochips", {"chip"}),
        ("Microchips", set()),
        ("Das Rechenzentrum der Rechenzentren", {"rechenzentr"}),
        ("KÜNSTLICHE INTELLIGENZ", {"künstliche intelligenz"}),
        ("《人工智能法》与推荐算法备案", {"人工智能", "算法"}),
        ("in C++ geschrieben", {"c++"}),
        ("", set()),
    ],
)
def test_words_are_found_as_each_language_writes_them(text: str, found: set[str]) -> None:
    assert {term.lower() for term in TERMS if occurs(frozenset({term}), text)} == found
    assert occurs(TERMS, text) is bool(found)


def test_no_terms_are_never_found() -> None:
    assert not occurs(frozenset(), "KI")
    assert not occurs(frozenset(), "")
