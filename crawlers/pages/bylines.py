"""Who wrote this? In: Head, JsonLd and the article's paragraphs. Out: names as printed.

In this order: persons that JSON-LD, meta or microdata name; a byline that readers see; a signature in a Chinese text;
and only then the paper itself, where it names itself as the author.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from articles.text import clean, has_cjk, squash
from crawlers.pages.han_bylines import han_names, han_signature
from crawlers.pages.head import Head, Line
from crawlers.pages.jsonld import JsonLd
from crawlers.pages.names import LEAD, split_names

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_METAS = (
    "article:author", "author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "byline",
    "cxenseparse:author", "article:author_name", "og:article:author", "citation_author", "dcsext.author", "creator", "authors",
)  # fmt: skip
_CAPITALS = re.compile(
    r"^(?:(?:Dr|Prof|Mag|Dipl)\.[-\s]*)*[A-ZÄÖÜÀ-ÞŠŽŁ][\w.'’-]*(?:\s(?:[A-ZÄÖÜÀ-ÞŠŽŁ][\w.'’-]*|von|van|de|der|den|zu|da|di|la|le|al|bin|el)){0,6}$"
)
_MARKS = re.compile(
    r"\bby-?line|author|\bautor|\bwriter|creator|contributor|verfasser|redakteur|作者|article-?by", re.IGNORECASE
)
_NOT_MARKS = re.compile(
    r"comment|komment|count|avatar|\bbio\b|social|share|date|time|button|description", re.IGNORECASE
)
_LEAD_ONLY = re.compile(
    r"^(?:von|by|posted by|written by|text|autor(?:in)?|author|作者|记者|文)\s*[:：|]?(?:\s(?:am|on|at))?\s*(?:\d.*)?$",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_NAME_ALONE = re.compile(
    r"^(?:[A-ZÄÖÜÀ-Þ][a-zß-ÿ'’-]+|[A-Z]\.)(?:\s(?:[A-ZÄÖÜÀ-Þ][a-zß-ÿ'’-]+|[A-Z]\.|/|&|and|und)){1,6}$"
)
_SHORT = 100
_SIGNED_WITHIN = 4
_SIGNATURE_CHARS = 2000


def find_authors(head: Head, linked: JsonLd, *, site: Collection[str], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The authors of the article; `site` holds the squashed names of the paper, which is no author while others are."""
    declared = [split_names(raw) for raw in (linked.authors, _from_metas(head), _from_props(head))]
    persons = (tuple(name for name in names if not _is_paper(name, site)) for names in declared)
    papers = (names for names in declared if names and not has_cjk(names[0]))
    return next(filter(None, persons), ()) or _from_lines(head) or _from_text(paragraphs) or next(papers, ())


def _is_paper(name: str, site: Collection[str]) -> bool:
    """Papers sign as themselves, also by the first half of their name (网易 for 网易科技)."""
    bare = squash(name)
    return any(bare == one or (has_cjk(bare) and one.startswith(bare)) for one in site)


def _from_metas(head: Head) -> list[str]:
    values = (head.metas.get(name, []) for name in _METAS)
    return next((found for found in values if split_names(found)), [])


def _from_props(head: Head) -> list[str]:
    """Microdata and rel=author, of the first place that has any: later ones sign other articles."""
    marked = head.props.get("author", []) or [one for one in head.anchors if "author" in (one.get("rel") or "").split()]
    if not marked:
        return []
    place = _grandparent(marked[0])
    return [name for element in marked if _grandparent(element) is place for name in _prop_names(element)]


def _grandparent(element: "HtmlElement") -> "HtmlElement | None":
    parent = element.getparent()
    return parent.getparent() if parent is not None else None


def _prop_names(element: "HtmlElement") -> Iterator[str]:
    inner = [
        one for one in element.iter() if isinstance(one.tag, str) and "name" in (one.get("itemprop") or "").split()
    ]
    for one in inner or [element]:
        yield clean(one.get("content") or one.text_content())


def _from_lines(head: Head) -> tuple[str, ...]:
    """A marked element, or a line that starts as bylines do; the nearest to the headline."""
    title_at = head.title_order or 0
    lines = (line for line in head.lines if not line.elsewhere)
    for line in sorted(lines, key=lambda line: (not _is_marked(line), abs(line.order - title_at))):
        names = _from_line(line)
        if names:
            return names
    return ()


def _is_marked(line: Line) -> bool:
    own = line.marks.partition(" < ")[0]
    return _MARKS.search(own) is not None and not _NOT_MARKS.search(own)


def _from_line(line: Line) -> tuple[str, ...]:
    split = _LEAD_ONLY.match(line.text) is not None
    text = clean(line.element.text_content()) if split else line.text
    if len(text) > _SHORT:
        return ()
    if has_cjk(text):
        return han_names(text)
    if line.tag in _HEADINGS or not (LEAD.match(text) or _MARKS.search(line.marks)):
        return ()
    names = tuple(name for name in split_names([text]) if _CAPITALS.match(name))
    return names if split or _is_marked(line) else tuple(name for name in names if " " in name)


def _from_text(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """A name that stands alone above the text; Chinese reporters, in its first and last lines."""
    if paragraphs and _NAME_ALONE.match(paragraphs[0]):
        return split_names(paragraphs[:1])
    last = [text[-_SIGNATURE_CHARS:] for text in reversed(paragraphs[-_SIGNED_WITHIN:])]
    first = [text[:_SIGNATURE_CHARS] for text in paragraphs[:3]]
    named = (han_names(text) for text in (*first, *last) if has_cjk(text))
    return next(filter(None, named), ()) or next(filter(None, map(han_signature, last)), ())
