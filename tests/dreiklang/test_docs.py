"""Docs do not lag behind the code."""

import ast
import re
from pathlib import Path

import pytest

from articles.outcome import OUTCOMES, Outcome
from dreiklang.cli import COMMANDS
from dreiklang.cli.logs import FIELDS
from dreiklang.docs import FOLDER, PAGES, main
from dreiklang.settings import NAMED, Settings, sections
from tests.places import REPOSITORY

ROOMS = ("articles", "crawlers", "nlp", "search", "delivery", "dreiklang")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_written_from_the_code_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `python -m dreiklang.docs`"


def test_the_pages_can_be_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreiklang.docs.FOLDER", tmp_path)
    main()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PAGES)


def test_every_command_is_documented() -> None:
    text = (FOLDER / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert re.search(rf"^## dreiklang {name}\b", text, re.MULTILINE), name


def test_every_option_says_what_it_does() -> None:
    text = (FOLDER / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `.*`: (?:None)?$", text, re.MULTILINE) == []


def test_every_setting_is_documented() -> None:
    text = (FOLDER / "settings.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        if name in NAMED:
            assert f"## [{name}.NAME]" in text
            assert all(f"| `{key}` |" in text for key in NAMED[name].model_fields)
        elif name in sections():
            assert f"## [{name}]" in text
            assert all(f"| `{key}` |" in text for key in sections()[name].model_fields)
        else:
            assert f"| `{name}` |" in text


def test_every_outcome_is_documented_with_its_meaning() -> None:
    text = (FOLDER / "outcomes.md").read_text(encoding="utf-8")
    for outcome in Outcome:
        assert f"| `{outcome}` | {OUTCOMES[outcome][1]} |" in text


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_what_goes_in_and_what_comes_out(room: str) -> None:
    silent = []
    for path in (REPOSITORY / room).rglob("*.py"):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if "In:" not in told or "Out:" not in told:
            silent.append(str(path.relative_to(REPOSITORY)))
    assert sorted(silent) == []


def test_status_names_what_is_plain_and_modules_that_are_there() -> None:
    """A module that calls itself plain stands in docs/status.md, and what stands there exists."""
    status = (FOLDER / "status.md").read_text(encoding="utf-8")
    plain = [
        str(path.relative_to(REPOSITORY))
        for room in ROOMS
        for path in (REPOSITORY / room).rglob("*.py")
        if "Plain for now" in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    ]
    assert [path for path in plain if path not in status] == []
    named = re.findall(rf"\b((?:{'|'.join(ROOMS)})/[\w/.]*)", status)
    assert named
    assert [path for path in named if not (REPOSITORY / path).exists()] == []


def logged() -> dict[str, set[str]]:
    """Event -> fields, of every call of a module's `log` in the product."""
    found: dict[str, set[str]] = {}
    for room in ROOMS:
        for path in (REPOSITORY / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if _is_log_call(node):
                    event = node.args[0].value
                    extra = [word.value for word in node.keywords if word.arg == "extra"]
                    tables = [one for given in extra for one in ast.walk(given) if isinstance(one, ast.Dict)]
                    keys = {key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)}
                    found.setdefault(event, set()).update(str(key) for key in keys)
    return found


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
    )


def test_every_log_event_is_documented() -> None:
    text = (FOLDER / "metrics.md").read_text(encoding="utf-8")
    events = logged()
    assert "lease_lost" in events
    assert [event for event in events if f"| `{event}` |" not in text] == []


def test_every_log_event_is_one_word_and_its_fields_are_shown() -> None:
    for event, fields in logged().items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", event), event
        assert fields <= set(FIELDS), event
