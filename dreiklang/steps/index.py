"""The step index: Article + Analysis + join -> search document. In: a joined Article. Out: a document in the engine."""

from sqlalchemy import Connection

from articles.model import SearchDocument
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue
from articles.store.labels import load_translation, story_of
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import analysis_of, article_of
from search.documents import search_document

VERSION = "plain-1"


def build(desk: Desk) -> Step[SearchDocument]:
    """The step, writing to the desk's engine."""

    def prepare(lease: Lease) -> SearchDocument:
        with desk.store.read() as connection:
            article = article_of(connection, lease)
            story = story_of(connection, lease.subject)
            document = search_document(
                article,
                analysis_of(connection, lease),
                source=desk.all_sources[article.source],
                story=story[0] if story else None,
                translation=load_translation(connection, lease.subject, lease.revision),
            )
        desk.engine.index([document])
        return document

    return Step(name="index", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, document: SearchDocument) -> Outcome:
    """The document is in; let the saved searches have it."""
    enqueue(connection, "match", [(lease.subject, lease.revision)], priority=lease.priority)
    return Outcome.INDEXED
