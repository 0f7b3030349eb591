"""Labels against what is right. In: labelled texts and the rows that `dreiklang label` writes. Out: Figures beside their floors.

The scorer of ../shared/labels counts most of them; calibration, the choice between support and oppose, and what is shown when
"unsure" is allowed are counted here. docs/quality.md shows the same rows part by part (benchmarks/quality.py).
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from nlp.corpus import Row
from nlp.quality import calibration_error

LANGUAGES = ("de", "zh", "en")
SLOTS = {
    "issuer": 0.85,
    "instrument": 0.75,
    "instrument_type": 0.75,
    "status": 0.70,
    "effective_date": 0.85,
    "consultation_deadline": 0.85,
}
Labels = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number and what is asked of it: at least `floor`, or at most, if `most`."""

    name: str
    value: float
    floor: float | None = None
    most: bool = False
    of: str = ""

    @property
    def short(self) -> float:
        """By how much it misses; 0 where it does not."""
        if self.floor is None:
            return 0.0
        return max(self.value - self.floor if self.most else self.floor - self.value, 0.0)

    @property
    def shown(self) -> str:
        """Shares with three places, counts as they are."""
        return f"{self.value:.3f}" if self.value <= 1 else f"{self.value:g}"

    def __str__(self) -> str:
        asked = "" if self.floor is None else f"{'<=' if self.most else '>='} {self.floor:g}"
        told = f"  SHORT BY {self.short:.3f}" if self.short > 1e-9 else ""
        return f"{self.name:<52} {self.shown:>7}  {asked:<8}{told}{f'  ({self.of})' if self.of else ''}"


def figures(rows: Sequence[Row], labels: Sequence[Labels], scores: Mapping[str, Any]) -> Iterator[Figure]:
    """Every figure that is asked of labels, in the order in which it is asked."""
    found = {one["id"]: one for one in labels}
    everything = scores["all"]
    for language in LANGUAGES:
        yield Figure(name=f"relevance F1 {language}", value=scores[language]["relevance"]["f1"], floor=0.95)
    yield Figure(name="topics micro-F1", value=everything["topics_micro"]["f1"], floor=0.80)
    yield Figure(name="article type", value=everything["article_type_acc"], floor=0.96)
    yield Figure(name="announcement F1", value=everything["announcement"]["f1"], floor=0.89)
    for slot, floor in SLOTS.items():
        yield Figure(name=f"announcement slot {slot}", value=everything["announcement_slots"][slot], floor=floor)
    yield from _stances(rows, found, everything)
    yield Figure(name="reported stances F1", value=everything["reported_pairs"]["f1"], floor=0.50)
    yield Figure(name="story pairs across languages F1", value=scores["story_pairs_crosslingual"]["f1"], floor=0.85)
    yield Figure(name="near-duplicates F1", value=scores["near_duplicates"]["f1"], floor=1.0)
    yield from _calibration(rows, found)
    yield from _shown(rows, found)


def scored(folder: Path, labels: Sequence[Labels], gold: Path | None = None) -> dict[str, Any]:
    """What ../shared/labels/score_labels.py says of the rows."""
    with TemporaryDirectory() as temporary:
        predicted = Path(temporary) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(row) + "\n" for row in labels), encoding="utf-8")
        command = [sys.executable, str(folder / "score_labels.py"), str(predicted), *([str(gold)] if gold else [])]
        scores: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return scores


def _stances(rows: Sequence[Row], found: Mapping[str, Labels], scores: Mapping[str, Any]) -> Iterator[Figure]:
    yield Figure(name="stance macro-F1 on discussed targets", value=scores["stance_macro_f1"], floor=0.79)
    sides = [
        (one.label, label_of(found.get(row.id, {}), one.target))
        for row in rows
        for one in row.stances
        if one.confidence == "high" and one.label != "neutral"
    ]
    taken = [(right, said) for right, said in sides if said in ("support", "oppose")]
    right = sum(one == said for one, said in taken)
    yield Figure(
        name="support against oppose, where a side is taken",
        value=right / max(len(taken), 1),
        floor=0.78,
        of=f"{right} of {len(taken)}",
    )
    yield Figure(
        name="  the same, no side taken counted as wrong",
        value=right / max(len(sides), 1),
        of=f"{right} of {len(sides)}",
    )
    yield Figure(name="non-neutral (target, label) pairs F1", value=scores["stance_pairs"]["f1"], floor=0.60)


def label_of(labels: Labels, target: str) -> str:
    """The label of a target; `absent` where it is not discussed."""
    said = {one["target"]: one["label"] for one in labels.get("stances", ())}
    return str(said.get(target, "absent"))


def _calibration(rows: Sequence[Row], found: Mapping[str, Labels]) -> Iterator[Figure]:
    for name, (said, truth) in (("relevance", relevance_cells(rows, found)), ("topics", topic_cells(rows, found))):
        error = calibration_error(np.array(said), np.array(truth))
        yield Figure(name=f"calibration error of {name}", value=error, floor=0.10, most=True, of=f"{len(said)} cells")


def relevance_cells(rows: Sequence[Row], found: Mapping[str, Labels]) -> tuple[list[float], list[bool]]:
    """What was said of each text, and what is true."""
    return [found[row.id]["relevance_score"] for row in rows], [row.relevant for row in rows]


def topic_cells(rows: Sequence[Row], found: Mapping[str, Labels]) -> tuple[list[float], list[bool]]:
    """The same of every topic of the texts that are relevant and were called so; optional topics are left out."""
    cells = [
        (score, topic in row.topics)
        for row in rows
        if row.relevant
        for topic, score in found[row.id]["topic_scores"].items()
        if topic not in row.topics_optional
    ]
    return [score for score, _ in cells], [true for _, true in cells]


def _shown(rows: Sequence[Row], found: Mapping[str, Labels]) -> Iterator[Figure]:
    cells = stance_cells(rows, found)
    shown = [right for _, unsure, right in cells if not unsure]
    yield Figure(
        name="non-neutral stances that are not unsure: right",
        value=sum(shown) / max(len(shown), 1),
        floor=0.85,
        of=f"{sum(shown)} of {len(shown)}",
    )
    yield Figure(
        name="non-neutral stances that are not unsure: share",
        value=len(shown) / max(len(cells), 1),
        floor=0.60,
        of=f"{len(shown)} of {len(cells)}",
    )


def stance_cells(rows: Sequence[Row], found: Mapping[str, Labels]) -> list[tuple[float, bool, bool]]:
    """(score, unsure, is it right) of every non-neutral stance that is said; those nobody is sure about are left out."""
    cells = []
    for row in rows:
        right = {(one.target, one.label) for one in row.stances}
        soft = {one.target for one in row.stances if one.confidence != "high"}
        cells += [
            (one["score"], one["unsure"], (one["target"], one["label"]) in right)
            for one in found[row.id]["stances"]
            if one["label"] != "neutral" and ((one["target"], one["label"]) in right or one["target"] not in soft)
        ]
    return cells
