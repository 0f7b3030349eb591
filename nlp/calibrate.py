"""Fitting every head for one embedder. In: the training articles, an embedder. Out: Heads, and how good each one is.

A field is one line in FIELDS: which module's features, which labels, how the numbers beside the vectors are weighed. What is
reported was said of rows that the head had not seen; no two rows of one story stand on both sides of a split.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from articles.ports import Embedder
from articles.taxonomy import load_taxonomy
from nlp import (
    announcements,
    genre,
    instruments,
    relevance,
    stance,
    stance_features,
    stance_training,
    stories,
    story_pairs,
    topics,
)
from nlp.corpus import Row, corpus_version
from nlp.fitting import fit
from nlp.heads import WORDS, Floats, Head, Heads, Shape
from nlp.quality import Quality, measure
from nlp.reading import Reading
from nlp.traits import traits

LANGUAGES = ("de", "zh", "en")
# Texts written for one field, nearly all relevant: with them relevance is less right of the others (cross-validated F1 .93 de,
# .95 zh, .96 en with them, .93, .96, .96 without).
OF_ONE_FIELD = ("own_announcements", "own_stances")
Read = tuple[Row, Reading]


@dataclass(frozen=True, kw_only=True)
class Examples:
    """What one head is fitted on, row by row; a training text may give none, one or many rows."""

    features: Floats
    labels: NDArray[np.int64]
    stories: Sequence[str]
    languages: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Field:
    """How a field's head is fitted. The first `vectors` blocks of its features are embeddings, the rest are counts.

    `c` and `weight` (of a count beside a vector; None takes features that are weighed already) are chosen by cross-validation
    over stories. Fields that are not `wordy` have rules of their own where there is no embedder.
    """

    name: str
    fitted_on: str
    shape: Shape
    classes: tuple[str, ...]
    examples: Callable[[Sequence[Read]], Examples]
    vectors: int
    c: float
    weight: float | None
    threshold: float = 0.5
    wordy: bool = True


def one_per_text(
    texts: Sequence[Read],
    *,
    features: Callable[[Reading], Floats],
    label: Callable[[Row], object],
    wanted: Callable[[Row], bool] = lambda row: True,
) -> Examples:
    """Examples of a field that says one thing of each text."""
    kept = [(row, reading) for row, reading in texts if wanted(row)]
    return Examples(
        features=np.array([features(reading) for _, reading in kept]),
        labels=np.array([label(row) for row, _ in kept], dtype=np.int64),
        stories=[row.story for row, _ in kept],
        languages=[row.language for row, _ in kept],
    )


def _topics(row: Row) -> list[bool]:
    return [topic in row.topics for topic in load_taxonomy().topics]


def fields() -> tuple[Field, ...]:
    """Every field with a head."""
    return (
        Field(
            name="relevance",
            fitted_on=relevance.FEATURES,
            shape="binary",
            classes=("relevant",),
            examples=partial(
                one_per_text,
                features=relevance.features,
                label=lambda row: row.relevant,
                wanted=lambda row: row.file not in OF_ONE_FIELD,
            ),
            vectors=1,
            c=10.0,
            weight=0.1,
            threshold=relevance.THRESHOLD,
        ),
        Field(
            name="topics",
            fitted_on=topics.FEATURES,
            shape="many_of",
            classes=tuple(load_taxonomy().topics),
            examples=partial(one_per_text, features=topics.features, label=_topics, wanted=lambda row: row.relevant),
            vectors=2,
            c=30.0,
            weight=0.05,
            threshold=topics.THRESHOLD,
        ),
        Field(
            name="article_type",
            fitted_on=genre.FEATURES,
            shape="one_of",
            classes=genre.TYPES,
            examples=partial(
                one_per_text, features=genre.features, label=lambda row: genre.TYPES.index(row.article_type)
            ),
            vectors=1,
            c=10.0,
            weight=0.2,
        ),
        *_announcement_fields(),
        *_stance_fields(),
        Field(
            name=stories.HEAD,
            fitted_on=stories.FEATURES,
            shape="binary",
            classes=("one event",),
            examples=_pairs,
            vectors=0,
            c=story_pairs.C,
            weight=1.0,
            threshold=stories.LINKED,
            wordy=False,
        ),
    )


def _announcement_fields() -> Iterator[Field]:
    """Is it one, and of announcements: of which type, at which status."""
    yield _announcement_field(
        "announcement",
        "binary",
        ("announcement",),
        examples=partial(
            one_per_text, features=announcements.features, label=lambda row: row.announcement.is_announcement
        ),
    )
    yield _announcement_field(
        "instrument_type",
        "one_of",
        instruments.TYPES,
        examples=_announced(lambda row: instruments.TYPES.index(row.announcement.instrument_type or "")),
    )
    yield _announcement_field(
        "announcement_status",
        "one_of",
        announcements.STATUSES,
        examples=_announced(lambda row: announcements.STATUSES.index(row.announcement.status or "")),
        weight=0.05,
    )


def _announcement_field(
    name: str,
    shape: Shape,
    classes: tuple[str, ...],
    *,
    examples: Callable[[Sequence[Read]], Examples],
    weight: float = 0.05,
) -> Field:
    read = announcements.FEATURES if name == "announcement" else announcements.SLOT_FEATURES
    return Field(
        name=name, fitted_on=read, shape=shape, classes=classes, examples=examples, vectors=2, c=10.0, weight=weight
    )


def _announced(label: Callable[[Row], int]) -> Callable[[Sequence[Read]], Examples]:
    """Examples from announcements alone."""
    return partial(
        one_per_text,
        features=announcements.slot_features,
        label=label,
        wanted=lambda row: row.announcement.is_announcement,
    )


def _pairs(texts: Sequence[Read]) -> Examples:
    """Pairs of texts; a pair has no language of its own."""
    found, labels, stories_told = story_pairs.training_pairs(
        [traits(reading) for _, reading in texts], [row.story for row, _ in texts], [row.id for row, _ in texts]
    )
    return Examples(features=found, labels=labels, stories=stories_told, languages=["all"] * len(labels))


def _stance_fields() -> Iterator[Field]:
    """Those of sentences first, then the ones that read what these say; see nlp/stance_training.py."""
    targets, labels = tuple(load_taxonomy().targets), (*stance.LABELS, "absent")
    yield _stance_field(
        "stance_discussed", "many_of", targets, stance_training.DISCUSSED_C, stance_training.discussed_rows
    )
    yield _stance_field("stance_about", "many_of", targets, stance_training.ABOUT_C, stance_training.about_rows)
    yield _stance_field("stance_side", "binary", ("oppose",), stance_training.SIDE_C, stance_training.side_rows)
    yield _stance_field(
        "stance_evidence", "binary", ("evidence",), stance_training.EVIDENCE_C, stance_training.evidence_rows
    )
    yield _stance_field("stance", "one_of", labels, stance_training.STANCE_C, stance_training.unseen_stance_rows)
    yield _stance_field(
        "stance_reported", "binary", ("reported",), stance_training.REPORTED_C, stance_training.unseen_reported_rows
    )


def _stance_field(
    name: str,
    shape: Shape,
    classes: tuple[str, ...],
    c: float,
    rows: Callable[[Sequence[stance_training.Text]], stance_training.Rows],
) -> Field:
    return Field(
        name=name,
        fitted_on=stance_features.FEATURES,
        shape=shape,
        classes=classes,
        examples=partial(_stance_examples, rows=rows),
        vectors=0,
        c=c,
        weight=None,
    )


def _stance_examples(
    texts: Sequence[Read], *, rows: Callable[[Sequence[stance_training.Text]], stance_training.Rows]
) -> Examples:
    found = rows(stance_training.relevant_texts(texts))
    return Examples(
        features=found.features,
        labels=found.labels,
        stories=[row.story for row in found.of],
        languages=[row.language for row in found.of],
    )


Told = Callable[[str, Mapping[str, Quality]], None]


def calibrate(
    rows: Sequence[Row],
    embedder: Embedder | None,
    *,
    told: Told,
    only: Sequence[str] = (),
    known: Heads | None = None,
) -> Heads:
    """Fit every field's head, telling the quality by language of each as it is known; without an embedder, on words alone.

    `only` names the fields to be fitted; the others stay as they are in `known`.
    """
    means = _means(rows, embedder) if embedder is not None else {}
    texts = [(row, _reading(row, embedder, means)) for row in rows]
    heads: dict[str, Head] = dict(known.heads) if known is not None and only else {}
    for field in fields():
        if (embedder is None and not field.wordy) or (only and field.name not in only):
            continue
        heads[field.name], quality = _fitted(field, field.examples(texts), means)
        told(field.name, quality)
    name = WORDS if embedder is None else embedder.version
    return Heads(embedder=name, corpus=corpus_version(), heads=heads, means=means)


def _fitted(field: Field, examples: Examples, means: Mapping[str, Floats]) -> tuple[Head, dict[str, Quality]]:
    dimensions = len(next(iter(means.values()))) if means else 0
    fitted = fit(
        examples.features,
        examples.labels,
        stories=examples.stories,
        shape=field.shape,
        classes=field.classes,
        fitted_on=field.fitted_on,
        c=field.c,
        scaled=None if field.weight is None else slice(field.vectors * dimensions, None),
        weight=field.weight or 1.0,
    )
    return fitted.head, _by_language(field, examples, fitted.out_of_fold)


def _by_language(field: Field, examples: Examples, said: Floats) -> dict[str, Quality]:
    languages = np.array(examples.languages)
    masks = {"all": np.full(len(languages), True)} | {one: languages == one for one in LANGUAGES if one in languages}
    return {
        name: measure(said[mask], examples.labels[mask], shape=field.shape, threshold=field.threshold)
        for name, mask in masks.items()
    }


def _means(rows: Sequence[Row], embedder: Embedder) -> dict[str, Floats]:
    """The mean lead vector by language: what a language adds to every text of its own."""
    leads = embedder.embed([_reading(row, None, {}).lead for row in rows]).astype(np.float64)
    languages = np.array([row.language for row in rows])
    return {one: leads[languages == one].mean(axis=0) for one in LANGUAGES if one in languages}


def _reading(row: Row, embedder: Embedder | None, means: Mapping[str, Floats]) -> Reading:
    return Reading(
        title=row.title,
        body=row.body,
        language=row.language,
        source_type=row.source_type,
        published=row.published,
        embedder=embedder,
        means=means,
    )
