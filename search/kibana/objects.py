"""A saved object of Kibana. In: what it is made of. Out: the JSON that is imported, with every reference named."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Type = Literal["index-pattern", "search", "dashboard"]
DATA_VIEW = "dreiklang-articles"
# The lowest versions whose shape we write; Kibana 9 migrates them to its own when it imports them.
MODEL_VERSIONS: dict[Type, str] = {"index-pattern": "8.0.0", "search": "8.0.0", "dashboard": "8.9.0"}
CORE_VERSION = "8.8.0"
SEARCH_SOURCE_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """That one object needs another, by the name under which its attributes speak of it."""

    type: Type
    id: str
    name: str

    def as_json(self) -> dict[str, str]:
        """For Kibana."""
        return {"type": self.type, "id": self.id, "name": self.name}


@dataclass(frozen=True, kw_only=True)
class SavedObject:
    """One line of an export."""

    type: Type
    id: str
    attributes: Mapping[str, Any]
    references: Sequence[Reference] = ()

    def as_json(self) -> dict[str, Any]:
        """For Kibana."""
        return {
            "type": self.type,
            "id": self.id,
            "attributes": dict(self.attributes),
            "references": [one.as_json() for one in self.references],
            "coreMigrationVersion": CORE_VERSION,
            "typeMigrationVersion": MODEL_VERSIONS[self.type],
            "managed": False,
        }


def compact(value: Any) -> str:
    """JSON inside JSON, as Kibana keeps it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lucene(query: str) -> dict[str, str]:
    """A query in Lucene's syntax."""
    return {"query": query, "language": "lucene"}


def search_source(query: str = "", *, of_data_view: bool = False) -> dict[str, str]:
    """The part of an object that says what it searches."""
    source: dict[str, Any] = {"query": lucene(query), "filter": []}
    if of_data_view:
        source |= {"indexRefName": SEARCH_SOURCE_INDEX, "highlightAll": True, "version": True}
    return {"searchSourceJSON": compact(source)}
