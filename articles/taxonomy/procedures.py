"""How an act comes about, step by step. In: procedures.toml beside this file. Out: Procedures, and the stage of a label.

What may befall any act at any time (amended, delayed, withdrawn, enforced) is a stage of its own, outside the order of steps.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `statuses` are the taxonomy's labels that say this of it, `stage` is where it counts."""

    id: str
    name: Mapping[str, str]
    bodies: tuple[str, ...]
    statuses: tuple[str, ...]
    stage: str
    cues: Mapping[str, tuple[str, ...]]
    repeats: bool = False
    joint: bool = False


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """Ordered steps; without `countries` or `instruments` it fits all of them."""

    id: str
    name: Mapping[str, str]
    countries: frozenset[str]
    instruments: frozenset[str]
    steps: tuple[Step, ...]

    def fits(self, *, country: str | None, instrument: str | None) -> bool:
        """Do acts of this kind go this way?"""
        here = not self.countries or country in self.countries
        return here and (not self.instruments or instrument in self.instruments)

    def step(self, step_id: str) -> Step | None:
        """The step of that id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def stage(self, *, status: str, step: str | None = None, issuer: str | None = None) -> str:
        """The stage that a label opens or confirms: labels that say the same about one step give the same stage.

        Without a step (or with one that the status cannot be said of) it is the first that the status usually means,
        then the first that it may mean, of those that the issuer decides, then of all. A status outside every step
        (delayed) is a stage of its own.
        """
        named = self.step(step) if step else None
        if named and status in named.statuses:
            return named.stage
        decided = [one for one in self.steps if issuer in one.bodies]
        return _stage_among(decided, status) or _stage_among(self.steps, status) or status


@cache
def load_procedures() -> dict[str, Procedure]:
    """The procedures that ship with the product, in the order in which they are tried."""
    tables = tomllib.loads(files(__package__).joinpath("procedures.toml").read_text(encoding="utf-8"))
    return {name: _procedure(name, table) for name, table in tables.items()}


def procedure_for(*, country: str | None, instrument: str | None) -> Procedure:
    """The way that acts of this kind go in this country (codes as in entities.yaml, types as in taxonomy.yaml)."""
    return next(one for one in load_procedures().values() if one.fits(country=country, instrument=instrument))


def _stage_among(steps: Sequence[Step], status: str) -> str | None:
    usual = (one.stage for one in steps if one.statuses[0] == status)
    possible = (one.stage for one in steps if status in one.statuses)
    return next(usual, None) or next(possible, None)


def _procedure(name: str, table: Mapping[str, Any]) -> Procedure:
    return Procedure(
        id=name,
        name=table["name"],
        countries=frozenset(table.get("countries", ())),
        instruments=frozenset(table.get("instruments", ())),
        steps=tuple(_step(row) for row in table["steps"]),
    )


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        id=row["id"],
        name=row["name"],
        bodies=tuple(row["bodies"]),
        statuses=tuple(row["statuses"]),
        stage=row.get("stage", row["id"]),
        cues={language: tuple(cues) for language, cues in row["cues"].items()},
        repeats=row.get("repeats", False),
        joint=row.get("joint", False),
    )
