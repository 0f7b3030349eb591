"""The only place that reads the time. In: nothing, or the file that DREIKLANG_CLOCK names. Out: UTC datetimes, seconds.

`now()` is the time of the news: published, due, seen. It can be moved for tests and the demo newsroom by a file that
every process reads. `elapsed()` is the time of the machine: leases, delays and time-outs. It is never moved.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from articles.errors import BadInput

VARIABLE = "DREIKLANG_CLOCK"


def now() -> datetime:
    """The present moment in UTC, to the second-fraction; the moved one where DREIKLANG_CLOCK names a file.

    The file holds one ISO 8601 datetime with offset; an empty or missing file means real time.
    """
    return moved() or datetime.now(UTC)


def moved() -> datetime | None:
    """Where the clock was moved to, None while it shows real time. Raises: BadInput for a file that holds no moment."""
    path = os.environ.get(VARIABLE)
    return _read(Path(path)) if path else None


def elapsed() -> float:
    """Seconds since the epoch by the machine's own clock, comparable between processes; never moved."""
    return time.time()


def worked() -> float:
    """Seconds of processor time of this thread: how long it was busy itself, whomever it waited for."""
    return time.thread_time()


def move(to: datetime) -> None:
    """Write `to` into the clock file, for every process to read. Raises: BadInput if DREIKLANG_CLOCK is not set."""
    path = os.environ.get(VARIABLE)
    if not path:
        raise BadInput(f"the clock can be moved only where {VARIABLE} names a file; set it first")
    target = Path(path)
    fresh = target.with_name(target.name + f".{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(to.astimezone(UTC).isoformat(), encoding="ascii")
    fresh.replace(target)


def _read(path: Path) -> datetime | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if text and (moment is None or moment.tzinfo is None):
        raise BadInput(f"{VARIABLE} names {path}, which holds '{text[:40]}'; expected a moment with offset, or nothing")
    return moment.astimezone(UTC) if moment else None
