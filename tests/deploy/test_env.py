"""`make env` writes what docker compose asks for."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.make_env import SECRETS
from tests.places import REPOSITORY


def make_env(folder: Path) -> subprocess.CompletedProcess[str]:
    """As the Makefile's recipe calls it."""
    asked = ["make", "--dry-run", "--always-make", "--no-print-directory", "PYTHON=python3", "env"]
    alone = {
        name: value for name, value in os.environ.items() if not name.startswith("MAKE")
    }  # no part of `make check`
    recipe = subprocess.run(asked, cwd=REPOSITORY, env=alone, capture_output=True, text=True)
    python, script, *files = recipe.stdout.split()
    assert python == "python3"
    command = [sys.executable, "-S", str(REPOSITORY / script), *(str(folder / file) for file in files)]
    return subprocess.run(command, capture_output=True, text=True)


def values(file: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", file.read_text(encoding="ascii"), re.MULTILINE))


def test_it_writes_a_random_value_for_every_secret(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        assert make_env(folder).returncode == 0
    one, other = values(first / ".env"), values(second / ".env")
    assert set(one) == {*SECRETS, "COMPOSE_PROFILES"}
    assert len({one[name] for name in SECRETS} | {other[name] for name in SECRETS}) == 2 * len(SECRETS)
    assert all(len(one[name]) >= 44 for name in SECRETS)
    assert len(base64.urlsafe_b64decode(one["AIRFLOW_FERNET_KEY"])) == 32


def test_only_its_owner_reads_it_and_containers_read_the_settings(tmp_path: Path) -> None:
    make_env(tmp_path)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "containers.toml").stat().st_mode & 0o777 == 0o644


def test_it_never_overwrites(tmp_path: Path) -> None:
    make_env(tmp_path)
    before = (tmp_path / ".env").read_bytes()
    (tmp_path / "containers.toml").write_text("mine")
    again = make_env(tmp_path)
    assert again.returncode == 1
    assert "stays as it is: the volumes know its secrets" in again.stderr
    assert (tmp_path / ".env").read_bytes() == before
    assert (tmp_path / "containers.toml").read_text() == "mine"


def test_what_it_writes_never_comes_into_the_repository() -> None:
    done = subprocess.run(
        ["git", "check-ignore", ".env", "containers.toml"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.stdout.split() == [".env", "containers.toml"]
