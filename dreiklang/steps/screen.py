"""The step screen: Article -> relevant? and the cheap labels. In: an Article. Out: an Analysis; relevant ones go on.

The vectors it makes are kept for the steps behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from articles.model import SOURCE_TYPES, Analysis
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed, enqueue_once
from articles.store.labels import keep_analysis
from articles.store.vectors import Kind, Vector, keep_vectors
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject
from dreiklang.steps.vectors import knowing, made
from nlp.reading import Reader
from nlp.screen import LANGUAGES, screen_article, version


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What the screen says of an article, and the vectors it says so by."""

    analysis: Analysis
    outcome: Outcome
    vectors: Mapping[Kind, Vector]
    embedder: str


def build(desk: Desk) -> Step[Screened]:
    """The step, reading from the desk's store."""

    def prepare(lease: Lease) -> Screened:
        return _screened(desk, desk.reader, lease)

    return Step(name="screen", version=version(desk.reader), prepare=prepare, keep=keep)


def source_type(desk: Desk, source_id: str) -> str:
    """What the labels call the kind of a source; one that is declared no more counts as news."""
    source = desk.all_sources.get(source_id)
    return SOURCE_TYPES.get(source.kind, "news") if source is not None else "news"


def keep(connection: Connection, lease: Lease, screened: Screened) -> Outcome:
    """Store the labels; a relevant article waits for analyse and translate, the others only for join."""
    keep_analysis(connection, screened.analysis)
    keep_vectors(connection, lease.subject, lease.revision, screened.vectors, embedder=screened.embedder)
    subject, relevant = [(lease.subject, lease.revision)], screened.analysis.relevant
    enqueue_changed(connection, "analyse" if relevant else "join", subject, priority=lease.priority)
    if relevant:
        enqueue_once(connection, "translate", subject, priority=lease.priority)
    return screened.outcome


def _screened(desk: Desk, reader: Reader, lease: Lease) -> Screened:
    article = load_subject(desk, lease)
    kind = source_type(desk, article.source)
    reading = reader.article(article, source_type=kind)
    vectors = made(reading) if article.language in LANGUAGES else {}
    analysis, outcome = screen_article(article, reader, source_type=kind, reading=knowing(reading, vectors))
    return Screened(analysis=analysis, outcome=outcome, vectors=vectors, embedder=reader.heads.embedder)
