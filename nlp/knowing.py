"""Texts that were embedded before. In: an Embedder, and vectors it made. Out: an Embedder that makes only the others."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from articles.ports import Embedder


class Knowing:
    """The same vectors as the embedder behind it; `known` are some of them by their text, each of shape (d,)."""

    def __init__(self, embedder: Embedder, known: Mapping[str, NDArray[np.float32]]) -> None:
        self._embedder = embedder
        self._known = dict(known)

    @property
    def version(self) -> str:
        """That of the embedder behind it."""
        return self._embedder.version

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See articles/ports.py."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh or not texts:
            made = self._embedder.embed(fresh)
            if not texts:
                return made
            self._known |= dict(zip(fresh, made, strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)
