"""How continuous mode is shown. In: its Status, again and again. Out: one changing line on a terminal, plain lines elsewhere."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from articles import clock
from dreiklang.cli.progress import summary
from dreiklang.watching import Show, Status

LINE_EVERY_S = 1.0
PLAIN_EVERY_S = 60.0  # a service's log stays readable, and nothing in it is older than a minute


@contextmanager
def shown() -> Iterator[Show]:
    """A line on stderr that changes where it is a terminal, else a line a minute for as long as something is done."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, markup=False)
    with console.status("beginning") as line:
        yield Line(lambda text: line.update(Text(text, no_wrap=True, overflow="ellipsis")), console.print)


class Line:
    """One line that changes."""

    def __init__(self, update: Callable[[str], None], say: Callable[[str], None]) -> None:
        self._update = update
        self.say = say
        self._told_s = float("-inf")

    def status(self, status: Callable[[], Status]) -> None:
        """What waits now, and how much was done since the start."""
        if clock.elapsed() - self._told_s >= LINE_EVERY_S:
            self._told_s = clock.elapsed()
            now = status()
            done = {step: counted.total() for step, counted in now.done.items()}
            self._update(f"{clock.now():%d %b %H:%M:%S}  {_waits(now)}; done: {_numbers(done)}")


class Lines:
    """A line a minute at most, with what was done since the last one."""

    def __init__(self) -> None:
        self._told_s = clock.elapsed()
        self._before: dict[str, Counter[str]] = {}

    def status(self, status: Callable[[], Status]) -> None:
        """Nothing where nothing was done."""
        if clock.elapsed() - self._told_s < PLAIN_EVERY_S:
            return
        self._told_s = clock.elapsed()
        now = status()
        done = {step: Counter(map(str, counted.elements())) for step, counted in now.done.items()}
        fresh = {step: counted - self._before.get(step, Counter()) for step, counted in done.items()}
        self._before = done
        if any(fresh.values()):
            told = "; ".join(summary(step, counted) for step, counted in fresh.items() if counted)
            self.say(f"{clock.now():%Y-%m-%d %H:%M} {told}; {_waits(now)}")

    def say(self, text: str) -> None:
        """On stderr."""
        click.echo(text, err=True)


def _waits(status: Status) -> str:
    planned = f"due: {status.due['polls']} polls, {status.due['visits']} visits"
    return f"{planned if status.crawling else 'the crawler rests'}; waiting: {_numbers(status.waiting)}"


def _numbers(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{step} {number}" for step, number in numbers.items()) or "nothing"
