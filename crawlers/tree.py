"""Text of a page -> its element tree, once. In: HTML. Out: the tree, or None where there is nothing to read."""

import re
from typing import Final

from lxml import etree, html

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
# The largest of 469 real pages has 3 million characters; beyond these no article has been seen.
MAX_CHARS: Final = 8_000_000
MAX_TAGS: Final = 120_000


def too_big(text: str) -> str | None:
    """Why this page would take too long to read, in a few words; None where it would not."""
    if len(text) > MAX_CHARS:
        return f"{len(text)} characters, at most {MAX_CHARS}"
    tags = text.count("<")
    return f"about {tags} tags, at most {MAX_TAGS}" if tags > MAX_TAGS else None


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
