"""Answers of servers, until they are extracted. In: Pages. Out: rows that name their bytes in the archive, Pages again.

The bytes are in the WARC archive. Only while the archive is paused or a source forbids it are they kept in the row, and
they go with the row when its retention is over.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from articles import clock
from articles.errors import BadInput
from articles.model import ArchiveRef, Page
from articles.store.claims import insert
from articles.store.tables import pages, validators

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
    row = connection.execute(select(pages).where(pages.c.url == url, pages.c.visit == visit)).one()
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


def visits_of(connection: Connection, url: str) -> list[int]:
    """The numbers of the visits whose answers are still known, oldest first."""
    return list(connection.scalars(select(pages.c.visit).where(pages.c.url == url).order_by(pages.c.visit)))


def expire_pages(connection: Connection, *, before: datetime) -> int:
    """Forget answers fetched before a moment; returns how many."""
    return connection.execute(delete(pages).where(pages.c.fetched_at < before)).rowcount


def count_pages(connection: Connection) -> int:
    """How many answers are known."""
    return connection.scalar(select(func.count()).select_from(pages)) or 0


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
