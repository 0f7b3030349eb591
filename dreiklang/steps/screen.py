"""The step screen: Article -> relevant? and the cheap labels. In: an Article. Out: an Analysis; relevant ones go on."""

from sqlalchemy import Connection

from articles.model import Analysis
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed, enqueue_once
from articles.store.labels import keep_analysis
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject
from nlp.screen import VERSION, screen

Screened = tuple[Analysis, Outcome]


def build(desk: Desk) -> Step[Screened]:
    """The step, reading from the desk's store."""

    def prepare(lease: Lease) -> Screened:
        return screen(load_subject(desk, lease))

    return Step(name="screen", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, screened: Screened) -> Outcome:
    """Store the labels; a relevant article waits for analyse and translate, the others only for join."""
    analysis, outcome = screened
    keep_analysis(connection, analysis)
    subject = [(lease.subject, lease.revision)]
    enqueue_changed(connection, "analyse" if analysis.relevant else "join", subject, priority=lease.priority)
    if analysis.relevant:
        enqueue_once(connection, "translate", subject, priority=lease.priority)
    return outcome
