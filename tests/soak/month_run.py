"""The supervisor of the simulated month, in a process of its own. In: a folder with settings. Out: measurements, a line a jump.

The clock jumps to the next moment at which anything is due, whenever there is nothing to do.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from articles import clock
from articles.store.visits import next_due
from dreiklang import errands
from dreiklang.delivery_settings import read_time
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from dreiklang.watching import Status, Watch
from tests.soak.month_web import ENDS

STEP = timedelta(minutes=5)  # moments are rounded up to these, so that neighbours share a jump


class Quiet:
    """Nobody looks on; what has to be said goes to stderr."""

    def status(self, status: Callable[[], Status]) -> None:
        """Not shown."""

    def say(self, text: str) -> None:
        sys.stderr.write(f"{text}\n")


class Jumps:
    """Moves the clock."""

    def __init__(self, desk: Desk, watch: Watch, log: Path) -> None:
        self._desk = desk
        self._watch = watch
        self._log = log.open("w", buffering=1)

    def __call__(self, at_rest: Callable[[], bool]) -> None:
        """To the next moment, or to the end."""
        if self._watch.crawler.pid is None or not at_rest():
            return
        self._measure(self._watch.crawler.pid)
        moment = self._next()
        if moment >= ENDS:  # the clock stays, so that nothing falls due while everybody stops
            self._watch.stop.set()
        else:
            clock.move(moment)

    def _next(self) -> datetime:
        now = clock.now()
        with self._desk.store.read() as connection:
            due = next_due(connection)
        ahead = [_next_hour(now, table.at, table.time_zone) for table in self._desk.settings.profiles.values()]
        moment = max(min([*ahead, *([due] if due else [])]), now + timedelta(seconds=1))
        return moment + (ENDS - moment) % STEP

    def _measure(self, crawler: int) -> None:
        row = {
            "at": clock.now().isoformat(),
            "elapsed_s": clock.elapsed(),
            **{f"{name}_kb": _memory_kb(pid) for name, pid in (("supervisor", os.getpid()), ("crawler", crawler))},
            **{f"{name}_files": _files(pid) for name, pid in (("supervisor", os.getpid()), ("crawler", crawler))},
        }
        self._log.write(json.dumps(row) + "\n")


def _next_hour(now: datetime, at: str, zone: str) -> datetime:
    """When a profile's hour comes next, on any day of the week."""
    local = now.astimezone(ZoneInfo(zone))
    days = (local.date() + timedelta(days=number) for number in range(3))
    hours = (datetime.combine(day, read_time(at), ZoneInfo(zone)) for day in days)
    return next(hour for hour in hours if hour > now)


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def _files(pid: int) -> int:
    """Open files but those of the store: its pool has one connection for each thread that ever met another there."""
    there = [_leads_to(link) for link in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(bool(target) and "store.db" not in target for target in there)


def _leads_to(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # closed since it was listed
        return ""


def main(folder: Path) -> None:
    """The whole month."""
    errands.LEISURE = 0  # a rest is in the machine's time: it would hold up the month and spare nobody
    desk = Desk(load_settings(folder / "dreiklang.toml"))
    watch = Watch(desk, show=Quiet(), config=folder / "dreiklang.toml")
    watch.run(Jumps(desk, watch, folder / "jumps"))
    clock.move(ENDS)
    desk.store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
