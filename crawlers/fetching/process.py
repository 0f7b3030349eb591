"""Scrapy's process around work of ours. In: a coroutine function that asks servers. Out: it has run, or its error.

It can be done once per process: a reactor starts once.
"""

import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import scrapy
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.fetching.downloader import scrapy_settings
from crawlers.options import CrawlOptions

Work = Callable[[ExecutionEngine], Awaitable[None]]
SWITCH_S = 0.0005  # a tenth of Python's default; see fair_threads


class NewsSpider(scrapy.Spider):
    """A spider that never hands Scrapy a request of its own: each is made when its host's turn has come."""

    name = "news"

    def __init__(self, work: Work, problems: list[Exception], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work = work
        self._problems = problems

    async def start(self) -> AsyncIterator[Any]:
        """Do the work; Scrapy would only log what goes wrong."""
        try:
            await self._work(self.crawler.engine)
        except Exception as error:
            self._problems.append(error)
        no_requests: tuple[Any, ...] = ()
        for request in no_requests:
            yield request


def run_in_scrapy(work: Work, *, options: CrawlOptions) -> None:
    """Run it with a downloader that asks as the options say. Raises: whatever it raises."""
    process = AsyncCrawlerProcess(scrapy_settings(options))
    for library in ("scrapy", "twisted"):
        logging.getLogger(library).setLevel(logging.ERROR)
    problems: list[Exception] = []
    process.crawl(NewsSpider, work=work, problems=problems)
    with fair_threads():
        process.start(install_signal_handlers=False)
    if problems:
        raise problems[0]


@contextmanager
def fair_threads() -> Iterator[None]:
    """Let the thread that asks wait less for the one that writes.

    At each turn of its loop it gives the interpreter away and gets it back after 5 ms only, while the other one is busy;
    benchmarks/crawl.py is twice as fast with a tenth of that.
    """
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual_s)
