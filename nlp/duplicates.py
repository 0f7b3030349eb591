"""Which articles are the same text? In: two texts. Out: how alike their character shingles are, in [0, 1].

Plain for now: exact Jaccard over shingles of the last days' articles. MinHash bands replace the scan.
"""

from articles.text import squash

SHINGLE = {"zh": 4}
DEFAULT_SHINGLE = 8
SAME = 0.7


def shingles(text: str, *, language: str) -> frozenset[str]:
    """Overlapping runs of letters and digits, without spaces and case; shorter ones for Chinese."""
    length = SHINGLE.get(language, DEFAULT_SHINGLE)
    letters = squash(text)
    return frozenset(letters[at : at + length] for at in range(max(1, len(letters) - length + 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity."""
    return len(one & other) / (len(one | other) or 1)
