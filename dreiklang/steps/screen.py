"""The step screen: Article -> relevant? and the cheap labels. In: an Article. Out: an Analysis; relevant ones go on."""

from sqlalchemy import Connection

from articles.model import OFFICIAL_TEXT_KINDS, Analysis
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed, enqueue_once
from articles.store.labels import keep_analysis
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject
from nlp.screen import screen_article, version

Screened = tuple[Analysis, Outcome]
SOURCE_TYPES = {"opinion": "opinion", "blog": "blog"} | dict.fromkeys(OFFICIAL_TEXT_KINDS, "official")


def build(desk: Desk) -> Step[Screened]:
    """The step, reading from the desk's store."""

    def prepare(lease: Lease) -> Screened:
        article = load_subject(desk, lease)
        return screen_article(article, desk.reader, source_type=source_type(desk, article.source))

    return Step(name="screen", version=version(desk.reader), prepare=prepare, keep=keep)


def source_type(desk: Desk, source_id: str) -> str:
    """What the labels call the kind of a source; one that is declared no more counts as news."""
    source = desk.all_sources.get(source_id)
    return SOURCE_TYPES.get(source.kind, "news") if source is not None else "news"


def keep(connection: Connection, lease: Lease, screened: Screened) -> Outcome:
    """Store the labels; a relevant article waits for analyse and translate, the others only for join."""
    analysis, outcome = screened
    keep_analysis(connection, analysis)
    subject = [(lease.subject, lease.revision)]
    enqueue_changed(connection, "analyse" if analysis.relevant else "join", subject, priority=lease.priority)
    if analysis.relevant:
        enqueue_once(connection, "translate", subject, priority=lease.priority)
    return outcome
