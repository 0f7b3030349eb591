"""Where tests find what does not ship with the product. In: a folder name. Out: its path, a skip, or a failure in CI."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def shared(*parts: str) -> Path:
    """A path below the folder of measuring material that lies beside the repository (or at DREIKLANG_SHARED)."""
    root = Path(os.environ.get("DREIKLANG_SHARED", REPOSITORY.parent / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        missing(f"{'/'.join(parts)} is not in {root}; put the measuring material beside the repository")
    return path


def missing(what: str) -> None:
    """Skip a test that lacks something, with a word on what to start or install; with CI=true fail instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
