"""Who and what articles name. In: entities.yaml beside this file. Out: Entities by id, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("de", "zh", "en")
KINDS = (
    "country", "state", "government", "ministry", "regulator", "parliament", "court", "agency", "organisation",
    "firm", "association", "ngo", "institute", "law", "plan", "standard", "summit",
)  # fmt: skip
# Those whose name belongs to one country, so that another country's name before it makes it another body.
BODIES = frozenset(("government", "ministry", "regulator", "parliament", "court", "agency"))


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One id whatever the language. `names` holds the name first, then aliases; entities.yaml explains the rest."""

    id: str
    kind: str
    country: str
    names: Mapping[str, tuple[str, ...]]
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    never: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    issuer: str | None = None

    def name(self, language: str) -> str:
        """What it is called, in English where the language has no name of its own."""
        return (self.names.get(language) or self.names["en"])[0]


@cache
def load_entities() -> dict[str, Entity]:
    """The entities that ship with the product."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: list[dict[str, Any]] = yaml.load(files(__package__).joinpath("entities.yaml").read_bytes(), Loader=loader)  # noqa: S506 (a safe loader)
    return {row["id"]: _entity(row) for row in rows}


@cache
def issuer_of() -> dict[str, str]:
    """The issuing body of the taxonomy that stands for an entity: itself, or the group it belongs to."""
    from articles.taxonomy import load_taxonomy

    bodies = {body: body for body in load_taxonomy().issuing_bodies}
    return bodies | {entity.id: entity.issuer for entity in load_entities().values() if entity.issuer}


@cache
def acting_bodies() -> frozenset[str]:
    """Ids by which acts name who issued them: those of the taxonomy, and every body of entities.yaml."""
    return frozenset(issuer_of()) | {entity.id for entity in load_entities().values() if entity.kind in BODIES}


@cache
def acting_countries() -> frozenset[str]:
    """Codes that acts bear: as in ISO 3166, but UK as in the taxonomy, EU, and INT for bodies of many countries."""
    return frozenset(entity.country for entity in load_entities().values())


def country_called(name: str) -> str | None:
    """The code of a country, however it is written: de, Germany, Deutschland, 德国, nearly so too; None for no country."""
    if name.upper() in acting_countries():
        return name.upper()
    called = {
        written.casefold(): entity.country
        for entity in load_entities().values()
        if entity.kind == "country"
        for names in entity.names.values()
        for written in names
    }
    return next((called[near] for near in get_close_matches(name.casefold(), called, n=1)), None)


def _entity(row: dict[str, Any]) -> Entity:
    english = tuple(row["en"])
    return Entity(
        id=row["id"],
        kind=row["kind"],
        country=row["country"],
        names={language: tuple(row.get(language, english)) for language in LANGUAGES},
        weak={language: tuple(aliases) for language, aliases in row.get("weak", {}).items()},
        needs=frozenset(row.get("needs", ())),
        never=tuple(row.get("never", ())),
        identifiers=tuple(row.get("identifiers", ())),
        issuer=row.get("issuer"),
    )
