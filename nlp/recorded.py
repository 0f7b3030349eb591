"""Answers of a language model, written down and read back. In: a LanguageModel, or a file. Out: the same, without weights.

One JSON line an answer, gzipped: the SHA-256 of what was asked (the first 16 bytes, in hex) and what was said. The first line
names the model, so that answers of another one are never taken for its own.
"""

import gzip
import hashlib
import json
from pathlib import Path

from articles.errors import ModelMissing
from nlp.llama import LanguageModel

Answer = str | float


class Recording:
    """A model whose answers are kept; `save` writes them, and those that the file had, if they are this model's."""

    def __init__(self, model: LanguageModel, file: Path) -> None:
        self._model = model
        self._file = file
        self._answers = _read(file, model.version)
        self._asked: set[str] = set()

    @property
    def version(self) -> str:
        """That of the model behind it."""
        return self._model.version

    def complete(self, prompt: str, *, max_tokens: int, grammar: str | None = None) -> str:
        """Asked once, then remembered."""
        key = _key("complete", prompt, str(max_tokens), grammar or "")
        self._asked.add(key)
        if key not in self._answers:
            self._answers[key] = self._model.complete(prompt, max_tokens=max_tokens, grammar=grammar)
        return str(self._answers[key])

    def log_probability(self, prompt: str, answer: str) -> float:
        """Asked once, then remembered, to four places."""
        key = _key("log_probability", prompt, answer)
        self._asked.add(key)
        if key not in self._answers:
            self._answers[key] = round(self._model.log_probability(prompt, answer), 4)
        return float(self._answers[key])

    def save(self, *, forget: bool = False) -> None:
        """Write the file, atomically and the same for the same answers; `forget` those that nobody has asked for."""
        kept = self._asked if forget else self._answers
        lines = [json.dumps({"model": self.version})]
        lines += [json.dumps([key, self._answers[key]], ensure_ascii=False) for key in sorted(kept)]
        part = self._file.with_suffix(".part")
        part.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
        part.replace(self._file)


class Replaying(Recording):
    """The answers of a file alone. Raises: ModelMissing for a question it has no answer to."""

    def __init__(self, file: Path) -> None:
        super().__init__(_Silent(_model_of(file), file), file)


class _Silent:
    """The model behind a replay: it must never be asked."""

    def __init__(self, version: str, file: Path) -> None:
        self.version = version
        self._told = (
            f"{file.name} has no answer of {version} to this question; record anew as benchmarks/translation.py says"
        )

    def complete(self, prompt: str, *, max_tokens: int, grammar: str | None = None) -> str:
        raise ModelMissing(f"{self._told}: {prompt[-200:]}")

    def log_probability(self, prompt: str, answer: str) -> float:
        raise ModelMissing(f"{self._told}: {prompt[-200:]}")


def _key(*asked: str) -> str:
    return hashlib.sha256("\0".join(asked).encode("utf-8", "replace")).hexdigest()[:32]


def _model_of(file: Path) -> str:
    if not file.is_file():
        raise ModelMissing(
            f"no recorded answers in {file}; record them as benchmarks/translation.py says", subject=str(file)
        )
    return str(json.loads(_lines(file)[0])["model"])


def _read(file: Path, version: str) -> dict[str, Answer]:
    """What is recorded of this model; nothing where there is no file, or another model's."""
    if not file.is_file() or _model_of(file) != version:
        return {}
    return dict(json.loads(line) for line in _lines(file)[1:])


def _lines(file: Path) -> list[str]:
    return gzip.decompress(file.read_bytes()).decode().splitlines()
