"""Logistic regressions that label. In: feature rows. Out: calibrated probabilities.

A head is fitted by nlp/fitting.py (`dreiklang models calibrate`) for one embedder, ships as numbers, and is applied with
numpy alone. Its logits are calibrated by Platt scaling on rows it was not fitted on (Platt 1999), one slope and offset a class.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from articles.errors import ModelMissing

Floats = NDArray[np.float64]
Shape = Literal["binary", "one_of", "many_of"]
SHIPPED = Path(__file__).parent / "heads"
WORDS = "words"  # stands in the place of an embedder for heads that read counted words alone


@dataclass(frozen=True, kw_only=True)
class Head:
    """One regression: standardise, weigh, calibrate.

    Shapes: d features, k outputs (1 for binary): `weights` (k, d), `bias` (k,), `centre` and `scale` (d,), `platt` (k, 2).
    `fitted_on` is the FEATURES of the module whose features these are.
    """

    fitted_on: str
    shape: Shape
    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    centre: Floats
    scale: Floats
    platt: Floats

    def probabilities(self, features: Floats) -> Floats:
        """(n, d) features -> (n, k) probabilities; rows of a `one_of` head sum to one.

        Raises: ValueError where the features are not the ones it was fitted on.
        """
        calibrated = self.logits(features) * self.platt[:, 0] + self.platt[:, 1]
        return softmax(calibrated) if self.shape == "one_of" else sigmoid(calibrated)

    def logits(self, features: Floats) -> Floats:
        """(n, d) features -> (n, k), not calibrated: what other heads read.

        Raises: ValueError where the features are not the ones it was fitted on.
        """
        if features.shape[-1] != self.centre.shape[0]:
            raise ValueError(
                f"{features.shape[-1]} features, the head was fitted on {self.centre.shape[0]}; calibrate anew"
            )
        logits: Floats = ((features - self.centre) / self.scale) @ self.weights.T + self.bias
        return logits


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Every head of one embedder. `means` are the mean vectors by language that vectors are centred with."""

    embedder: str
    corpus: str
    heads: Mapping[str, Head]
    means: Mapping[str, Floats]

    def head(self, name: str, features: str) -> Head | None:
        """The head of a field; None where there is none, or it was fitted on other features than the code now reads."""
        found = self.heads.get(name)
        return found if found is not None and found.fitted_on == features else None

    @cached_property
    def version(self) -> str:
        """Changes with any number in it."""
        digest = hashlib.sha256(f"{self.embedder}|{self.corpus}".encode())
        for name in sorted(self.heads):
            head = self.heads[name]
            for part in (head.weights, head.bias, head.centre, head.scale, head.platt):
                digest.update(np.ascontiguousarray(part, dtype=np.float32).tobytes())  # as they are kept
        return digest.hexdigest()[:16]


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.where(x >= 0, 1.0 / (1.0 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1.0 + np.exp(-np.abs(x))))


def softmax(x: Floats) -> Floats:
    """Rows that sum to one."""
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def save_heads(heads: Heads, file: Path) -> None:
    """Write all numbers into one .npz, atomically, as 32-bit floats."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for name, head in heads.heads.items():
        for part in ("weights", "bias", "centre", "scale", "platt"):
            arrays[f"{name}/{part}"] = getattr(head, part).astype(np.float32)
    arrays |= {f"means/{language}": mean.astype(np.float32) for language, mean in heads.means.items()}
    told = {
        "embedder": heads.embedder,
        "corpus": heads.corpus,
        "heads": {
            name: {"fitted_on": head.fitted_on, "shape": head.shape, "classes": head.classes}
            for name, head in heads.heads.items()
        },
        "languages": sorted(heads.means),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".part.npz")
    with fresh.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, told=np.array(json.dumps(told)), **arrays)
    fresh.replace(file)


def heads_file(embedder: str, folder: Path) -> Path:
    """Where the heads of an embedder are kept in a folder."""
    return folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '_', embedder)}.npz"


def find_heads(embedder: str, *folders: Path) -> Heads | None:
    """The heads that were fitted for exactly this embedder, from the first folder that has them."""
    files = (heads_file(embedder, folder) for folder in (*folders, SHIPPED))
    found = (load_heads(file) for file in files if file.is_file())
    return next((heads for heads in found if heads.embedder == embedder), None)


def load_heads(file: Path) -> Heads:
    """What `save_heads` wrote. Raises: ModelMissing where the file is missing or no such file."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return _read(stored)
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise ModelMissing(
            f"no heads at {file} ({error}); run `dreiklang models calibrate`", subject=str(file)
        ) from error


def _read(stored: Mapping[str, NDArray[np.float32]]) -> Heads:
    told = json.loads(str(stored["told"]))

    def part(name: str, key: str) -> Floats:
        return stored[f"{name}/{key}"].astype(np.float64)

    return Heads(
        embedder=told["embedder"],
        corpus=told["corpus"],
        heads={
            name: Head(
                fitted_on=one["fitted_on"],
                shape=one["shape"],
                classes=tuple(one["classes"]),
                weights=part(name, "weights"),
                bias=part(name, "bias"),
                centre=part(name, "centre"),
                scale=part(name, "scale"),
                platt=part(name, "platt"),
            )
            for name, one in told["heads"].items()
        },
        means={language: part("means", language) for language in told["languages"]},
    )
