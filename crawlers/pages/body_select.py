"""Blocks -> the ones that are the article. In: the ground of a page. Out: indices of the article's blocks, in order.

1. Keep   what is prose, list, heading or row inside the root; furniture goes, and what follows a tail heading.
2. Trim   headings and stray words at either end.
3. Lead   sentences between headline and text that the root leaves out.
4. Once   no line twice in a row, none that stands there again and again.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from typing import Final

from articles.text import squash
from crawlers.pages.body_blocks import HEADINGS, Block, Frame
from crawlers.pages.body_furniture import is_line, is_prompt, is_tail
from crawlers.pages.body_marks import Mark, names_of
from crawlers.pages.body_root import ENDING, PROSE, Ground, Weights

TEXT_TAGS: Final = frozenset(("p", "li", "td", "th", "dd", "dt", "pre", "blockquote"))
CELLS: Final = frozenset(("td", "th", "pre"))  # may say the same again and again
# The day below an official notice, as Chinese offices write it; what stands above it is who signed.
SIGNED = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
# An office's name: Chinese notices end with who issued them, also where no day stands below.
ISSUER = re.compile(r"[一-鿿、·（）\s]{2,36}(?:部|委|局|司|厅|廳|署|院|办|处|處|会|會|室|府|中心)")
# Chosen like the constants of body_root.py.
HEADLINE_CHARS: Final = 300
LEAD_REACH: Final = 25  # blocks between headline and text that are looked at
LEAD_CHARS: Final = 60  # shorter ones are labels
TAIL_FROM: Final = 0.4  # share of the text that must stand before a tail heading
TAIL_LEAVES: Final = 0.35  # share of the text that may stand after it and still be clutter
OTHER_ARTICLE: Final = 0.2  # an article inside the article with less of its prose is a teaser
LABELS: Final = 4  # a fact box has more entries
LABEL_CHARS: Final = 50  # ... and shorter ones, on average
TEASER_LINES: Final = 2  # a teaser has no more paragraphs
FEW_OTHERS: Final = 0.3  # articles inside the article that hold less of its prose are teasers, linked or not
LABEL: Final = 20  # letters
LINE: Final = 60  # letters; nobody writes the same longer one twice
REPEATED: Final = 3  # a line that stands so often on a page belongs to no text


def select(ground: Ground) -> list[int]:
    """The blocks of the article, as indices into ground.blocks."""
    kept = _trimmed(ground, _kept(ground))
    return once(ground.blocks, [*_lead(ground, kept), *kept])


def belongs(block: Block, *, headline: str) -> bool:
    """Is this line part of a text, wherever it stands? Not the headline itself, dates, bylines, buttons and prompts."""
    text = block.text
    if block.tag == "h1" or (headline and len(text) < HEADLINE_CHARS):
        bare = squash(text)
        if bare == headline or (block.tag == "h1" and (bare in headline or headline in bare)):
            return False
    return not is_line(text) and not is_prompt(text)


def _kept(ground: Ground) -> list[int]:
    blocks, weights, root = ground.blocks, ground.weights, ground.root
    inside = range(root.first, root.last)
    total = sum(weights.prose[i] for i in inside if not ground.furniture[i]) or 1.0
    in_paragraphs = sum(weights.prose[i] for i in inside if blocks[i].tag == "p") > 0.6 * total
    strange = _strange(ground, total)
    kept: list[int] = []
    read = 0.0
    for i in inside:
        block = blocks[i]
        if ground.furniture[i] or i in strange or (block.tag == "h1" and not read):
            continue
        if read > TAIL_FROM * total and len(block.text) < 2 * PROSE and is_tail(block.text):
            if weights.prose_in(i + 1, root.last) < TAIL_LEAVES * total:
                break
            continue
        shaped = weights.prose[i] > 0 or _has_shape(block, in_paragraphs)
        signed = read > TAIL_FROM * total and SIGNED.fullmatch(block.text) is not None
        if signed or (shaped and belongs(block, headline=ground.headline)):
            kept.append(i)
            read += weights.prose[i]
    return kept


def _has_shape(block: Block, in_paragraphs: bool) -> bool:
    """Does what is no prose look like part of a text?"""
    linked = block.linked / len(block.text)
    if block.tag in HEADINGS:
        return linked < 0.97
    if linked > 0.8:
        return False
    if block.tag in TEXT_TAGS:
        return linked <= 0.5 or block.tag in ("p", "li", "td")
    return linked <= 0.5 and (not in_paragraphs or ENDING.search(block.text) is not None)


def _strange(ground: Ground, total: float) -> set[int]:
    """Blocks inside the root that lead elsewhere: other articles, teasers, lists of links, fact boxes."""
    root, weights = ground.root, ground.weights
    within = [
        frame
        for frame in ground.frames
        if frame.depth > root.depth and root.first <= frame.first <= frame.last <= root.last
    ]
    opening = next((i for i in range(root.first, root.last) if weights.prose[i] and not ground.furniture[i]), root.last)
    prose_names = _prose_names(ground)
    held: dict[tuple[str, str], float] = defaultdict(float)
    for frame in within:
        held[frame.tag, names_of(frame.element)] += weights.prose_in(frame.first, frame.last)
    articles = [frame for frame in within if frame.tag == "article"]
    few = sum(weights.prose_in(frame.first, frame.last) for frame in articles) < FEW_OTHERS * total
    found: set[int] = set()
    for frame in within:
        if frame.tag == "article":
            headed = any(block.tag in HEADINGS for block in ground.blocks[frame.first : frame.last])
            other = _is_teaser(frame, weights, total, few=few and headed)
        elif frame.tag in ("ul", "ol"):
            entries = ground.blocks[frame.first : frame.last]
            other = _leads_elsewhere(entries, weights.linked_share(frame)) or _is_fact_box(frame, entries, prose_names)
        elif frame.first > opening:
            other = _is_late(frame, weights) and held[frame.tag, names_of(frame.element)] < FEW_OTHERS * total
        else:
            continue
        if other:
            found.update(range(frame.first, frame.last))
    return found


def _is_late(frame: Frame, weights: Weights) -> bool:
    """What opens an article at its top is a teaser or a widget further down."""
    return frame.tag == "header" or (frame.mark is Mark.TEASER and weights.linked_share(frame) > 0)


def _is_teaser(frame: Frame, weights: Weights, total: float, *, few: bool) -> bool:
    told = sum(value > 0 for value in weights.prose[frame.first : frame.last])
    if told > TEASER_LINES or weights.prose_in(frame.first, frame.last) >= OTHER_ARTICLE * total:
        return False
    return few or weights.linked_share(frame) > 0.2


def _leads_elsewhere(entries: Sequence[Block], linked: float) -> bool:
    """A list whose every entry is linked; annotated links, with sentences of their own, are text."""
    if not entries or linked < 0.3 or not all(entry.linked for entry in entries):
        return False
    return linked > 0.6 or sum(len(entry.text) for entry in entries) < 100 * len(entries)


def _is_fact_box(frame: Frame, entries: Sequence[Block], prose_names: Set[str]) -> bool:
    """A list of labels, alone in a box that is named unlike any box of prose."""
    box = frame.parent
    if box is None or (box.first, box.last) != (frame.first, frame.last) or names_of(box.element) in prose_names:
        return False
    short = sum(len(entry.text) for entry in entries) < LABEL_CHARS * len(entries)
    return len(entries) > LABELS and short and sum(bool(ENDING.search(entry.text)) for entry in entries) < 2


def _prose_names(ground: Ground) -> Set[str]:
    """Names of the boxes that prose stands in; of no name, too."""
    names = {""}
    for block, prose in zip(ground.blocks, ground.weights.prose, strict=True):
        frame: Frame | None = block.frame if prose else None
        for _ in range(3):
            if frame is not None:
                names.add(names_of(frame.element))
                frame = frame.parent
    return names


def _trimmed(ground: Ground, kept: list[int]) -> list[int]:
    start, end = 0, len(kept)
    told = {ground.blocks[i].frame for i in kept if ground.weights.prose[i]}
    while end and not _closes(ground, kept[end - 1], told):
        end -= 1
    while start < end and not _opens(ground, kept[start]):
        start += 1
    return kept[start:end]


def _closes(ground: Ground, i: int, told: Set[Frame]) -> bool:
    """May a text end with this block? `told` are the frames that hold prose themselves."""
    block = ground.blocks[i]
    if ground.weights.prose[i] or block.tag in ("td", "th", "dd") or SIGNED.fullmatch(block.text):
        return True
    if block.tag not in TEXT_TAGS and block.frame not in told:
        return False
    ends = ENDING.search(block.text) or ISSUER.fullmatch(block.text)
    return block.linked * 2 < len(block.text) and ends is not None


def _opens(ground: Ground, i: int) -> bool:
    block = ground.blocks[i]
    if ground.weights.prose[i] or block.tag in HEADINGS or len(block.text) > LEAD_CHARS:
        return True
    return block.tag == "p" and block.text[-1:] not in ":：" and ENDING.search(block.text) is not None


def _lead(ground: Ground, kept: Sequence[int]) -> list[int]:
    """Prose between the headline and the first kept block."""
    if not kept or not 0 < kept[0] - ground.start < LEAD_REACH:
        return []
    return [i for i in range(ground.start, kept[0]) if not ground.furniture[i] and _is_lead(ground, i)]


def _is_lead(ground: Ground, i: int) -> bool:
    block = ground.blocks[i]
    if not belongs(block, headline=ground.headline):
        return False
    if ground.weights.prose[i]:
        return True
    return block.tag in HEADINGS and len(block.text) > LEAD_CHARS and ENDING.search(block.text) is not None


def once(blocks: Sequence[Block], chosen: Sequence[int]) -> list[int]:
    """Without what was said before: long lines, lines next to each other; and without lines that come again and again."""
    counts = Counter(blocks[i].text for i in chosen if len(blocks[i].text) > LABEL and blocks[i].tag not in CELLS)
    said: set[str] = set()
    kept: list[int] = []
    for i in chosen:
        text = blocks[i].text
        again = text in said if len(text) > LINE else bool(kept) and blocks[kept[-1]].text == text
        if counts[text] < REPEATED and (not again or blocks[i].tag in CELLS):
            kept.append(i)
            said.add(text)
    return kept
