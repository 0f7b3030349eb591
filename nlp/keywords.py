"""Finding terms in three languages. In: terms and a text. Out: which of them occur.

German and English terms match at the start of a word (inflection and compounds are allowed behind them), short ones
such as "KI" and "AI" only as whole words; Chinese terms match anywhere. Conventions: articles/taxonomy/taxonomy.yaml.
"""

import re
from functools import cache

SHORT = 3
_CJK = re.compile(r"[\u3400-\u9fff]")


def occurring(terms: frozenset[str], text: str) -> frozenset[str]:
    """Those of the terms that occur in the text, in the folded form they are searched by."""
    return frozenset(match.lower() for match in _pattern(terms).findall(text))


@cache
def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile("|".join(_one(term) for term in longest_first) or r"(?!)", re.IGNORECASE)


def _one(term: str) -> str:
    escaped = re.escape(term)
    if _CJK.search(term):
        return escaped
    return rf"(?<!\w){escaped}(?!\w)" if len(term) <= SHORT else rf"(?<!\w){escaped}"
