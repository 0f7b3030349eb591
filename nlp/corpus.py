"""The labelled texts that heads are fitted on. In: training/ beside this file. Out: Rows, Sides, and the hash of them all.

Every line is one text with its labels, or a sentence that takes a side; training/README.md says what the fields mean and where
they come from.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "training"
SIDES = FOLDER / "own_sides.tsv"


@dataclass(frozen=True, kw_only=True)
class StanceRow:
    """A stance as labelled by hand; without a holder it is the text's own voice."""

    target: str
    label: str
    evidence: str
    holder: str | None = None
    confidence: str = "high"


@dataclass(frozen=True, kw_only=True)
class AnnouncementRow:
    """The slots of an announcement as labelled by hand; all None where it is none."""

    is_announcement: bool
    issuer: str | None = None
    instrument: str | None = None
    instrument_type: str | None = None
    status: str | None = None
    effective_date: str | None = None
    consultation_deadline: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One labelled text; `story` is its own id where no other text tells the same event, `file` is where it stands."""

    id: str
    language: str
    title: str
    body: str
    source_type: str
    published: datetime
    relevant: bool
    topics: tuple[str, ...]
    topics_optional: tuple[str, ...]
    stances: tuple[StanceRow, ...]
    reported_stances: tuple[StanceRow, ...]
    article_type: str
    announcement: AnnouncementRow
    story: str
    near_duplicate_of: str | None = None
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One sentence that is for or against a stance target (`label` support or oppose), the writer's own or reported."""

    language: str
    target: str
    label: str
    text: str

    @property
    def story(self) -> str:
        """No other text tells the same event."""
        return self.text


def load_rows(*files: Path) -> tuple[Row, ...]:
    """The rows of these files, in order."""
    return tuple(
        _row(json.loads(line), file.stem) for file in files for line in file.read_text(encoding="utf-8").splitlines()
    )


@cache
def training_rows() -> tuple[Row, ...]:
    """All rows that ship with the product."""
    return load_rows(*training_files())


@cache
def training_sides() -> tuple[Side, ...]:
    """The sentences that ship with the product."""
    lines = (line.split("\t") for line in SIDES.read_text(encoding="utf-8").splitlines())
    return tuple(
        Side(language=language, target=target, label=label, text=text) for language, target, label, text in lines
    )


@cache
def corpus_version() -> str:
    """Changes with any training file."""
    digest = hashlib.sha256()
    for file in (*training_files(), SIDES):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def training_files() -> list[Path]:
    """The files of texts that ship with the product."""
    return sorted(FOLDER.glob("*.jsonl"))


def _row(line: dict[str, Any], file: str) -> Row:
    known = {
        "published": datetime.fromisoformat(line["published"]),
        "topics": tuple(line["topics"]),
        "topics_optional": tuple(line["topics_optional"]),
        "stances": tuple(StanceRow(**stance) for stance in line["stances"]),
        "reported_stances": tuple(StanceRow(**stance) for stance in line["reported_stances"]),
        "announcement": AnnouncementRow(**line["announcement"]),
        "story": line["story"] or line["id"],
        "near_duplicate_of": line.get("near_duplicate_of"),
    }
    plain = {
        name: line[name] for name in ("id", "language", "title", "body", "source_type", "relevant", "article_type")
    }
    return Row(**plain, **known, file=file)
