"""Extraction on the real pages of ../shared/extraction. In: that folder. Out: the scorer's lines, outcomes, speed.

Run: python -m benchmarks.extraction [--shared DIR] [--out PRED.jsonl] [--no-ratio]. Pages are read with the product's own code,
one after the other, each beside plain trafilatura in the same run, so that the ratio does not depend on the machine.
"""

import argparse
import contextlib
import gzip
import importlib.util
import io
import json
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from articles.clock import elapsed
from crawlers.extract_files import extract_bytes

REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one page: the row for the scorer, and the seconds that we and trafilatura took."""

    row: dict[str, Any]
    outcome: str
    own_s: float
    trafilatura_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=_shared())
    parser.add_argument("--out", type=Path, help="keep the rows for the scorer in this file")
    parser.add_argument("--no-ratio", action="store_true", help="leave trafilatura out: scores only, twice as fast")
    arguments = parser.parse_args()
    corpus = arguments.shared / "extraction"
    results = list(extract_corpus(corpus, ratio=not arguments.no_ratio))
    print(score(corpus, [result.row for result in results], out=arguments.out))
    print(
        "outcomes",
        ", ".join(f"{name} {count}" for name, count in Counter(one.outcome for one in results).most_common()),
    )
    own, theirs = sum(one.own_s for one in results), sum(one.trafilatura_s for one in results)
    print(f"{len(results)} pages in {own:.1f} s, {1000 * own / len(results):.0f} ms a page")
    if theirs:
        print(f"speed: {theirs / own:.2f} of trafilatura with metadata ({theirs:.1f} s)")
    slowest = max(results, key=lambda one: one.own_s)
    print(f"slowest page: {slowest.own_s:.2f} s, {slowest.row['id']}")


def extract_corpus(corpus: Path, *, ratio: bool) -> Iterator[Result]:
    """Every page of gold.jsonl, in its order."""
    extract_bytes(b"<p>Die Modelle werden einmal geladen, ehe gemessen wird.", url="https://example.org/a")
    for gold in _rows(corpus / "gold.jsonl"):
        body = gzip.decompress((corpus / "pages" / f"{gold['id']}.html.gz").read_bytes())
        url = gold["url"] or ""
        started = elapsed()
        row = extract_bytes(body, url=url)
        own_s = elapsed() - started
        yield Result(
            row=_scorer_row(gold["id"], row),
            outcome=row["outcome"],
            own_s=own_s,
            trafilatura_s=_trafilatura(body, url) if ratio else 0.0,
        )


def score(corpus: Path, rows: list[dict[str, Any]], *, out: Path | None = None) -> str:
    """What score_set.py prints for these rows."""
    with TemporaryDirectory() as folder:
        predicted = out or Path(folder) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        scorer = _scorer(corpus / "score_set.py")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the scorer leaves closing its files to Python
            scorer.main(corpus / "gold.jsonl", predicted)
            scorer.main(corpus / "gold.jsonl", predicted, news=True)
    return printed.getvalue().rstrip()


def _scorer_row(identifier: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identifier,
        "body": "\n".join(row["paragraphs"]),
        "title": row["title"],
        "authors": row["authors"],
        "date": row["published"],
        "canonical": row["canonical"],
        "language": row["language"],
    }


def _trafilatura(body: bytes, url: str) -> float:
    from trafilatura import bare_extraction

    started = elapsed()
    bare_extraction(body, url=url or None, with_metadata=True)
    return elapsed() - started


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_set", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _shared() -> Path:
    return Path(os.environ.get("DREIKLANG_SHARED", REPOSITORY.parent / "shared"))


if __name__ == "__main__":
    main()
