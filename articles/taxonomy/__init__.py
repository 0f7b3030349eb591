"""The labels and who stands behind them. In: taxonomy.yaml beside this file. Out: a Taxonomy, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One of the topics; `keywords` are recall seeds by language, not proof."""

    id: str
    name: dict[str, str]
    keywords: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """Everything labels are made of."""

    version: str
    topics: dict[str, Topic]
    issuing_bodies: frozenset[str]


@cache
def load_taxonomy() -> Taxonomy:
    """The taxonomy that ships with the product."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(files(__package__).joinpath("taxonomy.yaml").read_bytes(), Loader=loader)  # noqa: S506 (a safe loader)
    return Taxonomy(
        version=str(table["version"]),
        topics={row["id"]: _topic(row) for row in table["topics"]},
        issuing_bodies=frozenset(row["id"] for row in table["issuing_bodies"]),
    )


def _topic(row: dict[str, Any]) -> Topic:
    keywords = {language: tuple(str(word) for word in words) for language, words in row["keywords"].items()}
    return Topic(id=row["id"], name=dict(row["name"]), keywords=keywords)
