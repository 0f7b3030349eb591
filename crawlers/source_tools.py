"""What is made of all sources, and sources made of lists of feeds. In: Sources, or OPML. Out: hosts, OPML, Sources to review."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from articles.errors import BadInput
from articles.model import Source
from articles.text import clean
from crawlers.charset import decode
from crawlers.discovery import routes
from crawlers.lists.safe_xml import looks_like, parse_xml
from crawlers.suggest import suggest
from crawlers.urls import host_of, join, registrable_domain


def hosts(sources: Iterable[Source]) -> list[str]:
    """Every host[:port] that the sources name, sorted: what a firewall must let us reach."""
    named = {
        host_of(url)
        for source in sources
        for url in (source.homepage, *(route.url for route in routes(source, back_fill=True)))
    }
    return sorted(named)


def to_opml(sources: Iterable[Source]) -> str:
    """All feeds, one outline a source, as feed readers import them."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Dreiklang sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        for url in source.feeds:
            etree.SubElement(
                body, "outline", type="rss", text=source.name, title=source.name, xmlUrl=url, htmlUrl=source.homepage,
                language=source.languages[0],
            )  # fmt: skip
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8").decode("utf-8")


def from_opml(body: bytes) -> list[Source]:
    """A source to review for every site whose feeds an OPML file lists. Raises: BadInput for what is no OPML."""
    feeds: dict[str, list[str]] = {}
    outlines: dict[str, etree._Element] = {}
    for outline in _root(body).iter("outline"):
        feed = join("", outline.get("xmlUrl") or "")
        if feed is not None:
            domain = registrable_domain(_site(outline, feed))
            feeds.setdefault(domain, []).append(feed)
            outlines.setdefault(domain, outline)
    if not feeds:
        raise BadInput("no feed in the OPML file; expected outlines with an xmlUrl")
    suggested = [_suggested(outlines[domain], feeds[domain]) for domain in feeds]
    ids = Counter(source.id for source in suggested)
    return [replace(one, id=_long_id(one)) if ids[one.id] > 1 else one for one in suggested]


def _root(body: bytes) -> etree._Element:
    root = parse_xml(decode(body), url="the file")
    if root.tag != "opml":
        raise BadInput(f"the file is no OPML: it is {looks_like(body)}; export one from a feed reader")
    return root


def _suggested(outline: etree._Element, feeds: list[str]) -> Source:
    name = clean(outline.get("title") or outline.get("text") or "")
    return suggest(_site(outline, feeds[0]), name=name, feeds=feeds, language=outline.get("language"))


def _site(outline: etree._Element, feed: str) -> str:
    return join(feed, outline.get("htmlUrl") or "/") or feed


def _long_id(source: Source) -> str:
    return registrable_domain(source.homepage).replace(".", "-")
