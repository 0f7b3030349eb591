"""Answers of servers, until they are extracted. In: Pages. Out: rows that name their bytes in the archive, Pages again.

The bytes are in the WARC archive. Only while the archive is paused or a source forbids it are they kept in the row, and
they go with the row when its retention is over.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from articles import clock
from articles.errors import BadInput
from articles.model import ArchiveRef, Page
from articles.store.claims import insert
from articles.store.tables import document_links, pages, results, validators

KEPT_HEADERS = (
    "content-type",
    "last-modified",
    "etag",
    "tdm-reservation",
    "tdm-policy",
    "x-robots-tag",
    "content-language",
)


@dataclass(frozen=True, kw_only=True)
class Validators:
    """What a server said of an address the last time, for a conditional request.

    `trusted` turns false when a server answered 304 although its page had changed; then we ask without conditions.
    """

    url: str
    digest: str
    etag: str | None = None
    last_modified: str | None = None
    archived: ArchiveRef | None = None
    trusted: bool = True
    checked_at: datetime | None = None


def keep_page(connection: Connection, page: Page, *, url: str, visit: int) -> None:
    """Remember an answer under the URL it was asked for."""
    row = {
        "url": url,
        "visit": visit,
        "final_url": page.final_url,
        "status": page.status,
        "headers": {name: page.headers[name] for name in KEPT_HEADERS if name in page.headers},
        "source": page.source or "",
        "fetched_at": page.fetched_at,
        "archive_file": page.archived.file if page.archived else None,
        "archive_offset": page.archived.offset if page.archived else None,
        "body": None if page.archived else zlib.compress(page.body),
    }
    connection.execute(insert(connection, pages).values(row).on_conflict_do_nothing())


def load_page(
    connection: Connection,
    url: str,
    visit: int,
    *,
    from_archive: Callable[[ArchiveRef], Page],
) -> Page:
    """The whole answer, its bytes read from the archive. Raises: BadInput where neither archive nor row has them."""
    row = connection.execute(select(pages).where(pages.c.url == url, pages.c.visit == visit)).one_or_none()
    if row is None:
        raise BadInput(f"the answer of visit {visit} to {url} is no longer known; fetch it again", subject=url)
    page = Page(
        url=row.url,
        final_url=row.final_url,
        status=row.status,
        headers=row.headers,
        body=b"",
        fetched_at=row.fetched_at,
        source=row.source,
    )
    if row.archive_file is not None:
        archived = ArchiveRef(file=row.archive_file, offset=row.archive_offset)
        return replace(page, body=from_archive(archived).body, archived=archived)
    if row.body is None:
        raise BadInput(f"the bytes of {url} are no longer kept; fetch it again", subject=url)
    return replace(page, body=zlib.decompress(row.body))


def newest_visit(connection: Connection, url: str) -> int | None:
    """The number of the last visit whose answer is still known."""
    number: int | None = connection.scalar(select(func.max(pages.c.visit)).where(pages.c.url == url))
    return number


def newest_visits(connection: Connection) -> dict[str, tuple[int, str | None]]:
    """Every known URL with its last visit and the archive file that holds the answer (None: the row itself does)."""
    query = select(pages.c.url, pages.c.visit, pages.c.archive_file).order_by(pages.c.url, pages.c.visit)
    return {url: (visit, file) for url, visit, file in connection.execute(query)}


def is_superseded(connection: Connection, url: str, visit: int) -> bool:
    """Whether a later answer of the same URL is extracted already: an older one must not write over it."""
    fetched_at = select(pages.c.fetched_at).where(pages.c.url == url, pages.c.visit == visit).scalar_subquery()
    later = (
        select(func.count())
        .join(results, (results.c.subject == pages.c.url) & (results.c.revision == pages.c.visit))
        .where(pages.c.url == url, pages.c.fetched_at > fetched_at)
        .where(results.c.step == "extract", results.c.outcome.is_not(None))
    )
    return bool(connection.scalar(later))


def expire_pages(connection: Connection, *, before: datetime, dry_run: bool = False) -> int:
    """Forget answers fetched before a moment, those that still wait to be extracted excepted; returns how many."""
    waiting = select(results.c.subject).where(
        results.c.subject == pages.c.url,
        results.c.revision == pages.c.visit,
        results.c.step == "extract",
        results.c.outcome.is_(None),
    )
    over = (pages.c.fetched_at < before, ~waiting.exists())
    if dry_run:
        return connection.scalar(select(func.count()).select_from(pages).where(*over)) or 0
    return connection.execute(delete(pages).where(*over)).rowcount


def link_documents(connection: Connection, urls: Iterable[str], *, parent: str) -> None:
    """Remember that a page links documents."""
    rows = [{"url": url, "parent": parent} for url in urls]
    if rows:
        connection.execute(insert(connection, document_links).on_conflict_do_nothing(), rows)


def parents_of(connection: Connection, url: str) -> list[str]:
    """The pages that link a document; none for what is no linked document."""
    query = select(document_links.c.parent).where(document_links.c.url == url).order_by(document_links.c.parent)
    return list(connection.scalars(query))


def load_validators(connection: Connection, url: str) -> Validators | None:
    """What is known for a conditional request, None at the first visit."""
    row = connection.execute(select(validators).where(validators.c.url == url)).one_or_none()
    if row is None:
        return None
    archived = ArchiveRef(file=row.archive_file, offset=row.archive_offset) if row.archive_file else None
    return Validators(
        url=url,
        digest=row.digest,
        etag=row.etag,
        last_modified=row.last_modified,
        archived=archived,
        trusted=row.trusted,
        checked_at=row.checked_at,
    )


def keep_validators(connection: Connection, known: Validators) -> None:
    """Remember the newest answer's validators and digest."""
    row: Mapping[str, object] = {
        "url": known.url,
        "etag": known.etag,
        "last_modified": known.last_modified,
        "digest": known.digest,
        "archive_file": known.archived.file if known.archived else None,
        "archive_offset": known.archived.offset if known.archived else None,
        "trusted": known.trusted,
        "checked_at": known.checked_at or clock.now(),
    }
    statement = insert(connection, validators).values(row)
    fresh = {name: statement.excluded[name] for name in row if name != "url"}
    connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=fresh))
