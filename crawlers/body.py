"""A page's tree -> its article text. In: an lxml tree (left as it is) and what the metadata knows. Out: a Body.

1. Layout hints of the source win where they match.
2. Else our own reading: blocks, weighed by prose (body_root), the article's among them (body_select).
3. Where that is short or leaves much prose aside, trafilatura and readability are asked, and the reading that the
   others agree with most is taken.
4. JSON-LD's articleBody is taken where it holds much more than the page shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from articles.model import Layout
from articles.text import clean, squash
from crawlers.body_blocks import Block, read_blocks
from crawlers.body_readers import blocks_in, readability_text, too_much, trafilatura_text
from crawlers.body_root import Ground, find_ground, weight
from crawlers.body_select import belongs, select

# Chosen on 469 real pages: below these, trafilatura or readability were right as often as we were.
DOUBT_SHARE: Final = 0.7  # share of the page's free prose that our reading must hold
DOUBT_WEIGHT: Final = 500  # letters
AGREE: Final = 0.3  # two readings that share less have found different things
UNSEEN_TEXT: Final = 100  # letters; with fewer in sight, the text may stand in a noscript or a template
MUCH_MORE: Final = 1.5  # what others must find beyond ours; less is the clutter that we left out
FULLER: Final = 1.6  # how much longer JSON-LD's text must be to be taken
JSON_LD_LEAST: Final = 300  # letters; shorter ones are descriptions
TAG = re.compile(r"<[^>]{1,300}>")
CELL_CHARS: Final = 200


@dataclass(frozen=True, kw_only=True)
class Body:
    """The text of an article, one entry a paragraph; `how` names the reader, `confidence` is in [0, 1]."""

    paragraphs: tuple[str, ...]
    how: str
    confidence: float


def read_body(
    tree: HtmlElement,
    *,
    url: str,
    html: str,
    title: str | None,
    json_ld_body: str | None,
    language_hint: str | None,
    layout: Layout | None,
) -> Body:
    """The paragraphs of the article in this page; none where there is no text."""
    dropped = _matches(tree, layout.drop if layout else ())
    hinted = _hinted(tree, layout, dropped, title)
    if hinted:
        return Body(paragraphs=hinted, how="layout", confidence=1.0)
    blocks, frames = read_blocks(tree, skip=dropped)
    ground = find_ground(blocks, frames, title=title)
    own = select(ground)
    share = _share(ground, own)
    how, paragraphs = "density", _paragraphs([blocks[i] for i in own])
    if (share < DOUBT_SHARE or _weigh(blocks, own) < DOUBT_WEIGHT) and not too_much(blocks, html):
        how, paragraphs = _consensus(tree, html, url, ground, own, share)
    full = _json_ld_paragraphs(json_ld_body, paragraphs)
    if full:
        return Body(paragraphs=full, how="json-ld", confidence=0.6)
    return Body(paragraphs=paragraphs, how=how, confidence=round(min(share, 1.0), 2) if paragraphs else 0.0)


def _hinted(
    tree: HtmlElement, layout: Layout | None, dropped: frozenset[HtmlElement], title: str | None
) -> tuple[str, ...]:
    headline = squash(title or "")
    found: list[Block] = []
    for element in _outermost(_matches(tree, (layout.body,) if layout and layout.body else ())):
        found.extend(read_blocks(element, skip=dropped)[0])
    return _paragraphs([block for block in found if belongs(block, headline=headline)])


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


def _share(ground: Ground, chosen: Sequence[int]) -> float:
    """How much of the prose outside furniture the reading holds."""
    free = sum(value for value, out in zip(ground.weights.prose, ground.furniture, strict=True) if not out)
    return sum(ground.weights.prose[i] for i in chosen) / free if free else 0.0


def _weigh(blocks: Sequence[Block], chosen: Sequence[int]) -> float:
    return sum(weight(blocks[i].text) for i in chosen)


def _consensus(
    tree: HtmlElement, html: str, url: str, ground: Ground, own: list[int], share: float
) -> tuple[str, tuple[str, ...]]:
    """Ask the others; take the reading that the other two agree with most, ours where they are
    even or only add a few lines."""
    blocks = ground.blocks
    texts = {"trafilatura": trafilatura_text(tree, url=url), "readability": readability_text(html)}
    readings = {"density": own}
    for name, text in texts.items():
        readings[name] = [i for i in blocks_in(text, blocks) if belongs(blocks[i], headline=ground.headline)]
    weights = {name: _weigh(blocks, found) for name, found in readings.items()}
    if max(weights.values()) < UNSEEN_TEXT:
        return "trafilatura", tuple(line for raw in texts["trafilatura"].splitlines() if (line := clean(raw)))
    support = {name: _support(name, readings, blocks) for name in readings}
    best = max(readings, key=lambda name: support[name])
    if support[best] < AGREE:
        best = "trafilatura" if weights["trafilatura"] > 2 * weights["density"] else "density"
    alike = share >= DOUBT_SHARE or set(own) <= set(readings[best])
    if alike and weights[best] < MUCH_MORE * weights["density"]:
        best = "density"
    return best, _paragraphs([blocks[i] for i in readings[best]])


def _support(name: str, readings: Mapping[str, list[int]], blocks: Sequence[Block]) -> float:
    mine = set(readings[name])
    others = [set(found) for other, found in readings.items() if other != name]
    return sum(_weigh(blocks, [*(mine & one)]) / (_weigh(blocks, [*(mine | one)]) or 1) for one in others)


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
