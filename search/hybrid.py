"""Words and meaning together. In: two ranked lists of ids, or a query. Out: one list; the part of a query that only filters.

    text       the query as it is
    semantic   the articles whose vectors are nearest, among those that the query's fields allow (country:CN, -Sport)
    hybrid     both lists, fused by reciprocal rank: an article's score is the sum of 1 / (K + its place) over the lists
Source: Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet".
"""

from collections.abc import Sequence

from search.fields import TEXTS, chains_of, index_field
from search.nodes import And, Everything, Exists, Node, leaves

K = 60  # the paper's; between 20 and 100 our own questions are answered alike
DEPTH = 100  # hits that each list brings in, and that a reader can page through
_OF_TEXT = frozenset(index_field(name, chain) for name in TEXTS for chain in chains_of(name))


def fuse(lists: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """(id, score), best first; of equal ones first what stands higher in the first list."""
    scores: dict[str, float] = {}
    for ranked in lists:
        for place, article_id in enumerate(ranked, 1):
            scores[article_id] = scores.get(article_id, 0.0) + 1 / (K + place)
    return sorted(scores.items(), key=lambda found: -found[1])


def filters(root: Node) -> Node:
    """What a query demands beside its words: its fields, dates and exclusions. Words that are looked for are left out."""
    kept = tuple(node for node in (root.nodes if isinstance(root, And) else (root,)) if not _asks_for_words(node))
    return And(kept) if len(kept) > 1 else kept[0] if kept else Everything()


def _asks_for_words(node: Node) -> bool:
    return any(
        getattr(leaf, "field", None) in _OF_TEXT for leaf in leaves(node, positive=True) if not isinstance(leaf, Exists)
    )
