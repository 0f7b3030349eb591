"""docs/sources.md keeps up with what a source file may say."""

import re
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from articles.model import Filter, JsonList, Kind, Layout, Listing, Ownership, Rights, Source
from crawlers.revisits import OFFICIAL, PRESS
from tests.places import REPOSITORY

PAGE = (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8")
TABLES = {
    "## What a file may say": Source,
    "### `[[listings]]`": Listing,
    "### `[[json_lists]]`": JsonList,
    "### `[filter]`": Filter,
    "### `[[layouts]]`": Layout,
    "### `[rights]`": Rights,
}


def documented(heading: str) -> dict[str, str]:
    """The keys of the table below a heading, with the default that is told."""
    section = PAGE.split(heading + "\n", 1)[1].split("\n##", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) ?\|", section, re.MULTILINE))


@pytest.mark.parametrize(("heading", "kind"), TABLES.items())
def test_every_field_is_documented_and_nothing_else(heading: str, kind: Any) -> None:
    assert list(documented(heading)) == [field.name for field in fields(kind)]


@pytest.mark.parametrize(("heading", "kind"), TABLES.items())
def test_a_default_is_told_exactly_where_there_is_one(heading: str, kind: Any) -> None:
    told = documented(heading)
    for field in fields(kind):
        plain = field.default if field.default is not MISSING else None
        if isinstance(plain, bool | int | float):
            assert told[field.name] == f"`{str(plain).lower()}`", field.name
        required = field.default is MISSING and field.default_factory is MISSING
        assert not (required and told[field.name]), field.name


def test_every_table_of_a_source_has_its_chapter() -> None:
    hints = get_type_hints(Source).values()
    tables = {one for hint in hints for one in (hint, *get_args(hint)) if is_dataclass(one)}
    assert tables == set(TABLES.values()) - {Source}


def test_every_kind_and_ownership_is_named() -> None:
    for word in (*get_args(Kind), *get_args(Ownership)):
        assert f"`{word}`" in PAGE


def test_the_schedule_of_revisits_is_the_one_we_keep() -> None:
    hours = [age.total_seconds() / 3600 for age in PRESS]
    assert hours == [1, 4, 12, 24, 72, 168]
    assert "1, 4, 12 hours, 1, 3 and 7 days" in PAGE
    assert (OFFICIAL[0].total_seconds() / 3600, OFFICIAL[-1].days) == (0.5, 14)
    assert "from half an hour to 14 days" in PAGE
