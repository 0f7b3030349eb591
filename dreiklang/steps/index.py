"""The step index: Article + Analysis + join -> search document. In: a joined Article. Out: a document in the engine, or none.

Whoever changes what a document is made of (labels, story, event, English text, state) makes the article wait again. Its result's
version holds a digest of the document, so that `--redo outdated` finds what nobody has announced, such as a source that is now
declared otherwise. What is relevant no more is taken out.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from sqlalchemy import Connection, select

from articles.errors import BadInput, DocumentsRefused, SourceError
from articles.model import Article, SearchDocument, Translation
from articles.outcome import Outcome
from articles.store.claims import WAITING, Lease, Priority, enqueue, enqueue_once
from articles.store.events import event_of
from articles.store.labels import load_analysis, load_translation, story_of
from articles.store.locks import alone
from articles.store.redo import enqueue_all
from articles.store.tables import analyses, articles, results
from articles.store.texts import load_article
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import article_of
from dreiklang.steps.vectors import kept
from search.documents import document_vector, search_document

VERSION = "fields-1"
# What saved searches can read: the original alone, or its English title and lead too.
Wording = Literal["original", "english"]


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """What the index should hold of an article; no document where it should hold none, `refused` says why it does not."""

    article_id: str
    wording: Wording = "original"
    document: SearchDocument | None = None
    refused: str | None = None


def build(desk: Desk) -> Step[Indexed]:
    """The step, one commit of the engine a batch; alone, because the embedded engine takes one writer at a time."""

    def prepare(lease: Lease) -> Indexed:
        with desk.store.read() as connection:
            article_of(connection, lease)
            return _declared(connection, desk, lease.subject)

    def together(batch: Sequence[Indexed]) -> Sequence[Indexed]:
        desk.engine.delete([one.article_id for one in batch if one.document is None])
        try:
            desk.engine.index([one.document for one in batch if one.document is not None])
        except DocumentsRefused as error:  # the others are in
            return [replace(one, refused=error.refused.get(one.article_id)) for one in batch]
        return batch

    return Step(name="index", version=VERSION, prepare=prepare, together=together, keep=keep, alone=True, digest=digest)


def keep(connection: Connection, lease: Lease, indexed: Indexed) -> Outcome:
    """Let the saved searches have it, and once more when its English is first there: a reindex never matches again.

    Raises: DocumentsRefused where the engine cannot hold it.
    """
    if indexed.refused is not None:
        raise DocumentsRefused({indexed.article_id: indexed.refused})
    if indexed.document is None:
        return Outcome.NOT_NEEDED
    subject = [(lease.subject, lease.revision)]
    before = _wordings(connection, lease)
    if before == {"original"} and indexed.wording == "english":
        enqueue(connection, "match", subject, priority=lease.priority)
    else:
        enqueue_once(connection, "match", subject, priority=lease.priority)
    return Outcome.INDEXED


def digest(indexed: Indexed) -> str:
    """Changes with anything in the document; begins with its wording."""
    if indexed.document is None:
        return "none"
    told = json.dumps([indexed.document.fields, indexed.document.vector], sort_keys=True, ensure_ascii=False)
    return f"{indexed.wording}.{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def indexed(connection: Connection, desk: Desk, article_id: str) -> Indexed:
    """What the index should hold of an article now, by its newest revision that is screened."""
    article = _newest_screened(connection, article_id)
    analysis = load_analysis(connection, article_id, article.revision) if article else None
    if article is None or analysis is None or not analysis.relevant:
        return Indexed(article_id=article_id)
    story = story_of(connection, article_id)
    translation = load_translation(connection, article_id, article.revision)
    vectors = {str(kind): vector for kind, vector in kept(connection, article, desk.reader).items()}
    document = search_document(
        article,
        analysis,
        source=desk.source(article.source),
        story=story[0] if story else None,
        translation=translation,
        duplicate_of=story[1] if story else None,
        event=event_of(connection, article_id),
        vector=document_vector(vectors, mean=desk.reader.heads.means.get(article.language)),
    )
    return Indexed(article_id=article_id, wording=_wording(translation), document=document)


def documents(desk: Desk, article_ids: Sequence[str] | None = None) -> Iterator[SearchDocument]:
    """What the index should hold now, of these articles or of all; for building it anew."""
    with desk.store.read() as connection:
        relevant = select(analyses.c.article_id).where(analyses.c.relevant.is_(True)).distinct()
        wanted = article_ids if article_ids is not None else list(connection.scalars(relevant.order_by("article_id")))
        for article_id in wanted:
            found = indexed(connection, desk, article_id)
            if found.document is not None:
                yield found.document


def redo_all(desk: Desk) -> int:
    """Make every article wait that was indexed; a damaged index is built anew first. Raises: AlreadyRunning."""
    try:
        desk.engine.count()
    except BadInput:
        with alone(desk.store, "index"):
            desk.engine.reindex(partial(documents, desk))
    with desk.store.begin() as connection:
        return enqueue_all(connection, "index", version=VERSION)


def redo_outdated(desk: Desk) -> int:
    """Make articles wait whose document is another one than was indexed; returns how many."""
    with desk.store.read() as connection:
        outdated = list(_outdated(connection, desk))
    with desk.store.begin() as connection:
        enqueue(connection, "index", outdated, priority=Priority.REDO)
    return len(outdated)


def _outdated(connection: Connection, desk: Desk) -> Iterator[tuple[str, int]]:
    done = select(results.c.subject, results.c.revision, results.c.version).where(
        results.c.step == "index", results.c.outcome.is_not(None)
    )
    newest = {row.subject: row for row in connection.execute(done.order_by(results.c.revision))}
    for row in newest.values():
        if row.version != _version_now(connection, desk, row.subject):
            yield row.subject, row.revision


def _version_now(connection: Connection, desk: Desk, article_id: str) -> str:
    try:
        found = _declared(connection, desk, article_id)
    except SourceError as error:  # the step will say so
        return str(error)
    return f"{VERSION}.{digest(found)}"


def _declared(connection: Connection, desk: Desk, article_id: str) -> Indexed:
    """The same. Raises: SourceError where its source is declared no more; what was indexed stays meanwhile."""
    found = indexed(connection, desk, article_id)
    if found.document is not None:
        desk.named([str(found.document.fields["source"])])
    return found


def _newest_screened(connection: Connection, article_id: str) -> Article | None:
    """An older revision that comes late must not write over a newer one."""
    revision = connection.scalar(
        select(articles.c.revision)
        .join(analyses, (analyses.c.article_id == articles.c.id) & (analyses.c.revision == articles.c.revision))
        .where(articles.c.id == article_id)
        .order_by(articles.c.revision.desc())
        .limit(1)
    )
    return None if revision is None else load_article(connection, article_id, revision=revision)


def _wording(translation: Translation | None) -> Wording:
    return "english" if translation is not None and translation.depth != "title" else "original"


def _wordings(connection: Connection, lease: Lease) -> set[str]:
    """The wording in which this revision was indexed before, if it was."""
    known = connection.scalars(
        select(results.c.version).where(
            results.c.subject == lease.subject,
            results.c.revision == lease.revision,
            results.c.step == "index",
            results.c.version != WAITING,
        )
    )
    parts = [version.split(".") for version in known]
    return {part[1] for part in parts if len(part) == 3}
