"""Can a passage hold a word of the query at all? In: what is looked for, a passage. Out: no, or perhaps.

A cheap look before the passage is taken apart: stems begin as their words do, apart from umlauts written as two letters.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from articles.chains import fold_word
from articles.text import simplified_forms
from search.nodes import Node, Phrase, Term, Wildcard

STEADY = 4  # letters at the beginning of a word that its stem keeps
_VOWEL = re.compile("([aou])e?")
_LITERAL = re.compile(r"[^*?\\]+")


def needles(leaf: Node) -> list[tuple[str, ...]]:
    """Groups of strings: a passage that holds the leaf has one of each group; no group for what may look like anything."""
    match leaf:
        case Term(_, str(value)):
            return [_beginnings(value)]
        case Phrase(_, tokens, _):
            return [_beginnings(token) for token in tokens]
        case Wildcard(_, pattern):
            return [(piece,) for piece in _LITERAL.findall(pattern)]
    return []


def may_hold(passage: str, wanted: Sequence[Sequence[tuple[str, ...]]]) -> bool:
    """Whether one of the leaves could be in a passage that `quick_fold` has folded."""
    return any(all(any(needle in passage for needle in group) for group in groups) for groups in wanted)


def quick_fold(text: str) -> str:
    """Small letters without accents, Hans forms; not as long as the text."""
    return text.translate(_table())


def _beginnings(token: str) -> tuple[str, ...]:
    if not token.isascii():
        return (token,)
    beginning = token[: max(2, min(STEADY, len(token) - 1))]
    return (beginning, _VOWEL.sub(r"\1e", beginning)[:STEADY])


@cache
def _table() -> dict[int, str]:
    letters = {code: fold_word(chr(code).lower()) for code in range(0x250) if chr(code).isalpha()}
    wide = {code: unicodedata.normalize("NFKC", chr(code)).lower() for code in range(0xFF01, 0xFF5F)}
    return letters | wide | simplified_forms()
