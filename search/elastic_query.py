"""Nodes of a query -> the query language of Elasticsearch. In: a Node. Out: a query for its search API."""

from datetime import datetime
from typing import Any

from search.elastic_mapping import FOLDED, PRESENT, path_of
from search.fields import FIELDS
from search.nodes import And, Boost, Everything, Exists, Fuzzy, Node, Not, Nothing, Or, Phrase, Range, Term, Wildcard

MOST_VARIANTS = 1000  # words of the index that a fuzzy word stands for; the embedded engine has no such limit

Query = dict[str, Any]


def translate(node: Node) -> Query:
    """The same set of documents that the embedded engine finds."""
    match node:
        case Everything():
            return {"match_all": {}}
        case Nothing():
            return {"match_none": {}}
        case And(nodes):
            return {"bool": {"must": [translate(one) for one in nodes]}}
        case Or(nodes):
            return {"bool": {"should": [translate(one) for one in nodes], "minimum_should_match": 1}}
        case Not(inner):
            return {"bool": {"must_not": [translate(inner)]}}
        case Boost(inner, factor):
            return {"bool": {"must": [translate(inner)], "boost": factor}}
    return _leaf(node)


def _leaf(node: Node) -> Query:
    match node:
        case Term(field, value):
            return {"term": {path_of(field): {"value": value}}}
        case Phrase(field, tokens, slop):
            return _phrase(path_of(field), tokens, slop)
        case Wildcard(field, pattern):
            return {"wildcard": {path_of(field): {"value": pattern}}}
        case Fuzzy(field, token, distance):
            return {"fuzzy": {path_of(field): {"value": token, "fuzziness": distance, "max_expansions": MOST_VARIANTS}}}
        case Range():
            return _range(node)
        case Exists(field):
            return _present(field)
    raise TypeError(f"{type(node).__name__} is no node of a query")


def _phrase(path: str, tokens: tuple[str, ...], slop: int) -> Query:
    """In order; Elasticsearch's own slop would also find words that changed places."""
    if slop:
        clauses = [{"span_term": {path: token}} for token in tokens]
        return {"span_near": {"clauses": clauses, "slop": slop, "in_order": True}}
    return {"match_phrase": {path: {"query": " ".join(tokens), "analyzer": "whitespace"}}}


def _range(node: Range) -> Query:
    ends = {
        "gte" if node.include_lower else "gt": _bound(node.lower),
        "lte" if node.include_upper else "lt": _bound(node.upper),
    }
    given = {name: end for name, end in ends.items() if end is not None}
    if not given:
        return _present(node.field)
    form = {} if FIELDS[node.field].kind == "number" else {"format": "epoch_millis"}
    return {"range": {node.field: given | form}}


def _bound(value: datetime | float | None) -> float | None:
    """Moments in milliseconds since 1970, rounded as the embedded engine rounds them."""
    return round(value.timestamp() * 1000) if isinstance(value, datetime) else value


def _present(field: str) -> Query:
    return {"term": {f"{FOLDED}.{PRESENT}": {"value": field}}}
