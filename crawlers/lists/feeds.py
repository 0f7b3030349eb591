"""Feeds. In: the root of an RSS 0.9 to 2.0 or Atom document, or the text of a JSON Feed. Out: Entries, in the feed's order.

Elements are found by local name, the entry's own namespace before others, because real feeds mix versions.
"""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from articles.errors import NotAFeed
from crawlers.lists.entries import RAW_CHARS, Entry
from crawlers.lists.json_lists import read_json, text_at, values_at
from crawlers.lists.safe_xml import local_name, namespace

MAX_ENTRIES = 2000  # the longest archive feeds hold some hundred
MAX_SECTIONS = 20
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})

_ENTRY = frozenset({"item", "entry"})
_ARTICLE_RELATION = frozenset({"", "alternate"})
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def is_feed(root: etree._Element) -> bool:
    """Is it the root of an RSS or Atom document?"""
    return local_name(root).lower() in ROOTS


def read_feed(root: etree._Element) -> Iterator[Entry]:
    """Its entries; those without a link are left out."""
    elements = (element for element in root.iter(etree.Element) if local_name(element) in _ENTRY)
    for element in islice(elements, MAX_ENTRIES):
        for link, base in islice(_links(element), 1):
            yield Entry(
                link=link,
                base=base,
                title=_first(element, "title"),
                summary=_first(element, "description", "summary", "encoded", "content"),
                published=_first(element, "pubDate", "published", "issued", "date", "created"),
                updated=_first(element, "updated", "modified"),
                sections=tuple(_sections(element)),
            )


def read_json_feed(text: str, *, url: str) -> Iterator[Entry]:
    """The items of a JSON Feed. Raises: NotAFeed for JSON that is none."""
    feed = read_json(text, url=url)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed(
            f"{url} is JSON, but no JSON Feed: it has no list 'items'; declare it under [[json_lists]]", subject=url
        )
    for record in feed["items"][:MAX_ENTRIES]:
        link = text_at(record, "url") or text_at(record, "external_url")
        if link:
            yield Entry(
                link=link,
                base=url,
                title=text_at(record, "title"),
                summary=text_at(record, "summary")
                or text_at(record, "content_text")
                or text_at(record, "content_html"),
                published=text_at(record, "date_published"),
                updated=text_at(record, "date_modified"),
                sections=tuple(str(tag) for tag in values_at(record, "tags")),
            )


def _links(entry: etree._Element) -> Iterator[tuple[str, str]]:
    """Addresses of the article itself with their base, best first."""
    for child in _children(entry, "origLink"):
        yield from _address(child.text, child)
    for child in sorted(_children(entry, "link"), key=lambda link: "html" not in (link.get("type") or "html")):
        if (child.get("rel") or "").lower() in _ARTICLE_RELATION:
            yield from _address(child.get("href") or child.text, child)
    for child in (*_children(entry, "guid"), *_children(entry, "id")):
        if child.get("isPermaLink") != "false" and (child.text or "").strip().startswith(("http://", "https://")):
            yield from _address(child.text, child)
    yield from _address(entry.get(_ABOUT), entry)


def _address(text: str | None, element: etree._Element) -> Iterator[tuple[str, str]]:
    if text and text.strip():
        yield text.strip(), str(element.base or "")


def _first(entry: etree._Element, *names: str) -> str | None:
    for name in names:
        for child in _children(entry, name):
            text = _text(child)
            if text:
                return text
    return None


def _text(element: etree._Element) -> str:
    """The beginning of all text in an element; nested ones must not be read again and again."""
    parts: list[str] = []
    left = RAW_CHARS
    for part in element.itertext():
        parts.append(str(part)[:left])
        left -= len(part)
        if left <= 0:
            break
    return "".join(parts).strip()


def _sections(entry: etree._Element) -> Iterator[str]:
    for child in [*_children(entry, "category"), *_children(entry, "subject")][:MAX_SECTIONS]:
        name = child.get("label") or child.get("term") or child.text
        if name:
            yield name


def _children(entry: etree._Element, name: str) -> list[etree._Element]:
    """The children of that local name, those in the entry's own namespace first."""
    own = namespace(entry)
    found = [child for child in entry.iterchildren(etree.Element) if local_name(child) == name]
    return sorted(found, key=lambda child: namespace(child) != own)
