"""Official terms: found in every case, put in place, kept, and known to be lost."""

import pytest

from articles.taxonomy.glossary import load_glossary
from benchmarks.translation import with_terms
from nlp.terminology import BRACKETS, TOKENS, WAYS_APART, Way, lost, official_terms, restored, with_english


def english(text: str, language: str = "de") -> list[str]:
    return [term.english for term in official_terms(text, language)]


@pytest.mark.parametrize("language", ["de", "zh"])
def test_the_terms_of_the_measured_sentences_are_those_that_people_found(language: str) -> None:
    rows = with_terms(language)
    assert len(rows) == 50
    for text, expected in rows:
        assert set(english(text, language)) == set(expected), text


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("für Anbieter von KI-Modellen mit allgemeinem Verwendungszweck", "general-purpose AI model"),
        ("die chinesische Cyberspace-Verwaltung", "Cyberspace Administration of China"),
        ("des Europäischen Datenschutzausschusses", "European Data Protection Board"),
        ("zwei schwerwiegende Vorfälle", "serious incident"),
        ("neue Rechenzentren", "data centre"),
        ("vom Deutschen Bundestag", "German Bundestag"),
    ],
)
def test_german_terms_are_found_in_every_case_and_number(text: str, term: str) -> None:
    assert english(text) == [term]


@pytest.mark.parametrize("text", ["die Bundestagswahl", "er din", "ein chip", "Grundgesetzänderung"])
def test_what_only_looks_like_a_german_term_is_left(text: str) -> None:
    assert english(text) == []


def test_the_longest_term_counts() -> None:
    assert english("Hochrisiko-KI-Systeme und KI-Systeme") == ["high-risk AI system", "AI system"]
    assert english("高风险人工智能系统", "zh") == ["high-risk AI system"]


def test_the_english_stands_where_the_term_stood() -> None:
    text = "Das Bundeskabinett billigte die KI-Verordnung."
    terms = official_terms(text, "de")
    assert with_english(text, terms) == "Das federal cabinet billigte die AI Act."
    apart = with_english(text, terms, way=BRACKETS, missed={"AI Act"})
    assert apart == "Das federal cabinet billigte die [AI Act]."
    assert with_english(text, terms, way=TOKENS, missed={"AI Act"}) == "Das federal cabinet billigte die QXB."


@pytest.mark.parametrize("way", WAYS_APART)
def test_what_set_terms_apart_is_gone_in_the_end(way: Way) -> None:
    text = "Das Bundeskabinett billigte die KI-Verordnung und das Datenverordnung."
    terms = official_terms(text, "de")
    said = with_english(text, terms, way=way, missed={term.english for term in terms})
    assert restored(said, terms, way=way) == with_english(text, terms)


@pytest.mark.parametrize(
    "said",
    [
        "The Chinese Ministry of Commerce decided",
        "The Ministry of Commerce decided",
        "China's Ministry of Commerce decided",
    ],
)
def test_a_body_of_china_gets_its_whole_name(said: str) -> None:
    terms = official_terms("商务部决定", "zh")
    assert with_english("商务部决定", terms) == "Ministry of Commerce决定"
    assert restored(said, terms).removeprefix("The ") == "Ministry of Commerce of China decided"


def test_a_term_is_kept_in_any_of_its_official_forms_and_in_any_number() -> None:
    terms = official_terms("Die KI-Verordnung regelt Hochrisiko-KI-Systeme.", "de")
    assert lost(terms, "The EU AI Act regulates high risk AI systems.") == ()
    assert lost(terms, "The AI Regulation regulates high-risk systems.") == ("AI Act", "high-risk AI system")


def test_another_spelling_becomes_that_of_the_issuer() -> None:
    terms = official_terms("Der Normungsauftrag und die Kennzeichnungspflicht für Rechenzentren", "de")
    said = restored("The standardization request and the labeling obligation for data centers", terms)
    assert said == "The standardisation request and the labelling obligation for data centers"
    assert lost(terms, said) == ()


def test_every_term_that_is_put_in_place_is_found_there() -> None:
    for entry in load_glossary():
        for language in ("de", "zh"):
            for variant in entry.variants.get(language, ()):
                terms = official_terms(variant, language)
                assert lost(terms, restored(with_english(variant, terms), terms)) == ()


def test_an_abbreviation_becomes_an_abbreviation_and_no_part_of_a_word_counts_as_one() -> None:
    terms = official_terms("KI und DSGVO", "de")
    assert [term.english for term in terms] == ["AI", "GDPR"]
    assert lost(terms, "He said so on the air") == ("AI", "GDPR")
    assert lost(official_terms("künstliche Intelligenz", "de"), "AI") == ()
