"""Indexing in batches, as the step does it, until somebody kills it. In: URL, alias, number of articles. Out: a line a batch."""

import sys

from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from tests.search.killed_reindex import documents

BATCH = 100


def main(url: str, alias: str, number: int) -> None:
    """A batch counts as done when its line is printed."""
    engine = ElasticEngine(ElasticOptions(urls=(url,), index=alias))
    everything = list(documents(number))
    for start in range(0, number, BATCH):
        engine.index(everything[start : start + BATCH])
        sys.stdout.write(f"{start}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
