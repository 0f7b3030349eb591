"""Finding terms in three languages. In: terms and a text. Out: which of them occur, or whether one does.

German and English terms match at the start of a word (inflection and compounds are allowed behind them), short ones such as
"KI" and "AI" only as whole words, also right beside a Chinese character; Chinese terms match anywhere.
Conventions: articles/taxonomy/taxonomy.yaml.
"""

import re
from functools import cache

from articles.text import has_cjk

SHORT = 3
_LETTER = r"[^\W_\u2e80-\u9fff\uf900-\ufaff]"  # of a script with spaces between words


def occurring(terms: frozenset[str], text: str) -> frozenset[str]:
    """Those of the terms that occur in the text, in the folded form they are searched by."""
    return frozenset(match.lower() for match in _pattern(terms).findall(text))


def occurs(terms: frozenset[str], text: str) -> bool:
    """Does one of the terms occur in the text?"""
    return _pattern(terms).search(text) is not None


@cache
def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile("|".join(_one(term) for term in longest_first) or r"(?!)", re.IGNORECASE)


def _one(term: str) -> str:
    escaped = re.escape(term)
    if has_cjk(term):
        return escaped
    return rf"(?<!{_LETTER}){escaped}(?!{_LETTER})" if len(term) <= SHORT else rf"(?<!{_LETTER}){escaped}"
