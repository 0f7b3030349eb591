"""The launcher behind `make airflow`, with a stand-in for Airflow: the order of its start, and that it leaves nobody behind."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dags.house import free_port, members, named, sessions_below
from tests.dags.place import until
from tests.places import REPOSITORY

pytestmark = pytest.mark.slow
START = REPOSITORY / "deploy" / "airflow"
STAND_IN = """\
#!{python}
import http.server, os, sys, time
from pathlib import Path

home, words = Path(os.environ["AIRFLOW_HOME"]), sys.argv[1:]

def note(line):
    with (home / "noted").open("a") as notes:
        notes.write(line + "\\n")

note(" ".join(words[:2]))
if words[0] == os.environ.get("ENDS"):
    sys.exit(3)
if words[0] in ("db", "pools"):
    sys.exit(0)
if os.fork() == 0:  # what it starts
    time.sleep(100)
if words[0] == "api-server":
    time.sleep(0.5)
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            note("answers")
            self.send_response(200)
            self.end_headers()
    http.server.HTTPServer(("127.0.0.1", int(os.environ["AIRFLOW__API__PORT"])), Handler).serve_forever()
time.sleep(100)
"""


def start(folder: Path, **more: str) -> "subprocess.Popen[str]":
    """The launcher, run by a Python that has the stand-in beside it."""
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.symlink_to(Path(sys.executable).resolve())
    (folder / "bin" / "airflow").write_text(STAND_IN.replace("{python}", str(python)))
    (folder / "bin" / "airflow").chmod(0o700)
    given = {"PATH": os.environ["PATH"], "AIRFLOW_HOME": str(folder), "AIRFLOW__API__PORT": str(free_port())} | more
    command = [str(python), str(START / "start.py")]
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True, start_new_session=True)


def noted(folder: Path) -> list[str]:
    path = folder / "noted"
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_answers_before_the_scheduler_starts_and_all_end_together(
    tmp_path: Path, number: signal.Signals
) -> None:
    launcher = start(tmp_path)
    until(lambda: any(line.startswith("triggerer") for line in noted(tmp_path)), within_s=30)
    until(lambda: len(noted(tmp_path)) == 7, within_s=10)
    started = sessions_below(launcher.pid)
    assert len(members(started)) == 9  # itself, four processes, and one more that each of them has started
    launcher.send_signal(number)
    said, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 0 and said.splitlines()[-1] == "airflow: stopped"
    assert noted(tmp_path)[:4] == ["db migrate", "pools import", "api-server", "answers"]
    assert {line.split()[0] for line in noted(tmp_path)[4:]} == {"scheduler", "dag-processor", "triggerer"}
    assert members(started) == []


@pytest.mark.parametrize("ends", ["db", "api-server", "scheduler"])
def test_when_one_ends_by_itself_all_end_and_it_is_told_which(tmp_path: Path, ends: str) -> None:
    launcher = start(tmp_path, ENDS=ends)
    said, _ = launcher.communicate(timeout=60)  # which waits for everybody who has its stdout
    assert launcher.returncode == 1 and re.search(rf"{ends}.* ended with 3; see .*\.log", said)
    assert named(str(tmp_path)) == []
