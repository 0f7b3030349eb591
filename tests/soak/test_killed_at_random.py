"""The whole main job on PostgreSQL, killed again and again, ends where an undisturbed one on SQLite ends."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from articles.store import open_store
from articles.store.tables import results
from articles.store.texts import list_articles
from crawlers.archive import Archive
from tests.places import REPOSITORY

KILLS = 5
LONGEST_LIFE_S = 25.0


def run(folder: Path, *, store_url: str) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DREIKLANG_")}
    return subprocess.Popen(
        [sys.executable, "-m", "dreiklang", "run"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(REPOSITORY), "DREIKLANG_STORE__URL": store_url},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_within(folder: Path, life_s: float, *, store_url: str) -> None:
    with run(folder, store_url=store_url) as job:
        try:
            job.wait(life_s)
        except subprocess.TimeoutExpired:
            os.killpg(job.pid, signal.SIGKILL)


def what_is_there(store_url: str) -> dict[str, tuple[str, str, str]]:
    """Article id -> URL, state and text of its latest revision; every subject has exactly one Outcome."""
    store = open_store(store_url)
    with store.read() as connection:
        waiting = connection.scalar(select(func.count()).select_from(results).where(results.c.outcome.is_(None)))
        failed = connection.scalar(select(func.count()).select_from(results).where(results.c.outcome == "failed"))
        found = {one.id: (one.url, one.state, one.text) for one in list_articles(connection)}
    store.close()
    assert (waiting, failed) == (0, 0)
    return found


@pytest.mark.soak
@pytest.mark.timeout(2400)
def test_a_main_job_killed_at_random_moments_ends_where_an_undisturbed_one_ends(
    tmp_path: Path, postgresql_url: str
) -> None:
    calm, stormy = tmp_path / "calm", tmp_path / "stormy"
    calm.mkdir()
    stormy.mkdir()
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for _ in range(KILLS):
        kill_within(stormy, chance.uniform(2.0, LONGEST_LIFE_S), store_url=postgresql_url)
    calm_url = f"sqlite:///{calm / 'store.db'}"
    for folder, store_url in ((stormy, postgresql_url), (calm, calm_url)):
        with run(folder, store_url=store_url) as job:
            assert job.wait() == 0
    assert what_is_there(postgresql_url) == what_is_there(calm_url), f"seed {seed}"
    archived = {page.url for page in Archive(stormy / "data" / "demo" / "archive").pages()}
    assert {page.url for page in Archive(calm / "data" / "demo" / "archive").pages()} <= archived
