"""FIELDS -> the data view, so that a person in Kibana knows what `stance` means. In: the alias. Out: a saved object."""

from collections.abc import Mapping
from typing import Any

from articles.taxonomy import load_taxonomy
from search.elastic_mapping import CHAINS, FOLDED, SCORES, STANCES, meanings
from search.fields import FIELDS
from search.kibana.objects import DATA_VIEW, SavedObject, compact

TIME_FIELD = "published"
HIDDEN = (f"{CHAINS}.*", f"{FOLDED}.*", "vector")  # for machines; not in the source either


def data_view(index: str) -> SavedObject:
    """Labels, descriptions and formats of every field."""
    return SavedObject(
        type="index-pattern",
        id=DATA_VIEW,
        attributes={
            "title": index,
            "name": "Dreiklang articles",
            "timeFieldName": TIME_FIELD,
            "fieldAttrs": compact(_told()),
            "fieldFormatMap": compact(_formats()),
            "sourceFilters": compact([{"value": pattern} for pattern in HIDDEN]),
            "fields": "[]",
            "runtimeFieldMap": "{}",
            "typeMeta": "{}",
        },
    )


def labels() -> dict[str, str]:
    """Field -> what people call it."""
    inner = {f"{STANCES}.{name}": f"Stances: {name}" for name in ("target", "label", "score", "unsure", "holder")}
    scores = {f"{SCORES}.{one.id}": f"Score: {one.name['en']}" for one in load_taxonomy().targets.values()}
    return {field.name: field.label for field in FIELDS.values()} | inner | scores


def _told() -> dict[str, dict[str, Any]]:
    described = meanings()
    return {
        name: {"count": 0, "customLabel": label, "customDescription": described[name]}
        for name, label in labels().items()
    }


def _formats() -> dict[str, dict[str, Any]]:
    taxonomy = load_taxonomy()
    percent = {"id": "percent", "params": {"pattern": "0%"}}
    return {
        "url": {"id": "url", "params": {"openLinkInCurrentTab": False}},
        "relevance": percent,
        "topic": _names({one.id: one.name["en"] for one in taxonomy.topics.values()}),
        "target": _names({one.id: one.name["en"] for one in taxonomy.targets.values()}),
    } | {f"{SCORES}.{target}": percent for target in taxonomy.targets}


def _names(by_id: Mapping[str, str]) -> dict[str, Any]:
    """Show a name for an id; what has none is shown as it is."""
    entries = [{"key": key, "value": name} for key, name in by_id.items()]
    return {"id": "static_lookup", "params": {"lookupEntries": entries}}
