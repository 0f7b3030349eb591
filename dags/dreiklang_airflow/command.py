"""One task is one command. In: the words a person types after `dreiklang`. Out: what it counted, as the task's result.

The command runs in the product's own environment, which it does not share with Airflow: DREIKLANG_COMMAND names the program
(default: the one in .venv beside dags/), DREIKLANG_FOLDER where it runs, the folder of dreiklang.toml (default: that of dags/).
"""

import json
import os
import shlex
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from tempfile import TemporaryFile
from typing import IO, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException

REPOSITORY = Path(__file__).resolve().parents[2]
WRONG_USAGE = 2  # the exit code of a command line or a settings file that does not hold: no retry mends it
VERDICT = (1, WRONG_USAGE)  # for commands whose failure is their last word, and not a mishap on the way
LAST_WORDS = 3  # lines of a failed command that stand in the task's error
PATIENCE_S = 3.0  # until a command that was told to stop is killed; Airflow itself kills the task after 5


class Command(BaseOperator):
    """Runs `dreiklang ARGUMENTS --json`; its progress goes to the task's log, its counts into the task's result.

    `final` are the exit codes after which trying again is of no use.
    Raises: AirflowFailException for those, AirflowException for anything else but success.
    """

    template_fields: Sequence[str] = ("arguments",)
    ui_color = "#e8f0e4"

    def __init__(self, *, arguments: Sequence[str], final: Collection[int] = (WRONG_USAGE,), **options: Any) -> None:
        super().__init__(**options)
        self.arguments = arguments
        self.final = final
        self._running: Popen[str] | None = None

    def execute(self, context: Context) -> dict[str, Any]:
        """Run to the end, however long the task may take."""
        program = os.environ.get("DREIKLANG_COMMAND", str(REPOSITORY / ".venv" / "bin" / "dreiklang"))
        folder = os.environ.get("DREIKLANG_FOLDER", str(REPOSITORY))
        command = [*shlex.split(program), *self.arguments, "--json"]
        self.log.info("%s, in %s", shlex.join(command), folder)
        with TemporaryFile("w+", encoding="utf-8") as out:
            code, last_words = self._run(command, folder, out)
            out.seek(0)
            printed = out.read()
        self.log.info("%s", printed.strip() or "it counted nothing")
        if code == 0:
            return counts(printed.splitlines())
        failure = AirflowFailException if code in self.final else AirflowException
        raise failure(f"`dreiklang {shlex.join(self.arguments)}` ended with {code}, expected 0: {last_words}")

    def _run(self, command: Sequence[str], folder: str, out: IO[str]) -> tuple[int, str]:
        """The exit code, and the last lines it said on stderr; every line goes to the log as it comes."""
        said: deque[str] = deque(maxlen=LAST_WORDS)
        self._running = Popen(
            command, cwd=folder, env=environment(), stdout=out, stderr=PIPE, text=True, errors="replace"
        )
        try:
            for line in self._running.stderr or ():
                said.append(line.rstrip())
                self.log.info("%s", said[-1])
            return self._running.wait(), " ".join(said) or "it said nothing"
        finally:
            self.on_kill()

    def on_kill(self) -> None:
        """Stop the command where the task is stopped or its time is over; what it had begun, its leases give back."""
        if self._running is None or self._running.poll() is not None:
            return
        self._running.terminate()
        try:
            self._running.wait(PATIENCE_S)
        except TimeoutExpired:
            self._running.kill()
            self._running.wait()


def counts(lines: Iterable[str]) -> dict[str, Any]:
    """What a command printed with --json, as one: Outcome counts by step, other keys as they are."""
    counted: dict[str, Any] = {}
    for line in filter(str.strip, lines):
        told = json.loads(line)
        counted |= {told["step"]: told["outcomes"]} if "step" in told else told
    return counted


def environment() -> dict[str, str]:
    """Ours without Airflow's own variables, among them its secrets, which are none of the command's business."""
    return {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
