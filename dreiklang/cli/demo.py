"""The command demo. In: a port. Out: the bundled newsroom, served until stopped."""

import click


@click.command()
@click.option("--port", type=int, default=0, help="Port on 127.0.0.1; 0 takes a free one.")
def demo(port: int) -> None:
    """Serve the bundled demo newsroom as a proxy for its invented hosts."""
    import signal

    from dreiklang.demo import Newsroom

    newsroom = Newsroom()
    newsroom.start(port)
    click.echo(
        f"demo newsroom at {newsroom.proxy_url}; set crawl.proxy to it and crawl.proxy_connect = false."
        " Ctrl-C stops it."
    )
    try:
        signal.pause()
    finally:
        newsroom.stop()
