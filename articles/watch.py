"""Watch lists: what somebody always wants to see. In: the [watch] tables of the settings. Out: Terms for the matcher."""

from collections.abc import Mapping, Sequence

from articles.inflection import spellings
from articles.matcher import Term

PREFIX = "watch:"


def watch_terms(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[Term, ...]:
    """The terms of every list; a hit of the list NAME has the id watch:NAME. Written twice, a term counts once."""
    return tuple(
        dict.fromkeys(
            Term(text=spelling, id=PREFIX + name, language=language)
            for name, table in tables.items()
            for language, words in table.items()
            for word in words
            for spelling in (spellings(word.strip()) if language == "de" else (word.strip(),))
            if spelling
        )
    )
