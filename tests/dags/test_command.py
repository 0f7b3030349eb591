"""One task of a DAG, with a stand-in for the command: what it counts, how it fails, and that it never leaves one behind."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.dags.place import airflow_python, until, variables
from tests.places import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("airflow")]
STAND_IN = """\
#!/bin/sh
echo "$$" > pid
echo "$@" > words
env > environment
echo "screen: 20 of 40" >&2
"""
COUNTS = """\
echo '{"step": "fetch", "outcomes": {"fetched": 3}}'
echo '{"step": "extract", "outcomes": {"extracted": 2, "paywall": 1}}'
"""
SLEEPS = "trap 'echo gave back what it had >&2; exit 130' TERM\nsleep 60 >/dev/null 2>&1 &\nwait\n"
DEAF = "trap '' TERM\nwhile :; do sleep 0.1; done\n"


def begin(folder: Path, script: str, *arguments: str, after_s: float = 30.0) -> "subprocess.Popen[str]":
    program = folder / "stand-in"
    program.write_text(STAND_IN + script)
    program.chmod(0o700)
    given = variables(
        folder, DREIKLANG_COMMAND=str(program), DREIKLANG_FOLDER=str(folder), AIRFLOW__API__SECRET_KEY="s"
    )
    command = [str(airflow_python()), str(REPOSITORY / "tests" / "dags" / "one_command.py"), str(after_s), *arguments]
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def end(task: "subprocess.Popen[str]") -> dict[str, Any]:
    said, _ = task.communicate(timeout=60)
    assert task.returncode == 0, said
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def gone(folder: Path) -> bool:
    try:
        os.kill(int((folder / "pid").read_text()), 0)
    except ProcessLookupError:
        return True
    return False


def test_its_result_is_what_the_command_counted_step_by_step(tmp_path: Path) -> None:
    told = end(begin(tmp_path, COUNTS, "crawl", "--kind", "official"))
    assert told == {"result": {"fetch": {"fetched": 3}, "extract": {"extracted": 2, "paywall": 1}}}
    assert (tmp_path / "words").read_text() == "crawl --kind official --json\n"


def test_the_command_is_told_nothing_of_airflow_and_its_secrets(tmp_path: Path) -> None:
    end(begin(tmp_path, COUNTS, "screen"))
    seen = (tmp_path / "environment").read_text()
    assert "DREIKLANG_FOLDER" in seen and "AIRFLOW" not in seen.replace(str(REPOSITORY), "")


@pytest.mark.parametrize(("code", "raised"), [(1, "AirflowException"), (2, "AirflowFailException")])
def test_a_failure_is_tried_again_but_wrong_usage_is_not(tmp_path: Path, code: int, raised: str) -> None:
    told = end(begin(tmp_path, f"echo 'error: no such thing' >&2\nexit {code}\n", "screen"))
    assert told["raised"] == raised
    assert told["words"] == f"`dreiklang screen` ended with {code}, expected 0: screen: 20 of 40 error: no such thing"


def test_when_its_time_is_over_the_command_is_stopped_in_order(tmp_path: Path) -> None:
    told = end(begin(tmp_path, SLEEPS, "analyse", after_s=1.5))
    assert told["raised"] == "AirflowTaskTimeout" and gone(tmp_path)


def test_a_command_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    task = begin(tmp_path, DEAF, "analyse", after_s=1.0)
    assert end(task)["raised"] == "AirflowTaskTimeout" and gone(tmp_path)


def test_a_task_that_is_stopped_stops_its_command(tmp_path: Path) -> None:
    task = begin(tmp_path, SLEEPS, "analyse")
    until(lambda: (tmp_path / "environment").exists(), within_s=30)
    time.sleep(0.2)
    task.send_signal(signal.SIGTERM)
    assert "ended with 130" in end(task)["words"] and gone(tmp_path)
