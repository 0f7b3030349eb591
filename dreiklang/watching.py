"""The continuous mode: everything again and again, until it is stopped. In: a Desk. Out: articles, alerts, digests as they come.

    1. the crawler, a process of its own, polls and fetches what is due
    2. one thread gives the steps from extract to match their turns
    3. another delivers and makes digests, so that a slow mail server holds no article up; a third maintains
    4. this thread looks after the crawler, shows how things stand and waits for SIGTERM or Ctrl-C
All of it meets in the store, as ever: a second one beside this shares the work.
"""

import gc
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from articles import clock
from articles.outcome import Outcome
from articles.store.claims import most_urgent, reap, waiting
from dreiklang.crawler_process import PATIENCE_S, CrawlerProcess
from dreiklang.desk import Desk
from dreiklang.errands import NEWSWORTHY, Errands, telling, upkeep
from dreiklang.job import newsroom_environment
from dreiklang.overview import due
from dreiklang.rests import Rests
from dreiklang.steps import BUILD
from dreiklang.turns import PATIENT, Turns

Pace = Callable[[Callable[[], bool]], None]


@dataclass(frozen=True, kw_only=True)
class Status:
    """How things stand: what is due at sources, what waits for which step, what was done since the start."""

    crawling: bool
    due: Mapping[str, int]
    waiting: Mapping[str, int]
    done: Mapping[str, Counter[Outcome]]


class Show(Protocol):
    """Where people look on."""

    def status(self, status: Callable[[], Status]) -> None:
        """How things stand now; asked for only when it is shown."""
        ...

    def say(self, text: str) -> None:
        """Something that people should know."""
        ...


class Lane(threading.Thread):
    """A thread that does what is next, and looks again after a rest when there is nothing, or the store is away."""

    def __init__(self, name: str, do_next: Callable[[], bool], *, stop: threading.Event, look_s: float) -> None:
        super().__init__(name=name, daemon=True)
        self._do_next = do_next
        self._asked_to_stop = stop
        self._look_s = look_s
        self._rests = Rests()
        self.working = False

    def run(self) -> None:
        """Until asked to stop."""
        while not self._asked_to_stop.is_set():
            if not self._tried():
                self._asked_to_stop.wait(max(self._look_s, self._rests.left_s(self.name)))

    def _tried(self) -> bool:
        self.working = True
        try:
            found = self._do_next()
        except Exception as error:  # nobody would start it again
            self._rests.failed_by(self.name, error)
            return False
        finally:
            self.working = False
        self._rests.went_well(self.name)
        return found


class Watch:
    """Everything that runs; `pace` may move the clock whenever there is nothing to do."""

    def __init__(
        self,
        desk: Desk,
        *,
        show: Show,
        config: Path | None = None,
        crawl: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.stop = threading.Event()
        self._desk = desk
        self._show = show
        self._done: dict[str, Counter[Outcome]] = {}
        digest, self._deliver = telling(desk)
        self._telling = Errands(digest, self._deliver, settled=self._nothing_waits)
        self._upkeep = Errands(upkeep(desk), settled=self._nothing_waits)
        turns = Turns(desk, stopped=self.stop.is_set, told=self._count)
        self._steps = self._lane("steps", turns.take_next)
        self._others = (self._lane("telling", self._telling.do_next), self._lane("upkeep", self._upkeep.do_next))
        self.crawler = CrawlerProcess(desk.store, crawl, config=config, environment=environment or {}, say=show.say)

    def run(self, pace: Pace) -> None:
        """Until SIGTERM, SIGINT or `stop`; what was begun is brought to an end. Raises: ModelMissing before it begins."""
        from crawlers.crawl import stopped_by_signals

        for build in BUILD.values():  # loads what is slow to load, and says now what is missing
            build(self._desk)
        reap(self._desk.store)
        gc.collect()
        gc.freeze()  # models and word lists stay for good: what comes and goes is collected all the sooner
        with stopped_by_signals(self.stop):
            try:
                for lane in (self._steps, *self._others):
                    lane.start()
                self._lane("watch", partial(self._look, pace)).run()
            finally:
                self._end()

    def at_rest(self) -> bool:
        """Whether nothing can be done before the clock moves on; translating, which takes its time, does not count."""
        if not self._nothing_waits() or any(lane.working for lane in (self._steps, *self._others)):
            return False
        return self._telling.is_idle() and self._upkeep.is_idle()

    def status(self) -> Status:
        """How things stand."""
        with self._desk.store.read() as connection:
            planned = due(connection, self._desk.sources)
            numbers = {step: waiting(connection, step) for step in BUILD}
        return Status(
            crawling=self.crawler.pid is not None,
            due=planned,
            waiting={step: number for step, number in numbers.items() if number},
            done={step: counted.copy() for step, counted in list(self._done.items())},
        )

    def _lane(self, name: str, do_next: Callable[[], bool]) -> Lane:
        return Lane(name, do_next, stop=self.stop, look_s=self._desk.settings.rhythm.look_s)

    def _look(self, pace: Pace) -> bool:
        self.crawler.mind()
        pace(self.at_rest)
        self._show.status(self.status)
        return False

    def _nothing_waits(self) -> bool:
        """Whether no article is on its way: nothing is due at any source, and nothing waits for a step or is worked on."""
        if self._steps.working:
            return False
        with self._desk.store.read() as connection:
            if any(due(connection, self._desk.sources).values()):
                return False
            steps = ("discover", *(step for step in BUILD if step != PATIENT))
            return all(most_urgent(connection, step, in_hand=True) is None for step in steps)

    def _count(self, step: str, counted: Counter[Outcome]) -> None:
        self._done.setdefault(step, Counter()).update(counted)
        if counted and step in NEWSWORTHY:
            self._deliver.asked.set()

    def _end(self) -> None:
        """Everybody at once; what cannot end in time is left: its leases name us, and are free when we are gone."""
        self.stop.set()
        self.crawler.ask_to_stop()
        until_s = clock.elapsed() + PATIENCE_S
        for lane in (self._steps, *self._others):
            if lane.is_alive():
                lane.join(max(0.0, until_s - clock.elapsed()))
            if lane.is_alive():
                self._show.say(
                    f"{lane.name} did not end within {PATIENCE_S:.0f} s; the next run does again what it was at"
                )
        self.crawler.wait()


def watch(
    desk: Desk, *, show: Show, config: Path | None = None, crawl: Sequence[str] = (), metrics_port: int | None = None
) -> None:
    """Watch the real sources, or the demo newsroom, until stopped."""
    if metrics_port is not None:
        from dreiklang.metrics import serve

        serve(desk, metrics_port)
    with opened(desk) as (environment, pace):
        Watch(desk, show=show, config=config, crawl=crawl, environment=environment).run(pace)


def steadily(at_rest: Callable[[], bool]) -> None:
    """The clock goes by itself."""


@contextmanager
def opened(desk: Desk) -> Iterator[tuple[Mapping[str, str], Pace]]:
    """The demo's newsroom, kept open, unless somebody else has opened one (crawl.proxy) and moves the clock."""
    if not desk.settings.demo.enabled or desk.settings.crawl.proxy:
        yield {}, steadily
        return
    from dreiklang.demo import Newsroom, moments
    from dreiklang.demo.weeks import Weeks

    with Newsroom() as newsroom:
        yield newsroom_environment(newsroom.proxy_url), Weeks(moments())
