"""What every rhythm has in common. In: a kind of work and a command's words. Out: tasks, and the options of every DAG.

Every task may run twice, at the same time or after a crash: leases in the store see to it that nothing is done twice. That
is why retries are safe everywhere, and why workers of one step share its articles without being told which.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, BaseOperator

from dreiklang_airflow.command import VERDICT, Command

NEWS = Asset(name="news", uri="dreiklang://news")  # what watchers bring in, and `process` waits for
# Tasks of one parallel step; one that finds nothing costs a second of Airflow's time and two of the command's.
WORKERS = int(os.environ.get("DREIKLANG_WORKERS", "2"))
SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # before any run: a DAG that is switched on runs at once, then at its times
# Short, because the steps after a failed one wait for its last retry, and the next run comes within minutes anyway.
RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=15),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
}
# Of every DAG: one run at a time, none that makes up for a missed one, since the store knows what is due.
EVERY: dict[str, Any] = {
    "start_date": SINCE,
    "catchup": False,
    "max_active_runs": 1,
    "default_args": RETRIES,
    "tags": ["dreiklang"],
}
# Kind of work -> the pool of that name, which bounds how much of it runs at once (pools.json), and the longest it may take:
# far more than a day's news needs, so that a first back-fill passes and only what hangs is ended.
KINDS = {
    "crawl": timedelta(hours=1),
    "label": timedelta(hours=2),
    "join": timedelta(hours=1),
    "search": timedelta(hours=1),
    "deliver": timedelta(minutes=30),
    "maintain": timedelta(hours=4),
}


def command(kind: str, arguments: Sequence[str] | str, **options: Any) -> Command:
    """A task that runs one command, named after it."""
    return Command(arguments=arguments, **_options(kind, arguments[0], options))


def watch(kinds: Sequence[str]) -> Command:
    """Crawls the sources of these kinds that are due; it has tried them several times before it says that none was reached.

    That verdict is final: a second call would find no source due any more, and turn green.
    """
    words = [word for kind in kinds for word in ("--kind", kind)]
    return command("crawl", ["crawl", *words], final=VERDICT)


def shared(kind: str, arguments: Sequence[str], **options: Any) -> Any:
    """The same command in WORKERS tasks at once, which share out the waiting articles by leases."""
    return Command.partial(**_options(kind, arguments[0], options)).expand(arguments=[list(arguments)] * WORKERS)


def announce() -> EmptyOperator:
    """Tells `process` that there may be news, even after a crawl that failed: others have brought some, or work is left."""
    return EmptyOperator(task_id="announce", outlets=[NEWS], trigger_rule="all_done")


def all_well(tasks: Sequence[BaseOperator]) -> None:
    """Let the run fail where any of the tasks failed, though those after it went their way."""
    tasks >> EmptyOperator(task_id="all_well")


def _options(kind: str, name: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"task_id": name, "pool": kind, "execution_timeout": KINDS[kind]} | options
