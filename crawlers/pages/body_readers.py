"""Second opinions on what the article is. In: a page. Out: the text that each reader finds.

Settings of the libraries stand here and nowhere else; nothing of the page is changed.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from crawlers.pages.body_blocks import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BLOCKS: Final = 5_000  # one of 469 real pages has more, 6 200; the time of the readers grows faster than the page
MAX_CHARS: Final = 3_000_000


@cache
def _quiet() -> None:
    """Both log what they make of bad pages; that is no news to us."""
    for name in ("trafilatura", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def trafilatura_text(tree: "HtmlElement", *, url: str) -> str:
    """The main text as trafilatura sees it, one paragraph a line."""
    from trafilatura import bare_extraction

    _quiet()
    found = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    return (getattr(found, "text", None) or "") if found is not None else ""


def readability_text(html: str) -> str:
    """The main text as readability sees it."""
    from lxml import etree
    from lxml.html import document_fromstring
    from readability import Document
    from readability.readability import Unparseable

    _quiet()
    try:
        summary = Document(html).summary(html_partial=True)
        return "".join(str(text) for text in document_fromstring(summary).itertext())
    except (Unparseable, etree.ParserError, ValueError):
        return ""


def too_much(blocks: Sequence[Block], html: str) -> bool:
    """Would the readers take too long on this page?"""
    return len(blocks) > MAX_BLOCKS or len(html) > MAX_CHARS
