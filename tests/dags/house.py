"""Airflow as people start it. In: the environment it gets. Out: a House: running, asked over its API, stopped again."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.dags.place import until
from tests.places import REPOSITORY

READY_S = 120.0
STOP_S = 60.0
MAKE = ("make", "--no-print-directory", "-o", "install", "-o", "install-airflow", "airflow")  # what is installed stays


@dataclass(frozen=True)
class House:
    """A running `make airflow`."""

    home: Path
    variables: dict[str, str]
    launcher: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.variables['AIRFLOW__API__PORT']}"

    def ask(self, path: str, given: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
        """GET, or POST where something is given."""
        asked = urllib.request.Request(
            self.url + path,
            data=None if given is None else json.dumps(given).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    def token(self) -> str:
        """As the user admin logs in, with the password that was made up for this home."""
        passwords = json.loads((self.home / "simple_auth_manager_passwords.json.generated").read_text())
        return str(self.ask("/auth/token", {"username": "admin", "password": passwords["admin"]})["access_token"])

    def trigger(self, dag: str) -> None:
        """Start a run by hand."""
        self.ask(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None}, self.token())

    def runs(self, dag: str) -> list[str]:
        """The states of a DAG's runs, oldest first; none before Airflow has read its file."""
        try:
            found = self.ask(f"/api/v2/dags/{dag}/dagRuns?order_by=run_after", token=self.token())
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return []
        return [run["state"] for run in found["dag_runs"]]

    def crawled(self) -> bool:
        """Whether both watchers have been out."""
        return all({"success"} <= set(self.runs(dag)) for dag in ("watch_official", "watch_news"))

    def refuses_strangers(self) -> bool:
        """Whether it answers nobody without a token."""
        try:
            self.ask("/api/v2/dags")
        except urllib.error.HTTPError as error:
            return error.code == 401
        return False

    def stop(self) -> str:
        """As a service manager does; returns the last line it said. `make` itself then ends by the signal it got."""
        self.launcher.terminate()
        said, _ = self.launcher.communicate(timeout=STOP_S)
        return str(said.splitlines()[-1])


@contextmanager
def airflow_house(home: Path, variables: dict[str, str]) -> Iterator[House]:
    """Started, and ready to be asked; whatever is left of it at the end is killed."""
    launcher = subprocess.Popen(
        MAKE,
        cwd=REPOSITORY,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    house = House(home, variables, launcher)
    try:
        until(lambda: _answers(house), within_s=READY_S)
        yield house
    finally:
        started = sessions_below(launcher.pid)
        if launcher.poll() is None:
            house.stop()
        kill(started)


def _answers(house: House) -> bool:
    assert house.launcher.poll() is None, house.launcher.communicate()[0]
    try:
        return bool(house.ask("/api/v2/monitor/health")["scheduler"]["status"] == "healthy")
    except OSError:
        return False


def sessions_below(pid: int) -> set[int]:
    """The sessions of everybody a process has started, and they in turn; /proc/PID/environ is no help, Airflow writes over it."""
    parents = {child: _parent(child) for child in _pids()}
    below = {pid}
    while grown := {child for child, parent in parents.items() if parent in below} - below:
        below |= grown
    return {session for one in below if (session := _session(one))}


def members(sessions: set[int], *, running: str = "") -> list[int]:
    """Who is alive in these sessions, and has these words on its command line."""
    return [pid for pid in _pids() if _session(pid) in sessions and (words := _words(pid)) and running in words]


def named(words: str) -> list[int]:
    """Who has these words on its command line."""
    return [pid for pid in _pids() if words in _words(pid)]


def kill(sessions: set[int]) -> None:
    """As a machine that loses its power: all of them at one moment."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in members(sessions):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _session(pid: int) -> int:
    with contextlib.suppress(ProcessLookupError):
        return os.getsid(pid)
    return 0


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _words(pid: int) -> str:
    """Its command line; empty for a zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
