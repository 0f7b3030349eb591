"""A reindex that kills itself, as a power cut would. In: URL, alias, number of articles, where to die. Out: nothing, ever.

Run as a process of its own: `python -m tests.search.killed_reindex URL ALIAS NUMBER PLACE`.
"""

import os
import signal
import sys
from collections.abc import Iterable, Sequence

from articles.model import SearchDocument
from search import elastic_rebuild
from search.elastic import ElasticEngine
from search.elastic_client import ElasticOptions
from search.elastic_indices import Indices

PLACES = ("filling", "catching_up", "settling", "before_the_flip", "after_the_flip")


def documents(number: int) -> Iterable[SearchDocument]:
    """The articles of the tests."""
    return (
        SearchDocument(article_id=f"a{at:05}", fields={"title": f"law {at}", "language": "en"}) for at in range(number)
    )


def die() -> None:
    """At once."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, alias: str, number: int, place: str) -> None:
    """Reindex and die on the way."""
    engine = ElasticEngine(ElasticOptions(urls=(url,), index=alias))
    passes = iter(PLACES)

    def read(wanted: Sequence[str] | None) -> Iterable[SearchDocument]:
        here = next(passes)
        for at, document in enumerate(documents(number)):
            if at == number // 2 and here == place:
                die()
            if wanted is None or document.article_id in wanted:
                yield document

    if place.endswith("the_flip"):
        flip = Indices.flip

        def flipping(self: Indices, to: str, away: str | None) -> None:
            if place == "after_the_flip":
                flip(self, to, away)
            die()

        Indices.flip = flipping  # type: ignore[method-assign]  # only in this process, which ends here
    elastic_rebuild.reindex(engine.indices, read)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
