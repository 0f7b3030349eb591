"""Each text is embedded once. In: a Reading, and the vectors that the store has of it. Out: vectors to keep, and a Reading that
knows them.

Screen makes them for every article in a language that we read; analyse, join and index find them in the store.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from articles.model import Article
from articles.store.vectors import Kind, Vector, load_vectors
from nlp.knowing import Knowing
from nlp.reading import Reader, Reading


def made(reading: Reading) -> dict[Kind, Vector]:
    """The vectors of title and lead, not centred; none without an embedder."""
    if reading.embedder is None:
        return {}
    title, lead = reading.embedder.embed([reading.title, reading.lead])
    return {"title": title, "lead": lead}


def kept(connection: Connection, article: Article, reader: Reader) -> dict[Kind, Vector]:
    """What the store has of this revision, by the reader's embedder."""
    if reader.embedder is None:
        return {}
    return load_vectors(connection, article.id, article.revision, embedder=reader.embedder.version)


def knowing(reading: Reading, vectors: Mapping[Kind, Vector]) -> Reading:
    """The same reading, whose embedder is not asked for these again."""
    if reading.embedder is None:
        return reading
    texts: dict[Kind, str] = {"title": reading.title, "lead": reading.lead}
    known = {text: vectors[kind] for kind, text in texts.items() if kind in vectors}
    return replace(reading, embedder=Knowing(reading.embedder, known))
