"""The archive of answers. In: a folder of WARC files. Out: the Pages in it.

A file that is being written can be read too, and a damaged one up to where it is whole. Here is also what writes the
archive (crawlers/archive/writer.py) and what keeps its files in order (crawlers/archive/files.py).
"""

import logging
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from articles.errors import BadInput
from articles.model import ArchiveRef, Page
from crawlers.archive.files import OPEN, SUFFIX, expire, folder_bytes, repair
from crawlers.archive.records import Answer, answer_of
from crawlers.archive.writer import ArchiveWriter

__all__ = ["Archive", "ArchiveWriter", "expire", "repair"]

DAMAGE = (ArchiveLoadFailed, EOFError, ValueError, zlib.error)
log = logging.getLogger(__name__)


class Archive:
    """Every answer that is still kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, ref: ArchiveRef) -> Page:
        """The answer at a place; a revisit gives the body it refers to. Raises: BadInput where it cannot be read."""
        answer = self._answer(ref)
        if answer.same_as is None:
            return answer.page
        return replace(answer.page, body=self._answer(answer.same_as).page.body)

    def pages(self) -> Iterator[Page]:
        """Every answer to be extracted, file by file, oldest file first."""
        return (answer.page for answer in self.answers() if answer.step == "fetch")

    def answers(self) -> Iterator[Answer]:
        """Every response, feeds and listings included; a file that is damaged is read up to where it is whole."""
        for name in self.files():
            with self._open(name) as file:
                yield from _responses(file, name)

    def files(self) -> list[str]:
        """The names that references use, oldest file first."""
        return sorted({path.name.removesuffix(OPEN) for path in self.folder.glob(f"*{SUFFIX}*")})

    def size_bytes(self) -> int:
        """What the archive takes on the disk."""
        return folder_bytes(self.folder)

    def _answer(self, ref: ArchiveRef) -> Answer:
        with self._open(ref.file) as file:
            file.seek(ref.offset)
            try:
                answer = answer_of(next(ArchiveIterator(file, check_digests="raise")), ref)
            except (*DAMAGE, StopIteration) as error:
                raise _damaged(ref) from error
        if answer is None:
            raise _damaged(ref)
        return answer

    def _open(self, name: str) -> BinaryIO:
        for candidate in (name, name + OPEN, name):  # it may be closed, and so renamed, while we look
            try:
                return (self.folder / candidate).open("rb")
            except FileNotFoundError:
                continue
        raise BadInput(
            f"the archive has no file {name} in {self.folder}; its retention is over or it was moved: "
            "put it back, or fetch the page again",
            subject=name,
        )


def _responses(file: BinaryIO, name: str) -> Iterator[Answer]:
    records = ArchiveIterator(file, check_digests="raise")
    offset = 0
    try:
        for record in records:
            answer = answer_of(record, ArchiveRef(file=name, offset=offset))
            if answer is not None and record.rec_type == "response":
                yield answer
            records.read_to_end()
            offset = records.offset
    except DAMAGE as error:
        log.warning("archive_damaged", extra={"file": name, "offset": offset, "error": str(error)})


def _damaged(ref: ArchiveRef) -> BadInput:
    return BadInput(
        f"no whole answer at byte {ref.offset} of {ref.file}; the file is damaged: fetch the page again",
        subject=ref.file,
    )
