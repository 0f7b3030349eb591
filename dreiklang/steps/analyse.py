"""The step analyse. In: a relevant Article. Out: the labels that need a judge.

Plain for now: none; the article goes on to join.
"""

from sqlalchemy import Connection

from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed
from dreiklang.desk import Desk
from dreiklang.loop import Step

VERSION = "none-1"


def build(desk: Desk) -> Step[None]:
    """The step; it labels nothing yet."""
    return Step(name="analyse", version=VERSION, prepare=lambda lease: None, keep=keep)


def keep(connection: Connection, lease: Lease, result: None) -> Outcome:
    """Let the article go on."""
    enqueue_changed(connection, "join", [(lease.subject, lease.revision)], priority=lease.priority)
    return Outcome.ANALYSED
