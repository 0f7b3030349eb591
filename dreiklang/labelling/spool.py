"""What waits on disk until all lines are read. In: rows and texts, one after the other. Out: each of them again, by its number.

A file of a hundred thousand articles is labelled in the memory of a few.
"""

import json
from os import SEEK_END
from tempfile import TemporaryFile, gettempdir
from types import TracebackType
from typing import Any

from articles.errors import DiskFull
from nlp.duplicates import Print


class Spool:
    """A temporary file without a name, which ends with the process; use it in a `with`."""

    def __init__(self) -> None:
        self._file = TemporaryFile("w+b")  # noqa: SIM115 (closed by __exit__)
        self._offsets: list[int] = []

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, row: dict[str, Any], text: Print) -> None:
        """Keep a row and the text that copies of it are compared with. Raises: DiskFull."""
        lines = [json.dumps(part, ensure_ascii=False).encode() + b"\n" for part in (row, [text.text, text.language])]
        try:
            self._offsets.append(self._file.seek(0, SEEK_END))
            self._file.write(b"".join(lines))
            self._file.flush()
        except OSError as error:
            raise DiskFull(
                f"no room for labels in {gettempdir()} ({error}); free some space, or name another folder in TMPDIR"
            ) from error

    def row(self, number: int) -> dict[str, Any]:
        """The row that was added as the number-th, from 0."""
        self._file.seek(self._offsets[number])
        row: dict[str, Any] = json.loads(self._file.readline())
        return row

    def text(self, number: int) -> Print:
        """The text that was added with it."""
        self._file.seek(self._offsets[number])
        self._file.readline()
        return Print(*json.loads(self._file.readline()))
