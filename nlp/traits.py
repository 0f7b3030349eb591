"""What tells one event from another. In: a Reading. Out: its Traits: entities, official numbers, figures, days, names, vectors.

Traits are small and know no language of their own, so that articles are compared without their texts.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.text import squash
from nlp.dates import days
from nlp.duplicates import shingles
from nlp.entities import entities
from nlp.figures import figures
from nlp.heads import Floats
from nlp.identifiers import identifiers
from nlp.reading import Reading

VERSION = "traits-1"
MOST_CHARS = 8_000  # an event is named early; a law in full would name every body there is
REACTIONS = ("opinion", "blog")
RARITY = Path(__file__).parent / "rarity.tsv"
SETS = ("named", "numbers", "figures", "names", "shingles")
COMMON = 10  # texts: a name that more of the training texts have tells no event
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,}")
_CAPITAL = re.compile(r"(?<=[^\s.!?:…“”„»\"'’\n] )[A-ZÄÖÜ][\wäöüß-]{2,}")


@dataclass(frozen=True, kw_only=True)
class Traits:
    """`named` are ids of entities, `lead` and `title` unit vectors centred by language (None without an embedder)."""

    language: str
    dated: datetime
    reaction: bool
    named: frozenset[str]
    numbers: frozenset[str]
    figures: frozenset[str]
    days: frozenset[date]
    names: frozenset[str]
    shingles: frozenset[str]
    lead: Floats | None = None
    title: Floats | None = None


def traits(reading: Reading, *, lead: Floats | None = None, title: Floats | None = None) -> Traits:
    """The traits of a text, with vectors that are centred already, if they are known.

    A text without a date is taken for one of 1970, where nothing else is.
    """
    text = f"{reading.title}\n{reading.body[:MOST_CHARS]}"
    dated = (reading.published or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    known = reading.language in ("de", "zh", "en")
    named = entities(text, language=reading.language) if known else ()
    told = days(text, language=reading.language, anchor=dated.date(), lean="past") if known else ()
    return Traits(
        language=reading.language,
        dated=dated,
        reaction=reading.source_type in REACTIONS,
        named=frozenset(mention.id for mention in named),
        numbers=frozenset(identifier.value for identifier in identifiers(text)),
        figures=figures(text, language=reading.language),
        days=frozenset(one.day for one in told if not one.vague) - {dated.date()},
        names=latin_names(text, language=reading.language) - _common(),
        shingles=title_shingles(reading.title, language=reading.language),
        lead=_direction_of(reading.lead, reading.lead_vector if lead is None else lead),
        title=_direction_of(reading.title, reading.title_vector if title is None else title),
    )


def to_record(article: Traits) -> dict[str, Any]:
    """As JSON, without the vectors."""
    return {
        "language": article.language,
        "dated": article.dated.isoformat(),
        "reaction": article.reaction,
        "days": sorted(day.isoformat() for day in article.days),
        **{name: sorted(getattr(article, name)) for name in SETS},
    }


def from_record(record: Mapping[str, Any], *, direction: NDArray[np.floating] | None = None) -> Traits:
    """What `to_record` wrote, with the vectors of a direction."""
    title, lead = (None, None) if direction is None else np.split(direction.astype(np.float64), 2)
    return Traits(
        language=record["language"],
        dated=datetime.fromisoformat(record["dated"]),
        reaction=record["reaction"],
        days=frozenset(map(date.fromisoformat, record["days"])),
        title=unit(title),
        lead=unit(lead),
        **{name: frozenset(record[name]) for name in SETS},
    )


def direction(article: Traits) -> Floats | None:
    """Title and lead in one vector, so that the dot product of two is the sum of both cosines; None without vectors."""
    if article.title is None or article.lead is None:
        return None
    return np.concatenate((article.title, article.lead))


def unit(vector: NDArray[np.floating] | None) -> Floats | None:
    """The same direction with length one; nothing for a vector of zeros."""
    if vector is None:
        return None
    length = float(np.linalg.norm(vector))
    return vector.astype(np.float64) / length if length else None


def _direction_of(text: str, vector: Floats | None) -> Floats | None:
    """None for a text without letters: centred, all of them would point the same way."""
    return unit(vector) if squash(text) else None


def title_shingles(title: str, *, language: str) -> frozenset[str]:
    """Short runs of a title's letters."""
    return shingles(squash(title), language="zh") if title.strip() else frozenset()


@cache
def rarity(entity: str) -> float:
    """How much it tells that an entity is named: log(texts / texts that name it), over the training texts."""
    counts = _counts()
    return math.log((counts[""] + 1) / (counts.get(entity, 0) + 1))


def latin_names(text: str, *, language: str) -> frozenset[str]:
    """Latin-script words that are likely names: any in Chinese, capital ones inside sentences elsewhere."""
    found = _LATIN.findall(text) if language == "zh" else _CAPITAL.findall(text)
    return frozenset(name.lower() for name in found)


@cache
def _counts() -> Mapping[str, int]:
    """How many training texts name each entity; under "" how many texts there are."""
    rows = (line.split("\t") for line in RARITY.read_text(encoding="utf-8").splitlines())
    return {key: int(count) for kind, key, count in rows if kind == "entity"}


@cache
def _common() -> frozenset[str]:
    rows = (line.split("\t") for line in RARITY.read_text(encoding="utf-8").splitlines())
    return frozenset(key for kind, key, count in rows if kind == "name" and int(count) > COMMON)
