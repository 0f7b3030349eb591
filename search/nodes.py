"""A query as both engines understand it. In: nothing. Out: frozen nodes; `field` is always a field of the index.

Words of the text fields name one of their chains (title_stemmed), with tokens as articles/chains.py makes them. Keywords are
folded by fold_keyword, dates are aware and UTC. What a node finds is a set of documents; scores are the engine's affair,
except that Boost multiplies.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True)
class Everything:
    """Every document."""


@dataclass(frozen=True)
class Nothing:
    """No document."""


@dataclass(frozen=True)
class Term:
    """The field holds exactly this token, keyword or truth value."""

    field: str
    value: str | bool


@dataclass(frozen=True)
class Phrase:
    """The field holds these tokens in this order, with at most `slop` others between them altogether."""

    field: str
    tokens: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True)
class Wildcard:
    """The field holds a token of this shape: * is any run of characters, ? is one, a backslash takes either literally."""

    field: str
    pattern: str


@dataclass(frozen=True)
class Fuzzy:
    """The field holds a token that differs in at most so many letters (1 or 2); swapped neighbours count once."""

    field: str
    token: str
    distance: int


@dataclass(frozen=True)
class Range:
    """The field (number, date or day) holds a value between; None leaves an end open."""

    field: str
    lower: datetime | float | None = None
    upper: datetime | float | None = None
    include_lower: bool = True
    include_upper: bool = True


@dataclass(frozen=True)
class Exists:
    """The document has this field (a name of FIELDS, text fields too)."""

    field: str


@dataclass(frozen=True)
class And:
    """All of them."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True)
class Or:
    """At least one of them."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True)
class Not:
    """Every document but these."""

    node: "Node"


@dataclass(frozen=True)
class Boost:
    """The same documents, weighing `factor` times as much."""

    node: "Node"
    factor: float


Node: TypeAlias = Everything | Nothing | Term | Phrase | Wildcard | Fuzzy | Range | Exists | And | Or | Not | Boost


def fold_keyword(value: str) -> str:
    """The form in which keywords are compared: NFKC, small letters, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", value).lower().split())


def leaves(node: Node, *, positive: bool = False) -> Iterator[Node]:
    """Every node that has none below it; with `positive` only those that a document can be found by."""
    match node:
        case And(nodes) | Or(nodes):
            for one in nodes:
                yield from leaves(one, positive=positive)
        case Boost(inner, _):
            yield from leaves(inner, positive=positive)
        case Not(inner):
            if not positive:
                yield from leaves(inner)
        case _:
            yield node
