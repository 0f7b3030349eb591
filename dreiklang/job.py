"""The main job: every step, from the sources to the digest. In: a Desk. Out: a digest on disk, and the counts per Outcome.

Without settings it reads the bundled demo newsroom: the clock is moved through its weeks, so that edits, removals and an
adoption happen in seconds. Crawling runs as a process of its own each time, since a reactor starts once per process.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from articles import clock
from articles.store.claims import counts, reap
from dreiklang.desk import Desk
from dreiklang.steps import BUILD, work
from dreiklang.steps.deliver import deliver

CRAWL = ("discover", "fetch")


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one run came to."""

    outcomes: Mapping[str, Counter[str]]
    files: tuple[Path, ...]


def run_once(desk: Desk, *, config: Path | None, on_step: "Steps") -> list[Path]:
    """Every step once, then the digest; returns the files that were written."""
    on_step.begin("crawl")
    _crawl(config)
    for name in BUILD:
        on_step.begin(name)
        work(desk, name, on_progress=on_step.advance)
    on_step.begin("deliver")
    return deliver(desk)[1]


class Steps:
    """Who watches the job; does nothing by itself."""

    def begin(self, step: str) -> None:
        """A step begins."""

    def advance(self, subject: str, outcome: object) -> None:
        """A subject is through."""


def run_job(desk: Desk, *, config: Path | None, on_step: Steps) -> Done:
    """The real sources once, or the demo newsroom at each of its moments."""
    reap(desk.store)
    if desk.settings.demo.enabled:
        files = _demo(desk, config=config, on_step=on_step)
    else:
        files = run_once(desk, config=config, on_step=on_step)
    with desk.store.read() as connection:
        return Done(outcomes=counts(connection), files=tuple(files))


def _demo(desk: Desk, *, config: Path | None, on_step: Steps) -> list[Path]:
    from dreiklang.demo import Newsroom, moments

    files: list[Path] = []
    with _demo_clock(desk), _serving(Newsroom()):
        for moment in moments():
            clock.move(moment)
            files = run_once(desk, config=config, on_step=on_step)
    return files


@contextmanager
def _demo_clock(desk: Desk) -> Iterator[None]:
    file = desk.settings.data / "demo-clock"
    file.parent.mkdir(parents=True, exist_ok=True)
    before = os.environ.get(clock.VARIABLE)
    os.environ[clock.VARIABLE] = str(file)
    try:
        yield
    finally:
        if before is None:
            del os.environ[clock.VARIABLE]
        else:
            os.environ[clock.VARIABLE] = before
