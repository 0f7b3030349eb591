"""Texts as they stand in a file. In: a JSON line {id,title,body,published,url,source_type[,language]}. Out: a Text.

Whatever is missing or null is empty; `paragraphs`, as `dreiklang extract` prints them, stand in for a body. What a text is
read from keeps its marks and line breaks, so that evidence is found in it again word for word.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from articles.errors import BadInput
from articles.language import identify
from articles.model import SOURCE_TYPES
from articles.text import visible
from crawlers.lists.dates import read_date

BOM = b"\xef\xbb\xbf"
FAR = datetime(2200, 1, 1, tzinfo=UTC)  # a file may tell of any day, whatever this machine's clock says
SHOWN_CHARS = 60
TITLE_CHARS = 1_000  # a longer one is no title, and is read whole by some labels

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Text:
    """One line as the labels read it; `line` counts from 1, `source_type` is news, opinion, blog or official."""

    line: int
    id: str | int | float
    title: str
    body: str
    language: str
    source_type: str
    published: datetime | None


def read_text(line: bytes, number: int, *, tell: Tell) -> Text:
    """The text of a line. `tell` hears of a date that is none, which is left out. Raises: BadInput that names the line."""
    row = _row(line, number)
    title = _string(row, "title", number)[:TITLE_CHARS]
    body = _string(row, "body", number) or _paragraphs(row, number)
    return Text(
        line=number,
        id=_id(row, number),
        title=title,
        body=body,
        language=_language(_string(row, "language", number)) or identify(f"{title}\n{body}")[0],
        source_type=SOURCE_TYPES.get(_string(row, "source_type", number), "news"),
        published=_published(row, number, tell),
    )


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix(BOM), parse_constant=lambda name: None)  # NaN is how some write nothing
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number} is no JSON ({error}): {_shown(line)}; it is left out") from error
    if not isinstance(row, dict):
        raise BadInput(
            f"line {number} is no JSON object but {_shown(line)}; expected {{id, title, body, ...}}; it is left out"
        )
    return row


def _id(row: dict[str, Any], number: int) -> str | int | float:
    """As given; `line 7` for a text without one."""
    given = row.get("id")
    if given is None:
        return f"line {number}"
    if isinstance(given, str):
        return visible(given)
    if isinstance(given, (int, float)):
        return given
    raise BadInput(f"line {number}: id is {given!r}, expected a string or a number; the line is left out")


def _string(row: dict[str, Any], key: str, number: int) -> str:
    given = row.get(key)
    if given is None:
        return ""
    if isinstance(given, str):
        return visible(given.replace("\r\n", "\n"))
    raise BadInput(f"line {number}: {key} is {repr(given)[:SHOWN_CHARS]}, expected a string; the line is left out")


def _paragraphs(row: dict[str, Any], number: int) -> str:
    given = row.get("paragraphs") or []
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return visible("\n\n".join(given))
    raise BadInput(
        f"line {number}: paragraphs is {repr(given)[:SHOWN_CHARS]}, expected a list of strings; the line is left out"
    )


def _language(given: str) -> str:
    """The language itself: zh of zh-Hant-TW, de of de_AT."""
    return given.strip().replace("_", "-").split("-")[0].lower()


def _published(row: dict[str, Any], number: int, tell: Tell) -> datetime | None:
    """As feeds write it, or in seconds since 1970."""
    given = row.get("published")
    told = str(int(given)) if isinstance(given, (int, float)) else _string(row, "published", number).strip()
    found = read_date(told, time_zone="UTC", now=FAR)
    if told and found is None:
        shown = f"'{told[:SHOWN_CHARS]}', expected a date such as 2026-11-20"
        tell(f"line {number}: published is {shown}; read without a date")
    return found


def _shown(line: bytes) -> str:
    return repr(line[:SHOWN_CHARS].decode("utf-8", "replace"))
