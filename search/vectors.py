"""Vectors of documents beside the index. In: unit vectors. Out: rows, and the nearest rows to a vector, exactly.

A file of 32-bit floats that only grows: a document names its row, so whatever the index commits is right at once, and rows of
a writer that was killed before its commit are named by nothing. `dreiklang reindex` writes the file anew without them.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from articles.errors import BadInput

NUMBER_BYTES = 4
Vectors = NDArray[np.float32]
BLOCK = 65_536  # rows at a time, so that a search takes no memory of the size of the file


class VectorFile:
    """vectors-384.f4 in a folder; the length of a vector stands in its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mapped: Vectors | None = None

    def append(self, vectors: Sequence[Sequence[float]]) -> range:
        """Write vectors to disk for good; returns their rows. Raises: BadInput where they are of another length."""
        made = np.asarray(vectors, dtype="<f4")
        if not made.size:
            return range(0)
        path = self._path(made.shape[1])
        whole = NUMBER_BYTES * made.shape[1]
        first = -(-(path.stat().st_size if path.exists() else 0) // whole)
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.seek(first * whole)  # behind the half-written row of a killed writer, if there is one
            file.write(made.tobytes())
            file.flush()
            os.fsync(file.fileno())
        return range(first, first + len(made))

    def rows(self, wanted: Sequence[int]) -> Vectors:
        """The vectors of these rows, (n, d)."""
        return np.asarray(self._matrix()[np.asarray(wanted, dtype=np.int64)])

    def similarity(self, vector: Sequence[float], rows: Sequence[int] | None = None) -> Vectors:
        """The cosine of a unit vector with each of these rows, or with all of them.

        Raises: BadInput where the vector was made by an embedder with another number of dimensions.
        """
        asked = np.asarray(vector, dtype=np.float32)
        matrix = self._matrix(len(asked)) if rows is None else self.rows(rows)
        if matrix.shape[1] != len(asked):
            raise _other_length(len(asked), matrix.shape[1])
        blocks = [matrix[start : start + BLOCK] @ asked for start in range(0, len(matrix), BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def _matrix(self, length: int = 1) -> Vectors:
        """The file as it is now, mapped into memory; no rows of this length where there is no file."""
        path = self._there()
        if path is None or not path.stat().st_size:
            return np.zeros((0, length), np.float32)
        width = int(path.stem.removeprefix("vectors-"))
        shape = (path.stat().st_size // (NUMBER_BYTES * width), width)
        if self._mapped is None or self._mapped.shape != shape:  # mapping it anew costs half as much as reading it
            self._mapped = np.memmap(path, dtype="<f4", mode="r", shape=shape)
        return self._mapped

    def _path(self, length: int) -> Path:
        there = self._there()
        path = self.folder / f"vectors-{length}.f4"
        if there is not None and there != path:
            raise _other_length(length, int(there.stem.removeprefix("vectors-")))
        return path

    def _there(self) -> Path | None:
        return next(self.folder.glob("vectors-*.f4"), None)


def _other_length(given: int, there: int) -> BadInput:
    told = f"a vector of {given} numbers does not fit the index, whose vectors have {there}: the embedder was changed"
    return BadInput(f"{told}; run `dreiklang reindex`")
