"""The procedures agree with the taxonomy, and labels lead to the stages people count."""

from importlib.resources import files

import pytest
import yaml

from articles.taxonomy.entities import LANGUAGES, load_entities
from articles.taxonomy.procedures import Procedure, load_procedures, procedure_for
from articles.text import simplify

TAXONOMY = yaml.safe_load(files("articles.taxonomy").joinpath("taxonomy.yaml").read_bytes())
STATUSES = {row["id"] for row in TAXONOMY["announcement_status"]}
INSTRUMENTS = {row["id"] for row in TAXONOMY["instrument_types"]}
ANY_TIME = {"amended", "delayed", "withdrawn", "enforced"}
PROCEDURES = list(load_procedures().values())


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.id)
def test_a_procedure_uses_the_words_of_the_taxonomy(procedure: Procedure) -> None:
    ids = [step.id for step in procedure.steps]
    assert len(ids) == len(set(ids))
    assert procedure.instruments <= INSTRUMENTS
    assert set(procedure.name) == set(LANGUAGES)
    for step in procedure.steps:
        assert step.statuses and set(step.statuses) <= STATUSES
        assert set(step.bodies) <= set(load_entities())
        assert step.stage in ids
        assert set(step.name) == set(step.cues) == set(LANGUAGES)
        assert all(cues and len(cues) == len(set(cues)) for cues in step.cues.values())
        assert all(simplify(cue) == cue for cue in step.cues["zh"])


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.id)
def test_every_status_has_a_stage(procedure: Procedure) -> None:
    stages = {step.stage for step in procedure.steps}
    assert {procedure.stage(status=status) for status in STATUSES} <= stages | STATUSES
    assert all(procedure.stage(status=status) in stages for status in ("published", "in_force", "adopted"))


@pytest.mark.parametrize("instrument", sorted(INSTRUMENTS))
@pytest.mark.parametrize("country", ["EU", "DE", "CN", "US", "KR", None])
def test_every_act_has_a_procedure(country: str | None, instrument: str) -> None:
    assert procedure_for(country=country, instrument=instrument).fits(country=country, instrument=instrument)


def test_acts_go_the_way_of_their_country() -> None:
    assert procedure_for(country="DE", instrument="law").id == "de_law"
    assert procedure_for(country="CN", instrument="administrative_measure").id == "cn_rule"
    assert procedure_for(country="US", instrument="executive_order").id == "us_order"
    assert procedure_for(country="CN", instrument="standard").id == "standard"
    assert procedure_for(country="KR", instrument="law").id == "any"
    assert procedure_for(country=None, instrument=None).id == "any"


def test_committee_plenary_council_and_journal_are_four_stages() -> None:
    law = load_procedures()["eu_law"]
    labels = [
        ("adopted", "committee"),
        ("adopted", "plenary"),
        ("adopted", "council_adoption"),
        ("published", "official_journal"),
    ]
    assert len({law.stage(status=status, step=step) for status, step in labels}) == 4


@pytest.mark.parametrize(
    ("procedure", "one", "other"),
    [
        ("cn_rule", ("adopted", "promulgation"), ("published", "promulgation")),
        ("cn_law", ("adopted", "adoption"), ("published", "promulgation")),
        ("us_order", ("published", "signature"), ("published", "federal_register")),
        ("us_rule", ("adopted", "final_rule"), ("published", "federal_register")),
        ("eu_law", ("announced", "proposal"), ("proposed", "proposal")),
        ("de_law", ("announced", "ministerial_draft"), ("consultation", "ministerial_draft")),
        ("standard", ("adopted", "approval"), ("published", "publication")),
    ],
)
def test_labels_that_say_the_same_are_one_stage(procedure: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    steps = load_procedures()[procedure]
    assert steps.stage(status=one[0], step=one[1]) == steps.stage(status=other[0], step=other[1])


def test_without_a_step_the_issuer_tells_which_it_was() -> None:
    law = load_procedures()["eu_law"]
    assert law.stage(status="adopted", issuer="eu_council") == "council_adoption"
    assert law.stage(status="adopted", issuer="eu_parliament") == "plenary"
    german = load_procedures()["de_law"]
    assert german.stage(status="adopted", issuer="de_bundesrat") == "bundesrat"
    assert german.stage(status="adopted", issuer="de_government") == "cabinet"
    assert german.stage(status="adopted") == "bundestag"


def test_a_step_that_the_status_cannot_be_said_of_is_not_believed() -> None:
    assert load_procedures()["de_law"].stage(status="in_force", step="bundestag") == "in_force"
    assert load_procedures()["de_law"].stage(status="adopted", step="no such step") == "bundestag"


@pytest.mark.parametrize("status", sorted(ANY_TIME))
def test_what_may_befall_any_act_is_a_stage_of_its_own(status: str) -> None:
    assert load_procedures()["de_law"].stage(status=status) == status


def test_a_finished_law_may_apply_in_several_steps() -> None:
    step = load_procedures()["eu_law"].step("application")
    assert step is not None and step.repeats
