"""What Kibana asks Elasticsearch for a saved object. In: a line of our export. Out: requests, as Kibana builds them.

Kibana itself is not there: this reads the saved JSON, never the code that made it, so that what it says is what is tested.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Line = Mapping[str, Any]
OPERATIONS = ("count", "unique_count", "terms", "date_histogram", "formula", "math")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request of a panel or saved search, and the fields it names."""

    title: str
    query: str
    body: Mapping[str, Any] = field(default_factory=dict)
    fields: frozenset[str] = frozenset()
    chart: str = ""


def requests(line: Line) -> Iterator[Request]:
    """Of a saved search, or of every panel of a dashboard that asks for itself."""
    if line["type"] == "search":
        yield _of_search(line["attributes"])
    for panel in panels(line):
        if panel["type"] == "lens":
            yield _of_lens(panel["embeddableConfig"]["attributes"])
        if panel["type"] == "visualization":
            yield _of_vega(panel["embeddableConfig"]["savedVis"])


def panels(line: Line) -> list[dict[str, Any]]:
    """The panels of a dashboard; none of anything else."""
    made: list[dict[str, Any]] = json.loads(line["attributes"].get("panelsJSON", "[]"))
    return made


def _of_search(attributes: Line) -> Request:
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    order = [{name: {"order": way}} for name, way in attributes["sort"]]
    named = frozenset((*attributes["columns"], *(name for name, _ in attributes["sort"])))
    return Request(title=attributes["title"], query=_lucene(source["query"]), body={"sort": order}, fields=named)


def _of_vega(saved: Line) -> Request:
    spec = json.loads(saved["params"]["spec"])
    url = spec["data"]["url"]
    named = {url["%timefield%"], *_fields_in(url["body"])}
    return Request(
        title=saved["title"], query="", body=url["body"], fields=frozenset(named), chart=saved["params"]["spec"]
    )


def _of_lens(attributes: Line) -> Request:
    state = attributes["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    columns = layer["columns"]
    _check_layer(layer, state["visualization"])
    named = {one["sourceField"] for one in columns.values() if "sourceField" in one} - {"___records___"}
    return Request(
        title=attributes["title"],
        query=_lucene(state["query"]),
        body={"size": 0, "aggs": _nested(layer["columnOrder"], columns)},
        fields=frozenset(named),
    )


def _check_layer(layer: Line, visualization: Line) -> None:
    """Every column that is spoken of is there."""
    columns = layer["columns"]
    assert sorted(layer["columnOrder"]) == sorted(columns)
    assert all(one["operationType"] in OPERATIONS for one in columns.values())
    for one in columns.values():
        assert set(one.get("references", ())) <= set(columns), one
        assert one.get("params", {}).get("orderBy", {}).get("columnId", layer["columnOrder"][0]) in columns, one
    assert set(_accessors(visualization)) <= set(columns)


def _accessors(visualization: Line) -> Iterator[str]:
    for layer in visualization.get("layers", ()):
        yield from (
            layer["xAccessor"],
            *layer["accessors"],
            *([layer["splitAccessor"]] if "splitAccessor" in layer else []),
        )
    yield from (column["columnId"] for column in visualization.get("columns", ()))
    if "metricAccessor" in visualization:
        yield visualization["metricAccessor"]


def _nested(order: list[str], columns: Mapping[str, Line]) -> dict[str, Any]:
    """Buckets within buckets in the order of the columns, with the figures inside the innermost."""
    buckets = [name for name in order if columns[name]["isBucketed"]]
    inner = {
        name: _figure(columns[name]) for name in order if columns[name]["operationType"] in ("count", "unique_count")
    }
    for name in reversed(buckets):
        inner = {name: _bucket(columns[name]) | {"aggs": inner}}
    return inner


def _figure(column: Line) -> dict[str, Any]:
    if column["operationType"] == "unique_count":
        return {"cardinality": {"field": column["sourceField"]}}
    return {"filter": _query_string(_lucene(column["filter"]) if "filter" in column else "")}


def _bucket(column: Line) -> dict[str, Any]:
    params = column["params"]
    if column["operationType"] == "terms":
        key = params["orderBy"].get("columnId")
        order = {"order": {"_count": params["orderDirection"]} if key else {"_key": "asc"}}
        return {"terms": {"field": column["sourceField"], "size": params["size"], **order}}
    unit = {"M": "month", "w": "week", "auto": "day"}[params["interval"]]  # Kibana chooses for auto by the time filter
    return {"date_histogram": {"field": column["sourceField"], "calendar_interval": unit}}


def _lucene(query: Line) -> str:
    assert query["language"] == "lucene"
    return str(query["query"])


def query_of(request: Request) -> dict[str, Any]:
    """The query of a request, as Kibana sends Lucene's syntax."""
    return _query_string(request.query)


def _query_string(query: str) -> dict[str, Any]:
    return {"query_string": {"query": query, "analyze_wildcard": True}} if query else {"match_all": {}}


def _fields_in(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "field" and isinstance(value, str):
                yield value
            elif name == "term":
                yield from value
            else:
                yield from _fields_in(value)
    elif isinstance(body, list):
        for one in body:
            yield from _fields_in(one)
