"""What one room needs from another, as Protocols. In: nothing. Out: the shapes that dreiklang/ hands between rooms."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from articles.model import Answer, IssuerState, Search, SearchDocument, SourceState


class Embedder(Protocol):
    """Text -> unit vectors, comparable across languages."""

    @property
    def version(self) -> str:
        """Changes whenever the same text could give another vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n texts -> (n, d), unit length; an empty text gives a zero row."""
        ...


class Translator(Protocol):
    """Sentences -> English."""

    @property
    def version(self) -> str:
        """Engine, model and revision."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it reads (de, zh)."""
        ...

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """n sentences in `language` -> n English ones, in order; an empty one stays empty.

        `again` asks for another try at sentences whose first translation was refused: without Chinese characters.
        """
        ...


class Judge(Protocol):
    """Which of some answers a model finds likeliest."""

    @property
    def version(self) -> str:
        """Model and revision."""
        ...

    def score(self, prompt: str, answers: Sequence[str]) -> dict[str, float]:
        """Log-probabilities of each answer after the prompt."""
        ...


class SearchEngine(Protocol):
    """Documents in, answers out; the same query finds the same set on every engine."""

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id; returns how many are in and searchable."""
        ...

    def delete(self, article_ids: Sequence[str]) -> None:
        """Take documents out; an id that is not in is no error."""
        ...

    def search(self, search: Search) -> Answer:
        """Raises: QueryError that points at the column, SearchUnavailable (Retryable) when the engine is not there."""
        ...

    def count(self) -> int:
        """How many documents are searchable."""
        ...


class SourceHealth(Protocol):
    """What we see and where we are blind, as of one moment."""

    @property
    def sources(self) -> Mapping[str, SourceState]:
        """Source id -> its state, for every source that is read."""
        ...

    @property
    def issuers(self) -> Mapping[str, IssuerState]:
        """Id of an issuing body -> how well it is seen, for every one that a source speaks for."""
        ...

    @property
    def waiting(self) -> Mapping[str, datetime]:
        """Step -> since when its oldest work waits, for steps that have work; back-fill and redone work do not count."""
        ...
