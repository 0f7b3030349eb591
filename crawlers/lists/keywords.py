"""Could it be about how AI is governed? In: what a list says of an article. Out: yes or no, before a request is spent.

Tuned to miss nothing rather than to be right: a needless fetch costs seconds, and `screen` reads the text afterwards.
"""

from functools import cache
from importlib.resources import files

from articles.terms import occurs


def mentions_ai(text: str) -> bool:
    """Does a title, summary, section or address hold one of the terms of keywords.txt?"""
    return occurs(terms(), text)


@cache
def terms() -> frozenset[str]:
    """The terms of keywords.txt; its lines of comment begin with #."""
    lines = files(__package__).joinpath("keywords.txt").read_text(encoding="utf-8").splitlines()
    words = (word.strip() for line in lines if not line.startswith("#") for word in line.split(","))
    return frozenset(word for word in words if word)
