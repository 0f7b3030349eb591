"""Opening the store. In: a database URL. Out: a Store whose `begin()` and `read()` give transactions.

SQLite runs in WAL mode and every writing transaction begins IMMEDIATE, so that two writers queue up instead of failing;
PostgreSQL runs as it is.
"""

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from articles.errors import DiskFull, SettingsError, StoreBusy

BUSY_TIMEOUT_S = 60
CONNECT_TIMEOUT_S = 10
DAMAGED = ("file is not a database", "disk image is malformed")  # as SQLite says it
MEND = (
    "put a backup in its place, or move it away: a new store is filled from the archive by"
    " `dreiklang extract --from-archive`, and its index by `dreiklang reindex`"
)


class Store:
    """The truth on disk: one engine, and the token under which this process leases work."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.worker = worker_name()

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.engine.dialect.name == "sqlite"

    @cached_property
    def folder(self) -> Path | None:
        """The folder that holds a SQLite store; None for a server or a store in memory."""
        database = self.engine.url.database
        return Path(database).parent if self.is_sqlite and database and database != ":memory:" else None

    def begin(self) -> AbstractContextManager[Connection]:
        """A writing transaction; commits at the end, rolls back on any error.

        Raises: StoreBusy when the database stays locked, DiskFull when there is no room, SettingsError for a damaged file.
        """
        return _transaction(self.engine)

    def read(self) -> AbstractContextManager[Connection]:
        """A reading transaction: one consistent view, no lock that keeps writers out."""
        return _transaction(self._reading)

    @cached_property
    def _reading(self) -> Engine:
        if self.is_sqlite:
            return self.engine.execution_options(reading=True)
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def token(self) -> str:
        """A fresh lease token that names this process, so that a dead one's leases can be told from a live one's."""
        return f"{self.worker}/{uuid4().hex[:16]}"

    def tidy(self) -> None:
        """Let SQLite look after its statistics and move its log into the database, as far as nobody has to wait for it.

        PostgreSQL does both by itself.
        """
        if not self.is_sqlite:
            return
        raw = self.engine.raw_connection()
        try:
            for pragma in ("PRAGMA optimize", "PRAGMA wal_checkpoint(PASSIVE)"):
                with suppress(sqlite3.OperationalError):  # somebody writes at this moment: another day will do
                    raw.cursor().execute(pragma).fetchall()
        finally:
            raw.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def worker_name() -> str:
    """Machine, process id and the process's start time: a reused process id is another worker."""
    return f"{machine_name()}/{os.getpid()}/{process_started(os.getpid())}"


def machine_name() -> str:
    """Host name and process-id namespace: containers may share the one, and then not the other."""
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        namespace = ""
    return f"{socket.gethostname()[:32]}.{namespace}"


def process_started(pid: int) -> str:
    """Start time of a process in clock ticks since boot, "" where there is no such process or only its remains."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *fields = text.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]


def connect(url: str) -> Store:
    """A store without looking at its tables; `articles.store.open_store` migrates first.

    Raises: SettingsError for a URL that names no SQLite or PostgreSQL database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(f"store.url is no database URL: '{url}'; use sqlite:///data/store.db") from error
    if parsed.get_backend_name() == "sqlite":
        return Store(_sqlite(url))
    if parsed.get_backend_name() == "postgresql":
        return Store(_postgresql(parsed))
    raise SettingsError(
        f"store.url names '{parsed.get_backend_name()}'; use sqlite:///data/store.db or postgresql://user@host/name"
    )


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    if database and database != ":memory:":
        _make(Path(database).parent)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"the folder {folder} of the store cannot be made ({error.strerror})"
        raise SettingsError(f"{told}; set `data` (DREIKLANG_DATA) or store.url to one that you may write to") from error


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,  # they hold the texts of articles, which no message may carry
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            execution_options={"preserve_rowcount": True},  # INSERT ... ON CONFLICT tells whether it inserted
        )
    except ModuleNotFoundError as error:
        raise SettingsError("store.url names PostgreSQL; run: pip install 'dreiklang[postgresql]'") from error


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise _explained(error, engine.url) from error
    except DatabaseError as error:
        if any(words in str(error.orig) for words in DAMAGED):
            raise SettingsError(f"the store at {engine.url!r} is damaged: {error.orig}; {MEND}") from error
        raise


def _explained(error: OperationalError, url: URL) -> Exception:
    text = str(error.orig).strip()
    if "locked" in text or "deadlock" in text:
        return StoreBusy(f"the store stayed locked for {BUSY_TIMEOUT_S} s; is another command stuck? ({text})")
    if "disk is full" in text or "No space left" in text:
        return DiskFull(f"the store cannot grow: {text}; free some disk space and run the command again")
    if error.connection_invalidated or text.startswith("connection"):
        return StoreBusy(f"the store at {url!r} does not answer: {text}; is the database running?")
    return error
