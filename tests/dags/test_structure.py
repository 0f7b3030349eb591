"""The DAGs as Airflow reads them: in little time, without errors, with the schedules, tasks and bounds they promise."""

import ast
import json
from typing import Any

import pytest

from articles.outcome import STEPS
from tests.dags.place import DAGS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("airflow")]
SCHEDULES = {
    "watch_official": "*/5 * * * *",
    "watch_news": "*/30 * * * *",
    "process": "Asset",
    "digests": "*/15 * * * *",
    "maintenance": "10 2 * * *",
    "backfill": "None",
}
SHARED = ("screen", "analyse", "translate", "match")
FILES = sorted(DAGS.rglob("*.py"))
LONGEST_S = 2.0  # of importing all of them; Airflow gives each file 30


def tasks(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every task that runs a command, by DAG and name."""
    return {
        f"{name}.{task_id}": task
        for name, dag in described["dags"].items()
        for task_id, task in dag["tasks"].items()
        if task["type"] == "Command"
    }


def test_every_dag_is_imported_without_error_and_in_little_time(described: dict[str, Any]) -> None:
    assert described["errors"] == {} and set(described["dags"]) == set(SCHEDULES)
    assert described["seconds"] < LONGEST_S


def test_each_has_its_rhythm_and_never_makes_up_for_what_it_missed(described: dict[str, Any]) -> None:
    dags = described["dags"]
    assert {name: dag["schedule"] for name, dag in dags.items()} == SCHEDULES
    assert {(dag["catchup"], dag["max_active_runs"]) for dag in dags.values()} == {(False, 1)}


def test_what_schedulers_and_pages_know_of_a_dag_is_what_was_written(described: dict[str, Any]) -> None:
    assert all(dag["same"] for dag in described["dags"].values())


def test_each_carries_its_file_s_first_words_as_its_runbook(described: dict[str, Any]) -> None:
    for name, dag in described["dags"].items():
        written = ast.get_docstring(ast.parse((DAGS / f"{name}.py").read_text()), clean=False)
        assert written and dag["runbook"].strip() == written.strip() and "red" in written, name


def test_process_takes_the_steps_in_the_order_of_an_article_s_way(described: dict[str, Any]) -> None:
    found = described["dags"]["process"]["tasks"]
    way = [step for step in STEPS if step not in ("discover", "fetch", "extract")]
    assert [name for name in found if name != "all_well"] == way
    for one, following in zip(way, [*way[1:], None], strict=True):
        assert set(found[one]["before"]) == {"all_well", following} - {None}
        assert found[one]["rule"] == ("all_success" if one == way[0] else "all_done"), one


def test_parallel_steps_are_shared_by_workers_and_the_others_are_single(described: dict[str, Any]) -> None:
    for name, task in described["dags"]["process"]["tasks"].items():
        assert task["mapped"] == ([[name]] * 3 if name in SHARED else None), name


def test_watchers_and_backfill_wake_process_even_after_a_crawl_that_failed(described: dict[str, Any]) -> None:
    for name in ("watch_official", "watch_news", "backfill"):
        found = described["dags"][name]["tasks"]
        assert found["announce"]["outlets"] == ["news"] and found["announce"]["rule"] == "all_done"
        assert found["crawl"]["before"] == ["all_well", "announce"], name
        assert found["all_well"]["rule"] == "all_success"


def test_every_kind_of_source_has_exactly_one_watcher(described: dict[str, Any]) -> None:
    words = [word for name in ("watch_official", "watch_news") for word in _arguments(described, name)]
    kinds = [word for word in words if word not in ("crawl", "--kind")]
    assert sorted(kinds) == sorted(("news", "wire", "opinion", "blog", "official", "association", "research"))


def _arguments(described: dict[str, Any], name: str) -> list[str]:
    arguments: list[str] = described["dags"][name]["tasks"]["crawl"]["arguments"]
    return arguments


def test_every_command_has_an_end_retries_that_back_off_and_a_pool_that_set_up_makes(described: dict[str, Any]) -> None:
    pools = json.loads((DAGS / "pools.json").read_text())
    for name, task in tasks(described).items():
        assert task["retries"] >= 1 and task["backs_off"] and task["ends_within_s"], name
        assert task["pool"] in pools, name
    assert {task["pool"] for task in tasks(described).values()} == set(pools)


def test_a_back_fill_asks_for_its_span_and_its_sources(described: dict[str, Any]) -> None:
    assert described["dags"]["backfill"]["params"] == {"since": "7d", "until": None, "sources": []}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_dag_file_imports_our_packages(path: Any) -> None:
    ours = {"articles", "crawlers", "nlp", "search", "delivery", "dreiklang", "web"}
    for node in ast.walk(ast.parse(path.read_text())):
        named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not ours & {name.partition(".")[0] for name in named}
