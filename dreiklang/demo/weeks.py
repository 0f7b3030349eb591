"""The demo's time in continuous mode. In: its moments. Out: a clock that is moved on whenever everything is done.

After the last moment it goes like a real one, so that the newsroom is polled as any other source for as long as it is open.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from articles import clock


class Weeks:
    """Call it again and again; it asks whether all is at rest before it moves on. The first moment comes at once."""

    def __init__(self, moments: Iterable[datetime]) -> None:
        reached = clock.moved()
        self._ahead = deque(moment for moment in moments if reached is None or moment > reached)
        if reached is None:
            clock.move(self._ahead.popleft())
        self._ticked_s = clock.elapsed()

    def __call__(self, at_rest: Callable[[], bool]) -> None:
        """Move the clock on: to the next moment when all of this one is done, else by what has gone by in between."""
        now_s = clock.elapsed()
        if not self._ahead:
            clock.move(clock.now() + timedelta(seconds=now_s - self._ticked_s))
        elif at_rest():
            clock.move(self._ahead.popleft())
        self._ticked_s = now_s
