"""The entities that ship with the product hold together."""

from collections import Counter, defaultdict
from importlib.resources import files

import pytest
import yaml

from articles.inflection import spellings
from articles.matcher import fold
from articles.taxonomy import load_taxonomy
from articles.taxonomy.entities import BODIES, KINDS, LANGUAGES, issuer_of, load_entities
from articles.text import clean, simplify

ENTITIES = load_entities()
ROWS = yaml.safe_load(files("articles.taxonomy").joinpath("entities.yaml").read_bytes())
BODY_ROWS = yaml.safe_load(files("articles.taxonomy").joinpath("taxonomy.yaml").read_bytes())["issuing_bodies"]
KEYS = {"id", "kind", "country", "weak", "needs", "never", "identifiers", "issuer", *LANGUAGES}
# Cities, common nouns and glosses in taxonomy.yaml that name something else far more often (see the head of entities.yaml).
NOT_NAMES = {
    "the President", "Sacramento", "Strasbourg", "member states", "European standards bodies", "Berlin",
    "Executive Office of the President (White House)", "Büro für Industrie und Sicherheit im US-Handelsministerium",
    "Bureau of Industry and Security, US Department of Commerce", "State of California (Legislature and Governor)",
    "Die Bundesbeauftragte für den Datenschutz und die Informationsfreiheit", "欧洲委员会人工智能框架公约",
    "Regionale Zusammenschlüsse (ASEAN; Afrikanische Union; BRICS)",
}  # fmt: skip


def ids_by_form(*, weak: bool) -> dict[str, set[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for entity in ENTITIES.values():
        for language, names in (entity.weak if weak else entity.names).items():
            for name in names:
                for spelling in spellings(name) if language == "de" else (name,):
                    forms[fold(spelling)].add(entity.id)
    return forms


def test_there_are_enough_of_every_kind_and_no_id_twice() -> None:
    assert len(ROWS) == len(ENTITIES) >= 300
    kinds = Counter(entity.kind for entity in ENTITIES.values())
    assert set(kinds) == set(KINDS)
    assert set(KINDS) >= BODIES


def test_every_row_is_well_formed() -> None:
    for row in ROWS:
        assert set(row) <= KEYS, row["id"]
        entity = ENTITIES[row["id"]]
        written = [name for names in (*entity.names.values(), *entity.weak.values()) for name in names]
        assert all(isinstance(name, str) and name == clean(name) and len(name) > 1 for name in written), row["id"]
        assert set(entity.names) == set(LANGUAGES)
        assert set(entity.weak) <= set(LANGUAGES), row["id"]
        assert all(need in ENTITIES or need in KINDS for need in entity.needs), row["id"]
        assert not entity.needs or entity.weak, f"{row['id']} has needs but no weak aliases"


def test_a_language_without_a_name_of_its_own_says_it_in_english() -> None:
    assert ENTITIES["infineon"].name("de") == "Infineon"
    assert ENTITIES["cn_cac"].name("fr") == "Cyberspace Administration of China"
    assert ENTITIES["eu_ai_act"].name("de") == "KI-Verordnung"


def test_chinese_names_are_written_in_hans_forms() -> None:
    odd = {name for entity in ENTITIES.values() for name in entity.names["zh"] if simplify(name) != name}
    assert odd == {"昇腾"}  # Huawei writes its chips so on the mainland too


def test_a_clear_name_stands_for_one_entity() -> None:
    assert {form: ids for form, ids in ids_by_form(weak=False).items() if len(ids) > 1} == {}


@pytest.mark.parametrize("row", BODY_ROWS, ids=lambda row: str(row["id"]))
def test_every_issuing_body_is_an_entity_under_all_its_names(row: dict[str, dict[str, list[str]]]) -> None:
    body = str(row["id"])
    assert ENTITIES[body].country == row["country"]
    clear, weak, issuers = ids_by_form(weak=False), ids_by_form(weak=True), issuer_of()
    for language in LANGUAGES:
        for name in {row["name"][language], *row["aliases"].get(language, [])} - NOT_NAMES:  # type: ignore[misc] # YAML
            found = clear.get(fold(str(name)), set()) | weak.get(fold(str(name)), set())
            assert body in {issuers.get(one) for one in found}, name


def test_issuers_are_issuing_bodies() -> None:
    assert set(issuer_of().values()) == load_taxonomy().issuing_bodies
    assert issuer_of()["de_bundesrat"] == "de_bundestag"
    assert issuer_of()["eu_commission"] == "eu_commission"
    assert "openai" not in issuer_of()


def test_names_that_mean_something_else_are_nobodys() -> None:
    clear = ids_by_form(weak=False)
    assert not [name for entity in ENTITIES.values() for name in entity.never if fold(name) in clear]


def test_official_identifiers_belong_to_one_act() -> None:
    counted = Counter(one for entity in ENTITIES.values() for one in entity.identifiers)
    assert max(counted.values()) == 1
    assert "CELEX 32024R1689" in ENTITIES["eu_ai_act"].identifiers
