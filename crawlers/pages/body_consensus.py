"""Our reading and two others -> the one to keep. In: a weighed page and what the readers say. Out: a Reading.

The readers' texts are mapped to the page's blocks, so that paragraphs stay as the page has them whoever is right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from articles.text import clean, squash
from crawlers.pages.body_blocks import Block
from crawlers.pages.body_root import Ground, weight
from crawlers.pages.body_select import belongs, once

# Chosen on 469 real pages: where our reading stays below these, the others were right as often as we were.
DOUBT_SHARE: Final = 0.7  # share of the page's free prose that a reading must hold
DOUBT_WEIGHT: Final = 500  # letters
AGREE: Final = 0.3  # readings that share less have found different things
MUCH_MORE: Final = 2.0  # what others must find beyond ours; less is the clutter that we left out
UNSEEN_TEXT: Final = 100  # letters; with fewer in sight, the text may stand in a noscript or a template
SHORT: Final = 12  # letters; shorter lines are found anywhere and count only beside longer ones


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The blocks that one reader takes for the article, or its lines where none of them is in sight."""

    how: str
    chosen: Sequence[int]
    unseen: tuple[str, ...] = ()


def prose_share(ground: Ground, reading: Reading) -> float:
    """How much of the prose outside furniture a reading holds, in [0, 1]."""
    prose = ground.weights.prose
    free = sum(value for value, inside in zip(prose, ground.furniture, strict=True) if not inside)
    return round(min(1.0, sum(prose[i] for i in reading.chosen) / free), 2) if free else 0.0


def is_doubtful(ground: Ground, reading: Reading) -> bool:
    """Is it worth while to ask other readers?"""
    return prose_share(ground, reading) < DOUBT_SHARE or _weigh(ground.blocks, reading.chosen) < DOUBT_WEIGHT


def agree(ground: Ground, ours: Reading, **texts: str) -> Reading:
    """The reading that the others agree with most; ours where they are even or only add a few lines.

    `texts` are what the other readers found, by their names.
    """
    blocks = ground.blocks
    readings = {ours.how: list(ours.chosen)}
    for name, text in texts.items():
        found = [i for i in blocks_in(text, blocks) if belongs(blocks[i], headline=ground.headline)]
        readings[name] = once(blocks, found)
    weights = {name: _weigh(blocks, found) for name, found in readings.items()}
    if max(weights.values()) < UNSEEN_TEXT:
        return _longest(ours, texts)
    support = {name: _support(name, readings, blocks) for name in readings}
    best = max(readings, key=lambda name: support[name])
    if support[best] < AGREE:
        best = max(readings, key=lambda name: weights[name])
        return ours if weights[best] < MUCH_MORE * weights[ours.how] else Reading(how=best, chosen=readings[best])
    alike = prose_share(ground, ours) >= DOUBT_SHARE or set(ours.chosen) <= set(readings[best])
    if alike and weights[best] < MUCH_MORE * weights[ours.how]:
        return ours
    return Reading(how=best, chosen=readings[best])


def blocks_in(text: str, blocks: Sequence[Block]) -> list[int]:
    """Indices of the blocks that a text holds."""
    bare = squash(text)
    said = [squash(block.text) for block in blocks] if bare else []
    held = [bool(one) and one in bare for one in said]
    return [i for i, one in enumerate(said) if held[i] and (len(one) >= SHORT or _beside_longer(i, said, held))]


def _beside_longer(i: int, said: Sequence[str], held: Sequence[bool]) -> bool:
    near = range(max(0, i - 2), min(len(said), i + 3))
    return any(j != i and held[j] and len(said[j]) >= SHORT for j in near)


def _longest(ours: Reading, texts: Mapping[str, str]) -> Reading:
    how = max(texts, key=lambda name: len(texts[name]))
    lines = tuple(line for raw in texts[how].splitlines() if (line := clean(raw)))
    return Reading(how=how, chosen=(), unseen=lines) if sum(map(weight, lines)) > UNSEEN_TEXT else ours


def _support(name: str, readings: Mapping[str, list[int]], blocks: Sequence[Block]) -> float:
    mine = set(readings[name])
    others = [set(found) for other, found in readings.items() if other != name]
    return sum(_weigh(blocks, [*(mine & one)]) / (_weigh(blocks, [*(mine | one)]) or 1) for one in others)


def _weigh(blocks: Sequence[Block], chosen: Sequence[int]) -> float:
    return sum(weight(blocks[i].text) for i in chosen)
