"""The crawler as a process of its own. In: options of `dreiklang crawl`. Out: it runs, until it is stopped.

A reactor starts once per process, and a page that breaks it must not take the steps with it. One that ends is started again,
later each time. It ends with us, even when we are killed: its standard input is a pipe that the system closes then.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from articles import clock
from articles.store import Store
from articles.store.claims import reap
from dreiklang.rests import MOST_S, Rests

PATIENCE_S = 30.0  # how long it may take to finish its requests when it is asked to stop
NAME = "crawler"


class CrawlerProcess:
    """Start it and look after it with `mind`, end it with `ask_to_stop` and `wait`; `say` tells people what happened."""

    def __init__(
        self,
        store: Store,
        options: Sequence[str],
        *,
        config: Path | None,
        environment: Mapping[str, str],
        say: Callable[[str], None],
    ) -> None:
        settings = ["--config", str(config)] if config else []
        self._command = [sys.executable, "-m", "dreiklang", *settings, "crawl", "--watch", "--with-parent", *options]
        self._environment = os.environ | environment
        self._store = store
        self._say = say
        self._rests = Rests()
        self._process: subprocess.Popen[bytes] | None = None
        self._began_s = 0.0

    @property
    def pid(self) -> int | None:
        """Its process id, None while it rests."""
        return self._process.pid if self._process else None

    def mind(self) -> None:
        """Start it where it does not run and its rest is over; notice when it has ended."""
        if self._process is None:
            if not self._rests.left_s(NAME):
                self._start()
        elif self._process.poll() is not None:
            self._note_end(self._process.returncode)
        elif clock.elapsed() - self._began_s > MOST_S:
            self._rests.went_well(NAME)

    def ask_to_stop(self) -> None:
        """Let it finish its requests and write down what it has."""
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Until it has ended; it is killed when it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._say(f"the crawler was asked to stop and has not within {PATIENCE_S:.0f} s; it is killed")
            self._process.kill()
        self._close()

    def _start(self) -> None:
        self._began_s = clock.elapsed()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone: a second signal would end it out of order
        )

    def _note_end(self, code: int) -> None:
        wait_s = self._rests.failed(NAME)
        self._say(
            f"the crawler ended with {_told(code)}, expected it to stay; what it said stands above;"
            f" it is started again in {wait_s:.0f} s"
        )
        self._close()
        reap(self._store)

    def _close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with process:  # closes the pipe when it has ended
                pass


def _told(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
