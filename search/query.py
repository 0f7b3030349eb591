"""Query language -> nodes, once for both engines. In: a query as people type it. Out: a Query; docs/search.md explains it.

Lucene's grammar as luqum reads it, with checks of our own: AND between words, named fields only, no regular expressions.
Words that the glossary, the entities or a watch list know are also looked for as the other languages say them; the Query
says what was added, quotes and = switch it off.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from luqum.exceptions import IllegalCharacterError, ParseError, ParseSyntaxError
from luqum.thread import parse as parse_lucene
from luqum.tree import Item

from articles.model import Expansion
from search.complaints import complain
from search.nodes import Everything, Node, leaves
from search.reading import Expand as Expand
from search.reading import Reading, said
from search.values import present

MOST_CHARS = 4_000
MOST_DEPTH = 40  # brackets within brackets; people need three
MOST_LEAVES = 3_000  # clauses, with all spellings; Elasticsearch takes 8,000 in half a gigabyte
# Marks that Chinese and German keyboards give, one for one so that columns stay.
_MARKS = str.maketrans("（）：“”„«»＊＂\u3000［］｛｝～＾", '():"""""*" []{}~^')
_EXACT_QUOTES = re.compile(r'(?<![^\s(:])="')
_AT = re.compile(r"at position (\d+)")


@dataclass(frozen=True, kw_only=True)
class Query:
    """What to look for, and what was added to what the reader typed; `said` are its words alone, for a search by meaning."""

    root: Node
    expansions: tuple[Expansion, ...] = ()
    said: str = ""


def parse(text: str, *, now: datetime, time_zone: str = "UTC", expand: Expand | None = None) -> Query:
    """Read a query; an empty one finds everything. Raises: QueryError that points at the column."""
    written = _EXACT_QUOTES.sub(' "', unicodedata.normalize("NFC", text).translate(_MARKS))
    if not written.strip():
        return Query(root=Everything())
    _check_size(written)
    reading = Reading(written, dates=present(now, time_zone), expand=expand)
    tree = _tree(written)
    root = reading.whole(tree)
    if root is None:
        complain(written, 0, "there is no word in this query")
    if sum(1 for _ in leaves(root)) > MOST_LEAVES:
        complain(written, 0, f"more than {MOST_LEAVES} words with all their spellings; ask in several queries")
    return Query(root=root, expansions=tuple(reading.expansions), said=" ".join(filter(None, said(tree))))


def _check_size(text: str) -> None:
    if len(text) > MOST_CHARS:
        complain(text, MOST_CHARS, f"{len(text)} characters are too many for a query; the most are {MOST_CHARS}")
    depth = 0
    for column, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > MOST_DEPTH:
            complain(text, column, f"more than {MOST_DEPTH} brackets within brackets")


def _tree(text: str) -> Item:
    try:
        return parse_lucene(text)
    except (ParseError, RecursionError) as error:
        complain(text, *_fault(text, error))


def _fault(text: str, error: Exception) -> tuple[int, str]:
    """Where luqum stopped, in our words."""
    at = _AT.search(str(error))
    if isinstance(error, IllegalCharacterError) and at:
        column = int(at.group(1))
        if text[column] == '"':
            return column, "these quotes are never closed"
        return column, f"'{text[column]}' cannot stand here; put it in quotes, or a \\ before it"
    if isinstance(error, ParseSyntaxError) and at:
        column = int(at.group(1))
        if text[column] == ")":
            return column, "this bracket was never opened"
        return column, f"'{text[column : column + 10].split()[0]}' is not expected here; words like it go in quotes"
    if text.count("(") > text.count(")"):
        return _open_bracket(text), "this bracket is never closed"
    return max(len(text.rstrip()) - 1, 0), "the query breaks off here; a value or a word is missing"


def _open_bracket(text: str) -> int:
    still_open = []
    for column, character in enumerate(text):
        if character == "(":
            still_open.append(column)
        elif character == ")" and still_open:
            still_open.pop()
    return still_open[-1] if still_open else 0
