"""An embedder without weights. In: texts. Out: unit vectors of hashed words, the same on every machine."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.text import has_cjk

DIMENSIONS = 64


class HashingEmbedder:
    """Counts how often each hashed word (or Chinese character) occurs; `embedded` remembers what it was asked for."""

    version = "hashing-1"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower() if has_cjk(text) else text.lower().split():
                digest = hashlib.md5(word.encode("utf-8", "replace"), usedforsecurity=False).digest()
                row[digest[0] % DIMENSIONS] += 1 if digest[1] % 2 else -1
            row /= np.linalg.norm(row) or 1.0
        return rows
