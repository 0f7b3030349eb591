"""Continuous mode as an operator runs it, in processes of its own: how soon, beside another, and how it stops."""

import contextlib
import email
import email.policy
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from articles import clock
from articles.model import Search
from articles.store.tables import hosts, locks, results
from articles.store.texts import list_articles
from dreiklang.demo import Newsroom
from dreiklang.desk import DEMO_SOURCES, Desk
from dreiklang.settings import load_settings
from tests.crawlers.webserver import WebServer, news_site
from tests.delivery.servers import free_port
from tests.places import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PUBLISHED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a draft law, at the demo's ministry
QUICK = 12  # demo seconds a second: what is polled every minute is polled every five seconds
SEARCHABLE_S, ALERTED_S = 60.0, 10.0
HOSTS = tuple(f"paper-{number}.example" for number in range(1, 5))
ARTICLES = 6


@contextmanager
def watching(folder: Path, *options: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """`dreiklang run --watch` in a folder; whatever happens, it is gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dreiklang", "run", "--watch", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stopped(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> str:
    """Ask it to stop; returns what it said. It ends in order and leaves no process behind."""
    children = children_of(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "stopped; everything that was begun is written" in said
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    return said


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until(reached: Callable[[], object], seconds: float = 120.0) -> float:
    """Seconds until something is so."""
    began_s = time.monotonic()
    while not reached():
        assert time.monotonic() < began_s + seconds, f"not reached in {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began_s


@contextmanager
def quick_clock() -> Iterator[None]:
    """News time goes QUICK times as fast as the machine's, from where it stands."""
    began, began_s, stop = clock.now(), time.monotonic(), threading.Event()

    def tick() -> None:
        while not stop.wait(0.1):
            clock.move(began + timedelta(seconds=QUICK * (time.monotonic() - began_s)))

    ticking = threading.Thread(target=tick)
    ticking.start()
    try:
        yield
    finally:
        stop.set()
        ticking.join()


def test_what_an_official_source_publishes_is_soon_searchable_and_alerted(
    tmp_path: Path, moved_clock: Callable[[datetime], None], capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "data" / "demo" / "sources"
    own.mkdir(parents=True)
    declared = (DEMO_SOURCES / "digitalministerium.toml").read_text(encoding="utf-8")
    every_minute = declared.replace("interval_minutes = 15", "interval_minutes = 1")
    assert every_minute != declared
    (own / "digitalministerium.toml").write_text(every_minute, encoding="utf-8")
    moved_clock(PUBLISHED - timedelta(minutes=3))
    with Newsroom() as newsroom:
        given = {"DREIKLANG_CRAWL__PROXY": newsroom.proxy_url, "DREIKLANG_CRAWL__PROXY_CONNECT": "false"}
        with watching(tmp_path, **given) as process:
            with contextlib.chdir(tmp_path):
                desk = Desk(load_settings(environment={"DREIKLANG_DEMO__ENABLED": "true"}))
            wait_until(lambda: found(desk, "*:*"))
            assert found(desk, "Referentenentwurf") == []
            with quick_clock():
                wait_until(lambda: clock.now() >= PUBLISHED)
                searchable_s = wait_until(lambda: found(desk, "Referentenentwurf"))
                alerted_s = wait_until(lambda: [one for one in alerts(desk) if "Referentenentwurf" in one])
            stopped(process)
            desk.store.close()
    with capsys.disabled():
        sys.stdout.write(f"\nsearchable after {searchable_s:.1f} s, its alert out {alerted_s:.1f} s later\n")
    assert searchable_s <= SEARCHABLE_S
    assert alerted_s <= ALERTED_S


def found(desk: Desk, query: str) -> list[str]:
    """Ids of the demo ministry's articles, or of all for `*:*`."""
    if not (desk.settings.data / "index").is_dir():
        return []
    asked = query if query == "*:*" else f"source:digitalministerium AND {query}"
    return [hit.article_id for hit in desk.engine.search(Search(query=asked, limit=50)).hits]


def alerts(desk: Desk) -> list[str]:
    """The alerts that were handed over."""
    files = (desk.settings.out / "outbox").glob("*-alert-*.eml")
    mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    bodies = [mail.get_body(("plain",)) for mail in mails]
    return [body.get_content() for body in bodies if body is not None]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer({host: news_site(host, articles=ARTICLES) for host in HOSTS}) as server:
        yield server


@pytest.fixture
def newsroom(tmp_path: Path, web: WebServer, moved_clock: Callable[[datetime], None]) -> Path:
    """A folder with settings for a small web, whose clock stands."""
    (tmp_path / "data" / "sources").mkdir(parents=True)
    for host in HOSTS:
        name = host.partition(".")[0]
        (tmp_path / "data" / "sources" / f"{name}.toml").write_text(
            f'id = "{name}"\nname = "{name}"\nhomepage = "https://{host}"\ncountry = "DE"\nlanguages = ["en"]\n'
            f'kind = "news"\nownership = "commercial"\ntier = 1\ntime_zone = "Europe/Berlin"\ninterval_minutes = 15\n'
            f'delay_s = 0\nfeeds = ["https://{host}/feed.xml"]\n'
        )
    names = [host.partition(".")[0] for host in HOSTS]
    (tmp_path / "dreiklang.toml").write_text(
        f'[sources]\nonly = {names}\n[models]\nembedder = "none"\njudge = "none"\ntranslator = "none"\n'
        f'[crawl]\nproxy = "{web.url}"\nproxy_connect = false\ndelay_s = 0\n[archive]\nmin_free_gb = 0\n'
        "[rhythm]\nlook_s = 0.2\n"
    )
    return tmp_path


def desk_of(newsroom: Path) -> Desk:
    return Desk(load_settings(newsroom / "dreiklang.toml", environment={}))


def outcomes(desk: Desk, step: str) -> Counter[str]:
    query = select(results.c.outcome, func.count()).where(results.c.step == step).group_by(results.c.outcome)
    with desk.store.read() as connection:
        return Counter({outcome or "waiting": number for outcome, number in connection.execute(query)})


def is_done(desk: Desk, articles: int) -> bool:
    return outcomes(desk, "join").total() == articles and nothing_waits(desk)


def nothing_waits(desk: Desk) -> bool:
    steps = ("fetch", "extract", "screen", "analyse", "join", "index", "match")
    return not any(outcomes(desk, step)["waiting"] for step in steps)


def assert_nothing_held(desk: Desk) -> None:
    with desk.store.read() as connection:
        for table in (results, hosts, locks):
            assert connection.scalar(select(func.count()).where(table.c.lease_token.is_not(None))) == 0


def test_two_beside_each_other_share_the_work_even_if_one_loses_its_crawler(newsroom: Path, web: WebServer) -> None:
    desk = desk_of(newsroom)
    with ExitStack() as both:
        one, other = (both.enter_context(watching(newsroom)) for _ in range(2))
        wait_until(lambda: children_of(one.pid) and len(web.hits) > 5)
        os.kill(children_of(one.pid)[0], signal.SIGKILL)
        wait_until(lambda: is_done(desk, len(HOSTS) * ARTICLES))
        wait_until(lambda: children_of(one.pid), 30)
        assert "the crawler ended with signal 9, expected it to stay" in stopped(one)
        assert "crawler ended" not in stopped(other, signal.SIGINT)
    assert_nothing_held(desk)
    asked = Counter(hit.url for hit in web.hits if "article" in hit.path)
    assert len(asked) == len(HOSTS) * ARTICLES
    assert outcomes(desk, "extract") == {"extracted": len(asked)}
    with desk.store.read() as connection:
        assert len(list(list_articles(connection))) == len(asked)
    desk.store.close()


def test_what_becomes_due_later_is_brought_in_without_a_restart(
    newsroom: Path, web: WebServer, moved_clock: Callable[[datetime], None]
) -> None:
    desk, port = desk_of(newsroom), free_port()
    with watching(newsroom, f"--metrics-port={port}") as process:
        wait_until(lambda: is_done(desk, len(HOSTS) * ARTICLES))
        (crawler,) = children_of(process.pid)
        web.sites[HOSTS[0]] = news_site(HOSTS[0], articles=ARTICLES + 1)
        moved_clock(clock.now() + timedelta(minutes=16))
        wait_until(lambda: is_done(desk, len(HOSTS) * ARTICLES + 1))
        assert children_of(process.pid) == [crawler]
        assert web.paths(HOSTS[0]).count("/article-1.html") == 1, "the others were asked before and are not due yet"
        wait_until(lambda: list((newsroom / "out" / "outbox").glob("*-digest-*.eml")))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as metrics:
            assert "\ndreiklang_up 1.0\n" in metrics.read().decode()
        stopped(process)
    assert_nothing_held(desk)
    desk.store.close()
    assert list((newsroom / "data" / "archive").glob("*.open")) == []
