"""Values of fields that are no text -> nodes. In: a field and what was written behind its colon. Out: a Node.

Raises everywhere: ValueError whose text says what was expected.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from articles.errors import unknown
from articles.taxonomy.entities import load_entities
from search.fields import Field
from search.moments import HINT, Span, days, span
from search.nodes import Node, Or, Range, Term, Wildcard, fold_keyword

TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
Present = Callable[[str, Field], Span]


def present(now: datetime, time_zone: str) -> Present:
    """Reads dates of either kind as somebody in a time zone means them."""
    return lambda text, field: _span(text, field, now, time_zone)


def value(field: Field, text: str, *, dates: Present, wild: bool = False) -> Node:
    """Documents whose field has this value."""
    if field.kind in ("date", "day"):
        found = dates(text, field)
        return Range(field.name, found.start, found.end, include_upper=found.is_moment)
    if field.kind == "number":
        return Range(field.name, _number(text), _number(text))
    if field.kind == "boolean":
        return Term(field.name, _truth(text))
    return _shaped(field, text) if wild else _keyword(field, text)


def between(
    field: Field, lower: str | None, upper: str | None, *, with_lower: bool, with_upper: bool, dates: Present
) -> Node:
    """Documents whose field lies between two values; None leaves an end open."""
    if field.kind == "number":
        low, high = (None if end is None else _number(end) for end in (lower, upper))
        return Range(field.name, low, high, with_lower, with_upper)
    if field.kind not in ("date", "day"):
        raise ValueError(f"{field.name} takes no ranges: only dates and numbers do")
    first, last = (None if end is None else dates(end, field) for end in (lower, upper))
    return Range(
        field.name,
        None if first is None else first.start if with_lower else first.end,
        None if last is None else last.end if with_upper else last.start,
        include_lower=with_lower or (first is not None and not first.is_moment),
        include_upper=with_upper and (last is not None and last.is_moment),
    )


def _span(text: str, field: Field, now: datetime, time_zone: str) -> Span:
    try:
        return (days if field.kind == "day" else span)(text, now=now, time_zone=time_zone)
    except ValueError as error:
        raise ValueError(f"'{text}' is no date; {HINT}") from error


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is no number") from error


def _truth(text: str) -> bool:
    if text.lower() not in TRUTH:
        raise ValueError(f"'{text}' is neither true nor false")
    return TRUTH[text.lower()]


def _keyword(field: Field, text: str) -> Node:
    folded = fold_keyword(text)
    known = list(field.values()) if field.values else None
    if known is not None and folded not in map(fold_keyword, known):
        raise ValueError(unknown(field.name, text, known))
    ids = _ids_by_name().get(folded, ()) if field.named else ()
    terms = tuple(Term(field.name, one) for one in dict.fromkeys((folded, *ids)))
    return Or(terms) if len(terms) > 1 else terms[0]


def _shaped(field: Field, text: str) -> Node:
    if not text.strip("*?"):
        raise ValueError(f"'{text}' says nothing; write {field.name}:* for every document that has one")
    return Wildcard(field.name, fold_keyword(text))


@cache
def _ids_by_name() -> dict[str, tuple[str, ...]]:
    """Ids of entities by each of their names, folded."""
    found: dict[str, list[str]] = {}
    for entity in load_entities().values():
        for name in {fold_keyword(name) for names in entity.names.values() for name in names}:
            found.setdefault(name, []).extend(dict.fromkeys((entity.id, entity.issuer or entity.id)))
    return {name: tuple(fold_keyword(one) for one in ids) for name, ids in found.items()}
