"""Stance by target and language with counts and the unsure share, as a Vega-Lite chart. In: nothing. Out: its specification.

Stances are objects inside an article, so that two stances of one article are never mixed up; Lens cannot count those.
"""

from typing import Any

from articles.taxonomy import load_taxonomy
from search.elastic_mapping import STANCES
from search.kibana.data_view import TIME_FIELD

LANGUAGES = 10
# Of the colour-blind safe palette of Okabe and Ito; unsure is grey.
COLOURS = {"support": "#009E73", "neutral": "#56B4E9", "oppose": "#D55E00", "unsure": "#999999"}


def stances_by_target_and_language(index: str) -> dict[str, Any]:
    """A row a target, a column a language; each bar is parted by label, its tip tells counts and shares."""
    part = {"field": "label", "type": "nominal", "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {
            "url": {"%context%": True, "%timefield%": TIME_FIELD, "index": index, "body": question()},
            "format": {"property": "aggregations.languages.buckets"},
        },
        "transform": _transform(),
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "row": {"field": "target", "type": "nominal", "title": None, "header": {"labelAngle": 0, "labelAlign": "left"}},
            "column": {"field": "language", "type": "nominal", "title": None},
            "x": {"field": "count", "type": "quantitative", "stack": "zero", "title": "articles", "axis": {"tickMinStep": 1}},
            "color": part | {"title": "stance"},
            "tooltip": [
                {"field": "target", "title": "target"},
                {"field": "language"},
                {"field": "label"},
                {"field": "count"},
                {"field": "share", "format": ".0%", "title": "share of this label"},
                {"field": "unsure_share", "format": ".0%", "title": "unsure in all"},
                {"field": "score", "format": ".2f", "title": "mean score"},
            ],
        },
    }  # fmt: skip


def question() -> dict[str, Any]:
    """What Elasticsearch is asked: languages > stances of the article's own voice > targets > labels, unsure apart."""
    score = {"score": {"avg": {"field": f"{STANCES}.score"}}}
    labels = {"filters": {"filters": {label: _labelled(label) for label in COLOURS}, "keyed": False}, "aggs": score}
    targets = {"field": f"{STANCES}.target", "size": len(load_taxonomy().targets)}
    own = {"bool": {"must_not": {"exists": {"field": f"{STANCES}.holder"}}}}
    inside = {"filter": own, "aggs": {"targets": {"terms": targets, "aggs": {"labels": labels}}}}
    nested = {STANCES: {"nested": {"path": STANCES}, "aggs": {"own": inside}}}
    return {"size": 0, "aggs": {"languages": {"terms": {"field": "language", "size": LANGUAGES}, "aggs": nested}}}


def _labelled(label: str) -> dict[str, Any]:
    unsure = {"term": {f"{STANCES}.unsure": True}}
    if label == "unsure":
        return unsure
    return {"bool": {"filter": {"term": {f"{STANCES}.label": label}}, "must_not": unsure}}


def _transform() -> list[dict[str, Any]]:
    """Buckets within buckets -> one row for each language, target and label."""
    return [
        {"calculate": "datum.key", "as": "language"},
        {"calculate": f"datum.{STANCES}.own.targets.buckets", "as": "targets"},
        {"flatten": ["targets"], "as": ["about"]},
        {"calculate": "datum.about.labels.buckets", "as": "labels"},
        {"flatten": ["labels"], "as": ["part"]},
        {"calculate": "datum.part.key", "as": "label"},
        {"calculate": "datum.part.doc_count", "as": "count"},
        {"filter": "datum.count > 0"},
        {"calculate": "datum.part.score.value", "as": "score"},
        {"calculate": "datum.count / datum.about.doc_count", "as": "share"},
        {"calculate": "datum.label === 'unsure' ? datum.count : 0", "as": "unsure"},
        {
            "joinaggregate": [{"op": "sum", "field": "unsure", "as": "all_unsure"}],
            "groupby": ["language", "about.key"],
        },
        {"calculate": "datum.all_unsure / datum.about.doc_count", "as": "unsure_share"},
        {"lookup": "about.key", "from": {"data": {"values": _rows()}, "key": "id", "fields": ["name"]}},
        {"calculate": "datum.name || datum.about.key", "as": "target"},
    ]


def _rows() -> list[dict[str, str]]:
    return [{"id": one.id, "name": one.name["en"]} for one in load_taxonomy().targets.values()]
