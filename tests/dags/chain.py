"""Run by Airflow's own Python: runs DAGs to their end in this process. In: names, or name=params. Out: JSON on stdout."""

import json
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session


def ran(dag: Any, params: dict[str, Any]) -> dict[str, Any]:
    """How a run ended, its tasks' states and results; those of a mapped task as a list."""
    run = dag.test(run_conf=params)
    states: dict[str, list[str]] = {}
    for task in run.get_task_instances():
        states.setdefault(task.task_id, []).append(str(task.state))
    with create_session() as session:
        rows = session.query(XComModel.task_id, XComModel.value).filter(
            XComModel.run_id == run.run_id, XComModel.key == "return_value"
        )
        results: dict[str, list[Any]] = {}
        for task_id, value in rows:
            results.setdefault(task_id, []).append(json.loads(value) if isinstance(value, str) else value)
    return {"state": str(run.state), "states": states, "results": results}


if __name__ == "__main__":
    folder, *asked = sys.argv[1:]
    bag = BundleDagBag(folder, bundle_path=Path(folder), bundle_name="dags-folder")
    told = {}
    for one in asked:
        name, _, params = one.partition("=")
        told[name] = ran(bag.dags[name], json.loads(params or "{}"))
    sys.stdout.write("\n" + json.dumps(told) + "\n")
