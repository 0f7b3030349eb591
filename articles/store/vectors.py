"""Vectors of articles. In: what an embedder made of a title, lead or tail. Out: the same numbers, for joining and searching.

They are kept as the embedder gave them, not centred, in 16 bits: half the room, and a cosine changes in the fourth place.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from articles.store.claims import insert
from articles.store.tables import vectors

Kind = Literal["title", "lead", "tail"]
Vector = NDArray[np.float32]


def keep_vectors(
    connection: Connection, article_id: str, revision: int, made: Mapping[Kind, Vector], *, embedder: str
) -> None:
    """Store or replace the vectors of one revision; each of shape (d,)."""
    for kind, vector in made.items():
        key = {"article_id": article_id, "revision": revision, "kind": kind, "embedder": embedder}
        statement = insert(connection, vectors).values(key | {"numbers": vector.astype("<f2").tobytes()})
        connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_={"numbers": statement.excluded.numbers})
        )


def load_vectors(connection: Connection, article_id: str, revision: int, *, embedder: str) -> dict[Kind, Vector]:
    """What is there of one revision, by this embedder alone: vectors of two embedders cannot be compared."""
    rows = connection.execute(
        select(vectors.c.kind, vectors.c.numbers).where(
            vectors.c.article_id == article_id, vectors.c.revision == revision, vectors.c.embedder == embedder
        )
    )
    return {row.kind: np.frombuffer(row.numbers, dtype="<f2").astype(np.float32) for row in rows}
