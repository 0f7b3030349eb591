"""The whole chain of DAGs against the demo newsroom, each run to its end by `dag.test()`: from watching to digest and alerts."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from articles import clock
from dreiklang.demo import Newsroom
from tests.dags.place import (
    DAGS,
    EARLY,
    MORNING,
    airflow_python,
    mails,
    newsroom_folder,
    newsroom_variables,
    variables,
)
from tests.places import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("airflow"), pytest.mark.timeout(600)]


def run_dags(home: Path, folder: Path, proxy_url: str, *asked: str) -> dict[str, Any]:
    command = [str(airflow_python()), str(REPOSITORY / "tests" / "dags" / "chain.py"), str(DAGS), *asked]
    environment = variables(home, **newsroom_variables(folder, proxy_url))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_the_chain_leads_from_the_newsroom_to_alerts_and_a_digest(
    tmp_path: Path, airflow_home: Path, newsroom: Newsroom
) -> None:
    folder = newsroom_folder(tmp_path / "desk")
    clock.move(EARLY)
    told = run_dags(airflow_home, folder, newsroom.proxy_url, "watch_official", "watch_news", "process")
    assert {one["state"] for one in told.values()} == {"success"}
    results = told["process"]["results"]
    assert told["watch_official"]["results"]["crawl"][0]["discover"] == {"listed": 6}
    assert told["watch_news"]["results"]["crawl"][0]["discover"] == {"listed": 9}
    assert len(results["screen"]) == 2 and _sum(results["screen"], "screen", "relevant") > 30
    assert results["deliver"] == [{"deliver": {"delivered": len(mails(folder, "alert"))}}] != [{"deliver": {}}]

    clock.move(MORNING)
    told = run_dags(airflow_home, folder, newsroom.proxy_url, "digests", "maintenance")
    assert {one["state"] for one in told.values()} == {"success"}
    digested = told["digests"]["results"]
    assert len(digested["digest"][0]["files"]) == 3 and digested["deliver"] == [{"deliver": {"delivered": 1}}]
    assert (
        len(mails(folder, "digest")) == 1
        and len(mails(folder, "alert")) == results["deliver"][0]["deliver"]["delivered"]
    )


def test_a_crawl_that_reaches_nobody_is_told_and_processing_goes_on(
    tmp_path: Path, airflow_home: Path, newsroom: Newsroom
) -> None:
    folder = newsroom_folder(tmp_path / "desk")
    clock.move(EARLY)
    url = newsroom.proxy_url
    newsroom.stop()
    told = run_dags(airflow_home, folder, url, "watch_official")["watch_official"]
    assert told["state"] == "failed"
    assert told["states"] == {"crawl": ["failed"], "announce": ["success"], "all_well": ["upstream_failed"]}


def test_a_back_fill_reads_the_span_and_the_sources_it_is_given(
    tmp_path: Path, airflow_home: Path, newsroom: Newsroom
) -> None:
    folder = newsroom_folder(tmp_path / "desk")
    clock.move(EARLY)
    asked = {"since": "2026-03-01", "until": "2026-03-04", "sources": ["harbourpost", "gazette"]}
    told = run_dags(airflow_home, folder, newsroom.proxy_url, f"backfill={json.dumps(asked)}")["backfill"]
    assert told["state"] == "success"
    (counted,) = told["results"]["crawl"]
    assert sum(counted["discover"].values()) >= 2 and counted["fetch"]["fetched"] > 0


def _sum(results: list[dict[str, Any]], step: str, outcome: str) -> int:
    return sum(one[step].get(outcome, 0) for one in results)
