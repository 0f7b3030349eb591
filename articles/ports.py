"""What one room needs from another, as Protocols. In: nothing. Out: the shapes that dreiklang/ hands between rooms."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from articles.model import SearchDocument


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
    """Sentences or paragraphs -> English."""

    @property
    def version(self) -> str:
        """Engine, model and revision."""
        ...

    def translate(self, texts: Sequence[str], *, language: str) -> list[str]:
        """n texts in `language` (de or zh) -> n English texts, in order."""
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
    """Documents in, hits out; the same query gives the same set on every engine."""

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id; returns how many are in."""
        ...

    def search(self, query: str, *, limit: int = 10, ids: Sequence[str] | None = None) -> list["Hit"]:
        """Best first; with `ids`, only among those."""
        ...

    def count(self) -> int:
        """How many documents are searchable."""
        ...


class Hit(Protocol):
    """One search result."""

    @property
    def article_id(self) -> str:
        """The article that was found."""
        ...

    @property
    def score(self) -> float:
        """Higher is better; comparable within one answer only."""
        ...

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the index shows of it."""
        ...


class SourceHealth(Protocol):
    """Which sources were seen lately, for the digest's claims of absence."""

    def seen_since(self, since: datetime) -> Mapping[str, bool]:
        """Source id -> was it reached since then."""
        ...
