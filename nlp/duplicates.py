"""Which articles are the same text? In: two articles. Out: whether their character shingles are nearly the same.

Plain for now: exact Jaccard over shingles of the last days' articles. MinHash bands replace the scan.
"""

from articles.model import Article
from articles.text import squash

SHINGLE = {"zh": 4}
DEFAULT_SHINGLE = 8
SAME = 0.7


def same_text(one: Article, other: Article) -> bool:
    """Whether one is a copy or a lightly edited copy of the other."""
    lengths = sorted(len(article.text) for article in (one, other))
    if one.language != other.language or lengths[0] < SAME * lengths[1] / 2:
        return False  # cheap: texts of very different length share too little, whatever their layout
    ours, theirs = (shingles(article.text, language=article.language) for article in (one, other))
    return alike(ours, theirs) >= SAME


def shingles(text: str, *, language: str) -> frozenset[str]:
    """Overlapping runs of letters and digits, without spaces and case; shorter ones for Chinese."""
    length = SHINGLE.get(language, DEFAULT_SHINGLE)
    letters = squash(text)
    return frozenset(letters[at : at + length] for at in range(max(1, len(letters) - length + 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity."""
    return len(one & other) / (len(one | other) or 1)
