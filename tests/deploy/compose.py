"""What docker-compose.yml says, as Docker's own parser reads it. In: profiles, variables. Out: services, or a complaint."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from deploy.make_env import SECRETS
from tests.places import REPOSITORY

PARSER = Path(sys.executable).parent / "docker-compose"
PROFILES = {"full": ["full"], "light": ["light"], "demo": ["light", "demo"], "demo with Airflow": ["full", "demo"]}
EVERYTHING = ["full", "light", "demo", "tools"]
NO_ENGINE = "unix:///nonexistent/docker.sock"  # so that no test ever starts a container
FOR_TESTS = "deploy/for-tests.yml"
Service = dict[str, Any]


def marked(name: str) -> str:
    """A value by which a secret is found again wherever it went."""
    return f"secret-of-{name.lower().replace('_', '-')}"


def parse(
    *arguments: str, profiles: Sequence[str] = (), variables: Mapping[str, str] | None = None, files: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the parser in the repository, with a marked value for every secret and nothing else of the environment."""
    given = {name: marked(name) for name in SECRETS} if variables is None else dict(variables)
    switches = [word for profile in profiles for word in ("--profile", profile)]
    switches += [word for file in files for word in ("--file", file)]
    return subprocess.run(
        [str(PARSER), "--env-file", "/dev/null", *switches, *arguments],
        cwd=REPOSITORY,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "DOCKER_HOST": NO_ENGINE} | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@cache
def project(*profiles: str) -> dict[str, Any]:
    """The whole project under these profiles."""
    done = parse("config", "--format", "json", profiles=profiles)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def services(*profiles: str) -> dict[str, Service]:
    """Its services by name; of every profile where none is named."""
    found: dict[str, Service] = project(*(profiles or EVERYTHING))["services"]
    return found


def stages() -> dict[str, list[str]]:
    """The Dockerfile's lines by stage, continued lines joined."""
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in filter(None, (re.sub(r"^#.*", "", one).strip() for one in text.splitlines())):
        stage = re.fullmatch(r"FROM \S+ AS (\S+)", line)
        if stage:
            lines = found[stage[1]] = []
        lines.append(line)
    return found


def entry(service: Service) -> list[str]:
    """The words a container begins with: those of the service, where it is silent those of the image we build.

    A service's own entrypoint lets the image's command fall away, as compose does it.
    """
    target = service.get("build", {}).get("target")
    first, command = service["entrypoint"], service["command"]
    if target and first is None:
        first, command = of_image(target, "ENTRYPOINT"), command or of_image(target, "CMD")
    return [word.replace("$$", "$") for word in [*(first or []), *(command or [])]]


def of_image(stage: str, instruction: str) -> list[str]:
    """The words of an ENTRYPOINT, a CMD or a HEALTHCHECK."""
    line = next(line for line in stages()[stage] if line.startswith(f"{instruction} "))
    words: list[str] = json.loads(line[line.index("[") :])
    return words
