"""What is looked after beside the articles: deliver, digests, maintenance. In: a Desk. Out: each done when it is due.

Their time is the time of the news, so that they come round under a moved clock too. Delivering is asked for when articles have
just been joined or matched, and then done at once, but it keeps us busy for no more than a fifth of the time. A digest waits for
articles that are on their way, but not for long.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from articles import clock
from dreiklang.desk import Desk
from dreiklang.digests import make_due
from dreiklang.maintaining import maintain
from dreiklang.rests import Rests
from dreiklang.steps import work

NEWSWORTHY = frozenset({"join", "match"})  # steps after which there may be something to tell
LEISURE = (
    4  # times as long as an errand has kept us busy it is not done again; what it waited for others does not count
)
EARLY = 0.1  # of its time after the start the first maintenance comes: not at every restart, and on machines that run for hours


@dataclass
class Errand:
    """Something to be done every so often, or when it is asked for; once due it waits `patience_s` at most for articles."""

    name: str
    every: timedelta
    do: Callable[[], object]
    last: datetime | None = None
    patience_s: float = 0.0
    waiting_since_s: float | None = None
    asked: threading.Event = field(default_factory=threading.Event)

    def is_due(self, now: datetime) -> bool:
        """Whether it was asked for or its time is over; also when the clock was moved back."""
        return self.asked.is_set() or self.last is None or not timedelta() <= now - self.last < self.every

    def is_patient(self) -> bool:
        """Whether it may still wait; its patience begins with the first question."""
        self.waiting_since_s = self.waiting_since_s or clock.elapsed()
        return clock.elapsed() - self.waiting_since_s < self.patience_s

    def begin(self) -> None:
        """Do it; its time runs from now."""
        self.last, self.waiting_since_s = clock.now(), None
        self.asked.clear()
        self.do()


def telling(desk: Desk) -> tuple[Errand, Errand]:
    """Digests and deliver: a digest that was made lies in the outbox and is sent at once."""
    rhythm = desk.settings.rhythm
    deliver = Errand("deliver", timedelta(seconds=rhythm.deliver_s), lambda: work(desk, "deliver"))

    def make_digests() -> None:
        if make_due(desk):
            deliver.asked.set()

    digest = Errand("digest", timedelta(seconds=rhythm.digest_s), make_digests, patience_s=rhythm.digest_s)
    return digest, deliver


def upkeep(desk: Desk) -> Errand:
    """Maintenance, once a day."""
    every = timedelta(hours=desk.settings.rhythm.maintain_hours)
    return Errand("maintain", every, lambda: maintain(desk), last=clock.now() - every * (1 - EARLY))


class Errands:
    """Some of them, one at a time; `settled` says whether no article is on its way."""

    def __init__(self, *errands: Errand, settled: Callable[[], bool]) -> None:
        self._errands = errands
        self._settled = settled
        self._rests = Rests()

    def is_idle(self) -> bool:
        """Whether none is due, one that rests included."""
        return not any(errand.is_due(clock.now()) for errand in self._errands)

    def do_next(self) -> bool:
        """Do what is due; False when nothing is."""
        errand = self._next()
        if errand is None:
            return False
        began_s = clock.worked()
        try:
            errand.begin()
        except Exception as error:  # one that breaks must not stop the others
            errand.asked.set()
            self._rests.failed_by(errand.name, error)
        else:
            self._rests.went_well(errand.name)
            self._rests.pause(errand.name, LEISURE * (clock.worked() - began_s))
        return True

    def _next(self) -> Errand | None:
        now = clock.now()
        return next((one for one in self._errands if not self._rests.left_s(one.name) and self._is_due(one, now)), None)

    def _is_due(self, errand: Errand, now: datetime) -> bool:
        return errand.is_due(now) and (not errand.patience_s or self._settled() or not errand.is_patient())
