"""What a page says about its article beside the text. In: the element tree, its address and source. Out: Metadata.

1. walk the tree once (Head) and read JSON-LD; 2. each field by its own rules; 3. a source's layout hints go first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from articles.model import Layout, Precision, Reservation, Source
from articles.text import clean, has_cjk
from crawlers.pages.canonical import find_canonical
from crawlers.pages.dates import Moment
from crawlers.pages.document_links import find_document_links
from crawlers.pages.head import Head, read_head
from crawlers.pages.jsonld import JsonLd, read_json_ld
from crawlers.pages.names import split_names
from crawlers.pages.published import Dating, find_published, find_updated
from crawlers.pages.reservations import find_reservation
from crawlers.pages.titles import choose_title, site_names, title_tail

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The clock of a page whose source is not known: all Chinese-speaking places keep one time, and so do the German ones.
_ZONE_OF_LANGUAGE = {"zh": "Asia/Shanghai", "de": "Europe/Berlin"}
# 03/04 is March 4 where these are written, and April 3 elsewhere.
_MONTH_FIRST = ("en", "en-us", "en_us", "und", "")


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """Everything but the body. Datetimes are UTC; `utc_offset` is how far the page's own clock was ahead of it."""

    title: str | None = None
    hinted_authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: Precision | None = None
    updated: datetime | None = None
    utc_offset: timedelta = timedelta()
    section: str | None = None
    site: frozenset[str] = frozenset()
    canonical: str | None = None
    tdm_reserved: Reservation = "unknown"
    attachment_links: tuple[tuple[str, str], ...] = ()
    json_ld_body: str | None = None
    hints: Mapping[str, object] = field(default_factory=dict)
    head: Head = field(default_factory=Head)
    linked: JsonLd = field(default_factory=JsonLd)


def read_metadata(
    tree: "HtmlElement", *, url: str, source: Source | None, layout: Layout | None, fetched_at: datetime
) -> Metadata:
    """Read every field; a time without a zone is local to the source."""
    head, linked = read_head(tree), read_json_ld(tree)
    language = _language(head, linked)
    dating = Dating(
        zone=_zone(source, language),
        month_first=(language or "").lower() in _MONTH_FIRST and not _day_first(url),
        latest=fetched_at,
    )
    updated = find_updated(head, linked, dating=dating)
    published = _by_layout(tree, layout, dating) or find_published(head, linked, url=url, dating=dating) or updated
    return Metadata(
        title=_hinted(tree, layout.title if layout else None) or choose_title(head, linked, url=url),
        hinted_authors=split_names(_hinted_all(tree, layout.authors if layout else None)),
        published=published.utc if published else None,
        published_precision=published.precision if published else None,
        updated=updated.utc if updated else None,
        utc_offset=_offset(published, dating.zone),
        section=clean(linked.section or head.first("article:section", "parsely-section", "section") or "") or None,
        site=frozenset(site_names(head, linked, url) | {title_tail(head.page_title)} - {""}),
        canonical=find_canonical(head, linked, url=url),
        tdm_reserved=find_reservation(head),
        attachment_links=find_document_links(head, url=url),
        json_ld_body=linked.body,
        hints=_hints(head, linked),
        head=head,
        linked=linked,
    )


def _hints(head: Head, linked: JsonLd) -> dict[str, object]:
    return {
        "paywalled": None if linked.free is None else not linked.free,
        "og_type": head.first("og:type"),
        "json_ld_types": linked.types,
    }


def _language(head: Head, linked: JsonLd) -> str | None:
    """What the page says it is in; Chinese pages often say nothing, or English."""
    if has_cjk(head.page_title):
        return "ja" if head.language.lower().startswith("ja") else "zh"
    said = head.language or head.first("og:locale", "content-language", "dc.language") or linked.language
    return said.replace("_", "-").lower() if said else None


def _zone(source: Source | None, language: str | None) -> tzinfo:
    name = source.time_zone if source else _ZONE_OF_LANGUAGE.get((language or "").partition("-")[0])
    return ZoneInfo(name) if name else UTC


def _day_first(url: str) -> bool:
    """English-language countries that write the day first, by their domains."""
    return (urlsplit(url).hostname or "").endswith((".uk", ".ie", ".au", ".nz", ".in", ".za", ".hk", ".sg", ".eu"))


def _offset(moment: Moment | None, zone: tzinfo) -> timedelta:
    """What clocks showed where the page is read: in its zone if we know it, else by the offset it gives."""
    if moment is None or moment.precision == "day":
        return timedelta()
    at = moment.at if zone is UTC else moment.at.astimezone(zone)
    return at.utcoffset() or timedelta()


def _by_layout(tree: "HtmlElement", layout: Layout | None, dating: Dating) -> Moment | None:
    values = _hinted_all(tree, layout.date if layout else None)
    return next((moment for moment in map(dating.read, values) if moment), None)


def _hinted(tree: "HtmlElement", selector: str | None) -> str | None:
    return next(iter(_hinted_all(tree, selector)), None)


def _hinted_all(tree: "HtmlElement", selector: str | None) -> list[str]:
    """What a source's CSS selector finds: attribute values where they carry the text, else the text."""
    if not selector:
        return []
    found = (one.get("content") or one.get("datetime") or one.text_content() for one in tree.cssselect(selector))
    return [text for text in map(clean, found) if text]
