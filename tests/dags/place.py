"""Where the tests of the DAGs happen. In: a folder, a newsroom. Out: Airflow's Python, and the environment its processes get.

Everything that makes Airflow quicker than it is in production stands here, in FAST.
"""

import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from articles.store import open_store
from articles.store.claims import counts
from tests.places import REPOSITORY, missing

DAGS = REPOSITORY / "dags"
PYTHON = REPOSITORY / ".venv-airflow" / "bin" / "python"
# The demo's last morning: 58 articles on the lists of 15 sources, six acts that alert; at 06:00 in Berlin the digest is due.
EARLY, MORNING = datetime(2026, 4, 24, 3, 30, tzinfo=UTC), datetime(2026, 4, 24, 4, 30, tzinfo=UTC)
SOURCES = 15
SETTINGS = """\
[demo]
enabled = true
[models]
embedder = "none"
judge = "none"
translator = "none"
[crawl]
delay_s = 0
back_off_s = 0.1
"""
FAST = {
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "10",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
}


def airflow_python() -> Path:
    """The Python of Airflow's own environment; a skip, or a failure in CI, where it is not installed."""
    if not (PYTHON.parent / "airflow").exists():
        missing("Airflow is not installed; run `make install-airflow`")
    return PYTHON


def newsroom_folder(folder: Path) -> Path:
    """A folder to run commands in, set to the demo newsroom without models."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dreiklang.toml").write_text(SETTINGS)
    return folder


def variables(home: Path, **more: str) -> dict[str, str]:
    """The environment of Airflow's processes at `home`; nothing of ours or of another Airflow gets in."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DREIKLANG_", "AIRFLOW"))}
    return ours | FAST | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "DREIKLANG_COMMAND": str(Path(sys.executable).with_name("dreiklang")),
    } | more  # fmt: skip


def newsroom_variables(folder: Path, proxy_url: str) -> dict[str, str]:
    """What the commands of the tasks have to know: where they run, whom they ask, what time it is."""
    return {
        "DREIKLANG_FOLDER": str(folder),
        "DREIKLANG_CLOCK": str(folder / "clock"),
        "DREIKLANG_CRAWL__PROXY": proxy_url,
        "DREIKLANG_CRAWL__PROXY_CONNECT": "false",
    }


def airflow(words: Sequence[str], given: dict[str, str]) -> str:
    """Run `airflow ...` to its end; returns what it printed."""
    command = [str(airflow_python().with_name("airflow")), *words]
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def until(holds: Callable[[], bool], *, within_s: float, every_s: float = 0.5) -> None:
    """Wait until something holds; fail when it does not in time."""
    ends = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < ends, f"{holds} did not come true within {within_s:.0f} s"
        time.sleep(every_s)


def mails(folder: Path, kind: str) -> list[str]:
    """The names of alerts or digests that lie in the outbox folder."""
    return sorted(path.name for path in _outbox(folder) if f"-{kind}-" in path.name)


def _outbox(folder: Path) -> Iterable[Path]:
    return (folder / "out" / "demo" / "outbox").glob("*.eml")


def settled(store_url: str) -> bool:
    """Whether all sources of the demo have been read, and nothing waits in any step."""
    counted = outcomes(store_url)
    waits = sum(one["waiting"] for one in counted.values())
    return counted["discover"].total() == SOURCES and waits == 0 and "match" in counted


def outcomes(store_url: str) -> dict[str, Counter[str]]:
    """How many subjects ended how in each step, as far as there is a store."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    if store_url.startswith("sqlite") and not Path(store_url.removeprefix("sqlite:///")).exists():
        return counted
    store = open_store(store_url)
    with store.read() as connection:
        counted |= counts(connection)
    store.close()
    return counted
