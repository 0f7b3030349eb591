"""Columns of a Lens chart: what is counted, and by what it is parted. In: fields, queries. Out: Columns as in Kibana."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from search.kibana.data_view import labels
from search.kibana.objects import lucene

RECORDS = "___records___"  # Lens's name for counting documents
Made = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column under an id; `parts` are columns that only this one looks at."""

    id: str
    made: Mapping[str, Any]
    parts: "tuple[Column, ...]" = ()


def articles(*, where: str = "", label: str = "Articles") -> Column:
    """How many articles there are."""
    return _count("articles", where=where, label=label)


def distinct(field: str, *, label: str) -> Column:
    """How many different values a field has."""
    params = {"emptyAsNull": False}
    return Column(id=f"distinct_{field}", made=_metric("unique_count", label, field) | {"params": params})


def by_value(field: str, *, size: int, counted: Column | None = None, others: bool = False) -> Column:
    """The values of a field that are counted most, or the first in the alphabet."""
    order = {"type": "column", "columnId": counted.id} if counted else {"type": "alphabetical", "fallback": True}
    params: Made = {
        "size": size,
        "orderBy": order,
        "orderDirection": "desc" if counted else "asc",
        "otherBucket": others,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    return Column(id=f"by_{field}", made=_bucket("terms", labels()[field], field, "string", "ordinal", params))


def over_time(field: str, *, interval: str = "auto") -> Column:
    """Stretches of time."""
    params = {"interval": interval, "includeEmptyRows": True, "dropPartials": False}
    made = _bucket("date_histogram", labels()[field], field, "date", "interval", params)
    return Column(id=f"over_{field}", made=made)


def share(part: str, whole: str, *, label: str) -> Column:
    """Articles that a query finds, in proportion to those that another finds; two queries in Lucene's syntax."""
    formula = f"count(lucene='{part}') / count(lucene='{whole}')"
    counted = [_count(f"shareX{at}", where=query, label=f"Part of {label}") for at, query in enumerate((part, whole))]
    tree = {
        "type": "function",
        "name": "divide",
        "args": [one.id for one in counted],
        "location": {"min": 0, "max": len(formula)},
        "text": formula,
    }
    divided = _managed("math", f"Part of {label}", {"tinymathAst": tree}, [one.id for one in counted])
    shown = {"formula": formula, "isFormulaBroken": False, "format": {"id": "percent", "params": {"decimals": 0}}}
    made = _managed("formula", label, shown, ["shareX2"])
    return Column(id="share", made=made, parts=(*counted, Column(id="shareX2", made=divided)))


def _count(column_id: str, *, where: str, label: str) -> Column:
    made = _metric("count", label, RECORDS) | {"params": {"emptyAsNull": False}}
    return Column(id=column_id, made=made | ({"filter": lucene(where)} if where else {}))


def _metric(operation: str, label: str, field: str) -> Made:
    return {
        "operationType": operation,
        "sourceField": field,
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "isBucketed": False,
        "scale": "ratio",
    }


def _managed(operation: str, label: str, params: Made, references: list[str]) -> Made:
    made = _metric(operation, label, "") | {"params": params, "references": references}
    return {name: value for name, value in made.items() if name != "sourceField"}


def _bucket(operation: str, label: str, field: str, data_type: str, scale: str, params: Made) -> Made:
    return {
        "operationType": operation,
        "sourceField": field,
        "label": label,
        "customLabel": True,
        "dataType": data_type,
        "isBucketed": True,
        "scale": scale,
        "params": params,
    }
