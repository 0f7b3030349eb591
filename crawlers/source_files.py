"""Source files. In: folders of <id>.toml, one publisher each. Out: Sources by id, and a Source as TOML again.

The keys of a file are the fields of articles.model.Source. Every problem of every file is told at once.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from articles.errors import SourceError
from articles.model import Source
from crawlers.source_checks import problems_between, problems_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails


def load_sources(*, folders: Iterable[Path]) -> dict[str, Source]:
    """Every source of the folders by id, in order of id; a later folder overrides an earlier one.

    Raises: SourceError with every problem of every file.
    """
    sources: dict[str, Source] = {}
    declared: set[str] = set()
    problems: list[str] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            source, found = _read(path)
            problems += [f"{path}: {problem}" for problem in found]
            declared.add(path.stem)
            if source is not None:
                sources[source.id] = source
    problems += problems_between(sources, declared=declared)
    if problems:
        raise SourceError(_told(problems))
    return dict(sorted(sources.items()))


def source_to_toml(source: Source) -> str:
    """A file that loads as the same source; what has its default value is left out."""
    given = _given(source)
    tables = {key: value for key, value in given.items() if _is_table(value)}
    lines = [f"{key} = {_toml(value)}" for key, value in given.items() if key not in tables]
    for key, value in tables.items():
        rows, heading = ([value], f"[{key}]") if isinstance(value, dict) else (value, f"[[{key}]]")
        for row in rows:
            lines += ["", heading, *(f"{inner} = {_toml(one)}" for inner, one in row.items())]
    return "\n".join(lines) + "\n"


def _read(path: Path) -> tuple[Source | None, list[str]]:
    from pydantic import ValidationError

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [f"is no TOML: {error}; write it in UTF-8, as `dreiklang sources show` prints one"]
    try:
        source = _adapter().validate_python([table])[0]
    except ValidationError as error:
        return None, [_problem(one) for one in error.errors(include_url=False)]
    found = problems_of(source)
    if source.id != path.stem:
        found.append(f"id = '{source.id}', but the file is named '{path.name}'; name it {source.id}.toml")
    return source, found


@cache
def _adapter() -> "TypeAdapter[list[Source]]":
    """For a list, because pydantic hands the configuration down into a plain dataclass, but takes none for one itself."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(list[Source], config=ConfigDict(extra="forbid"))


def _told(problems: list[str]) -> str:
    if len(problems) == 1:
        return problems[0]
    return f"{len(problems)} problems in source files:\n" + "\n".join(f"  {problem}" for problem in problems)


def _problem(error: "ErrorDetails") -> str:
    path = error["loc"][1:]
    where = ".".join(str(part) for part in path)
    if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"'{where}' is no key of a source" + _near(path)
    if error["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"'{where}' is missing; docs/sources.md says what belongs there"
    return f"{where} = {error['input']!r}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _near(where: tuple[int | str, ...]) -> str:
    known = _keys(Source, [part for part in where[:-1] if isinstance(part, str)])
    near = get_close_matches(str(where[-1]), known, n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"


def _keys(table: type, below: list[str]) -> list[str]:
    """The keys of a table, found through the types of the tables around it."""
    kind: Any = table
    for name in below:
        hint = get_type_hints(kind)[name]
        kind = next(one for one in (hint, *get_args(hint)) if is_dataclass(one))
    return [one.name for one in fields(kind)]


def _given(value: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their default."""
    return {
        one.name: _plain(getattr(value, one.name)) for one in fields(value) if getattr(value, one.name) != _default(one)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _given(value) if is_dataclass(value) else value


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else repr(value)
