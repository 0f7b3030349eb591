"""What the heads of stance are fitted on. In: labelled rows and what their sentences say. Out: features, labels, stories.

The heads of discussed targets and of sentences are fitted first; those of the stance and of reports read what they say of texts
that they had not seen, fold by fold over stories, for otherwise they would trust them too much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp import stance_features
from nlp.corpus import Row, Side, StanceRow, training_sides
from nlp.fitting import fit_plain, folds
from nlp.heads import Floats, Head, Shape
from nlp.passages import Passages, passages
from nlp.reading import Reading
from nlp.stance import ABSENT, LABELS, Plain, Weighed, weigh
from nlp.targets import target_ids

# Inverse strength of regularisation, by cross-validation over stories among .03, .1, .3, 1, 3.
DISCUSSED_C, ABOUT_C, SIDE_C, EVIDENCE_C, REPORTED_C, STANCE_C = 1.0, 1.0, 3.0, 0.3, 0.1, 0.03
LIST = 5  # stances of its own make a text a list of positions


@dataclass(frozen=True, kw_only=True)
class Text:
    """A labelled row, what its sentences say, and the sentences that take a side, each read as this text was."""

    row: Row
    passages: Passages
    sides: tuple[tuple[Side, Passages], ...]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """n feature rows (n, d), their labels (n,) or (n, k), and the row or the sentence that each comes from."""

    features: Floats
    labels: NDArray[np.int64]
    of: tuple[Row | Side, ...]


def relevant_texts(texts: Iterable[tuple[Row, Reading]]) -> list[Text]:
    """The relevant ones, their sentences read."""
    kept = [(row, reading) for row, reading in texts if row.relevant]
    sides = _read_sides(kept[0][1])
    return [Text(row=row, passages=passages(reading), sides=sides) for row, reading in kept]


def discussed_rows(texts: Sequence[Text]) -> Rows:
    """One row a text, one label a target."""
    return _rows(
        (text.row, stance_features.discussed(text.passages), [one in _targets(text.row) for one in target_ids()])
        for text in texts
        if not _is_list(text.row)
    )


def about_rows(texts: Sequence[Text]) -> Rows:
    """One row for every evidence, every sentence of a text that discusses nothing, and every sentence that takes a side."""
    of_texts = (
        (text.row, features, [one in spoken_of for one in target_ids()])
        for text in texts
        for number, features in enumerate(stance_features.about(text.passages))
        if (spoken_of := _spoken_of(text, number)) or not _stances(text.row)
    )
    of_sides = (
        (side, stance_features.about(read)[0], [side.target == one for one in target_ids()])
        for side, read in texts[0].sides
    )
    return _rows((*of_texts, *of_sides))


def side_rows(texts: Sequence[Text]) -> Rows:
    """One row for every sentence that is for (0) or against (1) a target: evidence, the text's own or somebody else's."""
    of_texts = (
        (text.row, _side(text.passages, number, one.target), one.label == "oppose")
        for text in texts
        for one in _stances(text.row)
        if one.label != "neutral"
        for number in _places(text, one)[:1]
    )
    of_sides = ((side, _side(read, 0, side.target), side.label == "oppose") for side, read in texts[0].sides)
    return _rows((*of_texts, *of_sides))


def evidence_rows(texts: Sequence[Text]) -> Rows:
    """One row a sentence and target that its text discusses: is it the evidence of the text's own stance?"""
    return _rows(
        (text.row, features, number in places)
        for text in texts
        if not _is_list(text.row)
        for one in text.row.stances
        if (places := _places(text, one))
        for number, features in enumerate(
            stance_features.evidence(text.passages, target=target_ids().index(one.target))
        )
    )


def stance_rows(texts: Sequence[Text], unseen: Sequence[Weighed]) -> Rows:
    """One row a target that is labelled or a candidate; its label is a number of LABELS, or ABSENT."""
    return _rows(
        (text.row, read.stance_features(target), _label(text.row, target))
        for text, read in _running(texts, unseen)
        for target in sorted({*read.candidates(), *map(target_ids().index, _targets(text.row))})
        if target_ids()[target] not in _doubtful(text.row)
    )


def reported_rows(texts: Sequence[Text], unseen: Sequence[Weighed]) -> Rows:
    """One row a sentence and candidate target: does it report a stance of somebody else?"""
    return _rows(
        (text.row, features, number in places)
        for text, read in _running(texts, unseen)
        for target in read.candidates()
        for places in (_reports(text, target_ids()[target]),)
        for number, features in enumerate(read.reported_features(target))
    )


def unseen_stance_rows(texts: Sequence[Text]) -> Rows:
    """`stance_rows`, each text weighed by heads that were fitted on other stories."""
    return stance_rows(texts, weigh_unseen(texts))


def unseen_reported_rows(texts: Sequence[Text]) -> Rows:
    """`reported_rows`, each text weighed by heads that were fitted on other stories."""
    return reported_rows(texts, weigh_unseen(texts))


def weigh_unseen(texts: Sequence[Text]) -> list[Weighed]:
    """Each text, weighed by heads that were fitted on other stories."""
    found: dict[int, Weighed] = {}
    for train, test in folds([text.row.story for text in texts]):
        heads = plain_heads([texts[number] for number in train])
        found |= {number: weigh(texts[number].passages, heads) for number in test.tolist()}
    return [found[number] for number in range(len(texts))]


def plain_heads(texts: Sequence[Text]) -> Plain:
    """The heads that read texts and sentences, for their logits."""

    def head(rows: Rows, shape: Shape, classes: Sequence[str], c: float) -> Head:
        on = stance_features.FEATURES
        return fit_plain(rows.features, rows.labels, shape=shape, classes=classes, fitted_on=on, c=c)

    return Plain(
        discussed=head(discussed_rows(texts), "many_of", target_ids(), DISCUSSED_C),
        about=head(about_rows(texts), "many_of", target_ids(), ABOUT_C),
        side=head(side_rows(texts), "binary", ("oppose",), SIDE_C),
        evidence=head(evidence_rows(texts), "binary", ("evidence",), EVIDENCE_C),
    )


def _running(texts: Sequence[Text], unseen: Sequence[Weighed]) -> list[tuple[Text, Weighed]]:
    """The texts as people write them, without lists of positions."""
    return [(text, read) for text, read in zip(texts, unseen, strict=True) if not _is_list(text.row)]


def _is_list(row: Row) -> bool:
    """A text that does nothing but take sides teaches what a side sounds like, but not where in a text it stands."""
    return len(row.stances) >= LIST


def _label(row: Row, target: int) -> int:
    labels = {one.target: one.label for one in row.stances}
    label = labels.get(target_ids()[target])
    return ABSENT if label is None else [*LABELS].index(label)  # type: ignore[arg-type]  # rows hold plain strings


def _doubtful(row: Row) -> frozenset[str]:
    return frozenset(one.target for one in row.stances if one.confidence == "low")


def _targets(row: Row) -> frozenset[str]:
    return frozenset(one.target for one in row.stances)


def _stances(row: Row) -> tuple[StanceRow, ...]:
    return (*row.stances, *row.reported_stances)


def _spoken_of(text: Text, number: int) -> frozenset[str]:
    """The targets that a sentence is evidence for."""
    return frozenset(one.target for one in _stances(text.row) if number in _places(text, one))


def _read_sides(like: Reading) -> tuple[tuple[Side, Passages], ...]:
    """The sentences that take a side, each as a text of its own."""
    return tuple(
        (side, passages(replace(like, title="", body=side.text, language=side.language))) for side in training_sides()
    )


def _side(read: Passages, number: int, target: str) -> Floats:
    one, place = slice(number, number + 1), target_ids().index(target)
    row: Floats = stance_features.side(
        read.vectors[one], read.cues[one], read.speech[one], target=place, targets=len(target_ids())
    )[0]
    return row


def _places(text: Text, one: StanceRow) -> tuple[int, ...]:
    """Which sentences are the evidence."""
    return tuple(
        number
        for number, sentence in enumerate(text.passages.sentences)
        if sentence.text and (one.evidence in sentence.text or sentence.text in one.evidence)
    )


def _reports(text: Text, target: str) -> frozenset[int]:
    """Which sentences report a stance on the target."""
    own = (one for one in text.row.reported_stances if one.target == target and one.label != "neutral")
    return frozenset(number for one in own for number in _places(text, one))


def _rows(found: Iterable[tuple[Row | Side, Floats, object]]) -> Rows:
    rows, features, labels = zip(*found, strict=True)
    return Rows(features=np.array(features), labels=np.array(labels, dtype=np.int64), of=rows)
