"""The dead-man server hears of every deliver, and of steps that failed; what it answers holds nothing back."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from articles import clock
from articles.errors import SettingsError
from articles.store.claims import Priority, enqueue
from articles.store.faults import Fault, note_faults, told
from dreiklang.desk import Desk
from dreiklang.ping import ping
from dreiklang.settings import load_settings
from dreiklang.steps import work
from tests.dreiklang.desks import make_desk


class Server(HTTPServer):
    """Answers with `status` and remembers what it was asked."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[tuple[str, str]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Asked(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def desk_with(folder: Path, url: str, *allowed: str) -> Desk:
    return make_desk(folder, health={"ping_url": url}, crawl={"allow_private": list(allowed)})


def test_every_deliver_ends_with_a_ping(tmp_path: Path, server: Server) -> None:
    desk = desk_with(tmp_path, f"http://{server.place}/check/uuid", server.place)
    work(desk, "deliver")
    work(desk, "deliver")
    assert server.asked == [("/check/uuid", ""), ("/check/uuid", "")]


def test_a_step_that_ended_nothing_but_failed_is_told_of(tmp_path: Path, server: Server) -> None:
    desk = desk_with(tmp_path, f"http://{server.place}/check/uuid?rid=1", server.place)
    with desk.store.begin() as connection:
        enqueue(connection, "screen", [("nowhere", 1)], priority=Priority.NEWS)
    work(desk, "screen")
    work(desk, "deliver")
    assert server.asked == [("/check/uuid/fail?rid=1", "screen: 1 failed, nothing else ended")]


def test_a_step_whose_work_waits_for_too_long_is_told_of(tmp_path: Path, server: Server) -> None:
    desk = desk_with(tmp_path, f"http://{server.place}/check", server.place)
    late = Fault(subject="step/index", state="late", since=clock.now())
    with desk.store.begin() as connection:
        told(connection, note_faults(connection, [late], now=clock.now()), "message")
    ping(desk)
    assert server.asked == [("/check/fail", "index: its work waits for too long")]


@pytest.mark.parametrize("status", [301, 404, 500])
def test_an_answer_that_is_not_good_is_logged_without_the_address(
    tmp_path: Path, server: Server, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    server.status = status
    ping(desk_with(tmp_path, f"http://{server.place}/secret-uuid", server.place))
    (record,) = [one for one in caplog.records if one.message == "ping_failed"]
    assert record.levelno == logging.WARNING and vars(record)["error"] == f"status {status}"
    assert "secret-uuid" not in str(vars(record))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://127.0.0.1:9/x"])
def test_a_server_that_is_not_there_or_not_allowed_holds_nothing_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    allowed = ["127.0.0.1:9"] if ":9/" in url else []
    ping(desk_with(tmp_path, url, *allowed))
    assert [one.message for one in caplog.records] == ["ping_failed"]


def test_nobody_is_asked_where_no_address_is_set(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ping(make_desk(tmp_path))
    assert caplog.records == []


def test_an_address_that_is_none_is_refused_without_being_repeated(tmp_path: Path) -> None:
    file = tmp_path / "dreiklang.toml"
    file.write_text('[health]\nping_url = "ftp://hc.example/secret-uuid"\n')
    with pytest.raises(SettingsError, match=r"health.ping_url = \*\*\*: expected http") as refused:
        load_settings(file, environment={})
    assert "secret-uuid" not in str(refused.value)
