"""Blocks -> the frame that holds the article. In: the blocks and frames of a page, its title. Out: a Ground.

Prose counts for a frame, links and odd words against it; the frame that weighs most is the root. What is named like
furniture counts against it too, unless nothing like an article is left without it: then names that hold much of the
prose are excused, and the weighing starts again.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from articles.text import squash
from crawlers.pages.body_blocks import HEADINGS, Block, Frame
from crawlers.pages.body_furniture import is_prompt
from crawlers.pages.body_marks import Mark, names_of
from crawlers.pages.patterns import words

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
CJK_WEIGHT: Final = 1.5  # a Chinese character says as much as 2.5 letters
PUNCTUATION = re.compile(r"[,.!?;:，。！？；：、…]")
ENDING = re.compile(r"[.!?…。！？；;:：”\"“’'»)）】*]\s*$")
TITLE_TAGS: Final = frozenset(("h1", "h2", "h3", "div", "p", "td", "header"))
# Chosen on one half of the publishers of a set of 469 real pages, confirmed on the other half; after changing one,
# run benchmarks/extraction.py on the whole set.
PROSE: Final = 50  # least weight of a block that counts as prose
LONG_HEADING: Final = 140  # from here on a heading that ends a sentence is a paragraph
NO_ROOTS: Final = words("p ul ol li dl dt dd blockquote pre tr th h1 h2 h3 h4 h5 h6 header")
BEFORE_HEADLINE: Final = 0.3  # worth of prose above the headline
PER_BLOCK: Final = 5  # what each block of clutter costs, so that far apart pieces of prose do not join
ARTICLE: Final = 300  # least value of a root that is an article without excuses
ARTICLE_SHARE: Final = 0.15  # ... and its share of the value that the page has when no name counts
NEAR: Final = 12  # blocks from the headline to the first paragraph
EXCUSED: Final = 0.3  # a name shared by frames with this share of the page's prose is excused
CAPTION_CHARS: Final = 400  # longer frames are no captions
TEASER_LINKS: Final = 0.3  # linked share from which a teaser leads elsewhere


class Weights:
    """Prose weight per block, and sums over ranges of blocks."""

    def __init__(self, blocks: Sequence[Block], *, start: int) -> None:
        self.prose = [prose_weight(block) * (BEFORE_HEADLINE if i < start else 1) for i, block in enumerate(blocks)]
        self._prose = [0.0, *accumulate(self.prose)]
        self._chars = [0, *accumulate(len(block.text) for block in blocks)]
        self._linked = [0, *accumulate(block.linked for block in blocks)]

    def prose_in(self, first: int, last: int) -> float:
        """Prose weight of blocks [first, last)."""
        return self._prose[last] - self._prose[first]

    def chars_in(self, frame: Frame) -> int:
        """Characters of a frame."""
        return self._chars[frame.last] - self._chars[frame.first]

    def linked_share(self, frame: Frame) -> float:
        """How much of a frame's text is links."""
        return (self._linked[frame.last] - self._linked[frame.first]) / (self.chars_in(frame) or 1)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A weighed page: which blocks are furniture, the index after the headline, and the article's root."""

    blocks: Sequence[Block]
    frames: Sequence[Frame]
    weights: Weights
    furniture: Sequence[bool]
    start: int
    headline: str
    root: Frame


def find_ground(blocks: Sequence[Block], frames: Sequence[Frame], *, title: str | None) -> Ground:
    """Weigh the page and choose the article's root."""
    headline = squash(title or "")
    start = _after_headline(blocks, headline)
    weights = Weights(blocks, start=start)
    furniture = [False] * len(blocks)
    root, most = _heaviest(blocks, frames, weights, furniture)
    _mark(frames, weights)
    named = _inherit(blocks, frames)
    named_root, value = _heaviest(blocks, frames, weights, named)
    if value < most and not _is_article(named_root, value, most, start, weights):
        _excuse(frames, weights)
        named = _inherit(blocks, frames)
        named_root, value = _heaviest(blocks, frames, weights, named)
    if value > 0:
        furniture, root = named, named_root
    return Ground(
        blocks=blocks, frames=frames, weights=weights, furniture=furniture, start=start, headline=headline, root=root
    )


def _is_article(root: Frame, value: float, most: float, start: int, weights: Weights) -> bool:
    """Is the root that names leave over an article? A small one must follow the headline."""
    if value < ARTICLE or value >= ARTICLE_SHARE * most:
        return value >= ARTICLE
    first = next((i for i in range(root.first, root.last) if weights.prose[i]), root.last)
    return 0 < start <= first < start + NEAR


def weight(text: str) -> float:
    """Length in letters; a Chinese character counts for more."""
    return len(text) if text.isascii() else len(text) + CJK_WEIGHT * len(CJK.findall(text))


def prose_weight(block: Block) -> float:
    """Weight of sentences that are mostly not links; 0 for anything else."""
    text = block.text
    if len(text) * (1 + CJK_WEIGHT) < PROSE or block.linked * 2 > len(text) or not PUNCTUATION.search(text):
        return 0.0
    if block.tag in HEADINGS and (len(text) < LONG_HEADING or not ENDING.search(text)):
        return 0.0
    heavy = weight(text)
    return heavy if heavy >= PROSE and not is_prompt(text) else 0.0


def _after_headline(blocks: Sequence[Block], headline: str) -> int:
    """The index after the headline: the first block that says the title, else the first h1; 0 where there is none."""
    if headline:
        for i, block in enumerate(blocks):
            if block.tag in TITLE_TAGS and len(block.text) < 400 and squash(block.text) == headline:
                return i + 1
    return next((i + 1 for i, block in enumerate(blocks) if block.tag == "h1"), 0)


def _mark(frames: Sequence[Frame], weights: Weights) -> None:
    for frame in frames:
        if frame.mark is Mark.TEASER:
            frame.furniture = weights.linked_share(frame) > TEASER_LINKS
        elif frame.mark is Mark.CAPTION:
            frame.furniture = weights.chars_in(frame) <= CAPTION_CHARS
        else:
            frame.furniture = frame.mark is Mark.FURNITURE


def _inherit(blocks: Sequence[Block], frames: Sequence[Frame]) -> list[bool]:
    """Per block: does it stand in furniture?"""
    for frame in frames:
        frame.inside = frame.furniture or (frame.parent is not None and frame.parent.inside)
    return [block.frame.inside for block in blocks]


def _excuse(frames: Sequence[Frame], weights: Weights) -> None:
    """Names under which much of the page's prose stands say nothing about it."""
    held: dict[str, float] = defaultdict(float)
    marked = [frame for frame in frames if frame.furniture]
    for frame in marked:
        held[_name(frame)] += weights.prose_in(frame.first, frame.last)
    total = sum(weights.prose)
    for frame in marked:
        frame.furniture = held[_name(frame)] < EXCUSED * total


def _name(frame: Frame) -> str:
    return f"{frame.tag} {names_of(frame.element)}"


def _heaviest(
    blocks: Sequence[Block], frames: Sequence[Frame], weights: Weights, furniture: Sequence[bool]
) -> tuple[Frame, float]:
    values = [_value(*facts) for facts in zip(blocks, weights.prose, furniture, strict=True)]
    sums = [0.0, *accumulate(values)]
    grounds = [frame for frame in frames if frame.tag not in NO_ROOTS]
    best = max(grounds, key=lambda frame: (sums[frame.last] - sums[frame.first], frame.depth))
    return best, sums[best.last] - sums[best.first]


def _value(block: Block, prose: float, furniture: bool) -> float:
    if furniture:
        return -PER_BLOCK - 0.1 * len(block.text)
    linked = block.linked / len(block.text)
    if prose:
        return prose * (1 - linked)
    if block.tag in HEADINGS:
        return 0.0
    return -PER_BLOCK - weight(block.text) * (0.7 if linked > 0.5 else 0.25)
