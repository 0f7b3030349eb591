"""German names that begin with adjectives."""

import pytest

from articles.inflection import spellings


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("Europäischer Gerichtshof", "Europäischen Gerichtshof"),
        ("Weißes Haus", "Weißen Haus"),
        ("Auswärtiges Amt", "Auswärtigen Amt"),
        ("Vereinte Nationen", "Vereinten Nationen"),
        ("Unabhängiges Internationales Gremium", "Unabhängigen Internationalen Gremium"),
    ],
)
def test_leading_adjectives_are_declined_together(name: str, also: str) -> None:
    assert spellings(name)[0] == name
    assert also in spellings(name)


@pytest.mark.parametrize(
    "name", ["Bundestag", "Digitale-Dienste-Gesetz", "Bundesministerium für Digitales", "chinesisch", ""]
)
def test_other_names_stay_as_they_are(name: str) -> None:
    assert spellings(name) == (name,)
