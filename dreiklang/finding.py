"""What doctor says of one thing. In: nothing. Out: the Finding, which every check gives."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "problem"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `todo` is empty when nothing is to be done."""

    check: str
    level: Level
    told: str
    todo: str = ""
