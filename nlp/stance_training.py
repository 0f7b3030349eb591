"""What the heads of stance are fitted on. In: labelled rows and what their sentences say. Out: features, labels, stories.

The heads of discussed targets and of sentences are fitted first; those of the stance and of reports read what they say of texts
that they had not seen, fold by fold over stories, for otherwise they would trust them too much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp import stance_features
from nlp.corpus import Row, StanceRow
from nlp.fitting import fit_plain, folds
from nlp.heads import Floats, Head
from nlp.passages import Passages, passages
from nlp.reading import Reading
from nlp.stance import ABSENT, LABELS, Weighed, weigh_all
from nlp.targets import target_ids

# Inverse strength of regularisation, by cross-validation over stories among .03, .1, .3, 1, 3.
DISCUSSED_C, SIDE_C, EVIDENCE_C, REPORTED_C, STANCE_C = 1.0, 0.5, 0.3, 0.1, 0.1
LIST = 5  # stances of its own make a text a list of positions


@dataclass(frozen=True, kw_only=True)
class Text:
    """A labelled row, and what its sentences say."""

    row: Row
    passages: Passages


@dataclass(frozen=True, kw_only=True)
class Rows:
    """n feature rows (n, d), their labels (n,) or (n, k), and the row that each comes from."""

    features: Floats
    labels: NDArray[np.int64]
    of: tuple[Row, ...]


def relevant_texts(texts: Iterable[tuple[Row, Reading]]) -> list[Text]:
    """The relevant ones, their sentences read."""
    return [Text(row=row, passages=passages(reading)) for row, reading in texts if row.relevant]


def discussed_rows(texts: Sequence[Text]) -> Rows:
    """One row a text, one label a target."""
    return _rows(
        (text.row, stance_features.discussed(text.passages), [one in _targets(text.row) for one in target_ids()])
        for text in texts
        if not _is_list(text.row)
    )


def side_rows(texts: Sequence[Text]) -> Rows:
    """One row for every evidence of support (0) or opposition (1), the text's own or somebody else's."""
    return _rows(
        (text.row, _side(text.passages, number, target_ids().index(one.target)), one.label == "oppose")
        for text in texts
        for one in (*text.row.stances, *text.row.reported_stances)
        if one.label != "neutral"
        for number in _places(text, one)[:1]
    )


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
        found |= dict(zip(test.tolist(), weigh_all([texts[number].passages for number in test], heads), strict=True))
    return [found[number] for number in range(len(texts))]


def plain_heads(texts: Sequence[Text]) -> tuple[Head, Head, Head]:
    """The heads of discussed targets, sides and evidence, for their logits."""
    on = stance_features.FEATURES
    discussed, side, evidence = discussed_rows(texts), side_rows(texts), evidence_rows(texts)
    return (
        fit_plain(
            discussed.features, discussed.labels, shape="many_of", classes=target_ids(), fitted_on=on, c=DISCUSSED_C
        ),
        fit_plain(side.features, side.labels, shape="binary", classes=("oppose",), fitted_on=on, c=SIDE_C),
        fit_plain(
            evidence.features, evidence.labels, shape="binary", classes=("evidence",), fitted_on=on, c=EVIDENCE_C
        ),
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


def _side(read: Passages, number: int, target: int) -> Floats:
    one = slice(number, number + 1)
    row: Floats = stance_features.side(
        read.vectors[one], read.cues[one], read.speech[one], target=target, targets=len(target_ids())
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


def _rows(found: Iterable[tuple[Row, Floats, object]]) -> Rows:
    rows, features, labels = zip(*found, strict=True)
    return Rows(features=np.array(features), labels=np.array(labels, dtype=np.int64), of=rows)
