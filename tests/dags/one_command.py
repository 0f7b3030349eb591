"""Run by Airflow's own Python: one task of ours, alone. In: a time-out in seconds, arguments. Out: what came of it, as JSON."""

import json
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk.exceptions import AirflowTaskTimeout
from airflow.sdk.execution_time.timeout import timeout

sys.path.append(str(Path(__file__).resolve().parents[2] / "dags"))
from dreiklang_airflow.command import Command


def came_of(task: Command, seconds: float) -> dict[str, Any]:
    """The result, or the exception's class and words."""
    try:
        with timeout(seconds):
            return {"result": task.execute({})}
    except (Exception, AirflowTaskTimeout) as error:
        return {"raised": type(error).__name__, "words": str(error)}


if __name__ == "__main__":
    after, *arguments = sys.argv[1:]
    task = Command(task_id="one", arguments=arguments, execution_timeout=timedelta(seconds=float(after)))
    signal.signal(signal.SIGTERM, lambda *_: task.on_kill())
    sys.stdout.write("\n" + json.dumps(came_of(task, float(after))) + "\n")
