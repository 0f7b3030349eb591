"""Run by Airflow's own Python: reads the DAGs as its dag-processor does. In: a folder. Out: what they are, as JSON on stdout."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import TriggerRule
from airflow.serialization.serialized_objects import DagSerialization


def described(dag: Any) -> dict[str, Any]:
    """A DAG as written, and whether it is the same in the form in which schedulers and pages know it."""
    known = DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dag))))
    return {
        "same": structure(known) == structure(dag),
        "schedule": known.timetable.summary,
        "runbook": known.doc_md,
        "catchup": known.catchup,
        "max_active_runs": known.max_active_runs,
        "params": {name: param.value for name, param in dag.params.items()},
        "tasks": {task.task_id: told(task) for task in dag.tasks},
    }


def structure(dag: Any) -> dict[str, Any]:
    """What both forms tell in the same words."""
    return {
        task.task_id: (task.task_type, task.pool, task.retries, rule(task), sorted(task.downstream_task_ids))
        for task in dag.tasks
    }


def rule(task: Any) -> str:
    """When it begins, as a word."""
    return TriggerRule(task.trigger_rule).value


def told(task: Any) -> dict[str, Any]:
    """What matters of a task, single or mapped."""
    return {
        "type": task.task_type,
        "pool": task.pool,
        "retries": task.retries,
        "backs_off": bool(task.retry_exponential_backoff),
        "ends_within_s": task.execution_timeout.total_seconds() if task.execution_timeout else None,
        "rule": rule(task),
        "before": sorted(task.downstream_task_ids),
        "arguments": None if task.is_mapped else vars(task).get("arguments"),
        "mapped": task.expand_input.value["arguments"] if task.is_mapped else None,
        "outlets": [asset.name for asset in task.outlets],
    }


if __name__ == "__main__":
    began = time.monotonic()
    bag = BundleDagBag(sys.argv[1], bundle_path=Path(sys.argv[1]), bundle_name="dags-folder")
    took_s = time.monotonic() - began
    dags = {name: described(dag) for name, dag in bag.dags.items()}
    sys.stdout.write("\n" + json.dumps({"errors": bag.import_errors, "seconds": took_s, "dags": dags}) + "\n")
