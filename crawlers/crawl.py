"""The steps discover and fetch, in one process. In: a store, sources and options. Out: how many ended in which Outcome.

Everything due is polled and fetched, then the call returns, or looks again and again until it is asked to stop. It may be made
once per process: a reactor starts once.
"""

import signal
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from types import FrameType

from articles.model import Source
from articles.outcome import Outcome
from articles.store import Store
from articles.store.visits import enqueue_due_polls, sync_polls
from crawlers.fetching.tally import Progress, Tally
from crawlers.options import CrawlOptions

WEB_STEPS = ("discover", "fetch")
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def crawl(
    store: Store,
    sources: Mapping[str, Source],
    *,
    options: CrawlOptions,
    steps: tuple[str, ...] = WEB_STEPS,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
    look_s: float | None = None,
) -> dict[str, Counter[Outcome]]:
    """Poll and fetch what is due; `since` reads the sitemaps too, `limit` bounds fetches, or polls without them.

    With `look_s` it stays and looks that often for what has become due meanwhile; being asked to stop is its usual end then.
    SIGINT and SIGTERM, or `stop`, end it in order: what was begun is written, leases are given back.
    Raises: KeyboardInterrupt after a signal, unless it stays; DiskFull when there is no room left; StoreBusy.
    """
    from crawlers.fetching.polling import Span
    from crawlers.fetching.process import run_in_scrapy
    from crawlers.fetching.spider import Order, run_crawl

    with store.begin() as connection:
        sync_polls(connection, sources)
    look = partial(_let_due_polls_wait, store, sources)
    look()
    order = Order(
        store=store,
        sources=sources,
        options=options,
        steps=steps,
        span=Span(since=since, until=until),
        tally=Tally(limit=limit, limited="fetch" if "fetch" in steps else "discover", on_progress=on_progress),
        stop=stop or threading.Event(),
        look=look,
        look_s=look_s,
    )
    with stopped_by_signals(order.stop) as came:
        run_in_scrapy(partial(run_crawl, order), options=options)
    if came and look_s is None:
        raise KeyboardInterrupt
    return order.tally.counted


def _let_due_polls_wait(store: Store, sources: Mapping[str, Source]) -> None:
    official = [source.id for source in sources.values() if source.kind == "official"]
    others = [source.id for source in sources.values() if source.kind != "official"]
    with store.begin() as connection:
        enqueue_due_polls(connection, official, others)


@contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[list[int]]:
    """Let the first SIGINT or SIGTERM ask for a stop, and the second one end us as usual; yields those that came."""
    came: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        came.append(number)
        stop.set()
        for one, before in usual.items():
            signal.signal(one, before)

    usual = {one: signal.signal(one, ask) for one in SIGNALS}
    try:
        yield came
    finally:
        for one, before in usual.items():
            signal.signal(one, before)
