"""The glossary of official names."""

import csv
from importlib.resources import files

import pytest

from articles.matcher import fold
from articles.taxonomy.glossary import KINDS, expand, find_terms, load_glossary
from articles.text import clean, simplify

ROWS = list(
    csv.DictReader(
        files("articles.taxonomy").joinpath("glossary.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
)


def test_there_are_at_least_three_hundred_terms_with_kind_and_source() -> None:
    assert len(load_glossary()) == len(ROWS) >= 300
    assert {entry.kind for entry in load_glossary()} == set(KINDS)
    assert all(entry.source and all(entry.variants.values()) for entry in load_glossary())


def test_every_row_is_clean_and_leaves_out_what_can_be_derived() -> None:
    for row in ROWS:
        assert None not in row.values(), row["en"]
        assert all(value == clean(value) for value in row.values()), row["en"]
        assert simplify(row["zh"]) == row["zh"]
        variants = row["zh"].replace("(", "").replace(")", "").split(" | ")
        assert all(simplify(word.strip("()")) not in variants for word in row["zh_hant"].split(" | ")), row["zh_hant"]


def test_an_english_name_is_explained_once() -> None:
    names = [form for entry in load_glossary() for form in {fold(name) for name in entry.variants["en"]}]
    assert sorted(names) == sorted(set(names))


def terms_in(text: str, language: str) -> list[tuple[str, str]]:
    """The words in the text, and their English."""
    return [(text[hit.start : hit.end], hit.terms[0].id) for hit in find_terms(text, language)]


def test_terms_of_a_german_text_come_in_order_with_their_english() -> None:
    text = "Der Vermittlungsausschuss beriet die Hochrisiko-KI-Systeme der KI-Verordnung; die Anbieter warten."
    assert terms_in(text, "de") == [
        ("Vermittlungsausschuss", "Mediation Committee"),
        ("Hochrisiko-KI-System", "high-risk AI system"),
        ("KI-Verordnung", "AI Act"),
    ]


def test_terms_of_a_chinese_text_are_found_in_both_scripts() -> None:
    assert terms_in("国家网信办发布征求意见稿。", "zh") == [
        ("国家网信办", "Cyberspace Administration of China"),
        ("征求意见稿", "draft for comment"),
    ]
    assert terms_in("數位主權與人工智能全球治理行動計劃", "zh") == [
        ("數位主權", "digital sovereignty"),
        ("人工智能全球治理行動計劃", "Global AI Governance Action Plan"),
    ]


def test_words_of_everyday_life_are_not_taken_for_terms() -> None:
    assert terms_in("没有别的办法，规定如此，通知如下。", "zh") == []
    assert terms_in("Der Anbieter und die Maßnahmen", "de") == []


@pytest.mark.parametrize(
    ("term", "language", "variant"),
    [
        ("AI Act", "de", "KI-Verordnung"),
        ("KI-Verordnung", "zh", "欧盟《人工智能法》"),
        ("暂行办法", "en", "interim measures"),
        ("Referentenentwurf", "en", "ministerial draft bill"),
        ("人工智能全球治理行动计划", "en", "Global AI Governance Action Plan"),
        ("ai act", "de", "KI-Verordnung"),
        ("數位主權", "de", "digitale Souveränität"),
        ("measures", "zh", "办法"),
    ],
)
def test_a_term_is_expanded_into_the_other_languages(term: str, language: str, variant: str) -> None:
    assert variant in expand(term)[language]


def test_its_own_language_and_unknown_terms_give_nothing() -> None:
    assert set(expand("AI Act")) == {"de", "zh"}
    assert expand("Zeppelin") == {}
