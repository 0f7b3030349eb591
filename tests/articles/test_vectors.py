"""Vectors keep their direction, and belong to one embedder and one revision."""

import numpy as np

from articles.store import Store
from articles.store.vectors import keep_vectors, load_vectors


def test_vectors_come_back_nearly_as_they_went(any_store: Store) -> None:
    vector = np.random.default_rng(3).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    with any_store.begin() as connection:
        keep_vectors(connection, "a1", 1, {"lead": vector, "title": -vector}, embedder="e5")
        kept = load_vectors(connection, "a1", 1, embedder="e5")
    assert set(kept) == {"lead", "title"}
    assert kept["lead"].dtype == np.float32
    assert float(kept["lead"] @ vector) > 0.999
    assert float(kept["title"] @ vector) < -0.999


def test_revisions_and_embedders_are_kept_apart_and_the_last_write_stays(any_store: Store) -> None:
    one, other = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
    with any_store.begin() as connection:
        keep_vectors(connection, "a1", 1, {"lead": one}, embedder="e5")
        keep_vectors(connection, "a1", 1, {"lead": other}, embedder="e5")
        keep_vectors(connection, "a1", 1, {"tail": one}, embedder="e5")
        keep_vectors(connection, "a1", 2, {}, embedder="e5")
        assert load_vectors(connection, "a1", 1, embedder="e5")["lead"].tolist() == [0.0, 1.0]
        assert set(load_vectors(connection, "a1", 1, embedder="e5")) == {"lead", "tail"}
        assert load_vectors(connection, "a1", 2, embedder="e5") == {}
        assert load_vectors(connection, "a1", 1, embedder="bge") == {}
