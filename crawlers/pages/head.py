"""One walk over the tree -> what the metadata rules look at. In: an element tree. Out: Head.

Everything that needs the whole tree is gathered here, so that the page is walked once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from articles.text import clean, squash

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "select", "option", "textarea", "button"))
# Parts of a page that speak of other articles, of readers or of the site.
_ELSEWHERE = re.compile(
    r"comment|komment|related|recommend|sidebar|footer|teaser|promo|copyright|breadcrumb|newsletter|popular|latest|similar|widget|menu"
    r"|carousel|slider|disqus|most-?read|more-?(?:stories|articles|news)|(?:^|[\s_-])(?:hot|rank|nav|tie)(?:$|[\s_-]|list|bar|ing)",
    re.IGNORECASE,
)
_ELSEWHERE_TAGS = frozenset(("footer", "nav", "aside", "form"))
_SHORT = 160
# Bounds for pages that are no articles; no real page comes near them.
_LONGEST_VALUE = 1000
_MOST_LINES = 10_000
_MOST_HEADINGS = 300


@dataclass(frozen=True, kw_only=True)
class Line:
    """A short text in the page: where it stands, and the classes and ids around it."""

    text: str
    order: int
    tag: str
    marks: str
    element: "HtmlElement"
    elsewhere: bool


@dataclass(kw_only=True)
class Head:
    """Meta values by lower-case name in document order, and the short texts of the page."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    props: dict[str, list["HtmlElement"]] = field(default_factory=dict)
    links: list["HtmlElement"] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    times: list[Line] = field(default_factory=list)
    anchors: list["HtmlElement"] = field(default_factory=list)
    scripts: list["HtmlElement"] = field(default_factory=list)
    page_title: str = ""
    language: str = ""

    @property
    def title_order(self) -> int | None:
        """Where the headline stands: the longest heading or line that the page's title repeats, else the first h1."""
        whole = squash(self.page_title)
        lines = (*self.headings, *self.lines)
        repeated = [line for line in lines if not line.elsewhere and len(line.text) > 5 and squash(line.text) in whole]
        if repeated:
            return max(repeated, key=lambda line: (len(squash(line.text)), -line.order)).order
        return next((line.order for line in self.headings if line.tag == "h1" and not line.elsewhere), None)

    def first(self, *names: str) -> str | None:
        """The first value of the first of these metas that has one."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), None)


def read_head(tree: "HtmlElement") -> Head:
    """Walk the tree once."""
    head = Head(language=(tree.get("lang") or tree.get("xml:lang") or "").strip())
    for order, (element, marks, elsewhere) in enumerate(_walk(tree)):
        tag = element.tag
        if tag == "meta":
            _note_meta(head, element)
        elif tag == "script":
            head.scripts.append(element)
        elif tag == "title":
            head.page_title = head.page_title or clean((element.text or "")[:_LONGEST_VALUE])
        elif tag == "link":
            head.links.append(element)
        elif tag not in _SILENT:
            _note_text(head, element, order, marks, elsewhere)
    return head


def _walk(tree: "HtmlElement") -> Iterator[tuple["HtmlElement", str, bool]]:
    """Elements in order, with the marks of three levels and whether they stand outside of the article."""
    around: dict[HtmlElement, tuple[str, bool]] = {}
    holds_headline = _around_headline(tree)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        marks, elsewhere = around.get(parent, ("", False)) if parent is not None else ("", False)
        own = f"{element.get('class') or ''} {element.get('id') or ''}".strip()[:200]
        marks = f"{own} < {marks}" if own else marks
        marks = " < ".join(marks.split(" < ")[:3])
        elsewhere = element not in holds_headline and (elsewhere or _is_elsewhere(element, own))
        around[element] = marks, elsewhere
        yield element, marks, elsewhere


def _around_headline(tree: "HtmlElement") -> set["HtmlElement"]:
    """The headings that the page's title repeats, and all that they stand in: whatever its class, no side matter."""
    whole = squash((tree.findtext(".//title") or "")[:_LONGEST_VALUE])
    headings = [(one, squash(_content(one))) for one in islice(tree.iter("h1", "h2"), _MOST_HEADINGS)]
    repeated = [one for one, text in headings if len(text) > 5 and text in whole]
    return {around for one in repeated for around in (one, *one.iterancestors())}


def _content(element: "HtmlElement") -> str:
    return clean(str(element.text_content())[:_LONGEST_VALUE])


def _is_elsewhere(element: "HtmlElement", own: str) -> bool:
    if element.tag in ("html", "body", "article", "main"):
        return False
    return element.tag in _ELSEWHERE_TAGS or (bool(own) and _ELSEWHERE.search(own) is not None)


def _note_meta(head: Head, meta: "HtmlElement") -> None:
    value = clean((meta.get("content") or meta.get("value") or "")[:_LONGEST_VALUE])
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        for name in (meta.get(attribute) or "").lower().split():
            head.metas.setdefault(name, []).append(value)


def _note_text(head: Head, element: "HtmlElement", order: int, marks: str, elsewhere: bool) -> None:
    for name in (element.get("itemprop") or "").lower().split():
        head.props.setdefault(name, []).append(element)
    tag = element.tag
    if tag == "a" and not elsewhere:
        head.anchors.append(element)
    if len(head.lines) > _MOST_LINES:
        return
    if tag in ("h1", "h2", "h3", "h4", "h5", "time") and len(head.headings) + len(head.times) < _MOST_HEADINGS:
        line = Line(text=_content(element), order=order, tag=tag, marks=marks, element=element, elsewhere=elsewhere)
        (head.times if tag == "time" else head.headings).append(line)
    texts = [element.text, *(child.tail for child in element)]
    joined = " ".join(text for text in texts if text)
    if joined and not joined.isspace() and len(joined) < 3 * _SHORT:
        text = clean(joined)
        if 1 < len(text) <= _SHORT:
            head.lines.append(Line(text=text, order=order, tag=tag, marks=marks, element=element, elsewhere=elsewhere))
