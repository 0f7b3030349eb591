"""What a crawl has come to. In: Outcomes as they are written. Out: how many of each, and whether there may be more."""

import sys
from collections import Counter
from collections.abc import Callable

from articles.outcome import Outcome

Progress = Callable[[str, Outcome | None], None]


class Tally:
    """Counts per step; `limit` bounds how often `limited` may begin something."""

    def __init__(self, *, limit: int | None, limited: str, on_progress: Progress | None) -> None:
        self.counted: dict[str, Counter[Outcome]] = {}
        self._left = limit
        self._limited = limited
        self._on_progress = on_progress

    def room(self, step: str) -> int:
        """How many more may begin."""
        return self._left if step == self._limited and self._left is not None else sys.maxsize

    def take(self, step: str) -> bool:
        """Whether one more may begin; it is counted as begun."""
        if not self.room(step):
            return False
        if step == self._limited and self._left is not None:
            self._left -= 1
        return True

    def count(self, step: str, subject: str, outcome: Outcome) -> None:
        """One is over."""
        self.counted.setdefault(step, Counter())[outcome] += 1
        if self._on_progress is not None:
            self._on_progress(subject, outcome)
