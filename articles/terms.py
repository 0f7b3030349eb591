"""Finding terms in three languages. In: terms and a text. Out: whether one of them occurs.

German and English terms match at the start of a word (inflection and compounds are allowed behind them), short ones such as
"KI" and "AI" only as whole words, also right beside a Chinese character; Chinese terms match anywhere.
Conventions: articles/taxonomy/taxonomy.yaml.
"""

import re
from functools import cache

from articles.text import has_cjk

SHORT = 3
_LETTER = r"[^\W_\u2e80-\u9fff\uf900-\ufaff]"  # of a script with spaces between words


def occurs(terms: frozenset[str], text: str) -> bool:
    """Does one of the terms occur in the text?"""
    return _pattern(terms).search(text.lower()) is not None


@cache
def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    """One pattern for lower-case text: words are tried only where a word begins, the longest first."""
    longest_first = sorted({term.lower() for term in terms}, key=lambda term: (-len(term), term))
    words = [_word(term) for term in longest_first if not has_cjk(term)]
    chinese = [re.escape(term) for term in longest_first if has_cjk(term)]
    beginning = [rf"(?<!{_LETTER})(?:{'|'.join(words)})"] if words else []
    return re.compile("|".join([*beginning, *chinese]) or r"(?!)")


def _word(term: str) -> str:
    return re.escape(term) + (rf"(?!{_LETTER})" if len(term) <= SHORT else "")
