"""What docs/airflow.md and the runbooks say of Airflow: its commands hold, and every setting the launcher makes is explained."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.dags.place import airflow_python, variables
from tests.documented import commands_of
from tests.places import REPOSITORY

PAGE = REPOSITORY / "docs" / "airflow.md"


def test_every_setting_the_launcher_makes_is_explained() -> None:
    explained = PAGE.read_text()
    settings = (REPOSITORY / "deploy" / "airflow" / "settings.py").read_text()
    names = re.findall(r'^    "(AIRFLOW\w+)":', settings, re.MULTILINE)
    assert len(names) > 6 and [name for name in names if f"`{name}`" not in explained] == []


@pytest.mark.slow
@pytest.mark.xdist_group("airflow")
def test_airflow_knows_every_command_that_is_documented(tmp_path: Path) -> None:
    typed = [one.arguments for one in commands_of(PAGE) if one.words[0] == "airflow"]
    words = [["2026-01-01" if word.startswith("$(date") else word for word in one] for one in typed]
    assert len(words) >= 2
    refused = _refused(tmp_path, [*words, ["celery", "worker", "--nope"]])
    assert refused == [["celery", "worker", "--nope"]]


def _refused(folder: Path, words: list[list[str]]) -> list[list[str]]:
    command = [str(airflow_python()), str(REPOSITORY / "tests" / "dags" / "parse_words.py")]
    done = subprocess.run(
        command, env=variables(folder), input=json.dumps(words), capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found
