"""Crawls that are killed, stopped, or not alone. In: a web that logs every request. Out: every article once, none missing."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from articles.store.pages import load_page
from articles.store.tables import hosts, pages, results
from crawlers.archive import Archive
from tests.crawlers.crawling import Crawling, a_source, crawling, ended, kill
from tests.crawlers.webserver import WebServer, news_site

pytestmark = pytest.mark.slow
HOSTS = tuple(f"paper-{number}.example" for number in range(1, 9))
ARTICLES = 12
ALL = {f"https://{host}/article-{number}.html" for host in HOSTS for number in range(1, ARTICLES + 1)}


@pytest.fixture
def web() -> Iterator[WebServer]:
    text = "Rules for machines. " * 2000
    with WebServer({host: news_site(host, articles=ARTICLES, wait_s=0.01, text=text) for host in HOSTS}) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def crawl(request: pytest.FixtureRequest, tmp_path: Path, web: WebServer) -> Iterator[Crawling]:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    made = crawling(tmp_path, proxy=web.url, url=url, sources=[a_source(host) for host in HOSTS])
    yield made
    made.store.close()


def test_a_crawl_that_is_killed_again_and_again_misses_nothing_and_doubles_nothing(
    web: WebServer, crawl: Crawling
) -> None:
    for share in (0.1, 0.4, 0.7):
        process = crawl.start()
        wait_until(lambda share=share: len(articles_asked(web)) >= share * len(ALL))  # type: ignore[misc]  # bound at once
        kill(process)
        committed, asked_before = pages_kept(crawl), len(web.hits)
        crawl.run(limit=5)
        again = {f"https://{hit.url}" for hit in web.hits[asked_before:]}
        assert not again & committed, "what was committed is never asked again"
    crawl.run()
    assert_every_article_once(crawl)
    assert sorted(crawl.archive.glob("*.open")) == []


def test_two_crawls_at_once_never_fetch_a_url_twice_nor_a_host_in_parallel(web: WebServer, crawl: Crawling) -> None:
    few_hosts_each = replace(crawl, options=replace(crawl.options, concurrency=1))
    crawls = [few_hosts_each.start(), few_hosts_each.start()]
    counted = [ended(one) for one in crawls]
    assert_every_article_once(crawl)
    asked = Counter(hit.url for hit in web.hits if "article" in hit.path or "feed" in hit.path)
    assert set(asked.values()) == {1}
    assert web.overlaps() == []
    assert all(counted), "both had something to do"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_asked_to_stop_writes_what_it_has_and_gives_everything_back(
    web: WebServer, crawl: Crawling, number: signal.Signals
) -> None:
    process = crawl.start()
    wait_until(lambda: len(articles_asked(web)) >= len(ALL) // 4)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in err
    asked = articles_asked(web)
    assert len(asked) < len(ALL)
    with crawl.store.read() as connection:
        assert connection.scalar(select(func.count()).where(hosts.c.lease_token.is_not(None))) == 0
        assert connection.scalar(select(func.count()).where(results.c.lease_token.is_not(None))) == 0
    assert pages_kept(crawl) == asked
    assert sorted(crawl.archive.glob("*.open")) == []
    crawl.run()
    assert_every_article_once(crawl)


def assert_every_article_once(crawl: Crawling) -> None:
    """One page, one counted Outcome and one waiting extraction each; every page readable in the archive."""
    archive = Archive(crawl.archive)
    with crawl.store.read() as connection:
        for table in (select(pages.c.url), select(results.c.subject).where(results.c.step == "extract")):
            assert sorted(connection.scalars(table)) == sorted(ALL)
        fetched = connection.execute(
            select(results.c.subject, results.c.outcome).where(results.c.step == "fetch")
        ).all()
        assert sorted(fetched) == sorted((url, "fetched") for url in ALL)
        for url in ALL:
            read = load_page(connection, url, 1, from_archive=archive.read)
            assert f"<title>Article {url.rpartition('.example')[2]} of".encode() in read.body
    assert {one.url for one in archive.pages()} == ALL


def pages_kept(crawl: Crawling) -> set[str]:
    with crawl.store.read() as connection:
        return set(connection.scalars(select(pages.c.url)))


def articles_asked(web: WebServer) -> set[str]:
    return {f"https://{hit.url}" for hit in list(web.hits) if "article" in hit.path}


def wait_until(reached: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < until_s, "the crawl did not get there in a minute"
        time.sleep(0.005)
