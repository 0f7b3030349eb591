"""What a container begins with, as a plain process. In: a service's name, what its names inside stand for here. Out: the process.

Words and environment come from the parsed docker-compose.yml; only folders, hosts and ports are replaced by those of the test.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.deploy.compose import entry, of_image, services
from tests.places import REPOSITORY, missing

PRODUCT = Path(sys.executable).parent
AIRFLOW = REPOSITORY / ".venv-airflow" / "bin"
PROGRAMS = {"dreiklang": PRODUCT, "python": PRODUCT, "airflow": AIRFLOW, "celery": AIRFLOW}
FOLDERS = {"/deploy/": f"{REPOSITORY}/deploy/", "/opt/dags": f"{REPOSITORY}/dags"}
AIRFLOW_READS = """
import json, sys
from airflow.cli import cli_parser
from airflow.configuration import conf
asked, unknown = json.load(sys.stdin), []
for command in asked["commands"]:
    try:
        cli_parser.get_parser().parse_args(command)
    except SystemExit:
        unknown.append(" ".join(command))
known = conf.configuration_description
known = {f"AIRFLOW__{section}__{option}".upper() for section, one in known.items() for option in one["options"]}
print(json.dumps(unknown + sorted(set(asked["variables"]) - known)))
"""
KEPT = ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "DREIKLANG_SHARED")


def words(name: str, here: Mapping[str, str] | None = None) -> list[str]:
    """The words that a service's container begins with, as they are typed here."""
    first, *rest = entry(services()[name])
    return [_program(first), *(_replaced(word, here or {}) for word in rest)]


def environment(name: str, here: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """Its environment, and nothing of ours but what programs are found by."""
    own = services()[name].get("environment") or {}
    given = {key: _replaced(value, here or {}) for key, value in own.items()}
    return {key: os.environ[key] for key in KEPT if key in os.environ} | given | more


def probe(name: str, here: Mapping[str, str] | None = None) -> list[str]:
    """What says whether a service is well: a probe of its own, else that of its image."""
    own = services()[name].get("healthcheck", {}).get("test")
    kind, *rest = own or ["CMD", *of_image("dreiklang", "HEALTHCHECK")]
    first, *rest = ["sh", "-c", *rest] if kind == "CMD-SHELL" else rest
    return [_program(first), *(_replaced(word.replace("$$", "$"), here or {}) for word in rest)]


def run(
    command: Sequence[str], variables: Mapping[str, str], *, folder: Path, timeout_s: float = 100
) -> subprocess.CompletedProcess[str]:
    """To its end."""
    return subprocess.run(
        command, env=variables, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout_s
    )


def airflow() -> Path:
    """Where Airflow's programs are."""
    if not (AIRFLOW / "airflow").exists():
        missing("Airflow is not installed; run `make install-airflow`")
    return AIRFLOW


def unknown_to_airflow(commands: Sequence[Sequence[str]], variables: Collection[str], folder: Path) -> list[str]:
    """Commands that Airflow's own parser refuses, and variables that set nothing it has."""
    done = subprocess.run(
        [str(airflow() / "python"), "-c", AIRFLOW_READS],
        input=json.dumps({"commands": [list(command) for command in commands], "variables": sorted(variables)}),
        env={"PATH": os.environ["PATH"], "AIRFLOW_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    unknown: list[str] = json.loads(done.stdout.splitlines()[-1])
    return unknown


def _program(word: str) -> str:
    return str(PROGRAMS[word] / word) if word in PROGRAMS else word


def _replaced(word: str, here: Mapping[str, str]) -> str:
    names = FOLDERS | dict(here)
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(longest_first, lambda found: names[found[0]], word)
