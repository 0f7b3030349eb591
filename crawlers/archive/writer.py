"""Answers into WARC files. In: Pages as they come back. Out: where each one's bytes are.

One file per process. It ends in .open and is locked while it is written, so that a dead writer's file can be told from
a live one's; a new one begins after a size or a day. Call `write`, `flush` and `close` from one thread.
"""

import errno
import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from articles import clock
from articles.errors import DiskFull
from articles.model import ArchiveRef, Page
from crawlers.archive.files import OPEN, STAMP, SUFFIX, lock, repair
from crawlers.archive.records import Asked, exchange, file_head, revisit
from crawlers.archive.room import Room
from crawlers.options import ArchiveOptions

ROTATE_AFTER = timedelta(days=1)  # so that a retention of days is kept to the day
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class ArchiveWriter:
    """Writes this process's file; a full budget pauses it, and it goes on by itself when there is room again.

    What dead writers left in the folder is repaired first.
    """

    def __init__(self, options: ArchiveOptions) -> None:
        repair(options.folder)
        self._options = options
        self._room = Room(options)
        self._file: WarcFile | None = None

    @property
    def paused(self) -> str | None:
        """Why nothing is archived now: budget or free disk. Cheap: measured every few seconds."""
        return self._room.lacking() if self._options.enabled else None

    def write(
        self,
        request_headers: Mapping[str, str],
        page: Page,
        *,
        step: str = "fetch",
        parent: str | None = None,
        protocol: str = "HTTP/1.1",
    ) -> ArchiveRef | None:
        """Archive an answer and its request; None while paused or switched off.

        `step` is "discover" for what is no article: feeds, listings, robots.txt; only "fetch" is extracted again.
        `parent` is the page that links a document. Raises: DiskFull; the file then ends with its last whole record.
        """
        if not self._writes():
            return None
        return self._append(exchange(page, Asked(headers=request_headers, step=step, parent=parent, protocol=protocol)))

    def write_revisit(
        self,
        page: Page,
        *,
        same_as: ArchiveRef,
        digest: str,
        date: datetime,
        request_headers: Mapping[str, str] | None = None,
    ) -> ArchiveRef | None:
        """Archive that nothing had changed since `date`; `digest` is the SHA-256 of the body that was there, in hex.

        None while paused or switched off. Raises: DiskFull.
        """
        if not self._writes():
            return None
        asked = Asked(headers=request_headers or {})
        return self._append(revisit(page, asked, same_as=same_as, digest=digest, date=date))

    def flush(self) -> None:
        """Bring every record to the disk; an offset may be committed to the store only after this. Raises: DiskFull."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Flush, and give the file its final name."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _writes(self) -> bool:
        return self._options.enabled and self.paused is None

    def _append(self, data: bytes) -> ArchiveRef:
        if self._file is not None and self._file.is_full(self._options.rotate_bytes):
            self.close()
        if self._file is None:
            self._file = WarcFile(self._options.folder)
        offset = self._file.append(data)
        self._room.used(len(data))
        return ArchiveRef(file=self._file.name, offset=offset)


class WarcFile:
    """One file that grows record by record; a record that does not fit leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self._path, self._descriptor = _open_locked(folder)
        self._began = clock.now()
        self._synced = True
        self.size_bytes = 0
        try:
            self.append(file_head(self.name))
            _sync_folder(folder)
        except BaseException:
            os.close(self._descriptor)
            self._path.unlink()
            raise

    @property
    def name(self) -> str:
        """The name the file will have when it is closed; references use it from the start."""
        return self._path.name.removesuffix(OPEN)

    def is_full(self, rotate_bytes: int) -> bool:
        """Whether a new file is due."""
        return self.size_bytes >= rotate_bytes or clock.now() - self._began >= ROTATE_AFTER

    def append(self, data: bytes) -> int:
        """Write whole records; returns the offset of the first. Raises: DiskFull, with nothing written."""
        offset = self.size_bytes
        try:
            _write_all(self._descriptor, data)
        except OSError as error:
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            raise _explained(error, self._path) from error
        self.size_bytes, self._synced = offset + len(data), False
        return offset

    def sync(self) -> None:
        """Bring what was written to the disk."""
        if self._synced:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise _explained(error, self._path) from error
        self._synced = True

    def close(self) -> None:
        """Sync, and take the .open from the name."""
        self.sync()
        self._path.rename(self._path.with_name(self.name))
        _sync_folder(self._path.parent)
        os.close(self._descriptor)


def _open_locked(folder: Path) -> tuple[Path, int]:
    """The last part of the name is random: under a moved clock one process can begin two files at one moment."""
    while True:
        host = socket.gethostname()[:40]
        path = folder / f"{clock.now():{STAMP}}-{host}-{os.getpid()}-{token_hex(4)}{SUFFIX}{OPEN}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except OSError as error:
            raise _explained(error, path) from error
        lock(descriptor, wait=True)
        if path.exists():
            return path, descriptor
        os.close(descriptor)  # a repair took the empty file for a dead writer's before it was locked


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError, path: Path) -> OSError | DiskFull:
    if error.errno not in NO_ROOM:
        return error
    return DiskFull(
        f"no room for a page in {path}: {error.strerror}; free some disk space, or lower archive.max_gb",
        subject=str(path),
    )
