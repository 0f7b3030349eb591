"""Which stance targets a passage speaks of. In: a text. Out: per target, how often it is named, and how often pointed to.

Named by the taxonomy's aliases, in any of the three languages; pointed to by the looser words of nlp/target_words.py.
"""

from functools import cache

import numpy as np

from articles.matcher import Matcher, Term
from articles.taxonomy import load_taxonomy
from articles.text import simplify
from nlp.heads import Floats
from nlp.target_words import LOOSE


@cache
def target_ids() -> tuple[str, ...]:
    """The targets in the taxonomy's order, which is the order of every array over targets."""
    return tuple(load_taxonomy().targets)


def mentions(text: str) -> Floats:
    """Shape (2, t): for each of t targets, the aliases and the looser words in the text."""
    found = np.zeros((2, len(target_ids())))
    for hit in _matcher().find(text):
        for target in {term.id for term in hit.terms}:
            found[0, target_ids().index(target)] += 1
    folded = simplify(text)
    found[1] = [len(LOOSE[target].findall(folded)) for target in target_ids()]
    return found


@cache
def _matcher() -> Matcher:
    return Matcher(
        Term(text=alias, id=target.id, language=language)
        for target in load_taxonomy().targets.values()
        for language, aliases in target.aliases.items()
        for alias in aliases
    )
