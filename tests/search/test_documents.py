"""What the index holds of an article."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from articles.model import (
    Analysis,
    Announcement,
    Attachment,
    Evidence,
    FoundDate,
    Identifier,
    StanceLabel,
    Translation,
)
from articles.taxonomy import load_taxonomy
from search.documents import MOST_CHARS, document_vector, index_tokens, meaning, search_document, shown
from search.fields import ARTICLE_TYPES, FIELDS, INSTRUMENT_TYPES, STATUSES
from tests.conftest import NOON
from tests.dreiklang.desks import SOURCES, article

EVIDENCE = Evidence(text="x", start=0, end=1)


def stance(target: str, label: str, *, unsure: bool = False, holder: str | None = None) -> StanceLabel:
    return StanceLabel(target=target, label=label, score=0.81234, unsure=unsure, evidence=EVIDENCE, holder=holder)  # type: ignore[arg-type]  # a label


def analysis(**fields: object) -> Analysis:
    plain = Analysis(article_id="a", revision=1, relevant=True, relevance=0.9)
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of an Analysis


def document(
    made: Analysis | None = None, translation: Translation | None = None, **changes: object
) -> dict[str, object]:
    found = search_document(
        article(**changes),  # type: ignore[arg-type]  # fields of an Article
        made or analysis(),
        source=SOURCES["tagblatt"],
        story="s1",
        translation=translation,
        duplicate_of="a0",
        event="e1",
    )
    return dict(found.fields)


def test_every_value_has_a_field_that_is_declared() -> None:
    announced = Announcement(
        issuers=("de_bnetza",), instrument="Gesetz", instrument_type="law", status="adopted", step="plenary"
    )
    fields = document(
        analysis(announcement=announced, stances=(stance("eu_ai_act", "oppose"),), entities=("de_bnetza",))
    )
    assert set(fields) - {"stances"} <= set(FIELDS)


def test_what_is_not_known_is_left_out() -> None:
    fields = document()
    assert {"origin", "translation", "author", "updated", "status"}.isdisjoint(fields)
    assert (fields["story"], fields["duplicate_of"], fields["event"]) == ("s1", "a0", "e1")
    assert fields["announcement"] is False
    assert fields["published"] == fields["first_seen"] == "2026-03-02T12:00:00+00:00"


def test_stances_of_others_stand_apart_and_doubtful_ones_are_unsure() -> None:
    labels = (
        stance("eu_ai_act", "oppose"),
        stance("eu_delay", "support", unsure=True),
        stance("eu_ai_act", "support", holder="Bitkom"),
    )
    fields = document(analysis(stances=labels))
    assert fields["target"] == ["eu_ai_act", "eu_delay"]
    assert fields["stance"] == ["oppose", "unsure"]
    assert fields["position"] == ["eu_ai_act/oppose", "eu_delay/unsure"]
    assert fields["reported_position"] == ["eu_ai_act/support"]
    assert fields["holder"] == ["Bitkom"]
    assert fields["stances"][2] == {  # type: ignore[index]  # a list
        "target": "eu_ai_act", "label": "support", "score": 0.8123, "unsure": False, "holder": "Bitkom",
    }  # fmt: skip


def test_an_act_has_its_days_as_calendar_days() -> None:
    announced = Announcement(
        identifiers=(Identifier(kind="celex", value="32024R1689", evidence=EVIDENCE),),
        effective=FoundDate(day=date(2026, 8, 2)),
        deadline=FoundDate(day=date(2026, 3, 31)),
    )
    fields = document(analysis(announcement=announced))
    assert (fields["announcement"], fields["identifier"]) == (True, ["32024R1689"])
    assert (fields["effective"], fields["deadline"]) == ("2026-08-02", "2026-03-31")
    assert "decided" not in fields


def test_attached_documents_are_found_by_their_words_up_to_a_size() -> None:
    attached = Attachment(
        url="https://x.example/a.pdf", name="a", media_type="application/pdf", pages=("Seite eins", "x" * MOST_CHARS)
    )
    fields = document(attachments=(attached,))
    assert "Seite eins" in str(fields["text"])
    assert len(str(fields["text"])) == MOST_CHARS


def test_english_is_title_and_paragraphs_as_far_as_there_are_any() -> None:
    made = Translation(
        article_id="a", revision=1, title="Cabinet", paragraphs=("", ""), depth="title", engine="e", model="m", at=NOON
    )
    assert document(translation=made)["translation"] == "Cabinet"
    assert document(translation=replace(made, paragraphs=("One.", "")))["translation"] == "Cabinet\nOne."


def test_a_hit_shows_everything_but_the_long_texts() -> None:
    assert shown({"title": "t", "text": "long", "translation": "a\nb", "tier": 1}) == {
        "title": "t",
        "translation": "a",
        "tier": 1,
    }


def test_translations_are_read_as_english_and_have_no_compounds() -> None:
    made = index_tokens({"title": "Verordnungen", "language": "de", "translation": "regulations"})
    assert made["title_stemmed"] == "verordn"
    assert made["translation_stemmed"] == "regul"
    assert "translation_parts" not in made
    assert "text_folded" not in made


def test_the_vector_of_a_document_is_that_of_its_lead_less_the_mean_of_its_language() -> None:
    title, lead = np.array([1.0, 0.0]), np.array([0.0, 2.0])
    assert document_vector({"title": title, "lead": lead, "tail": -lead}) == (0.0, 1.0)
    assert document_vector({"title": title}, mean=np.array([0.0, 1.0])) == pytest.approx((0.5**0.5, -(0.5**0.5)))
    assert document_vector({"tail": lead}) is None


def test_an_empty_text_means_nothing_and_nothing_is_left_of_the_mean_itself() -> None:
    assert meaning(np.zeros(2), mean=np.array([1.0, 0.0])) is None
    assert meaning(np.array([1.0, 0.0]), mean=np.array([1.0, 0.0])) is None


def test_the_lists_of_values_are_those_of_the_taxonomy() -> None:
    import yaml

    from tests.places import REPOSITORY

    table = yaml.safe_load((REPOSITORY / "articles" / "taxonomy" / "taxonomy.yaml").read_text(encoding="utf-8"))
    assert tuple(row["id"] for row in table["article_types"]) == ARTICLE_TYPES
    assert tuple(row["id"] for row in table["instrument_types"]) == INSTRUMENT_TYPES
    assert tuple(row["id"] for row in table["announcement_status"]) == STATUSES
    assert FIELDS["topic"].values is not None
    assert set(FIELDS["topic"].values()) == set(load_taxonomy().topics)
