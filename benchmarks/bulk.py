"""Our bulk indexing beside the client's bare helper, in one run. In: a running Elasticsearch. Out: documents a second.

    python -m benchmarks.bulk http://127.0.0.1:9200 [documents]

Both send the same documents (a German text of 3,000 characters, its tokens, a vector of 384), made beforehand, in turns, each
into an index of its own with the mapping of the product; the server makes them searchable at the end.
"""

import random
import sys
import time
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path
from statistics import median

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

sys.path.insert(0, str(Path(__file__).parent.parent))

from articles.model import SearchDocument
from articles.taxonomy import load_taxonomy
from search.bulk import Action, send
from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from search.elastic_documents import writing

ROUNDS = 5
WORDS = tuple(load_taxonomy().topics["regulation_law"].keywords["de"])


def document(number: int) -> SearchDocument:
    chosen = random.Random(number)
    text = " ".join(chosen.choice(WORDS) for _ in range(200))
    vector = [chosen.gauss(0, 1) for _ in range(384)]
    length = sum(one * one for one in vector) ** 0.5
    fields = {
        "title": text[:80],
        "text": text,
        "language": "de",
        "country": "DE",
        "published": "2026-11-26T08:00:00+00:00",
    }
    return SearchDocument(article_id=f"a{number:06}", fields=fields, vector=tuple(one / length for one in vector))


def ours(client: Elasticsearch, made: list[Action], options: ElasticOptions) -> None:
    send(client, made, alias=options.index, options=options, searchable=True)


def bare(client: Elasticsearch, made: list[Action], options: ElasticOptions) -> None:
    bulk(client, made, index=options.index)
    client.indices.refresh(index=options.index)


def timed(way: Callable[..., None], url: str, made: list[Action]) -> float:
    """Seconds for one round into a fresh index."""
    engine = ElasticEngine(ElasticOptions(urls=(url,), index=f"benchmark-{way.__name__}"))
    engine.indices.ensure()
    started = time.perf_counter()
    way(engine.client, [dict(action) for action in made], engine.options)
    seconds = time.perf_counter() - started
    assert engine.count() == len(made)
    engine.indices.drop(engine.indices.all())
    return seconds


def main(url: str, number: int) -> None:
    made = [writing(document(at)) for at in range(number)]
    timed(bare, url, made[:500])  # warm
    took: dict[str, list[float]] = {"ours": [], "bare": []}
    for way in chain.from_iterable(repeat((ours, bare), ROUNDS)):
        took[way.__name__].append(timed(way, url, made))
    for name, seconds in took.items():
        print(f"{name}: {number / median(seconds):,.0f} documents a second")
    print(
        f"ours to bare, median of {ROUNDS} rounds: {median(b / o for o, b in zip(took['ours'], took['bare'], strict=True)):.2f}"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)
