"""What has failed is left alone for a while. In: names, and how it went with them. Out: whether they may be tried again."""

import logging

from articles import clock
from articles.errors import DreiklangError

FIRST_S = 5.0  # long enough for a server to restart within a few tries, short enough not to be missed
MOST_S = 300.0  # what was mended is noticed within five minutes
log = logging.getLogger(__name__)


class Rests:
    """Rests by name: the first is short, each further one in a row twice as long, up to MOST_S."""

    def __init__(self) -> None:
        self._failed: dict[str, int] = {}
        self._until_s: dict[str, float] = {}

    def failed(self, name: str) -> float:
        """Let it rest; returns for how many seconds."""
        wait_s: float = min(FIRST_S * 2 ** self._failed.get(name, 0), MOST_S)
        self._failed[name] = self._failed.get(name, 0) + 1
        self.pause(name, wait_s)
        return wait_s

    def failed_by(self, name: str, error: Exception) -> None:
        """The same, with a word in the log; faults of ours with where they happened."""
        fields = {"step": name, "error": str(error), "seconds": self.failed(name)}
        log.error("step_failed", exc_info=None if isinstance(error, DreiklangError) else error, extra=fields)

    def pause(self, name: str, seconds: float) -> None:
        """Let it be for a moment, without having failed."""
        self._until_s[name] = clock.elapsed() + seconds

    def went_well(self, name: str) -> None:
        """Its next rest is a first one again."""
        self._failed.pop(name, None)

    def left_s(self, name: str) -> float:
        """Seconds until it may be tried again; 0 where it may be now."""
        return max(0.0, self._until_s.get(name, 0.0) - clock.elapsed())
