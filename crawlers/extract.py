"""A page -> what it says. In: an answer as it came, and its source where known. Out: Extracted, with one Outcome.

1. decode the bytes; 2. parse once; 3. read the metadata; 4. read the body; 5. judge whether this is an article;
6. name its language.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from articles.language import identify
from articles.model import Layout, Page, Precision, Reservation, Script, Source
from articles.outcome import Outcome
from crawlers.charset import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Part of every result's version: raise it when the same page would give another article.
VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """What a page says. Datetimes are UTC; `utc_offset` is how far the page's own clock was ahead.

    `published_precision` "day" means that no time was given: `published` is then midnight UTC of the named day.
    """

    outcome: Outcome
    title: str | None = None
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: Precision | None = None
    updated: datetime | None = None
    language: str = "und"
    script: Script | None = None
    section: str | None = None
    origin: str | None = None
    canonical: str | None = None
    tdm_reserved: Reservation = "unknown"
    attachment_links: tuple[tuple[str, str], ...] = ()
    utc_offset: timedelta = timedelta()
    detail: str | None = None


def extract(page: Page, *, source: Source | None = None) -> Extracted:
    """Read one page. Never raises for what a page contains; without a source, times without a zone are UTC."""
    from crawlers.pages.tree import parse, too_big, too_long

    text = decode(page.body, content_type=page.headers.get("content-type"))
    why = too_big(text)
    if why:
        return Extracted(outcome=Outcome.TOO_SLOW, detail=why)
    tree = parse(text)
    if tree is None:
        return Extracted(outcome=Outcome.EMPTY_PAGE, detail="no markup")
    why = too_long(tree)
    if why:
        return Extracted(outcome=Outcome.TOO_SLOW, detail=why)
    return _read(page, text, tree, source)


def _read(page: Page, text: str, tree: "HtmlElement", source: Source | None) -> Extracted:
    from crawlers.pages.body import read_body
    from crawlers.pages.bylines import find_authors
    from crawlers.pages.metadata import read_metadata
    from crawlers.pages.origins import find_origin
    from crawlers.pages.verdict import judge

    layout = _layout(source, page.fetched_at)
    metadata = read_metadata(tree, url=page.final_url, source=source, layout=layout, fetched_at=page.fetched_at)
    body = read_body(
        tree,
        url=page.final_url,
        html=text,
        title=metadata.title,
        json_ld_body=metadata.json_ld_body,
        layout=layout,
    )
    outcome, detail = judge(
        tree=tree,
        html=text,
        title=metadata.title,
        paragraphs=body.paragraphs,
        metadata_hints=metadata.hints,
        url=page.final_url,
    )
    authors = metadata.hinted_authors or find_authors(
        metadata.head, metadata.linked, site=metadata.site, paragraphs=body.paragraphs
    )
    language, script = identify("\n".join(body.paragraphs) or metadata.title or "")
    return Extracted(
        outcome=outcome,
        detail=detail,
        title=metadata.title,
        paragraphs=body.paragraphs,
        authors=authors,
        published=metadata.published,
        published_precision=metadata.published_precision,
        updated=metadata.updated,
        language=language,
        script=script,
        section=metadata.section,
        origin=find_origin(
            metadata.head, authors=authors, paragraphs=(*body.paragraphs, *body.sources), site=metadata.site
        ),
        canonical=metadata.canonical,
        tdm_reserved=metadata.tdm_reserved,
        attachment_links=metadata.attachment_links,
        utc_offset=metadata.utc_offset,
    )


def _layout(source: Source | None, at: datetime) -> Layout | None:
    """The newest hints that were valid when the page was fetched; undated ones hold from the beginning."""
    if source is None:
        return None
    day = at.astimezone(ZoneInfo(source.time_zone)).date()
    valid = [layout for layout in source.layouts if layout.since is None or layout.since <= day]
    return max(valid, key=lambda layout: layout.since or date.min, default=None)
