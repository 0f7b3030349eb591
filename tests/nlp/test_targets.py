"""Which stance targets a passage speaks of, and what takes a side in it."""

import pytest

from articles.taxonomy import load_taxonomy
from nlp.polarity import CUES, cues
from nlp.target_words import LOOSE
from nlp.targets import mentions, target_ids


def found(text: str) -> tuple[set[str], set[str]]:
    named, pointed = mentions(text)
    ids = target_ids()
    return {ids[n] for n in named.nonzero()[0]}, {ids[n] for n in pointed.nonzero()[0]}


def test_every_target_of_the_taxonomy_has_aliases_in_three_languages_and_looser_words() -> None:
    targets = load_taxonomy().targets
    assert set(LOOSE) == set(targets)
    assert len(targets) == 18
    for target in targets.values():
        assert all(target.aliases[language] for language in ("de", "zh", "en")), target.id
        assert target.polarity.startswith("support = ")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Die Pflichten der KI-Verordnung gelten.", "eu_ai_act"),
        ("The EU AI Act applies.", "eu_ai_act"),
        ("欧盟人工智能法将于八月生效。", "eu_ai_act"),
        ("Huawei liefert.", "chinese_ai_firms"),
        ("世界人工智能合作組織在上海成立。", "cn_global_plan"),
        ("They want open-weight models.", "open_source_ai"),
    ],
)
def test_an_alias_names_its_target_in_any_script(text: str, target: str) -> None:
    assert target in found(text)[0]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Der Aufschub ist ein Geschenk.", "eu_delay"),
        ("刷脸该停一停了", "biometric_surveillance"),
        ("The curbs bite.", "us_export_controls"),
        ("Wer trainiert, muss Autoren bezahlen.", "copyright_training"),
    ],
)
def test_looser_words_point_to_a_target_without_naming_it(text: str, target: str) -> None:
    named, pointed = found(text)
    assert target in pointed - named


def test_a_text_on_something_else_speaks_of_no_target() -> None:
    assert found("Der Verein gewann das Heimspiel mit drei zu eins.") == (set(), set())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Das ist ein Fehler.", "blame"),
        ("This is a sensible step.", "praise"),
        ("这条路走对了，值得肯定。", "praise"),
        ("Parliament should act.", "urge"),
        ("必须立即叫停。", "enough"),
        ("ausgerechnet Berlin", "irony"),
    ],
)
def test_words_that_take_a_side_are_counted_by_kind(text: str, kind: str) -> None:
    assert dict(zip(CUES, cues(text), strict=True))[kind] > 0


def test_traditional_characters_count_as_simplified_ones() -> None:
    assert (cues("我們反對這項規定，應該撤回。") == cues("我们反对这项规定，应该撤回。")).all()
