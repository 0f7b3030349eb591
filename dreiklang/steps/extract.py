"""The step extract: Page -> Article with its attachments. In: an archived answer. Out: an Article in the store."""

from dataclasses import dataclass

from crawlers.documents import as_extracted, is_document, read_attachment
from crawlers.extract import VERSION, Extracted, extract
from crawlers.link import attachment_candidates
from sqlalchemy import Connection

from articles.model import Attachment, Page, Source
from articles.outcome import Outcome
from articles.store.claims import Lease
from articles.store.pages import load_page
from articles.store.visits import load_candidate, note
from crawlers.keep import keep_attachment, keep_extracted, keep_removed
from dreiklang.desk import Desk
from dreiklang.loop import Step


@dataclass(frozen=True, kw_only=True)
class Read:
    """What came out of one answer: an article's page, a document of an article, or the news that the page is gone."""

    page: Page
    source: Source
    extracted: Extracted | None = None
    attachment: Attachment | None = None


def build(desk: Desk) -> Step[Read]:
    """The step, with the desk's archive and sources."""

    def prepare(lease: Lease) -> Read:
        with desk.store.read() as connection:
            page = load_page(
                connection,
                lease.subject,
                lease.revision,
                from_archive=desk.archive.read,
            )
            found = load_candidate(connection, lease.subject)
        source = _source(desk, page)
        if page.status >= 400:
            return Read(page=page, source=source)
        parent = found[0].parent if found else None
        if not is_document(page):
            return Read(page=page, source=source, extracted=extract(page, source=source))
        attachment = read_attachment(page.body, url=page.url, name=found[0].title or "" if found else "")
        if parent is not None:
            return Read(page=page, source=source, attachment=attachment)
        return Read(
            page=page,
            source=source,
            extracted=as_extracted(attachment, page=page, source=source),
        )

    return Step(name="extract", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, read: Read) -> Outcome:
    """Write what was read, and plan the documents that an official page links."""
    found = load_candidate(connection, lease.subject)
    if read.attachment is not None and found is not None and found[0].parent is not None:
        return keep_attachment(connection, read.attachment, parent=found[0].parent, priority=lease.priority)
    if read.extracted is None:
        return keep_removed(connection, read.page.url, priority=lease.priority)
    first_seen = found[1] if found else read.page.fetched_at
    outcome = keep_extracted(
        connection,
        read.extracted,
        page=read.page,
        source=read.source,
        first_seen=first_seen,
        priority=lease.priority,
    )
    if read.source.kind == "official" and outcome is Outcome.EXTRACTED:
        note(
            connection,
            attachment_candidates(read.extracted, page=read.page, source=read.source),
        )
    return outcome
