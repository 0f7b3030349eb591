"""Everything a crawl writes, in one thread. In: answers and what they mean for the store. Out: WARC records, then rows.

Whatever has come in while the last batch was written makes the next batch: its answers are archived and flushed to the
disk before the transaction that names them, so that a crash at any moment leaves nothing missing and nothing twice.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from articles.errors import DiskFull, Retryable, StoreBusy
from articles.model import ArchiveRef, Source
from articles.store import Store
from articles.store.hosts import HostLease, renew_host
from articles.store.pages import Validators
from articles.store.visits import Ending, end_visits
from crawlers.archive import ArchiveWriter
from crawlers.fetching.reply import Reply
from crawlers.options import ArchiveOptions

Result = TypeVar("Result")
Refs = Sequence[ArchiveRef | None]
PENDING = 64  # entries that wait to be written; then fetching waits too, so that memory stays bounded
TRIES = 3  # of a transaction that another crawler was in the way of
STOPS = (Retryable, OSError)  # no answer's fault: the disk is full or broken, the store busy, the lease lost
STOP_AT = 0.25  # of archive.min_free_gb: what the store needs to end in order


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One answer to be archived; `same_as` where it says that nothing had changed."""

    reply: Reply
    url: str
    source: Source | None = None
    step: str = "fetch"
    parent: str | None = None
    same_as: Validators | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Answers, and what to write when it is known where they are archived: how a visit ended, or anything else.

    Nothing is written when the lease of the host is lost.
    """

    exchanges: Sequence[Exchange]
    ending: Callable[[Refs], Ending] | None = None
    write: Callable[[Connection, Refs], None] | None = None
    lease: HostLease | None = None
    next_s: float = 0.0
    written: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Journal:
    """Owns the archive's writer and the crawl's only thread that touches the store."""

    def __init__(self, store: Store, options: ArchiveOptions) -> None:
        self.store = store
        self._options = options
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._archive = ArchiveWriter(options)
        self._entries: list[Entry] = []
        self._room = asyncio.Semaphore(PENDING)
        self._writing: asyncio.Task[None] | None = None

    async def do(self, work: Callable[[], Result]) -> Result:
        """Run something with the store in the journal's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def add(self, entry: Entry) -> "asyncio.Future[None]":
        """Hand an entry over; the future is done when it is written, or fails with what kept it from being.

        Of the failures only those in STOPS concern other entries too.
        """
        await self._room.acquire()
        self._entries.append(entry)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return entry.written

    async def close(self) -> None:
        """Write what is left and close the archive's file."""
        if self._writing is not None:
            await self._writing
        await self.do(self._archive.close)
        self._thread.shutdown()

    async def _write_all(self) -> None:
        while self._entries:
            batch, self._entries = self._entries, []
            problems = await self.do(lambda entries=batch: self._write(entries))  # type: ignore[misc]  # bound at once
            for entry, problem in zip(batch, problems, strict=True):
                self._room.release()
                if problem is None:
                    entry.written.set_result(None)
                else:
                    entry.written.set_exception(problem)
        self._writing = None

    def _write(self, batch: Sequence[Entry]) -> list[Exception | None]:
        """What kept each entry from being written; trouble with the disk or the store keeps all of them."""
        try:
            self._check_disk()
            archived = [self._archive_all(entry) for entry in batch]
            self._archive.flush()
        except Exception as error:
            return [error] * len(batch)
        good = [(entry, refs) for entry, refs in zip(batch, archived, strict=True) if not isinstance(refs, Exception)]
        committed = iter(self._commit(good))
        return [refs if isinstance(refs, Exception) else next(committed) for refs in archived]

    def _archive_all(self, entry: Entry) -> Refs | Exception:
        """Where the answers are archived, or what is wrong with one of them."""
        try:
            return [self._archive_one(exchange) for exchange in entry.exchanges]
        except STOPS:
            raise
        except Exception as error:
            return error

    def _commit(self, batch: Sequence[tuple[Entry, Refs]], *, tries: int = 1) -> list[Exception | None]:
        """All in one transaction; where that fails, each in its own, so that a bad one harms no other."""
        try:
            self._commit_together(batch)
        except StoreBusy as error:  # two crawlers wanted the same rows; one of them is let through at once
            return [error] * len(batch) if tries == TRIES else self._commit(batch, tries=tries + 1)
        except Exception as error:
            if len(batch) == 1 or isinstance(error, DiskFull):
                return [error] * len(batch)
            return [problem for one in batch for problem in self._commit([one])]
        return [None] * len(batch)

    def _commit_together(self, batch: Sequence[tuple[Entry, Refs]]) -> None:
        with self.store.begin() as connection:
            _renew(connection, [entry for entry, _ in batch])
            end_visits(connection, [entry.ending(refs) for entry, refs in batch if entry.ending is not None])
            for entry, refs in batch:
                if entry.write is not None:
                    entry.write(connection, refs)

    def _archive_one(self, exchange: Exchange) -> ArchiveRef | None:
        reply, source = exchange.reply, exchange.source
        if source is not None and not source.rights.archive:
            return None
        page = reply.as_page(exchange.url, source=source.id if source else None)
        known = exchange.same_as
        if known is None:
            return self._archive.write(
                reply.request_headers, page, step=exchange.step, parent=exchange.parent, protocol=reply.protocol
            )
        if known.archived is not None:
            self._archive.write_revisit(
                page,
                same_as=known.archived,
                digest=known.digest,
                date=known.checked_at or reply.fetched_at,
                request_headers=reply.request_headers,
            )
        return known.archived

    def _check_disk(self) -> None:
        folder = next(one for one in (self._options.folder, *self._options.folder.parents) if one.exists())
        free = shutil.disk_usage(folder).free
        needed = int(self._options.min_free_bytes * STOP_AT)
        if free < needed:
            raise DiskFull(
                f"only {free // 1024**2} MB are free at {folder}, crawling needs {needed // 1024**2} MB; free some disk "
                "space, or lower archive.min_free_gb",
                subject=str(folder),
            )


def _renew(connection: Connection, entries: Sequence[Entry]) -> None:
    """Prolong the leases of a batch, once each; the last entry of a host knows best when it may be asked again."""
    held = {entry.lease.host: (entry.lease, entry.next_s) for entry in entries if entry.lease is not None}
    for lease, next_s in (held[host] for host in sorted(held)):
        renew_host(connection, lease, next_s=next_s)
