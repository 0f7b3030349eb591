"""Celery with Redis and PostgreSQL, two workers, one of them killed in the middle: nothing is lost and nothing is done twice."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from articles import clock
from articles.store import open_store
from articles.store.tables import analyses, results
from articles.store.texts import list_articles
from dreiklang.demo import Newsroom
from tests.dags.house import airflow_house, free_port, kill, members
from tests.dags.place import (
    EARLY,
    MORNING,
    airflow_python,
    mails,
    newsroom_folder,
    newsroom_variables,
    outcomes,
    settled,
    until,
    variables,
)
from tests.places import missing

WORKERS = ("one", "two")
KILLED_AFTER = 8  # pages fetched: in the middle of the 44 of the press
ONE_AFTER_THE_OTHER = ("crawl", "screen", "analyse", "join", "translate", "index", "match", "deliver")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A server of our own, which keeps nothing; its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    try:
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        missing("redis-server is not there; apt-get install redis-server")
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def celery(given: dict[str, str], postgresql: str, redis_url: str) -> dict[str, str]:
    """What turns `make airflow` into one of many machines, as docs/airflow.md has it; queued work is looked after sooner."""
    database = postgresql.replace("postgresql:", "postgresql+psycopg:")
    return given | {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": database,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__CELERY__BROKER_URL": redis_url,
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret that all machines share, long enough for its purpose",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    }


@contextmanager
def worker(name: str, given: dict[str, str], server: str, log: Path) -> Iterator[int]:
    """A worker machine; yields its session."""
    words = ["celery", "worker", "--concurrency", "2", "--celery-hostname", f"{name}@%h", "--skip-serve-logs"]
    program = str(airflow_python().with_name("airflow"))
    told = given | {"AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{server}/execution/"}
    with log.open("wb") as out:
        running = subprocess.Popen([program, *words], env=told, stdout=out, stderr=out, start_new_session=True)
    try:
        yield running.pid
    finally:
        kill({running.pid})
        running.wait()


def everything(store_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every article's address and text, and the labels of its last revision.

    Fails where a subject has not exactly one Outcome in each of its steps, or one has failed.
    """
    store = open_store(store_url)
    with store.read() as connection:
        texts = {one.id: (one.url, one.state, one.text) for one in list_articles(connection)}
        latest = select(analyses).order_by(analyses.c.article_id, analyses.c.revision)
        labels = {row.article_id: tuple(row) for row in connection.execute(latest)}
        ends = connection.execute(select(results.c.outcome, func.count()).group_by(results.c.outcome)).all()
        where = (results.c.subject, results.c.revision, results.c.step)
        twice = connection.execute(select(*where).group_by(*where).having(func.count() > 1)).all()
    store.close()
    assert twice == [] and len({url for url, _, _ in texts.values()}) == len(texts)
    assert not {None, "failed"} & {outcome for outcome, _ in ends}
    return texts, labels


def alone(folder: Path, proxy_url: str) -> "subprocess.Popen[bytes]":
    """The same commands, one after the other, by one worker."""
    given = variables(folder, **newsroom_variables(folder, proxy_url))
    program = str(Path(sys.executable).with_name("dreiklang"))
    script = " && ".join(f"{program} {command} --json" for command in ("crawl", *ONE_AFTER_THE_OTHER))
    return subprocess.Popen(["sh", "-c", script], cwd=folder, env=given, stdout=subprocess.DEVNULL)


def alert_ids(folder: Path) -> list[str]:
    """The Message-IDs of the alerts that were handed over."""
    outbox = folder / "out" / "demo" / "outbox"
    return [str(message_from_bytes((outbox / name).read_bytes())["Message-ID"]) for name in mails(folder, "alert")]


@pytest.mark.soak
@pytest.mark.xdist_group("airflow")
@pytest.mark.timeout(900)
def test_two_workers_one_of_them_killed_end_where_one_alone_ends(
    tmp_path: Path, newsroom: Newsroom, postgresql_server: str, postgresql_url: str
) -> None:
    airflow_python()
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE airflow")
    folder, calm, home = newsroom_folder(tmp_path / "desk"), newsroom_folder(tmp_path / "calm"), tmp_path / "airflow"
    clock.move(EARLY)
    given = variables(
        home,
        **newsroom_variables(folder, newsroom.proxy_url),
        AIRFLOW__API__PORT=str(free_port()),
        DREIKLANG_STORE__URL=postgresql_url,
    )
    with ExitStack() as stack:
        given = celery(given, f"{postgresql_server}/airflow", stack.enter_context(redis(tmp_path)))
        house = stack.enter_context(airflow_house(home, given))
        workers = [stack.enter_context(worker(name, given, house.url, tmp_path / name)) for name in WORKERS]
        until(lambda: outcomes(postgresql_url)["fetch"]["fetched"] >= KILLED_AFTER, within_s=300, every_s=0.2)
        crawling = [session for session in workers if members({session}, running="dreiklang crawl")]
        assert crawling, "nobody crawls any more: it went too fast for this test"
        kill({crawling[0]})
        (calm / "clock").write_text(EARLY.isoformat())
        with alone(calm, newsroom.proxy_url) as one:
            until(house.crawled, within_s=300)
            house.trigger("watch_official")  # once more, for the documents that pages have linked
            until(lambda: settled(postgresql_url), within_s=400)
            assert one.wait() == 0
        clock.move(MORNING)
        until(lambda: len(mails(folder, "alert")) == len(mails(calm, "alert")), within_s=60)
        house.trigger("digests")
        until(lambda: len(mails(folder, "digest")) == 1, within_s=90)
        assert Counter(house.runs("watch_news") + house.runs("watch_official"))["success"] >= 2
    (texts, labels), (known_texts, known_labels) = (
        everything(url) for url in (postgresql_url, f"sqlite:///{calm}/data/demo/store.db")
    )
    assert texts == known_texts
    assert {one for one in labels.keys() | known_labels if labels.get(one) != known_labels.get(one)} == set()
    assert len(alert_ids(folder)) == len(set(alert_ids(folder))) == len(alert_ids(calm))
