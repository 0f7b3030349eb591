"""Second opinions on where the article is. In: a page, and its blocks. Out: per reader, the blocks it would keep.

Each reader is asked on its own terms; what it says is mapped back to the page's blocks, so that paragraphs stay as the
page has them whoever is right. Settings of the libraries stand here and nowhere else.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from articles.text import squash
from crawlers.body_blocks import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BLOCKS: Final = 6_000  # 469 real pages have at most 3 000; the readers' time grows faster than the page
MAX_CHARS: Final = 3_000_000
SHORT: Final = 12  # letters; shorter lines are found anywhere and count only beside longer ones

for _name in ("trafilatura", "readability", "justext", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def trafilatura_text(tree: "HtmlElement", *, url: str) -> str:
    """The main text as trafilatura sees it, one paragraph a line."""
    from trafilatura import bare_extraction

    found = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    return (getattr(found, "text", None) or "") if found is not None else ""


def readability_text(html: str) -> str:
    """The main text as readability sees it."""
    from lxml import etree
    from lxml.html import document_fromstring
    from readability import Document
    from readability.readability import Unparseable

    try:
        summary = Document(html).summary(html_partial=True)
        return str(document_fromstring(summary).text_content())
    except (Unparseable, etree.ParserError, ValueError):
        return ""


def too_much(blocks: Sequence[Block], html: str) -> bool:
    """Would the readers take too long on this page?"""
    return len(blocks) > MAX_BLOCKS or len(html) > MAX_CHARS


def blocks_in(text: str, blocks: Sequence[Block]) -> list[int]:
    """Indices of the blocks that a reader's text holds."""
    bare = squash(text)
    if not bare:
        return []
    said = [squash(block.text) for block in blocks]
    held = [bool(one) and one in bare for one in said]
    return [i for i, one in enumerate(said) if held[i] and (len(one) >= SHORT or _beside_longer(i, said, held))]


def _beside_longer(i: int, said: Sequence[str], held: Sequence[bool]) -> bool:
    near = range(max(0, i - 2), min(len(said), i + 3))
    return any(j != i and held[j] and len(said[j]) >= SHORT for j in near)
