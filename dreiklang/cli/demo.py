"""The command demo. In: a port. Out: the bundled newsroom, served until stopped."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

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
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 takes a free one.")
def demo(port: int) -> None:
    """Serve the bundled demo newsroom as a proxy for its invented hosts."""
    from dreiklang.demo import Newsroom
    from dreiklang.demo.outlets import load_outlets
    from dreiklang.demo.pieces import load_pieces

    newsroom = Newsroom()
    with _told_to_stop() as stop:
        try:
            newsroom.start(port)
        except OSError as error:
            raise BadInput(f"port {port} on 127.0.0.1 cannot be served: {error.strerror}; leave --port out") from error
        pieces = load_pieces()
        first, last = pieces[0].published, pieces[-1].published
        url, hosts = newsroom.proxy_url, len(load_outlets())
        click.echo(HOW_TO.format(url=url, hosts=hosts, pieces=len(pieces), first=first, last=last))
        stop.wait()
        newsroom.stop()


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
