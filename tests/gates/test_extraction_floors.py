"""The floors of extraction on real pages, per language. In: ../shared/extraction and baseline.json. Out: pass, or what fell.

`python -m tests.gates.test_extraction_floors` raises every floor to what is reached now, less a margin for one page;
with --lower it also lowers them, which needs a line in CHANGELOG.md that says why.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

import pytest

from benchmarks.extraction import extract_corpus, score
from tests.places import shared

BASELINE = Path(__file__).parent / "baseline.json"
MEASURES = ("F1", "F1>=.9", "title_strict", "day", "authorsF1", "lang", "canonical")
MARGIN = 0.005
_MEASURE = re.compile(r"(?:^|\| |(?<=news \w\w )|(?<=^\w\w ))(?P<name>[\w>=.]+) (?P<value>[\d.]+) \((?P<pages>\d+)\)")


def measured() -> dict[str, dict[str, float]]:
    """{"news de": {"F1": ..., ...}, ...} as the scorer prints them."""
    corpus = shared("extraction")
    printed = score(corpus, [result.row for result in extract_corpus(corpus, ratio=False)])
    lines = (re.match(r"(news )?(de|en|zh) ", line) for line in printed.splitlines())
    return {found[0].strip(): _values(found.string) for found in lines if found}


def _values(line: str) -> dict[str, float]:
    return {found["name"]: float(found["value"]) for found in _MEASURE.finditer(line) if found["name"] in MEASURES}


def corpus_hash() -> str:
    """Floors hold for exactly these pages."""
    return hashlib.sha256(shared("extraction", "gold.jsonl").read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_extraction_is_nowhere_below_its_floor() -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))["extraction"]
    assert baseline["gold_sha256"] == corpus_hash(), "other pages than the floors were set on; set them anew"
    now = measured()
    fallen = [
        f"{line} {name}: {now[line].get(name)}, floor {floor}"
        for line, floors in baseline["floors"].items()
        for name, floor in floors.items()
        if now[line].get(name, 0.0) < floor
    ]
    assert fallen == []


def test_the_scorers_lines_are_read_whole() -> None:
    line = "news zh F1 0.989 (38) | F1>=.9 1.000 (38) | day 1.000 (36) | authorsF1 0.882 (17) | snippetF1 0.942"
    assert _values(line) == {"F1": 0.989, "F1>=.9": 1.0, "day": 1.0, "authorsF1": 0.882}


def main() -> None:
    """Set the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true", help="lower floors, too")
    lower = parser.parse_args().lower
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    old = baseline.get("extraction", {}).get("floors", {})
    floors = {
        line: {name: round(value - MARGIN, 3) for name, value in values.items()} for line, values in measured().items()
    }
    if not lower:
        floors = {
            line: {name: max(value, old.get(line, {}).get(name, 0.0)) for name, value in values.items()}
            for line, values in floors.items()
        }
    baseline["extraction"] = {"gold_sha256": corpus_hash(), "floors": floors}
    BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
