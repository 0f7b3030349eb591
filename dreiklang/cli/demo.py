"""The command demo. In: where to serve, how fast the weeks pass. Out: the bundled newsroom, served until stopped."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from articles import clock
from articles.errors import BadInput

HOW_TO = """\
demo newsroom at {url}: {hosts} hosts, {pieces} articles of its weeks from {first:%Y-%m-%d} to {last:%Y-%m-%d}

Crawl it from another terminal, in an empty folder:
  export DREIKLANG_DEMO__ENABLED=true DREIKLANG_CRAWL__PROXY={url} DREIKLANG_CRAWL__PROXY_CONNECT=false
  dreiklang crawl --since {first:%Y-%m-%d}
Without --since nothing is fetched, because its articles are old by the real clock. To see its weeks pass, let both
terminals share DREIKLANG_CLOCK, a file that holds the time of the news; `dreiklang run` does all this by itself.

Ctrl-C stops it."""


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to serve on; 0.0.0.0 for other containers.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Its port; 0 takes a free one.")
@click.option(
    "--play",
    "minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="Let its weeks pass: every so many minutes DREIKLANG_CLOCK goes on to the next moment.",
)
def demo(host: str, port: int, minutes: float | None) -> None:
    """Serve the bundled demo newsroom as a proxy for its invented hosts."""
    from dreiklang.demo import Newsroom

    newsroom = Newsroom()
    ahead, pause_s = (_ahead(), 60 * minutes) if minutes else ([], 0.0)
    with _told_to_stop() as stop:
        if ahead:  # the first one stands before anybody can ask
            clock.move(ahead.pop(0))
        try:
            newsroom.start(port, host=host)
        except OSError as error:
            raise BadInput(f"port {port} on {host} cannot be served: {error.strerror}; leave --port out") from error
        click.echo(_how_to(newsroom.proxy_url))
        for moment in ahead:
            if stop.wait(pause_s):
                break
            clock.move(moment)
        stop.wait()
        newsroom.stop()


def _ahead() -> list[datetime]:
    from dreiklang.demo import moments
    from dreiklang.job import still_ahead

    return still_ahead(moments())


def _how_to(url: str) -> str:
    from dreiklang.demo.outlets import load_outlets
    from dreiklang.demo.pieces import load_pieces

    pieces = load_pieces()
    first, last = pieces[0].published, pieces[-1].published
    return HOW_TO.format(url=url, hosts=len(load_outlets()), pieces=len(pieces), first=first, last=last)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl-C and a service manager's SIGTERM set; before the first word, so that none comes too early."""
    stop = threading.Event()
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
