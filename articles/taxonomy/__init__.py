"""The labels and who stands behind them. In: taxonomy.yaml beside this file. Out: a Taxonomy, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Names = dict[str, dict[str, str]]  # label id -> its name by language


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One of the topics; `keywords` are recall seeds by language, not proof."""

    id: str
    name: dict[str, str]
    keywords: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a text can stand for or against; `aliases` name it, by language, and `polarity` says which side is which."""

    id: str
    name: dict[str, str]
    polarity: str
    aliases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """Everything labels are made of."""

    version: str
    topics: dict[str, Topic]
    targets: dict[str, Target]
    issuing_bodies: frozenset[str]
    article_types: Names
    instrument_types: Names
    statuses: Names


@cache
def load_taxonomy() -> Taxonomy:
    """The taxonomy that ships with the product."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(files(__package__).joinpath("taxonomy.yaml").read_bytes(), Loader=loader)  # noqa: S506 (a safe loader)
    return Taxonomy(
        version=str(table["version"]),
        topics={row["id"]: _topic(row) for row in table["topics"]},
        targets={row["id"]: _target(row) for row in table["stance_targets"]},
        issuing_bodies=frozenset(row["id"] for row in table["issuing_bodies"]),
        article_types=_names(table["article_types"]),
        instrument_types=_names(table["instrument_types"]),
        statuses=_names(table["announcement_status"]),
    )


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(id=row["id"], name=dict(row["name"]), keywords=_words(row["keywords"]))


def _target(row: dict[str, Any]) -> Target:
    return Target(id=row["id"], name=dict(row["name"]), polarity=row["polarity"], aliases=_words(row["aliases"]))


def _names(rows: list[dict[str, Any]]) -> Names:
    return {row["id"]: dict(row["name"]) for row in rows}


def _words(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(str(word) for word in words) for language, words in table.items()}
