"""The step index: Article + Analysis + join -> search document. In: a joined Article. Out: a document in the engine."""

from collections.abc import Sequence

from sqlalchemy import Connection

from articles.model import SearchDocument
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_once
from articles.store.labels import load_analysis, load_translation, story_of
from articles.store.texts import load_article
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import article_of
from search.documents import search_document

VERSION = "plain-1"
Indexed = SearchDocument | None


def build(desk: Desk) -> Step[Indexed]:
    """The step, one commit of the engine a batch; alone, because the embedded engine takes one writer at a time."""

    def prepare(lease: Lease) -> Indexed:
        with desk.store.read() as connection:
            return _document(connection, desk, lease)

    def together(batch: Sequence[Indexed]) -> Sequence[Indexed]:
        desk.engine.index([document for document in batch if document is not None])
        return batch

    return Step(name="index", version=VERSION, prepare=prepare, together=together, keep=keep, alone=True)


def keep(connection: Connection, lease: Lease, indexed: Indexed) -> Outcome:
    """Let the saved searches have it, unless they had it before: a reindex never matches again."""
    if indexed is None:
        return Outcome.NOT_NEEDED
    enqueue_once(connection, "match", [(lease.subject, lease.revision)], priority=lease.priority)
    return Outcome.INDEXED


def _document(connection: Connection, desk: Desk, lease: Lease) -> Indexed:
    """The newest revision that is screened: an older one that comes late must not write over it."""
    article = load_article(connection, lease.subject) or article_of(connection, lease)
    analysis = load_analysis(connection, article.id, article.revision)
    if analysis is None:
        article = article_of(connection, lease)
        analysis = load_analysis(connection, article.id, article.revision)
    if analysis is None or not analysis.relevant:
        return None
    story = story_of(connection, article.id)
    return search_document(
        article,
        analysis,
        source=desk.all_sources[article.source],
        story=story[0] if story else None,
        translation=load_translation(connection, article.id, article.revision),
    )
