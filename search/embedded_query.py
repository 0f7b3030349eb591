"""Nodes of a query -> tantivy's queries. In: a Node and a schema. Out: a tantivy.Query that finds the same set."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import tantivy

from search.embedded_schema import KEY, PRESENT, milliseconds
from search.fields import FIELDS, ID
from search.nodes import And, Boost, Everything, Exists, Fuzzy, Node, Not, Nothing, Or, Phrase, Range, Term, Wildcard

Query = tantivy.Query
_WILD = re.compile(r"\\(?P<literal>.)|(?P<any>\*)|(?P<one>\?)|(?P<plain>[^\\*?]+)", re.DOTALL)
_SPECIAL = re.compile(r"([.+*?()|\[\]{}^$#&~\\-])")


def translate(node: Node, schema: tantivy.Schema) -> Query:
    """The same set of documents that Elasticsearch finds."""
    match node:
        case Everything():
            return Query.all_query()
        case Nothing():
            return Query.empty_query()
        case And(nodes):
            return Query.boolean_query([(_occur(one), translate(_inner(one), schema)) for one in _with_one_must(nodes)])
        case Or(nodes):
            return either([translate(one, schema) for one in nodes])
        case Not(inner):
            return translate(And((node,)), schema)
        case Boost(inner, factor):
            return Query.boost_query(translate(inner, schema), factor)
    return _leaf(node, schema)


def either(queries: Sequence[Query]) -> Query:
    """What at least one of them finds."""
    return Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def both(query: Query, other: Query) -> Query:
    """What both of them find."""
    return Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, other)])


def counted(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents it finds."""
    return number_of(searcher.search(query, 1))


def number_of(result: Any) -> int:
    """The same of a result that is there already; the library's own types leave it out."""
    return int(result.count or 0)


def with_ids(ids: Sequence[str], schema: tantivy.Schema) -> Query:
    """The documents of these articles, all alike."""
    return Query.const_score_query(Query.term_set_query(schema, ID, list(ids)), 0.0)


def with_keys(keys: Sequence[int], schema: tantivy.Schema) -> Query:
    """The same for articles that are known by their keys."""
    return Query.const_score_query(Query.term_set_query(schema, KEY, list(keys)), 0.0)


def _leaf(node: Node, schema: tantivy.Schema) -> Query:
    match node:
        case Term(field, value):
            return Query.term_query(schema, field, value)
        case Phrase(field, tokens, slop):
            return _phrase(schema, field, tokens, slop)
        case Wildcard(field, pattern):
            return Query.regex_query(schema, field, _expression(pattern))
        case Fuzzy(field, token, distance):
            return Query.fuzzy_term_query(schema, field, token, distance)
        case Exists(field):
            return Query.term_query(schema, PRESENT, field)
        case Range():
            return _range(node, schema)
    raise TypeError(f"{type(node).__name__} is no node of a query")


def _with_one_must(nodes: Sequence[Node]) -> Sequence[Node]:
    """tantivy finds nothing by exclusions alone."""
    return (Everything(), *nodes) if all(isinstance(node, Not) for node in nodes) else nodes


def _occur(node: Node) -> tantivy.Occur:
    return tantivy.Occur.MustNot if isinstance(node, Not) else tantivy.Occur.Must


def _inner(node: Node) -> Node:
    return node.node if isinstance(node, Not) else node


def _phrase(schema: tantivy.Schema, field: str, tokens: Sequence[str], slop: int) -> Query:
    """tantivy's own slop counts gaps twice and lets words change places; each way the gaps can lie is a phrase of its own."""
    ways = list(_places(len(tokens), slop))
    return either([Query.phrase_query(schema, field, list(zip(places, tokens, strict=True))) for places in ways])


def _places(words: int, slop: int, at: int = 0) -> Iterator[tuple[int, ...]]:
    """Where the words of a phrase can stand, with at most `slop` others between them."""
    if words == 1:
        yield (at,)
        return
    for gap in range(slop + 1):
        for rest in _places(words - 1, slop - gap, at + 1 + gap):
            yield (at, *rest)


def _expression(pattern: str) -> str:
    """As a regular expression over whole tokens."""
    return "".join(_piece(match) for match in _WILD.finditer(pattern))


def _piece(match: re.Match[str]) -> str:
    if match["any"]:
        return ".*"
    return "." if match["one"] else _SPECIAL.sub(r"\\\1", match["literal"] or match["plain"])


def _range(node: Range, schema: tantivy.Schema) -> Query:
    numeric = FIELDS[node.field].kind == "number"
    lower, upper = _end(node.lower), _end(node.upper)
    if lower is None and upper is None:
        return Query.term_query(schema, PRESENT, node.field)
    kind = tantivy.FieldType.Float if numeric else tantivy.FieldType.Integer
    closed = node.include_lower or lower is None, node.include_upper or upper is None
    return Query.range_query(schema, node.field, kind, lower, upper, *closed)


def _end(value: datetime | float | None) -> float | int | None:
    return milliseconds(value) if isinstance(value, datetime) else value
