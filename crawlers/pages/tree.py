"""Text of a page -> its element tree, once. In: HTML. Out: the tree, or None where there is nothing to read."""

import re
from typing import Final

from lxml import etree, html

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
# The largest of 469 real pages have 1.6 million characters and 20 000 tags. What is beyond these is no article, and would
# take longer than five seconds; measured with tests/crawlers/test_extract.py's hostile pages.
MAX_CHARS: Final = 3_000_000
MAX_TAGS: Final = 30_000
# libxml2 compares every attribute of a tag with all others.
MAX_ATTRIBUTES: Final = 5_000
MAX_TEXT: Final = 500_000
_LONG_TEXT = etree.XPath(f"boolean(//*[not(self::script or self::style)]/text()[string-length() > {MAX_TEXT}])")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}")


def too_big(text: str) -> str | None:
    """Why this page would take too long to read, in a few words; None where it would not."""
    if len(text) > MAX_CHARS:
        return f"{len(text)} characters, at most {MAX_CHARS}"
    tags = text.count("<")
    if tags > MAX_TAGS:
        return f"about {tags} tags, at most {MAX_TAGS}"
    if any(len(tag[0].split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        return f"a tag with more than {MAX_ATTRIBUTES} attributes"
    return None


def too_long(tree: html.HtmlElement) -> str | None:
    """The same for one unbroken piece of text; scripts may be as long as they like."""
    return f"a text of more than {MAX_TEXT} characters" if _LONG_TEXT(tree) else None


def parse(text: str) -> html.HtmlElement | None:
    """The page's root element."""
    markup = _XML_DECLARATION.sub("", text)
    if not markup.strip():
        return None
    try:
        tree = html.document_fromstring(markup, ensure_head_body=True)
    except (etree.ParserError, ValueError):
        return None
    return tree
