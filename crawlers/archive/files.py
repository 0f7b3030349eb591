"""The files of the archive, kept in order. In: a folder. Out: its size, fewer old files, and no damaged ones.

A file is named by the moment it began, host, process and a random number. While it is written it ends in .open and its writer
holds a lock on it, which the system lets go when the writer dies, in whatever container that was.
"""

import fcntl
import os
import re
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.archive.records import GZIP_WINDOW

SUFFIX = ".warc.gz"
OPEN = ".open"
STAMP = "%Y%m%dT%H%M%S%f"
BEGAN = re.compile(r"(\d{8}T\d{12})-")
RECORD_END = b"\r\n\r\n"
CHUNK_BYTES = 64 * 1024


def expire(folder: Path, *, older_than: datetime, dry_run: bool) -> list[Path]:
    """Delete our files that began before a moment, files being written excepted; returns them, oldest first."""
    old = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if _began_before(path, older_than)]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    return old


def repair(folder: Path) -> list[Path]:
    """Cut files of dead writers back to their last whole record and give them their final names; returns those.

    A file without a whole record is deleted. A live writer's file is locked and left alone.
    """
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
        with suppress(FileNotFoundError), path.open("rb+") as file:  # it may be closed, and so renamed, while we look
            if lock(file.fileno(), wait=False) and path.exists():
                found += _close_for(path, file)
    return found


def whole_bytes(file: BinaryIO) -> int:
    """How many bytes from the start are whole records: complete gzip members with a good checksum."""
    whole = 0
    while (length := _member_bytes(file, whole)) is not None:
        whole += length
    return whole


def _close_for(path: Path, file: BinaryIO) -> list[Path]:
    whole = whole_bytes(file)
    if whole == 0:
        path.unlink()
        return []
    file.truncate(whole)
    os.fsync(file.fileno())
    return [path.rename(path.with_name(path.name.removesuffix(OPEN)))]


def _member_bytes(file: BinaryIO, offset: int) -> int | None:
    file.seek(offset)
    member, tail, read = zlib.decompressobj(GZIP_WINDOW), b"", 0
    while not member.eof:
        chunk = file.read(CHUNK_BYTES)
        if not chunk:
            return None
        read += len(chunk)
        try:
            tail = (tail + member.decompress(chunk))[-len(RECORD_END) :]
        except zlib.error:
            return None
    return read - len(member.unused_data) if tail == RECORD_END else None


def folder_bytes(folder: Path) -> int:
    """What the archive takes on the disk, files being written included."""
    return sum(_size(path) for path in folder.glob(f"*{SUFFIX}*"))


def lock(descriptor: int, *, wait: bool) -> bool:
    """Be the only writer of a file until it is closed or we die; False where another one is and we do not wait."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _began_before(path: Path, moment: datetime) -> bool:
    began = BEGAN.match(path.name)
    return began is not None and datetime.strptime(began[1], STAMP).replace(tzinfo=UTC) < moment


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # renamed or deleted since it was listed
        return 0
