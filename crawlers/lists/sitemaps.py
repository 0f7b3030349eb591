"""Sitemaps. In: the root of a sitemap or an index of them. Out: Entries, and which child sitemaps are worth reading.

A child is worth reading when it can hold something new enough: by the period in its name (sitemap-2026-03.xml), else by its
lastmod, which many servers set to now on every child. Newest first; those that tell no time come last, in the index's order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice

from lxml import etree

from articles.model import Source
from crawlers.lists.dates import ANY_ZONE, last_day, read_date
from crawlers.lists.entries import Entry
from crawlers.lists.safe_xml import local_name
from crawlers.urls import join

MAX_URLS = 50_000  # the limit of the sitemap protocol
MAX_CHILDREN = 10_000
ROOTS = frozenset({"urlset", "sitemapindex"})

# sitemap-2026-03.xml, sitemap_20260305.xml, ?yyyy=2026&mm=03&dd=05, /2026/03/, post-2026.xml
_PERIOD = re.compile(
    r"(?<!\d)(20\d{2})(?:(?:&(?:amp;)?mm=|[-/_]?)(0[1-9]|1[0-2])(?:(?:&(?:amp;)?dd=|[-/_]?)(0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)


@dataclass(frozen=True, kw_only=True)
class Child:
    """A sitemap that an index names; `newest` is the latest its entries can be."""

    url: str
    newest: datetime | None


def is_sitemap(root: etree._Element) -> bool:
    """Is it the root of a sitemap or of an index?"""
    return local_name(root) in ROOTS


def read_sitemap(root: etree._Element) -> Iterator[Entry]:
    """The pages of a sitemap with what the news extension says of them; none for an index."""
    elements = (element for element in root.iter(etree.Element) if local_name(element) == "url")
    for element in islice(elements, MAX_URLS):
        loc = _text(element, "loc")
        if loc:
            yield Entry(
                link=loc,
                base=str(element.base or ""),
                title=_text(element, "title"),
                published=_text(element, "publication_date"),
                updated=_text(element, "lastmod"),
                sections=tuple((_text(element, "keywords") or "").split(",")),
            )


def read_text_sitemap(text: str, *, url: str) -> Iterator[Entry]:
    """The plain form of the protocol: one address a line."""
    for line in islice(text.splitlines(), MAX_URLS):
        if line.strip().startswith(("http://", "https://")):
            yield Entry(link=line.strip(), base=url)


def children(root: etree._Element, *, source: Source, now: datetime, since: datetime | None) -> list[Child]:
    """The sitemaps an index names that can hold something since then, newest first."""
    found: dict[str, Child] = {}
    elements = (element for element in root.iter(etree.Element) if local_name(element) == "sitemap")
    for element in islice(elements, MAX_CHILDREN):
        url = join(str(element.base or ""), _text(element, "loc") or "")
        if url is not None:
            newest = _newest(url, _text(element, "lastmod"), source=source, now=now)
            found[url] = Child(url=url, newest=newest)
    fresh = [child for child in found.values() if since is None or child.newest is None or child.newest >= since]
    dated = sorted((child for child in fresh if child.newest), key=lambda child: child.newest or now, reverse=True)
    return dated + [child for child in fresh if child.newest is None]


def _newest(url: str, lastmod: str | None, *, source: Source, now: datetime) -> datetime | None:
    named = _PERIOD.search(url)
    if named is not None:
        end = last_day(int(named[1]), int(named[2] or 12), int(named[3] or 0))
        return datetime.combine(end, time.max, tzinfo=UTC) + ANY_ZONE
    return read_date(lastmod, time_zone=source.time_zone, now=now)


def _text(element: etree._Element, name: str) -> str | None:
    for child in element.iter(etree.Element):
        if local_name(child) == name and child.text and child.text.strip() and not _in_image(child):
            return child.text.strip()
    return None


def _in_image(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) in ("image", "video")
