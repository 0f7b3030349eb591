"""Tiny models for every test of this room. In: a name of tests/nlp/tiny_models.py. Out: its folder, made once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nlp import tiny_models

Tiny = Callable[[str], Path]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Call it with the name of a model; what only reads may share the folder, the others copy it."""
    tiny_models.need_transformers()
    root = tmp_path_factory.mktemp("tiny")

    def made(name: str) -> Path:
        folder = root / name
        return folder if folder.is_dir() else tiny_models.MODELS[name](folder)

    return made
