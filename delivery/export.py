"""What a search found, as a table. In: found articles. Out: CSV or JSON lines, with excerpts as far as rights allow.

A cell that a spreadsheet would take for a formula is made text.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TextIO

from articles.model import Analysis, Article, Rendering, Source
from articles.text import clean
from delivery.excerpts import shorten
from delivery.feeds import excerpt

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SEPARATOR = "; "


@dataclass(frozen=True, kw_only=True)
class Row:
    """One article as it is handed on."""

    id: str
    url: str
    source: str
    source_name: str
    country: str
    kind: str
    ownership: str
    language: str
    origin: str
    published: str
    published_precision: str
    title: str
    machine_translation: str
    machine_translation_flags: tuple[str, ...]
    excerpt: str
    article_type: str
    topics: tuple[str, ...]
    stances: tuple[str, ...]
    entities: tuple[str, ...]
    relevance: float
    story: str
    state: str


COLUMNS = tuple(field.name for field in fields(Row))


def row(
    article: Article, analysis: Analysis, source: Source, *, translated: Rendering | None, story: str | None
) -> Row:
    """The row of an article; stances that are unsure stay out."""
    return Row(
        id=article.id,
        url=article.url,
        source=source.id,
        source_name=clean(source.name),
        country=source.country,
        kind=source.kind,
        ownership=source.ownership,
        language=article.language,
        origin=clean(article.origin or ""),
        published=article.dated.isoformat(),
        published_precision=article.published_precision or "",
        title=shorten(article.title),
        machine_translation=shorten(translated.english if translated else ""),
        machine_translation_flags=translated.flags if translated else (),
        excerpt=excerpt(article, source),
        article_type=analysis.article_type or "",
        topics=tuple(topic for topic, _ in analysis.topics),
        stances=tuple(f"{one.target}={one.label}" for one in analysis.stances if not one.unsure and not one.holder),
        entities=analysis.entities,
        relevance=analysis.relevance,
        story=story or "",
        state=article.state,
    )


def write_csv(rows: Iterable[Row], out: TextIO) -> int:
    """A head and one line a row; returns how many."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    written = 0
    for one in rows:
        writer.writerow([_cell(getattr(one, name)) for name in COLUMNS])
        written += 1
    return written


def write_json_lines(rows: Iterable[Row], out: TextIO) -> int:
    """One JSON object a line; returns how many."""
    written = 0
    for one in rows:
        out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
        written += 1
    return written


FORMATS: Mapping[str, Callable[[Iterable[Row], TextIO], int]] = {"csv": write_csv, "jsonl": write_json_lines}


def _cell(value: object) -> str:
    text = SEPARATOR.join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
