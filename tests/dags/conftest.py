"""What the tests of the DAGs share. In: nothing. Out: what Airflow reads from the folder dags/, read once for all of them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dreiklang.demo import Newsroom
from tests.dags.place import DAGS, airflow, airflow_python, variables
from tests.places import REPOSITORY


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Import errors, seconds and DAGs, as tests/dags/describe.py prints them."""
    home = tmp_path_factory.mktemp("described")
    command = [str(airflow_python()), str(REPOSITORY / "tests" / "dags" / "describe.py"), str(DAGS)]
    environment = variables(home, DREIKLANG_WORKERS="3")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, cwd=home)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of Airflow with a database and our pools."""
    home = tmp_path_factory.mktemp("airflow")
    airflow(["db", "migrate"], variables(home))
    airflow(["pools", "import", str(DAGS / "pools.json")], variables(home))
    return home


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """The demo newsroom, whose time is told by the file `clock` in a folder `desk`."""
    monkeypatch.setenv("DREIKLANG_CLOCK", str(tmp_path / "desk" / "clock"))
    with Newsroom() as opened:
        yield opened
