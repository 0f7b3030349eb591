"""The step translate. In: a relevant Article. Out: its English text.

Plain for now: no translator, which is the Outcome of German and Chinese articles.
"""

from sqlalchemy import Connection

from articles.outcome import Outcome
from articles.store.claims import Lease
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject

VERSION = "none-1"


def build(desk: Desk) -> Step[Outcome]:
    """The step, without a translator."""

    def prepare(lease: Lease) -> Outcome:
        return Outcome.NOT_NEEDED if load_subject(desk, lease).language == "en" else Outcome.NO_MODEL

    return Step(name="translate", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, outcome: Outcome) -> Outcome:
    """Nothing to store."""
    return outcome
