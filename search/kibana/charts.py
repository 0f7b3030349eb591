"""Charts of a dashboard. In: columns. Out: Lens charts and Vega charts as panels keep them, by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from search.kibana.columns import Column
from search.kibana.objects import DATA_VIEW, Reference, compact, lucene

LAYER = "layer"
LAYER_INDEX = f"indexpattern-datasource-layer-{LAYER}"
Series = Literal["bar_stacked", "bar_horizontal_stacked", "bar_horizontal_percentage_stacked", "area_stacked", "line"]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What stands in a panel: Kibana's `type` of it, its configuration, and what it refers to."""

    title: str
    type: Literal["lens", "visualization"]
    config: Mapping[str, Any]
    references: tuple[Reference, ...] = ()


def number(title: str, counted: Column, *, where: str = "") -> Chart:
    """One figure."""
    return _lens(title, "lnsMetric", [counted], {"metricAccessor": counted.id}, where)


def bars(
    title: str, x: Column, counted: Column, *, series: Series, split: Column | None = None, where: str = ""
) -> Chart:
    """Bars, areas or lines along `x`, in parts where split."""
    layer: dict[str, Any] = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": x.id,
        "accessors": [counted.id],
    }
    if split is not None:
        layer["splitAccessor"] = split.id
    state = {
        "preferredSeriesType": series,
        "layers": [layer],
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
    }
    columns = [x, counted] if split is None else [split, x, counted]
    return _lens(title, "lnsXY", columns, state, where)


def table(
    title: str, rows: Sequence[Column], counted: Column, *, across: Column | None = None, where: str = ""
) -> Chart:
    """A line for each value of `rows`, a column for each value of `across`."""
    columns = [*rows, *([across] if across else []), counted]
    shown = [{"columnId": one.id, "isTransposed": one is across, "isMetric": one is counted} for one in columns]
    return _lens(title, "lnsDatatable", columns, {"columns": shown, "paging": {"size": 20, "enabled": True}}, where)


def drawn(title: str, spec: Mapping[str, Any]) -> Chart:
    """A chart in Vega-Lite, for what Lens cannot ask: objects inside articles (nested)."""
    saved = {
        "title": title,
        "description": "",
        "type": "vega",
        "params": {"spec": compact(spec)},
        "uiState": {},
        "data": {"aggs": [], "searchSource": {"query": lucene(""), "filter": []}},
    }
    return Chart(title=title, type="visualization", config={"savedVis": saved})


def _lens(title: str, kind: str, columns: Sequence[Column], state: Mapping[str, Any], where: str) -> Chart:
    whole = [one for column in columns for one in (column, *column.parts)]
    layer = {
        "columns": {one.id: dict(one.made) for one in whole},
        "columnOrder": [one.id for one in whole],
        "incompleteColumns": {},
        "sampling": 1,
    }
    own = {} if kind == "lnsXY" else {"layerId": LAYER, "layerType": "data"}
    reference = Reference(type="index-pattern", id=DATA_VIEW, name=LAYER_INDEX)
    attributes = {
        "title": title,
        "description": "",
        "type": "lens",
        "visualizationType": kind,
        "references": [reference.as_json()],
        "state": {
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}, "textBased": {"layers": {}}},
            "visualization": own | dict(state),
            "query": lucene(where),
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }
    return Chart(title=title, type="lens", config={"attributes": attributes}, references=(reference,))
