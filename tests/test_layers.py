"""The layers of DESIGN.md hold, and heavy libraries stay in their rooms."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.places import REPOSITORY

BELOW: dict[str, set[str]] = {
    "articles": set(),
    "crawlers": {"articles"},
    "nlp": {"articles"},
    "search": {"articles"},
    "delivery": {"articles"},
    "dreiklang": {"articles", "crawlers", "nlp", "search", "delivery"},
}
AT_HOME = {
    "scrapy": "crawlers", "twisted": "crawlers", "trafilatura": "crawlers", "readability": "crawlers",
    "feedparser": "crawlers", "warcio": "crawlers", "tantivy": "search", "elasticsearch": "search", "torch": "nlp",
    "transformers": "nlp", "ctranslate2": "nlp", "llama_cpp": "nlp",
}  # fmt: skip


@cache
def imports(path: Path) -> frozenset[str]:
    """First names of everything a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("room", BELOW)
def test_a_room_imports_only_what_is_below_it(room: str) -> None:
    above = set(BELOW) - BELOW[room] - {room}
    wrong = {
        str(path.relative_to(REPOSITORY)): sorted(imports(path) & above)
        for path in (REPOSITORY / room).rglob("*.py")
        if imports(path) & above
    }
    assert wrong == {}


@pytest.mark.parametrize("library", AT_HOME)
def test_a_heavy_library_stays_in_its_room(library: str) -> None:
    wrong = [
        str(path.relative_to(REPOSITORY))
        for room in BELOW
        for path in (REPOSITORY / room).rglob("*.py")
        if room != AT_HOME[library] and library in imports(path)
    ]
    assert wrong == []


def test_dags_run_the_command_line_and_import_none_of_it() -> None:
    wrong = [path.name for path in (REPOSITORY / "dags").rglob("*.py") if imports(path) & set(BELOW)]
    assert wrong == []
