"""A crawl leaves behind what health is decided by: polls that read a list, what was new in it, pages that were refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from articles import clock
from articles.store.sightings import load_hours, load_polled
from tests.conftest import NOON
from tests.crawlers.crawling import Crawling, a_source, crawling
from tests.crawlers.webserver import Asked, Said, WebServer

pytestmark = pytest.mark.slow
HOST = "www.paper.example"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{}</channel></rss>"""
ITEM = "<item><title>AI law {0}</title><link>https://www.paper.example/{0}</link><pubDate>{1}</pubDate></item>"
FRESH, OLD = "Mon, 02 Mar 2026 11:00:00 GMT", "Mon, 09 Feb 2026 11:00:00 GMT"


class Paper:
    """A feed that grows, and pages that are refused."""

    def __init__(self) -> None:
        self.items = [ITEM.format(1, FRESH), ITEM.format(2, FRESH), ITEM.format(3, OLD)]
        self.status = 200

    def __call__(self, asked: Asked) -> Said:
        if asked.path != "/feed.xml":
            return Said(status=404 if asked.path == "/robots.txt" else 403, body=b"no")
        return Said(
            status=self.status, body=FEED.format("".join(self.items)).encode(), headers={"content-type": "text/xml"}
        )


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def crawl(tmp_path: Path, paper: Paper, moved_clock: object) -> Iterator[Crawling]:
    with WebServer({HOST: paper}) as web:
        made = crawling(tmp_path, proxy=web.url, sources=[a_source(HOST, id="paper")])
        yield made
        made.store.close()


def seen(crawl: Crawling) -> tuple[int, int, int, int, str | None]:
    """Polls that read a list, new articles, lost pages, failures in a row, as what the last page was lost."""
    with crawl.store.read() as connection:
        polled = load_polled(connection)
        hours = load_hours(connection, polled, days=1)["paper"]
    how = polled["paper"]
    return int(hours.reached.sum()), int(hours.fresh.sum()), int(hours.lost.sum()), how.failures, how.lost_as


def test_polls_new_articles_and_refused_pages_are_counted(crawl: Crawling, paper: Paper) -> None:
    crawl.run()
    assert seen(crawl) == (1, 2, 2, 0, "forbidden")  # what was old when it was first listed is not its rhythm
    clock.move(NOON + timedelta(hours=1))
    paper.items.append(ITEM.format(4, FRESH))
    crawl.run(steps=["discover"])
    assert seen(crawl)[:2] == (2, 3)
    clock.move(NOON + timedelta(hours=2))
    paper.status = 403
    crawl.run(steps=["discover"])
    assert seen(crawl) == (2, 3, 2, 1, "forbidden")
