"""Airflow on one machine, from one command. In: settings in the environment. Out: four processes that start and end together.

1. Bring Airflow's own database up to date and set up the pools.
2. Start the api-server and wait until it answers: tasks report to it, so a scheduler must not be first.
3. Start scheduler, dag-processor and triggerer.
4. On Ctrl-C or SIGTERM, or when one of them ends, stop them all, with everything they have started.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType

from settings import HOME, PORT, REPOSITORY, environment

AIRFLOW = str(Path(sys.executable).with_name("airflow"))
POOLS = REPOSITORY / "dags" / "pools.json"
SERVER = ("api-server",)
OTHERS = (("scheduler", "--skip-serve-logs"), ("dag-processor",), ("triggerer", "--skip-serve-logs"))
SET_UP = (("db", "migrate"), ("pools", "import", str(POOLS)))
READY_S = 180.0  # a slow disk takes a minute
PATIENCE_S = 15.0  # between asking a process to stop and killing it; a command that is under way takes up to 3
LOOK_S = 0.2

Processes = dict[str, "subprocess.Popen[bytes]"]


class Stopped(Exception):  # noqa: N818 (no error: somebody asked for it)
    """Ctrl-C or SIGTERM came."""


class Ended(Exception):  # noqa: N818 (it says which process ended, and how)
    """One of the processes ended by itself, or never became ready."""


def main() -> int:
    """Run until told to stop; returns 0 then, and 1 where a process ended by itself."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    variables = environment()
    running: Processes = {}
    try:
        _begin(running, variables)
        while True:
            _all_run(running, variables)
            time.sleep(LOOK_S)
    except Stopped:
        return 0
    except Ended as ended:
        _tell(f"{ended}; stopping the others")
        return 1
    finally:
        _stop_all(running)


def _begin(running: Processes, variables: dict[str, str]) -> None:
    _say_what_is_missing(variables)
    home, logs = Path(variables[HOME]), logs_of(variables)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # passwords and secrets will be in it
    logs.mkdir(exist_ok=True)
    _set_up(variables, logs)
    _start(running, SERVER, variables, logs)
    _wait_for_server(running, variables)
    for words in OTHERS:
        _start(running, words, variables, logs)
    _tell(f"running at http://127.0.0.1:{variables[PORT]}; logs in {logs}; Ctrl-C stops it")
    _tell(f"user admin, password in {home / 'simple_auth_manager_passwords.json.generated'}")


def logs_of(variables: dict[str, str]) -> Path:
    """Where each process writes its log."""
    return Path(variables[HOME]) / "logs"


def _say_what_is_missing(variables: dict[str, str]) -> None:
    settings = Path(variables.get("DREIKLANG_FOLDER", str(REPOSITORY))) / "dreiklang.toml"
    if not settings.exists() and "DREIKLANG_CONFIG" not in variables:
        _tell(
            f"no {settings}, so crawls will fail; run `.venv/bin/dreiklang init`, or see docs/airflow.md for the demo"
        )


def _set_up(variables: dict[str, str], logs: Path) -> None:
    _tell("setting up its database and pools")
    for words in SET_UP:
        with (logs / "set-up.log").open("ab") as log:
            done = subprocess.run([AIRFLOW, *words], env=variables, stdout=log, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Ended(f"`airflow {' '.join(words)}` ended with {done.returncode}; see {logs / 'set-up.log'}")


def _start(running: Processes, words: tuple[str, ...], variables: dict[str, str], logs: Path) -> None:
    """In a session of its own, so that Ctrl-C reaches only us, and we reach all it starts. Its log begins anew."""
    with (logs / f"{words[0]}.log").open("wb") as log:
        running[words[0]] = subprocess.Popen(
            [AIRFLOW, *words],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for_server(running: Processes, variables: dict[str, str]) -> None:
    port = variables[PORT]
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        _all_run(running, variables)
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/version", timeout=5).close()
            return
        time.sleep(LOOK_S)
    raise Ended(f"the api-server did not answer on port {port} within {READY_S:.0f} seconds")


def _all_run(running: Processes, variables: dict[str, str]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            taken = f"; is port {variables[PORT]} taken? {PORT} names another" if name == SERVER[0] else ""
            raise Ended(f"{name} ended with {process.returncode}; see {logs_of(variables) / f'{name}.log'}{taken}")


def _stop_all(running: Processes) -> None:
    """Those that begin tasks first, and the server last, to which tasks report how they ended; then whatever is left."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    server = [process for name, process in running.items() if name in SERVER]
    others = [process for name, process in running.items() if name not in SERVER]
    for processes in (others, server):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # the scheduler, asked alone, would wait for hours of tasks
        until = time.monotonic() + PATIENCE_S
        while any(process.poll() is None for process in processes) and time.monotonic() < until:
            time.sleep(LOOK_S)
    for pid in _left(running):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in running.values():
        process.wait()
    _tell("stopped")


def _left(running: Processes) -> list[int]:
    """Whoever is still in the session of one of them: tasks make groups of their own, but no sessions."""
    sessions = {process.pid for process in running.values()}
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(ValueError, ProcessLookupError):
            if os.getsid(int(entry.name)) in sessions:
                found.append(int(entry.name))
    return found


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _tell(line: str) -> None:
    print(f"airflow: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
