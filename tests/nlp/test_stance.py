"""Stances: heads fitted on a small corpus of hashed words, then asked about texts of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import stance_training
from nlp.corpus import Row, Side, load_rows, training_files, training_sides
from nlp.fitting import fit
from nlp.heads import Head, Heads, Shape
from nlp.passages import MOST, passages
from nlp.reading import Reading
from nlp.reported import UNNAMED
from nlp.stance import LABELS, NAMES, Weighed, reported_stances, stances, weigh, weighed
from nlp.stance_features import FEATURES
from nlp.stance_training import Rows, Text
from nlp.targets import target_ids
from tests.nlp.embedding import HashingEmbedder

OPINION = (
    "Die KI-Verordnung ist ein Fehler und gehört abgeschafft.\n\nSie schadet allen Gründern. Der Verband Netzwirtschaft sagte, "
    "die KI-Verordnung sei ein Segen.\n\nWeg damit."
)


def reading(body: str, *, title: str = "", language: str = "de", source_type: str = "opinion") -> Reading:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    return Reading(
        title=title,
        body=body,
        language=language,
        source_type=source_type,
        published=day,
        embedder=HashingEmbedder(),
        means={},
    )


def row_reading(row: Row) -> Reading:
    return reading(row.body, title=row.title, language=row.language, source_type=row.source_type)


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    files = [file for file in training_files() if file.stem == "own_stances"]
    return stance_training.relevant_texts([(row, row_reading(row)) for row in load_rows(*files)])


@pytest.fixture(scope="module")
def heads(texts: list[Text]) -> Heads:
    plain = stance_training.plain_heads(texts)
    unseen = [weigh(text.passages, plain) for text in texts]
    fitted = {
        "stance": fitted_on(stance_training.stance_rows(texts, unseen), (*LABELS, "absent")),
        "stance_reported": fitted_on(stance_training.reported_rows(texts, unseen), ("reported",)),
    }
    read = (plain.discussed, plain.about, plain.side, plain.evidence)
    heads = dict(zip(NAMES[: len(read)], read, strict=True)) | fitted
    return Heads(embedder="hashing-1", corpus="own", heads=heads, means={})


def fitted_on(rows: Rows, classes: tuple[str, ...]) -> Head:
    shape: Shape = "one_of" if len(classes) > 1 else "binary"
    stories = [row.story for row in rows.of]
    return fit(
        rows.features, rows.labels, stories=stories, shape=shape, classes=classes, fitted_on=FEATURES, c=0.1
    ).head


def test_every_row_comes_from_a_relevant_text_and_lists_teach_sides_only(texts: list[Text]) -> None:
    lists = {text.row for text in texts if len(text.row.stances) >= stance_training.LIST}
    assert lists
    sides, telling = stance_training.side_rows(texts), stance_training.evidence_rows(texts)
    assert lists <= {*sides.of}
    assert not lists & {*telling.of}
    assert set(np.unique(sides.labels)) == {0, 1}


def test_sentences_that_take_a_side_teach_the_side_and_what_they_speak_of_but_not_where_they_stand(
    texts: list[Text],
) -> None:
    sides, spoken_of = stance_training.side_rows(texts), stance_training.about_rows(texts)
    for rows in (sides, spoken_of):
        assert set(training_sides()) <= {one for one in rows.of if isinstance(one, Side)}
    last = training_sides()[-1]
    assert sides.labels[-1] == (last.label == "oppose")
    assert [target_ids()[number] for number in np.flatnonzero(spoken_of.labels[-1])] == [last.target]
    assert not any(isinstance(one, Side) for one in stance_training.evidence_rows(texts).of)


def test_a_sentence_speaks_of_what_it_names(heads: Heads) -> None:
    read = weighed(reading(OPINION), heads)
    assert read is not None
    assert target_ids()[int(read.about[0].argmax())] == "eu_ai_act"
    assert read.about.shape == (len(read.passages.sentences), len(target_ids()))


def test_a_one_sided_opinion_opposes_what_it_condemns(heads: Heads) -> None:
    read = weighed(reading(OPINION, title="Weg mit der KI-Verordnung"), heads)
    assert read is not None
    labels = {one.target: one.label for one in stances(read, heads)}
    assert labels["eu_ai_act"] == "oppose"


def test_evidence_is_verbatim_and_own_voice_has_no_holder(heads: Heads) -> None:
    read = weighed(reading(OPINION), heads)
    assert read is not None
    own, others = stances(read, heads), reported_stances(read, heads)
    assert own
    for label in (*own, *others):
        assert OPINION[label.evidence.start : label.evidence.end] == label.evidence.text
        assert label.target in target_ids()
        assert 0 <= label.score <= 1
    assert all(label.holder is None for label in own)
    assert all(label.holder for label in others)
    assert len({label.target for label in own}) == len(own)


def test_what_somebody_else_says_is_reported_with_its_holder(heads: Heads) -> None:
    read = weighed(reading(OPINION, source_type="news"), heads)
    assert read is not None
    others = [label for label in reported_stances(read, heads) if label.target == "eu_ai_act"]
    assert any("Netzwirtschaft" in str(label.holder) for label in others)
    assert all(label.holder != UNNAMED or label.label in LABELS for label in others)


def test_without_every_head_nobody_guesses(heads: Heads) -> None:
    fewer = {name: head for name, head in heads.heads.items() if name != "stance_side"}
    assert weighed(reading(OPINION), Heads(embedder="x", corpus="x", heads=fewer, means={})) is None


def test_texts_are_weighed_by_heads_that_have_not_seen_their_story(texts: list[Text]) -> None:
    some = texts[::8]
    unseen = stance_training.weigh_unseen(some)
    plain = stance_training.plain_heads(some)
    seen = [weigh(text.passages, plain) for text in some]
    assert len(unseen) == len(some)

    def right(weighs: list[Weighed]) -> float:
        pairs = [
            ((read.sides[number, target] > 0) == (one.label == "oppose"))
            for text, read in zip(some, weighs, strict=True)
            for one in text.row.stances
            if one.label != "neutral"
            for target in (target_ids().index(one.target),)
            for number in (int(read.telling[:, target].argmax()),)
        ]
        return float(np.mean(pairs))

    assert right(unseen) < right(seen)


def test_long_texts_are_read_by_their_most_telling_sentences() -> None:
    body = " ".join(f"Satz Nummer {number} über das Wetter." for number in range(300))
    body = f"Anfang.\n\n{body}\n\nDie KI-Verordnung ist ein Fehler.\n\nEnde."
    read = passages(reading(body))
    told = [sentence.text for sentence in read.sentences]
    assert len(told) == MOST
    assert {"Anfang.", "Ende.", "Die KI-Verordnung ist ein Fehler."} <= set(told)
    assert told == sorted(told, key=body.index)


@pytest.mark.parametrize("body", ["", "\n\n", "🙂🙂🙂", "。", "x" * 200_000])
def test_odd_bodies_get_labels_or_none_but_no_error(body: str, heads: Heads) -> None:
    read = weighed(reading(body), heads)
    assert read is not None
    for label in stances(read, heads):
        assert label.evidence.text in body


def _bodies() -> Iterator[str]:
    yield "KI-Verordnung "
    yield "„Falsch“, sagte er. "
    yield "人工智能法。"
    yield "\n\n"
    yield "Open models are good! "


@settings(max_examples=25, deadline=None)
@given(body=st.lists(st.one_of(st.sampled_from(list(_bodies())), st.text(max_size=20)), max_size=12).map("".join))
def test_any_text_is_read_with_evidence_from_itself(body: str, heads: Heads) -> None:
    read = weighed(reading(body), heads)
    assert read is not None
    for label in (*stances(read, heads), *reported_stances(read, heads)):
        assert body[label.evidence.start : label.evidence.end] == label.evidence.text
