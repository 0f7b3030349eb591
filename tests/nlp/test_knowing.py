"""What is known is not embedded again, and everything stands where it was asked for."""

import numpy as np

from nlp.knowing import Knowing
from tests.nlp.embedding import DIMENSIONS, HashingEmbedder


def test_only_what_is_not_known_is_embedded_and_each_text_once() -> None:
    behind = HashingEmbedder()
    one = np.ones(DIMENSIONS, dtype=np.float32)
    knowing = Knowing(behind, {"known": one})
    rows = knowing.embed(["new", "known", "new"])
    assert behind.embedded == ["new"]
    assert np.array_equal(rows[1], one)
    assert np.array_equal(rows[0], rows[2])
    knowing.embed(["new", "known"])
    assert behind.embedded == ["new"]
    assert knowing.version == behind.version


def test_of_nothing_there_are_no_rows() -> None:
    assert Knowing(HashingEmbedder(), {}).embed([]).shape == (0, DIMENSIONS)
