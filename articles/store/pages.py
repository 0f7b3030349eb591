"""Answers of servers, until they are extracted. In: Pages. Out: rows that name their bytes in the archive, Pages again.

The bytes are in the WARC archive. Only while the archive is paused or a source forbids it are they kept in the row, and
they go with the row when its retention is over.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

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
    keep_pages(connection, [(url, visit, page)])


def keep_pages(connection: Connection, answers: Iterable[tuple[str, int, Page]]) -> None:
    """Remember answers under the URL and the number of the visit that asked for them."""
    rows = [_page_row(url, visit, page) for url, visit, page in answers]
    if rows:
        connection.execute(insert(connection, pages).on_conflict_do_nothing(), rows)


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
    return load_all_validators(connection, [url]).get(url)


def load_all_validators(connection: Connection, urls: Sequence[str]) -> dict[str, Validators]:
    """What is known for conditional requests, by URL."""
    query = select(validators).where(validators.c.url.in_(urls))
    return {row.url: _as_validators(row) for row in connection.execute(query)}


def keep_validators(connection: Connection, *known: Validators) -> None:
    """Remember the newest answers' validators and digests."""
    if not known:
        return
    statement = insert(connection, validators)
    fresh = {column.name: statement.excluded[column.name] for column in validators.c if column.name != "url"}
    statement = statement.on_conflict_do_update(index_elements=["url"], set_=fresh)
    connection.execute(statement, [_validators_row(one) for one in known])


def _page_row(url: str, visit: int, page: Page) -> dict[str, object]:
    return {
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


def _as_validators(row: Row[Any]) -> Validators:
    archived = ArchiveRef(file=row.archive_file, offset=row.archive_offset) if row.archive_file else None
    return Validators(
        url=row.url,
        digest=row.digest,
        etag=row.etag,
        last_modified=row.last_modified,
        archived=archived,
        trusted=row.trusted,
        checked_at=row.checked_at,
    )


def _validators_row(known: Validators) -> dict[str, object]:
    return {
        "url": known.url,
        "etag": known.etag,
        "last_modified": known.last_modified,
        "digest": known.digest,
        "archive_file": known.archived.file if known.archived else None,
        "archive_offset": known.archived.offset if known.archived else None,
        "trusted": known.trusted,
        "checked_at": known.checked_at or clock.now(),
    }
