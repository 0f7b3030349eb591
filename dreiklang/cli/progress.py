"""How far a step is. In: finished subjects. Out: a bar on a terminal, plain lines elsewhere, counts at the end."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from articles import clock
from articles.outcome import Outcome
from dreiklang.loop import Progress

PLAIN_EVERY_S = 10.0


@contextmanager
def progress(step: str, total: int | None = None) -> Iterator[Progress]:
    """Show a bar on stderr when it is a terminal, else a line every ten seconds."""
    if not sys.stderr.isatty():
        yield _plain(step, total)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import (
        Progress as Bar,
    )

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(step, total=total)

        def advance(subject: str, outcome: Outcome | None) -> None:
            bar.advance(task)

        yield advance


def _plain(step: str, total: int | None) -> Progress:
    done = 0
    told_s = clock.elapsed()

    def advance(subject: str, outcome: Outcome | None) -> None:
        nonlocal done, told_s
        done += 1
        if clock.elapsed() - told_s >= PLAIN_EVERY_S:
            told_s = clock.elapsed()
            click.echo(f"{step}: {done}" + (f" of {total}" if total else ""), err=True)

    return advance


def planned_line(planned: Mapping[str, int]) -> str:
    """What a dry run says of the crawl: `due: 3 sources to poll, 40 addresses to visit`."""
    return f"due: {planned['polls']} sources to poll, {planned['visits']} addresses to visit"


def summary(step: str, counted: Mapping[Outcome, int] | Counter[str]) -> str:
    """The last line of a step: `screen: 12 relevant, 4 screened_out`."""
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counted.items(), key=lambda one: -one[1]))
    return f"{step}: {told or 'nothing to do'}"
