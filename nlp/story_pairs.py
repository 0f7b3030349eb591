"""Pairs of training texts, for fitting the head `story_pairs`. In: Traits, stories and ids. Out: features, labels, groups."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.heads import Floats
from nlp.stories import may_tell_one_event, pair_features
from nlp.traits import Traits

# Training texts that tell one event although their stories are named apart; read and decided by hand.
REALLY = {"t-zh-142": "t-zh-110", "t-de-088": "t-en-147", "t-zh-098": "t-en-147", "m-de-051": "m-zh-029"}
# Those that may be taken either way: one event, or two of a kind; they teach nothing.
EITHER_WAY = (
    frozenset(("m-de-102", "t-en-008", "t-zh-014", "t-de-147", "t-de-011", "t-de-126")),
    frozenset(("n-de-035", "t-de-092")),
    frozenset(("m-de-026", "m-zh-038")),
    frozenset(("n-de-116", "t-de-077")),
)
# Ids of the texts of which somebody has looked who tells the same event; our own others were written for one label each.
COMPARED = ("t-", "n-", "m-")
C = 1.0  # by cross-validation over stories, among .1, .3 and 1


def training_pairs(
    articles: Sequence[Traits], stories: Sequence[str], ids: Sequence[str]
) -> tuple[Floats, NDArray[np.int64], list[str]]:
    """Features, labels and groups of every pair within the window, for fitting the head `story_pairs`.

    The group is the story that is told more than once, so that a split never has it on both sides.
    """
    compared = [at for at, text_id in enumerate(ids) if text_id.startswith(COMPARED)]
    order = sorted(compared, key=lambda at: articles[at].dated)
    told = [REALLY.get(text_id, story) for text_id, story in zip(ids, stories, strict=True)]
    often = {story for story, texts in Counter(told).items() if texts > 1}
    rows, labels, groups = [], [], []
    for number, first in enumerate(order):
        for second in order[number + 1 :]:
            if not may_tell_one_event(articles[first], articles[second]):
                break
            if either_way(ids[first], ids[second]) and told[first] != told[second]:
                continue
            rows.append(pair_features(articles[first], articles[second]))
            labels.append(int(told[first] == told[second]))
            groups.append(min((told[first], told[second]), key=lambda story: (story not in often, story)))
    return np.array(rows), np.array(labels, dtype=np.int64), groups


def either_way(one: str, other: str) -> bool:
    """Whether nobody can say if two training texts tell one event."""
    return any(one in group and other in group for group in EITHER_WAY)
