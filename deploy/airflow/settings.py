"""How Airflow is set where one machine does everything. In: the environment, which wins. Out: Airflow's variables.

docs/airflow.md says what each of them does; a test holds the two together.
"""

import os
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
HOME = "AIRFLOW_HOME"
PORT = "AIRFLOW__API__PORT"
SERVER_URL = "AIRFLOW__CORE__EXECUTION_API_SERVER_URL"
DEFAULTS = {
    HOME: str(REPOSITORY / "data" / "airflow"),
    "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__PARALLELISM": "6",
    "AIRFLOW__API__HOST": "127.0.0.1",
    PORT: "8080",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
}


def environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Everything the four processes need; a variable that is set already stays as it is."""
    known = DEFAULTS | dict(given)
    return {SERVER_URL: f"http://127.0.0.1:{known[PORT]}/execution/"} | known
