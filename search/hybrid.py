"""Words and meaning together. In: two ranked lists of ids, or a query. Out: one list; the part of a query that only filters.

    text       the query as it is
    semantic   the articles whose vectors are nearest, among those that the query's fields allow (country:CN, -Sport)
    hybrid     three lists, fused by reciprocal rank: an article's score is the sum of weight / (K + its place) over them;
               the articles with all words, those with any of them (a question is seldom met word by word), the nearest ones
Source: Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet".
"""

from collections.abc import Hashable, Sequence
from typing import TypeVar

from search.fields import TEXTS, chains_of, index_field
from search.nodes import And, Everything, Exists, Node, leaves
from search.words import any_of

Key = TypeVar("Key", bound=Hashable)

K = 60  # the paper's; between 20 and 100 our own questions are answered alike
DEPTH = 100  # hits that each list brings in, and that a reader can page through
# Of the list with any of the words. Chosen by `python -m benchmarks.questions`: with 1 it drowns the meaning (recall .61, with a
# quarter .63), and 1 % of the German twin sentences fall out of the first ten.
ANY_WEIGHT = 0.25
_OF_TEXT = frozenset(index_field(name, chain) for name in TEXTS for chain in chains_of(name))


def fuse(lists: Sequence[Sequence[Key]], weights: Sequence[float] | None = None) -> list[tuple[Key, float]]:
    """(key, score), best first; of equal ones first what stands higher in the first list. Every list weighs 1 by default."""
    scores: dict[Key, float] = {}
    for ranked, weight in zip(lists, weights or [1.0] * len(lists), strict=True):
        for place, key in enumerate(ranked, 1):
            scores[key] = scores.get(key, 0.0) + weight / (K + place)
    return sorted(scores.items(), key=lambda found: -found[1])


def fuse_hybrid(all_words: Sequence[Key], any_word: Sequence[Key], near: Sequence[Key]) -> list[tuple[Key, float]]:
    """The three lists of a hybrid search as one."""
    return fuse([all_words, any_word, near], [1.0, ANY_WEIGHT, 1.0])


def filters(root: Node) -> Node:
    """What a query demands beside its words: its fields, dates and exclusions. Words that are looked for are left out."""
    kept = tuple(node for node in _parts(root) if not _asks_for_words(node))
    return And(kept) if len(kept) > 1 else kept[0] if kept else Everything()


def loosened(root: Node) -> Node:
    """The same with any one of its words instead of all of them."""
    any_word = any_of(node for node in _parts(root) if _asks_for_words(node))
    kept = tuple(node for node in _parts(root) if not _asks_for_words(node))
    return And((*kept, any_word)) if any_word else root


def _parts(root: Node) -> Sequence[Node]:
    """What has to be there together, through all brackets: (KI Haftung) country:CN has three of them."""
    return [part for node in root.nodes for part in _parts(node)] if isinstance(root, And) else [root]


def _asks_for_words(node: Node) -> bool:
    return any(
        getattr(leaf, "field", None) in _OF_TEXT for leaf in leaves(node, positive=True) if not isinstance(leaf, Exists)
    )
