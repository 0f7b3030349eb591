"""How fast do we fetch, archive and store, beside bare Scrapy? In: pages on a local server. Out: pages a second, and the ratio.

Both fetch the same pages through the same proxy, one request at a time per host, each in a process of its own, in turns:
bare Scrapy with its default settings and a spider that only counts, we with everything that a crawl does except extraction,
which is measured apart. The floor is 0.7.

    python -m benchmarks.crawl [--hosts 40] [--pages 50] [--rounds 3]
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

FLOOR = 0.7
BARE = {
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}  # all else is Scrapy's default: its middlewares, statistics, duplicate filter and scheduler
EXTRACTED = 100  # pages, for the rate that is reported apart
WORDS = (
    "der",
    "Rat",
    "die",
    "Regeln",
    "für",
    "künstliche",
    "Intelligenz",
    "the",
    "council",
    "agreed",
    "人工智能",
    "治理",
)


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall and of all processors together."""

    wall_s: float
    cpu_s: float


class Watch:
    """Measures inside the process, so that starting Python and loading Scrapy is left out."""

    def __init__(self) -> None:
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()

    def spent(self) -> Spent:
        """Since it was made."""
        return Spent(time.perf_counter() - self._wall_s, time.process_time() - self._cpu_s)


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _Server(arguments.hosts, arguments.pages) as proxy:
        urls = [f"https://{_host(host)}/{page}" for page in range(arguments.pages) for host in range(arguments.hosts)]
        bare, ours = [], []
        for number in range(arguments.rounds):
            bare.append(_timed(_bare_scrapy, proxy, urls))
            ours.append(_timed(_our_crawl, proxy, urls, Path(folder) / str(number)))
            print(f"round {number + 1}: bare Scrapy {_told(bare[-1], len(urls))}, ours {_told(ours[-1], len(urls))}")
        extraction = _timed(_extraction, Path(folder) / "0")
    print(f"{len(urls)} pages, {arguments.hosts} hosts; extraction alone: {_told(extraction, EXTRACTED)}")
    ratio = _best(bare) / _best(ours)
    print(f"ratio {ratio:.2f} of bare Scrapy, best round of each (floor {FLOOR})")
    sys.exit(ratio < FLOOR)


def _best(rounds: Sequence[Spent]) -> float:
    """Whatever else the machine does only adds to a round."""
    return min(one.wall_s for one in rounds)


def _told(spent: Spent, pages: int) -> str:
    return f"{pages / spent.wall_s:.0f} pages/s ({1000 * spent.cpu_s / pages:.1f} ms CPU a page)"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _host(number: int) -> str:
    return f"paper-{number}.example"


def _timed(work: Callable[..., None], *arguments: Any) -> Spent:
    """What some work spends in a process of its own, by its own watch."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    spent: Spent = ours.recv()
    process.join()
    return spent


def _bare_scrapy(told: Connection, proxy: str, urls: list[str]) -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    fetched = []

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> Any:
            for url in urls:
                yield scrapy.Request(url.replace("https://", "http://"), meta={"proxy": proxy})

        def parse(self, response: Any) -> None:
            fetched.append(len(response.body))

    process = AsyncCrawlerProcess(BARE)
    process.crawl(Bare)
    watch = Watch()
    process.start(install_signal_handlers=False)
    told.send(watch.spent())
    assert len(fetched) == len(urls), f"bare Scrapy fetched {len(fetched)} of {len(urls)}"


def _our_crawl(told: Connection, proxy: str, urls: list[str], folder: Path) -> None:
    from articles import clock
    from articles.model import Candidate, Source
    from articles.store import open_store
    from articles.store.claims import Priority
    from articles.store.visits import Noted, note
    from crawlers.crawl import crawl
    from crawlers.fetching import process, spider  # noqa: F401 (loaded before the clock starts, as Scrapy is for the other)
    from crawlers.urls import host_of

    source = Source(
        id="paper",
        name="Paper",
        homepage="https://paper.example",
        country="DE",
        languages=("de",),
        kind="news",
        ownership="commercial",
        tier=1,
        time_zone="Europe/Berlin",
        interval_minutes=60,
        delay_s=0.0,
    )
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    with store.begin() as connection:
        candidates = [Candidate(url=url, source=source.id) for url in urls]
        note(
            connection,
            [
                Noted(candidate=one, host=host_of(one.url), priority=Priority.NEWS, due_at=clock.now())
                for one in candidates
            ],
        )
    watch = Watch()
    counted = crawl(store, {source.id: source}, options=_options(folder, proxy), steps=("fetch",))
    told.send(watch.spent())
    assert sum(counted["fetch"].values()) == len(urls), f"we fetched {counted} of {len(urls)}"


def _extraction(told: Connection, folder: Path) -> None:
    from crawlers.archive import Archive
    from crawlers.extract import extract

    pages = list(islice(Archive(folder / "archive").pages(), EXTRACTED))
    watch = Watch()
    for page in pages:
        extract(page, source=None)
    told.send(watch.spent())


def _options(folder: Path, proxy: str) -> Any:
    from crawlers.options import ArchiveOptions, CrawlOptions

    archive = ArchiveOptions(folder=folder / "archive", min_free_bytes=0)
    return CrawlOptions(archive=archive, proxy=proxy, proxy_connect=False, delay_s=0.0, concurrency=64)


class _Server:
    """The local server, in a process of its own."""

    def __init__(self, hosts: int, pages: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, hosts, pages))

    def __enter__(self) -> str:
        self._process.start()
        url: str = self._ours.recv()
        return url

    def __exit__(self, *_: object) -> None:
        self._ours.send("stop")
        self._process.join()


def _serve(told: Connection, hosts: int, pages: int) -> None:
    from tests.crawlers.webserver import Asked, Said, WebServer

    answers = {f"/{number}": Said(body=_page(number)) for number in range(pages)}
    nothing = Said(status=404)

    def site(asked: Asked) -> Said:
        return answers.get(asked.path, nothing)

    with WebServer({_host(number): site for number in range(hosts)}) as web:
        told.send(web.url)
        told.recv()


def _page(number: int) -> bytes:
    """30 to 60 kB of HTML that compresses about as well as a newspaper's does."""
    size = 30_000 + (number * 7919) % 30_000
    paragraphs = []
    length = state = 0
    while length < size:
        state = (state * 1103515245 + 12345 + number) % 2**31
        words = " ".join(WORDS[(state >> shift) % len(WORDS)] + str((state >> shift) % 97) for shift in range(0, 24, 2))
        paragraphs.append(f'<p class="c{state % 1000}" id="p{state}">{words}.</p>\n')
        length += len(paragraphs[-1].encode())
    head = f"<!doctype html><html lang=de><head><title>Artikel {number}</title></head><body><article><h1>Artikel {number}</h1>"
    return (head + "".join(paragraphs) + "</article></body></html>").encode()


if __name__ == "__main__":
    main()
