"""Phrases and words -> something to match with. In: patterns, or words apart by spaces. Out: one regex, or a set."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """One regex for all of them, whatever the case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def words(*lines: str) -> frozenset[str]:
    """The words in these lines."""
    return frozenset(word for line in lines for word in line.split())
