"""A page's tree -> its article text. In: an lxml tree (left as it is) and what the metadata knows. Out: a Body.

1. Layout hints of the source win where they match.
2. Else our own reading: blocks, weighed by prose (body_root), the article's among them (body_select).
3. Where that is short or leaves much prose aside, trafilatura and readability are asked, and the reading that the
   others agree with most is taken.
4. JSON-LD's articleBody is taken where it holds much more than the page shows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from articles.model import Layout
from articles.text import clean, squash
from crawlers.pages.body_blocks import Block, read_blocks
from crawlers.pages.body_consensus import Reading, agree, is_doubtful, prose_share
from crawlers.pages.body_furniture import is_source
from crawlers.pages.body_marks import Mark
from crawlers.pages.body_readers import readability_text, too_much, trafilatura_text
from crawlers.pages.body_root import find_ground, weight
from crawlers.pages.body_select import belongs, select

FULLER: Final = 1.6  # how much longer JSON-LD's text must be to be taken
JSON_LD_CONFIDENCE: Final = 0.6
JSON_LD_LEAST: Final = 300  # letters; shorter ones are descriptions
TAG = re.compile(r"<[^>]{1,300}>")
CELL_CHARS: Final = 200
SOURCES_REACH: Final = 2  # blocks below the text


@dataclass(frozen=True, kw_only=True)
class Body:
    """The text of an article, one entry a paragraph; `how` names the reader, `confidence` is in [0, 1].

    `sources` are the lines below the text that name where it comes from; they are no part of it.
    """

    paragraphs: tuple[str, ...]
    how: str
    confidence: float
    sources: tuple[str, ...] = ()


def read_body(
    tree: HtmlElement,
    *,
    url: str,
    html: str,
    title: str | None,
    json_ld_body: str | None,
    layout: Layout | None,
) -> Body:
    """The paragraphs of the article in this page; none where there is no text."""
    dropped = _matches(tree, layout.drop if layout else ())
    hinted = _hinted(tree, layout, dropped, title)
    if hinted.paragraphs:
        return hinted
    blocks, frames = read_blocks(tree, skip=dropped)
    ground = find_ground(blocks, frames, title=title)
    reading = Reading(how="density", chosen=select(ground))
    if is_doubtful(ground, reading) and not too_much(blocks, html):
        reading = agree(
            ground, reading, trafilatura=trafilatura_text(tree, url=url), readability=readability_text(html)
        )
    paragraphs = reading.unseen or _paragraphs([blocks[i] for i in reading.chosen])
    sources = _sources(blocks, after=max(reading.chosen, default=len(blocks)))
    full = _json_ld_paragraphs(json_ld_body, paragraphs)
    if full:
        return Body(paragraphs=full, how="json-ld", confidence=JSON_LD_CONFIDENCE, sources=sources)
    share = prose_share(ground, reading) if paragraphs else 0.0
    return Body(paragraphs=paragraphs, how=reading.how, confidence=share, sources=sources)


def _hinted(tree: HtmlElement, layout: Layout | None, dropped: frozenset[HtmlElement], title: str | None) -> Body:
    headline = squash(title or "")
    found: list[Block] = []
    for element in _outermost(_matches(tree, (layout.body,) if layout and layout.body else ())):
        found.extend(read_blocks(element, skip=dropped)[0])
    kept = [i for i, block in enumerate(found) if belongs(block, headline=headline)]
    sources = _sources(found, after=max(kept, default=len(found)))
    return Body(paragraphs=_paragraphs([found[i] for i in kept]), how="layout", confidence=1.0, sources=sources)


def _sources(blocks: Sequence[Block], *, after: int) -> tuple[str, ...]:
    """The lines right below a text that name its source; not those of a picture there."""
    below = blocks[after + 1 : after + 1 + SOURCES_REACH]
    return tuple(clean(one.text) for one in below if one.frame.mark is not Mark.CAPTION and is_source(one.text))


def _matches(tree: HtmlElement, selectors: Sequence[str]) -> frozenset[HtmlElement]:
    found = (_compiled(selector)(tree) for selector in selectors)
    return frozenset(one for some in found if isinstance(some, list) for one in some if isinstance(one, HtmlElement))


def _outermost(elements: frozenset[HtmlElement]) -> list[HtmlElement]:
    """In reading order, without those inside another."""
    tops = [one for one in elements if elements.isdisjoint(one.iterancestors())]
    if len(tops) < 2:
        return tops
    order = {element: i for i, element in enumerate(tops[0].getroottree().iter())}
    return sorted(tops, key=lambda one: order[one])


@lru_cache(maxsize=1_000)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _paragraphs(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Clean lines; the cells of one table row are one line."""
    lines: list[str] = []
    row = None
    for block in blocks:
        text = clean(block.text)
        if not text:
            continue
        parent = block.frame.parent if block.tag in ("td", "th") and len(text) < CELL_CHARS else None
        if parent is not None and parent is row:
            lines[-1] = f"{lines[-1]} | {text}"
        else:
            lines.append(text)
        row = parent
    return tuple(lines)


def _json_ld_paragraphs(body: str | None, shown: Sequence[str]) -> tuple[str, ...]:
    """JSON-LD's text where it holds much more than the page shows; nothing otherwise."""
    if not body or len(body) < JSON_LD_LEAST / 2.5:
        return ()
    lines = tuple(line for raw in TAG.sub("\n", body).splitlines() if (line := clean(raw)))
    told = sum(weight(line) for line in lines)
    if told < JSON_LD_LEAST or told < FULLER * sum(weight(line) for line in shown):
        return ()
    return lines
