"""A PostgreSQL server of the tests' own. In: Debian's binaries. Out: database URLs on a free port of 127.0.0.1.

The server lives as long as the test session; every test that asks gets an empty database of its own.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.places import missing

BINARIES = (Path("/usr/lib/postgresql/17/bin"), Path("/usr/lib/postgresql/16/bin"), Path("/usr/lib/postgresql/15/bin"))
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running server, without a database name."""
    with running(*UNSAFE_BUT_FAST) as url:
        yield url


@contextmanager
def running(*settings: str) -> Iterator[str]:
    """A server with these settings beside its own, for as long as the block runs."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="dreiklang-postgresql-"))
    port = _free_port()
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        _run(binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        options += "".join(f" -c {setting}" for setting in settings)
        log = folder / "log"
        _run(binaries / "pg_ctl", "-D", folder / "data", "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            _run(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """A fresh, empty database."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgresql_server}/{name}"


def _binaries() -> Path:
    for folder in BINARIES:
        if (folder / "initdb").exists():
            return folder
    missing("PostgreSQL's initdb is not there; apt-get install postgresql")
    raise AssertionError("missing() never returns")


def _run(program: Path, *arguments: object) -> None:
    """As the user postgres where we are root: the server refuses to run as root."""
    command = [str(program), *(str(one) for one in arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
    if done.returncode:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
