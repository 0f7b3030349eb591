"""Which articles are about one event? In: Traits of articles. Out: probabilities of pairs, and the story each one belongs to.

1. A logistic regression says how likely two articles within some days of each other tell one event, in one language or two.
2. Two that surely do are one story; two that likely do only where a third likely tells the event of both, lest everything that
   is ever said on a subject becomes one. More articles only ever add to this: stories grow together and nothing is split, and
   the last of any three that comes finds what joins them, so that the order in which they come does not matter.
Without an embedder, or a head fitted for it, articles of one language are linked by their titles, others by official numbers.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from nlp.heads import Floats, Head
from nlp.traits import VERSION as TRAITS
from nlp.traits import Traits, rarity

HEAD = "story_pairs"
FEATURES = f"pairs-1 {TRAITS}"
WINDOW = timedelta(days=14)  # reactions come late: 97 % of the pairs of one training story lie within
# By cross-validation over stories, for the F1 of pairs across languages: `python -m benchmarks.stories`.
LINKED = 0.35  # among .3, .35 and .4
SURE = 0.5  # among .45, .5 ... .65; from .55 on, samples as thin as a day's news lose pairs
SAME_TITLE = 0.35
BY_RULES_WITHIN = timedelta(days=3)
MOST_CANDIDATES = 50  # whose titles and leads are nearest; a story's members stand far above the rest


def may_tell_one_event(one: Traits, other: Traits) -> bool:
    """Whether two are close enough in time to be looked at."""
    return abs(one.dated - other.dated) <= WINDOW


def probabilities(one: Traits, others: Sequence[Traits], head: Head | None) -> Floats:
    """How likely each of the others tells the same event as the one; by rules (0 or 1) where vectors or head are missing."""
    found = np.zeros(len(others))
    close = [at for at, other in enumerate(others) if may_tell_one_event(one, other)]
    read = [at for at in close if head is not None and _has_vectors(one) and _has_vectors(others[at])]
    for at in set(close) - set(read):
        found[at] = _by_rules(one, others[at])
    if head is not None and read:
        found[read] = head.probabilities(np.array([pair_features(one, others[at]) for at in read]))[:, 0]
    return found


def pair_features(one: Traits, other: Traits) -> Floats:
    """What a pair shares, the same whichever comes first. Shape: (17,). Raises: ValueError without vectors."""
    days_apart = abs((one.dated - other.dated).total_seconds()) / 86400
    across = float(one.language != other.language)
    lead, title = _cosine(one.lead, other.lead), _cosine(one.title, other.title)
    shared = [rarity(entity) for entity in one.named & other.named]
    either = sum(rarity(entity) for entity in one.named | other.named)
    reactions = one.reaction + other.reaction
    return np.array(
        (
            days_apart,
            math.log1p(days_apart),
            across,
            across * ("zh" in (one.language, other.language)),
            lead,
            title,
            across * lead,
            across * title,
            sum(shared),
            sum(shared) / (either + 1.0),
            max(shared, default=0.0),
            float(bool(one.numbers & other.numbers)),
            min(3, sum(_is_telling(figure) for figure in one.figures & other.figures)),
            min(2, len(one.days & other.days)),
            min(3, len(one.names & other.names)),
            reactions,
            days_apart * bool(reactions),
        ),
        dtype=np.float64,
    )


def same_event(one: Traits, others: Sequence[Traits], head: Head | None) -> list[int]:
    """Which of the others are one story with the one, as numbers in their list."""
    said = probabilities(one, others, head)
    likely = [int(at) for at in np.flatnonzero(said >= LINKED)]
    sure = [at for at in likely if said[at] >= SURE]
    backed = [at for at in likely if at not in sure and _is_backed(at, likely, others, head)]
    return sorted(sure + backed)


def _is_backed(at: int, likely: Sequence[int], others: Sequence[Traits], head: Head | None) -> bool:
    """Whether a third article that likely tells the event of the one likely tells that of the other too."""
    thirds = [others[third] for third in likely if third != at]
    return bool((probabilities(others[at], thirds, head) >= LINKED).any())


def group(articles: Sequence[Traits], head: Head | None, *, same: Iterable[tuple[int, int]] = ()) -> list[int]:
    """The story of each article, as the number of its first one; `same` are pairs with the same text.

    What the step join does in the store, for a list: one article after the other.
    """
    copies: dict[int, set[int]] = {}
    for one, other in same:
        copies.setdefault(max(one, other), set()).add(min(one, other))
    stories: list[int] = []
    for number, article in enumerate(articles):
        near = {*same_event(article, articles[:number], head), *copies.get(number, ())}
        joined = {stories[at] for at in near}
        story = min(joined, default=number)
        stories = [story if one in joined else one for one in stories] + [story]
    return stories


def nearest(one: Floats, others: Sequence[NDArray[np.floating]]) -> list[int]:
    """Which of the directions are worth a closer look, the nearest first.

    Shapes: blocks of (n, d); the numbers returned count through all blocks.
    """
    blocks = [rows @ one.astype(rows.dtype) for rows in others if len(rows)]
    if not blocks:
        return []
    closeness = np.concatenate(blocks)
    return [int(at) for at in np.argsort(-closeness, kind="stable")[:MOST_CANDIDATES]]


def _has_vectors(article: Traits) -> bool:
    return article.lead is not None and article.title is not None


def _cosine(one: Floats | None, other: Floats | None) -> float:
    if one is None or other is None:
        raise ValueError("pair features need vectors; without them, pairs are told by rules")
    return float(one @ other)


def _is_telling(figure: str) -> bool:
    """Has more than one digit that is not zero, or is large."""
    return len(figure.strip("0%")) > 1 or len(figure) > 3


def _by_rules(one: Traits, other: Traits) -> float:
    if abs(one.dated - other.dated) > BY_RULES_WITHIN:
        return 0.0
    if one.numbers & other.numbers and (one.days & other.days or one.figures & other.figures):
        return 1.0  # the number alone may be that of an old act that both have as background
    fewest = min(len(one.shingles), len(other.shingles))
    alike = len(one.shingles & other.shingles) >= SAME_TITLE * fewest > 0
    return float(one.language == other.language and alike)
