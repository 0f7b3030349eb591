"""The unit of the service. In: deploy/systemd. Out: whether systemd takes it, it runs our command, and nobody's root."""

import shlex
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from dreiklang.settings import load_settings
from tests.places import REPOSITORY
from tests.typed import wrong_with

UNIT = REPOSITORY / "deploy" / "systemd" / "dreiklang.service"
ANALYZE = shutil.which("systemd-analyze")


@pytest.fixture
def unit() -> dict[str, list[str]]:
    """Key -> its values, sections taken together."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found[key].append(value)
    return found


def test_it_runs_a_command_that_there_is_as_a_user_of_its_own(unit: dict[str, list[str]]) -> None:
    program, *arguments = shlex.split(unit["ExecStart"][0])
    assert program.endswith("/bin/dreiklang")
    assert wrong_with(arguments, whole=True) is None
    assert unit["User"] == unit["Group"] == ["dreiklang"]


def test_it_may_do_next_to_nothing_but_its_work(unit: dict[str, list[str]]) -> None:
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["ProtectSystem"] == ["strict"]
    for key in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "ProtectKernelModules",
        "LockPersonality",
    ):
        assert unit[key] == ["yes"], key


def test_its_variables_are_settings_and_lead_below_the_folder_it_may_write_to(
    unit: dict[str, list[str]], tmp_path: Path
) -> None:
    environment = dict(value.split("=", 1) for value in unit["Environment"])
    (tmp_path / "dreiklang.toml").write_text("")
    settings = load_settings(tmp_path / "dreiklang.toml", environment=environment)
    below = Path("/var/lib") / unit["StateDirectory"][0]
    assert settings.data.is_relative_to(below) and settings.out.is_relative_to(below)
    assert unit["WorkingDirectory"] == [str(below)]


def test_it_has_longer_to_stop_than_we_give_ourselves(unit: dict[str, list[str]]) -> None:
    from dreiklang.crawler_process import PATIENCE_S

    assert float(unit["TimeoutStopSec"][0]) >= 3 * PATIENCE_S, "one for the threads, one for the crawler, one to spare"


@pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze; run: apt-get install systemd")
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path, unit: dict[str, list[str]]) -> None:
    program = shlex.split(unit["ExecStart"][0])[0]
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace(program, shutil.which("true") or "/bin/true"))
    told = subprocess.run([ANALYZE or "", "verify", copy], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
