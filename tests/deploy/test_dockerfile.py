"""The Dockerfile: hadolint's rules, who runs in it, and that the wheel it builds lacks nothing."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dreiklang import __version__
from tests.deploy.compose import stages
from tests.places import REPOSITORY

BINARIES = Path(sys.executable).parent
ROOMS = ("articles", "crawlers", "nlp", "search", "delivery", "dreiklang")
TARGETS = ("dreiklang", "airflow")


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [str(BINARIES / "hadolint"), "--no-color", "Dockerfile"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_shellcheck_finds_nothing_in_scripts() -> None:
    scripts = [*(REPOSITORY / "deploy").rglob("*.sh"), REPOSITORY / ".ci" / "run"]
    done = subprocess.run([str(BINARIES / "shellcheck"), *map(str, scripts)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("target", TARGETS)
def test_an_image_ends_as_a_user_without_rights(target: str) -> None:
    users = [line.split()[1] for line in stages()[target] if line.startswith("USER ")]
    assert users[-1] == "10001:10001"


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_that_builds_comes_into_an_image(target: str) -> None:
    lines = stages()[target]
    assert not [line for line in lines if re.search(r"\bpip\b|build-essential|\bgcc\b", line)]
    assert [line for line in lines if line.startswith("COPY --from=")]


def test_it_says_what_it_is() -> None:
    labels = " ".join(line for line in stages()["dreiklang"] if line.startswith("LABEL "))
    for key in ("title", "description", "licenses", "version", "base.name"):
        assert f"org.opencontainers.image.{key}=" in labels
    assert f'image.version="{__version__}"' in labels
    assert f'base.name="docker.io/library/{stages()["python"][0].split()[1]}"' in labels


def test_every_room_and_lock_is_copied_and_nothing_else_is_sent() -> None:
    copied = {
        line.split()[1].rstrip("/") for lines in stages().values() for line in lines if re.match(r"COPY [^-]", line)
    }
    sent = set(re.findall(r"^!(.*?)/?$", (REPOSITORY / ".dockerignore").read_text(), re.MULTILINE))
    sources = {word for line in stages()["build"] if line.startswith("COPY p") for word in line.split()[1:-1]}
    assert set(ROOMS) <= copied
    assert sent == {one for one in copied if "/" not in one} | sources
    assert all((REPOSITORY / path).exists() for path in copied | sources)


def test_every_lock_that_is_installed_is_there_and_checked_by_hash() -> None:
    installs = [
        one for lines in stages().values() for line in lines for one in line.split(" && ") if "--requirement" in one
    ]
    for install in installs:
        lock = REPOSITORY / install.split("--requirement ")[1].split()[0]
        assert lock.exists()
        assert "--require-hashes" in install or lock.name == "torch.txt"
    assert len(installs) >= 4


def test_airflow_finds_the_product_and_its_dags() -> None:
    told = " ".join(stages()["airflow"])
    read = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "dags").rglob("*.py"))
    for variable in re.findall(r"\b(DREIKLANG_\w+)=", told):
        assert f'"{variable}"' in read, variable
    assert "COPY dags/ /opt/dags/" in told and "AIRFLOW__CORE__DAGS_FOLDER=/opt/dags" in told
    assert (REPOSITORY / "dags" / "pools.json").exists()


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_product(tmp_path: Path) -> None:
    """By the Dockerfile's own command, in the environment of the tests."""
    build = next(line for line in stages()["build"] if "--no-build-isolation" in line)
    options = build.split("pip install ")[1].split(" && ")[0].split()
    command = [sys.executable, "-m", "pip", "--quiet", "wheel", *options, "--wheel-dir", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, timeout=100)
    held = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    tracked = subprocess.run(["git", "ls-files", *ROOMS], cwd=REPOSITORY, capture_output=True, text=True).stdout.split(
        "\n"
    )
    assert [file for file in tracked if file and (REPOSITORY / file).exists() and file not in held] == []
