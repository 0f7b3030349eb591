"""Sentences that were translated before. In: a sentence. Out: its English, if this translator has seen it: none is done twice.

Sentences are found by their digest, language and the version of what translated them; each is kept at once, in a transaction of
its own, so that a long article that is interrupted goes on where it stopped.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from articles import clock
from articles.model import Rendering
from articles.store.claims import insert
from articles.store.engine import Store
from articles.store.tables import sentences

DIGEST_CHARS = 32


@dataclass(frozen=True)
class StoreMemory:
    """The sentences of one translator, in a store."""

    store: Store
    version: str

    def recall(self, texts: Sequence[str], *, language: str) -> dict[str, Rendering]:
        """Those of the texts that are known, with their English."""
        by_digest = {_digest(text): text for text in texts}
        query = select(sentences.c.digest, sentences.c.english, sentences.c.flags).where(
            sentences.c.digest.in_(by_digest), sentences.c.language == language, sentences.c.version == self.version
        )
        with self.store.read() as connection:
            rows = connection.execute(query).all()
        return {by_digest[row.digest]: Rendering(english=row.english, flags=tuple(row.flags)) for row in rows}

    def remember(self, made: Mapping[str, Rendering], *, language: str) -> None:
        """Keep what was translated; two workers that did the same keep the first."""
        rows = [
            {
                "digest": _digest(text),
                "language": language,
                "version": self.version,
                "english": rendering.english,
                "flags": list(rendering.flags),
                "made_at": clock.now(),
            }
            for text, rendering in made.items()
        ]
        if rows:
            with self.store.begin() as connection:
                connection.execute(insert(connection, sentences).on_conflict_do_nothing(), rows)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:DIGEST_CHARS]
