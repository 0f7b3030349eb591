"""The step extract: Page -> Article with its attachments. In: an archived answer. Out: an Article in the store.

An answer is a page, a document that is an article itself, or a document that pages link, which becomes their attachment.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from articles.errors import SourceError
from articles.model import Attachment, Candidate, Page, Source
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue
from articles.store.pages import is_superseded, link_documents, load_page, newest_visit, parents_of
from articles.store.sightings import count_pages
from articles.store.texts import article_id, load_article
from articles.store.visits import load_candidate, note
from crawlers.documents import OVER_CAP, as_attachment, as_extracted, is_document, read_document
from crawlers.extract import VERSION, Extracted, extract
from crawlers.keep import keep_attachment, keep_extracted, keep_removed
from crawlers.link import attachment_candidates
from crawlers.listed import with_listed
from dreiklang.desk import Desk
from dreiklang.loop import Step

KEEPS = (Outcome.EXTRACTED, Outcome.UNCHANGED)


@dataclass(frozen=True, kw_only=True)
class Read:
    """What came out of one answer: an article, an attachment of others, or (neither) the news that the page is gone."""

    page: Page
    source: Source
    extracted: Extracted | None = None
    attachment: Attachment | None = None


def build(desk: Desk) -> Step[Read]:
    """The step, with the desk's archive and sources."""

    def prepare(lease: Lease) -> Read:
        with desk.store.read() as connection:
            page = load_page(connection, lease.subject, lease.revision, from_archive=desk.archive.read)
            found = load_candidate(connection, lease.subject)
            linked = bool(parents_of(connection, lease.subject))
        return read(page, source=_source(desk, page), listed=found[0] if found else None, linked=linked)

    return Step(name="extract", version=VERSION, prepare=prepare, keep=keep)


def read(page: Page, *, source: Source, listed: Candidate | None, linked: bool) -> Read:
    """Everything that takes time, and no store: `linked` says that pages link this as a document of theirs."""
    if page.status >= 400 and page.status != OVER_CAP:
        return Read(page=page, source=source)
    if linked:
        name = listed.title or "" if listed else ""
        return Read(page=page, source=source, attachment=as_attachment(read_document(page), page=page, name=name))
    if is_document(page):
        extracted = as_extracted(read_document(page), page=page, source=source, listed=listed)
    else:
        extracted = with_listed(extract(page, source=source), listed, source=source)
    return Read(page=page, source=source, extracted=extracted)


def keep(connection: Connection, lease: Lease, read: Read) -> Outcome:
    """Write what was read, and plan the documents that an official page links."""
    if is_superseded(connection, lease.subject, lease.revision):
        return Outcome.UNCHANGED
    if read.attachment is not None:
        parents = parents_of(connection, lease.subject)
        return keep_attachment(connection, read.attachment, parents=parents, priority=lease.priority)
    if read.extracted is None:
        return keep_removed(connection, read.page.url, priority=lease.priority)
    found = load_candidate(connection, lease.subject)
    outcome = keep_extracted(
        connection,
        read.extracted,
        page=read.page,
        source=read.source,
        first_seen=found[1] if found else read.page.fetched_at,
        priority=lease.priority,
    )
    if outcome in KEEPS:
        _keep_links(connection, lease, read.extracted, read)
    count_pages(connection, [(read.source.id, outcome, lease.priority)])  # last: others wait for this row of the source
    return outcome


def _keep_links(connection: Connection, lease: Lease, extracted: Extracted, read: Read) -> None:
    """Plan the linked documents; those that were fetched before, for another page or in another life, come again."""
    linked = attachment_candidates(extracted, page=read.page, source=read.source)
    urls = [one.candidate.url for one in linked]
    link_documents(connection, urls, parent=read.page.url)
    note(connection, linked)
    known = article_id(connection, read.page.url)
    article = load_article(connection, known) if known else None
    attached = {one.url for one in article.attachments} if article else set()
    visits = {url: newest_visit(connection, url) for url in urls if url not in attached}
    here = [(url, visit) for url, visit in visits.items() if visit is not None]
    enqueue(connection, "extract", here, priority=lease.priority)


def _source(desk: Desk, page: Page) -> Source:
    source = desk.all_sources.get(page.source or "")
    if source is None:
        raise SourceError(
            f"{page.url} belongs to source '{page.source}', which is no longer declared; put its file back",
            subject=page.source,
        )
    return source
