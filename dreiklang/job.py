"""The main job: every step, from the sources to the digest. In: a Desk. Out: files to read, and the counts per Outcome.

Without settings it reads the bundled demo newsroom: the clock is moved through its weeks, so that edits, removals and
an adoption happen in seconds. Each moment has little time for translating, so that its digest is there soon; what that left
is translated at the end, and told in the last one. Crawling runs as a process of its own each time, since a reactor starts once
per process.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType, MappingProxyType

from articles import clock
from articles.errors import Retryable, SearchUnavailable
from articles.store.claims import reap, waiting
from dreiklang.desk import Desk
from dreiklang.digests import make_due
from dreiklang.loop import Progress, never
from dreiklang.overview import documents_due
from dreiklang.steps import STEPS, work
from dreiklang.steps.translate import deadline

Watch = Callable[[str, int | None], AbstractContextManager[Progress]]
Show = Callable[[Sequence[Path]], None]
# For each moment of the demo: six of them end while somebody waits, and the first digest is not bare.
MOMENT_TRANSLATE_S = 60.0
PATIENCE_S = 30.0  # how long a crawler that was asked to stop may take to finish its requests


def unseen(files: Sequence[Path]) -> None:
    """For those who look at the last files only."""


def run_job(
    desk: Desk, *, config: Path | None, watch: Watch, crawl: Sequence[str] = (), show: Show = unseen
) -> list[Path]:
    """The real sources once, or the demo newsroom at each of its moments; returns the files to read.

    `crawl` are further options of `dreiklang crawl`; `show` is given the digests of each moment of the demo as soon as they are
    written. Raises: Retryable when the crawler fails.
    """
    reap(desk.store)
    options = [*(["--config", str(config)] if config else []), "crawl", *crawl]
    if desk.settings.demo.enabled:
        return _demo(desk, options, watch=watch, show=show)
    return _round(desk, options, watch=watch)


def _demo(desk: Desk, options: Sequence[str], *, watch: Watch, show: Show) -> list[Path]:
    from dreiklang.demo import Newsroom, moments

    files: list[Path] = []
    with Newsroom() as newsroom:
        environment = newsroom_environment(newsroom.proxy_url)
        for moment in still_ahead(moments()):
            clock.move(moment)
            files = _round(desk, options, watch=watch, environment=environment, translated=deadline(MOMENT_TRANSLATE_S))
            show(files)
    with desk.store.read() as connection:
        left = waiting(connection, "translate")
    return _steps(desk, watch=watch) if left else files


def newsroom_environment(proxy_url: str) -> dict[str, str]:
    """The settings by which a crawler finds the demo newsroom."""
    return {"DREIKLANG_CRAWL__PROXY": proxy_url, "DREIKLANG_CRAWL__PROXY_CONNECT": "false"}


def still_ahead(moments: Sequence[datetime]) -> list[datetime]:
    """The moments from where the clock stands on: the last one again when all of them are over."""
    reached = clock.moved()
    return [moment for moment in moments if reached is None or moment >= reached] or list(moments[-1:])


def _round(
    desk: Desk,
    options: Sequence[str],
    *,
    watch: Watch,
    environment: Mapping[str, str] = MappingProxyType({}),
    translated: Callable[[], bool] = never,
) -> list[Path]:
    """Crawl, and every step once; a crawl that fails is told at the end: the steps go their way all the same."""
    failed = _crawl_round(desk, options, environment)
    files = _steps(desk, watch=watch, translated=translated)
    if failed is not None:
        raise failed
    return files


def _steps(desk: Desk, *, watch: Watch, translated: Callable[[], bool] = never) -> list[Path]:
    """Every step once; `translated` says when it has been translated for long enough.

    A search engine that fails is told at the end, too.
    """
    failed: Retryable | None = None
    files: list[Path] = []
    for name in STEPS:
        if name == "deliver":
            files = make_due(desk, always=True)
        with desk.store.read() as connection:
            total = waiting(connection, name)
        try:
            with watch(name, total) as advance:
                work(desk, name, on_progress=advance, until=translated if name == "translate" else never)
        except SearchUnavailable as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return files


def _crawl_round(desk: Desk, arguments: Sequence[str], environment: Mapping[str, str]) -> Retryable | None:
    """Crawl, and once more where pages that were just read link documents; returns what went wrong."""
    try:
        _crawl(arguments, environment)
        with desk.store.read() as connection:
            documents = documents_due(connection)
        if documents:
            _crawl(arguments, environment)
    except Retryable as error:
        return error
    return None


def _crawl(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run `dreiklang crawl`; its progress and errors go where ours go."""
    command = [sys.executable, "-m", "dreiklang", *arguments]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as crawler:
        try:
            with _ended_with_us(crawler):
                ended = crawler.wait()
        except KeyboardInterrupt:
            _let_end(crawler)
            raise
    if ended == 130:
        raise KeyboardInterrupt
    if ended != 0:
        raise Retryable(
            f"the crawler ended with exit code {ended}, expected 0; its own message stands above;"
            " what it had brought in is kept: mend that and run the command again"
        )


@contextmanager
def _ended_with_us(crawler: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Pass SIGTERM on, which only we are sent, and then go on as after Ctrl-C."""

    def end(_: int, __: FrameType | None) -> None:
        crawler.terminate()
        raise KeyboardInterrupt

    usual = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


def _let_end(crawler: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C, or our SIGTERM, has reached the crawler too: let it write down what it has, and insist only if it does not."""
    for insist in (crawler.terminate, crawler.kill):
        try:
            crawler.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            insist()
    crawler.wait()
