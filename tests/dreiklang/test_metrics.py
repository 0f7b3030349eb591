"""Prometheus reads how things stand."""

import re
import socket
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from articles import clock
from articles.errors import BadInput
from articles.outcome import Outcome
from articles.store.outbox import post
from delivery.notices import trial
from dreiklang.desk import Desk
from dreiklang.metrics import METRICS, PREFIX, samples, serve
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.desks import article, make_desk, put
from tests.dreiklang.polls import polled

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def numbers(desk: Desk) -> dict[tuple[str, ...], float]:
    return {(name, *labels): value for name, labels, value in samples(desk)}


@pytest.mark.usefixtures("moved_clock")
def test_every_number_says_what_the_store_says(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    put(desk, article(1), article(2))
    polled(desk, "tagblatt", Outcome.LISTED)
    with desk.store.begin() as connection:
        post(connection, trial("folder", now=clock.now()), {"folder": ["somebody"]})
    found = numbers(desk)
    assert found["up",] == 1
    assert found["waiting", "screen"] == 2 and found["waiting", "deliver"] == 1
    assert found["outcomes_last_hour", "discover", "listed"] == 1
    assert found["source_state", "tagblatt", "unknown"] == 1
    assert found["sources_reached", "de"] == 1 and found["sources_expected", "de"] == 2
    assert found["outbox_waiting", "folder"] == 1 and found["dead_letters", "folder"] == 0
    assert found["archive_paused",] == 0 and found["disk_free_bytes",] > 0


@pytest.mark.slow
@pytest.mark.usefixtures("moved_clock")
def test_postgresql_gives_the_same_numbers(tmp_path: Path, postgresql_url: str) -> None:
    desks = [make_desk(tmp_path / "one"), make_desk(tmp_path / "two", store={"url": postgresql_url})]
    found = []
    for desk in desks:
        put(desk, article(1))
        for visit in range(1, 4):
            polled(desk, "tagblatt", Outcome.FORBIDDEN, visit=visit)
        clock.move(NOON + timedelta(hours=3))
        polled(desk, "tagblatt", Outcome.FORBIDDEN, visit=4)
        polled(desk, "gazette", Outcome.LISTED, fresh=2)
        work(desk, "deliver")
        found.append({one: value for one, value in numbers(desk).items() if one != ("disk_free_bytes",)})
        clock.move(NOON)
        desk.store.close()
    assert found[0] == found[1]
    assert found[0]["source_state", "tagblatt", "blocked"] == 1


def test_the_age_of_the_oldest_work_is_told_in_seconds(tmp_path: Path, moved_clock: object) -> None:
    desk = make_desk(tmp_path)
    put(desk, article())
    clock.move(clock.now() + timedelta(hours=2))
    assert numbers(desk)["oldest_waiting_seconds", "screen"] == 7200


def test_a_store_that_cannot_be_read_is_down_and_nothing_else(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.db").write_text("no database" * 1000)
    assert samples(desk) == [("up", (), 0.0)]


def test_a_server_gives_them_to_prometheus_and_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    desk, port = make_desk(tmp_path), free_port()
    serve(desk, port)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert f"{PREFIX}up 1.0" in text
    assert f'{PREFIX}source_state{{source="tagblatt",state="unknown"}} 1.0' in text
    with pytest.raises(BadInput, match=rf"cannot serve metrics on 127.0.0.1:{port}: .*--metrics-port"):
        serve(desk, port)


def test_every_metric_is_documented_and_no_other() -> None:
    documented = set(re.findall(rf"\| `({PREFIX}\w+)", DOCS.read_text(encoding="utf-8")))
    assert documented == {PREFIX + name for name in METRICS}
