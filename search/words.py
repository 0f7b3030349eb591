"""Words of a query -> nodes over the chains of text fields. In: a word, phrase or pattern. Out: a Node, None without a letter.

A plain word is looked for by its German and English stems and among the parts of compounds; several pieces that hang together
(KI-Verordnung, 人工智能) as a phrase. What stands in quotes or behind = is looked for as it is written.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from math import comb

from articles.chains import Chain, Run, fold_word, runs, stem_de, tokens
from articles.text import has_cjk
from search.fields import Field, chains_of, index_field
from search.nodes import And, Boost, Fuzzy, Node, Or, Phrase, Term, Wildcard

TITLE_WEIGHT = 2.0  # a word in the headline says more about an article; ranking only
FEWEST_LETTERS = 2  # beside a wildcard: one letter would find nearly every document
MOST_WAYS = 2_000  # in which the words of a loose phrase can lie; an engine tries each
_WILD = re.compile(r"(?<!\\)[*?]")
# Parts of a pattern that are words of their own: letters, digits and wildcards.
_PATTERN = re.compile(r"(?:[^\W_]|[*?])+")


def plain(text: str, fields: Sequence[Field]) -> Node | None:
    """In any form, in any language."""
    spelled = dict.fromkeys(tuple(tokens(text, "stemmed", language)) for language in ("en", "de"))
    return _in_fields(fields, lambda name: [*(_said(name, one) for one in spelled), *_as_part(name, text)])


def said(text: str, language: str, fields: Sequence[Field]) -> Node | None:
    """How one language says it: only by that language's stems; translations hold English only."""
    wanted = [field for field in fields if field.name != "translation" or language == "en"]
    stems = tuple(tokens(text, "stemmed", language))
    return _in_fields(wanted, lambda name: [_said(name, stems), *(_as_part(name, text) if language == "de" else ())])


def exact(text: str, fields: Sequence[Field], *, slop: int = 0) -> Node | None:
    """Word for word, apart from capitals, accents, and the two scripts of Chinese.

    Raises: ValueError for a loose phrase whose words can lie in too many ways.
    """
    folded = tuple(tokens(text, "folded", "en"))
    if comb(len(folded) + slop, slop) > MOST_WAYS:
        raise ValueError(f"~{slop} is too much for a phrase of {len(folded)} words or pairs of Chinese characters")
    if not folded:
        return None
    return _in_fields(fields, lambda name: [_phrase(name, "folded", folded, slop)])


def wildcard(text: str, fields: Sequence[Field]) -> Node | None:
    """A pattern; one that falls into several words (KI-Verord*) must find each. Raises: ValueError that says what is wrong."""
    pieces = _PATTERN.findall(text)
    nodes = [_shape(piece, fields) if _WILD.search(piece) else plain(piece, fields) for piece in pieces]
    found = tuple(node for node in nodes if node is not None)
    return And(found) if len(found) > 1 else found[0] if found else None


def fuzzy(text: str, distance: int, fields: Sequence[Field]) -> Node | None:
    """A word with a slip in it. Raises: ValueError for Chinese, and for several words."""
    found = list(runs(text))
    if len(found) != 1 or found[0].han:
        raise ValueError("only one word in Latin letters can be looked for with ~")
    return _in_fields(fields, lambda name: [Fuzzy(index_field(name, "folded"), fold_word(found[0].text), distance)])


def is_wild(text: str) -> bool:
    """Whether a word holds a wildcard; a ? at its end is a question mark."""
    return has_wildcard(text.rstrip("?"))


def has_wildcard(text: str) -> bool:
    """Whether there is a * or ? without a backslash."""
    return _WILD.search(text) is not None


def any_of(nodes: Iterable[Node | None]) -> Node | None:
    """One of several, as flat as can be."""
    flat = dict.fromkeys(inner for node in nodes if node for inner in (node.nodes if isinstance(node, Or) else (node,)))
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _in_fields(fields: Sequence[Field], within: Callable[[str], Iterable[Node | None]]) -> Node | None:
    found = [(field.name, any_of(within(field.name))) for field in fields]
    weighed = [Boost(node, TITLE_WEIGHT) if node and name == "title" else node for name, node in found]
    return any_of(weighed) if len(fields) > 1 else found[0][1]


def _said(name: str, stems: tuple[str, ...]) -> Node | None:
    return _phrase(name, "stemmed", stems) if stems else None


def _phrase(name: str, chain: Chain, found: tuple[str, ...], slop: int = 0) -> Node | None:
    """A character of Chinese that stands alone in the query may stand anywhere in the text."""
    if len(found) > 1:
        return Phrase(index_field(name, chain), found, slop)
    alone = len(found[0]) == 1 and has_cjk(found[0])
    if alone and "parts" not in chains_of(name):
        return None
    return Term(index_field(name, "parts" if alone else chain), found[0])


def _as_part(name: str, text: str) -> list[Node]:
    """A single word may be part of a German compound."""
    found: list[Run] = list(runs(text))
    if len(found) != 1 or found[0].han or "parts" not in chains_of(name):
        return []
    return [Term(index_field(name, "parts"), stem_de(found[0].text.replace("ß", "ss")))]


def _shape(pattern: str, fields: Sequence[Field]) -> Node | None:
    if has_cjk(pattern):
        inner = pattern.strip("*?")
        if _WILD.search(inner):
            raise ValueError("Chinese takes no wildcards: it is found inside sentences anyway; leave * and ? out")
        return plain(inner, fields)
    folded = "".join(part if part in "*?" else "".join(_letters(part)) for part in re.split(r"([*?])", pattern))
    if len(folded) - folded.count("*") - folded.count("?") < FEWEST_LETTERS:
        raise ValueError(
            f"'{pattern}' would find nearly everything; give at least {FEWEST_LETTERS} letters beside the wildcard"
        )
    return _in_fields(fields, lambda name: [Wildcard(index_field(name, "folded"), folded)])


def _letters(part: str) -> list[str]:
    return [fold_word(run.text) for run in runs(part)]
