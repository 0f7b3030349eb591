"""Every command in README.md and docs/*.md is one that its program knows, and says so where it was not tried here.

What of them can be run is run in tests/dreiklang/test_documented_runs.py.
"""

import argparse
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dreiklang.settings import sections
from tests.deploy.compose import EVERYTHING, NO_ENGINE, parse, services
from tests.deploy.entries import unknown_to_airflow
from tests.documented import Typed, commands_of, documented, is_written
from tests.places import REPOSITORY
from tests.typed import wrong_with

COMMANDS = documented()
MARK = "not tried here"
TARGETS = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
NAMES_A_SERVICE_FIRST = {
    "exec",
    "cp",
    "restart",
    "stop",
    "start",
    "kill",
}  # what the parser looks up in the engine alone
WORLD = (  # what needs an engine, Kibana, a service manager or the open internet
    ("docker",),
    ("curl",),
    ("systemctl",),
    ("journalctl",),
    ("sysctl",),
    ("dreiklang", "models", "pull"),
    ("dreiklang", "sources", "check"),
    ("dreiklang", "sources", "add"),
    ("dreiklang", "kibana", "import"),
)
WORLD_IN_BLOCKS = (
    ("dreiklang", "run"),
    ("dreiklang", "crawl"),
    ("make", "run"),
    ("make", "models"),
)  # there it is real


class Parsed(Exception):  # noqa: N818 (no error: the arguments hold, and nothing more is wanted)
    """A program has read its arguments."""


def of(program: str) -> list[Typed]:
    return [command for command in COMMANDS if command.words[0] == program]


def test_commands_are_found_in_blocks_and_in_prose() -> None:
    found = {str(command) for command in COMMANDS}
    assert len(COMMANDS) > 150
    assert any(one.startswith("README.md:") and one.endswith(" dreiklang sources list") for one in found)
    assert any(one.startswith("docs/delivery.md:") and one.endswith(" dreiklang events split") for one in found)


def test_the_command_line_knows_every_command_option_and_value() -> None:
    wrong = {str(one): wrong_with(one.arguments, whole=one.in_block) for one in of("dreiklang")}
    assert {command: told for command, told in wrong.items() if told} == {}


def test_make_knows_every_target() -> None:
    named = {
        str(one): [word for word in one.arguments if "=" not in word and not word.startswith("-")] for one in of("make")
    }
    assert {command: words for command, words in named.items() if not set(words) <= TARGETS} == {}


def test_docker_compose_knows_every_command_option_and_service() -> None:
    assert {str(one): told for one in of("docker") if (told := _compose(one.arguments))} == {}


@cache
def _compose(arguments: tuple[str, ...]) -> str | None:
    """Without an engine Docker's own parser ends by asking for one, which it does only when everything else holds."""
    if arguments[0] != "compose":
        return "only `docker compose` is checked"
    words = [word for word in arguments[1:] if word != "..."]
    done = parse("--profile", "full", *("/dev/null" if word == ".env" else word for word in words))
    if done.returncode and NO_ENGINE not in done.stderr:
        return done.stderr.strip() or f"ended with {done.returncode}"
    rest = [word for word in words if not word.startswith("-")]
    if rest and rest[0] in NAMES_A_SERVICE_FIRST:
        named = rest[1].partition(":")[0]
        return None if named in services(*EVERYTHING) else f"no service {named}"
    return None


def test_a_wrong_option_or_service_would_be_seen() -> None:
    for words in ("up --nope", "up -d nosuch", "exec nosuch ls", "frob", "up -d --scale nosuch=2"):
        assert _compose(("compose", *words.split())), words


def test_modules_that_are_run_are_there_and_know_their_options(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {str(one): told for one in of("python") if (told := _module(one, monkeypatch))}
    assert wrong == {}


def _module(command: Typed, monkeypatch: pytest.MonkeyPatch) -> str | None:
    if command.arguments[0] != "-m":
        script = REPOSITORY / command.arguments[0]
        return None if script.is_file() else f"no file {script}"
    name, *options = command.arguments[1:]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return f"no module {name}"
    if "argparse" not in Path(spec.origin).read_text(encoding="utf-8"):
        return f"{name} takes no options" if any(word.startswith("-") for word in options) else None
    return _read_by(importlib.import_module(name).main, [name, *options], monkeypatch)


def _read_by(main: Callable[[], object], words: list[str], monkeypatch: pytest.MonkeyPatch) -> str | None:
    """What a program's own parser of arguments says; the program goes no further."""
    usual = argparse.ArgumentParser.parse_args

    def only_parse(parser: argparse.ArgumentParser, *given: object) -> None:
        usual(parser, words[1:])
        raise Parsed

    with monkeypatch.context() as patched:
        patched.setattr(sys, "argv", words)
        patched.setattr(argparse.ArgumentParser, "parse_args", only_parse)
        patched.setattr(argparse.ArgumentParser, "error", _refuse)
        try:
            main()
        except Parsed:
            return None
        except argparse.ArgumentTypeError as error:
            return str(error)
    return "its arguments are never read"


def _refuse(parser: argparse.ArgumentParser, message: str) -> None:
    raise argparse.ArgumentTypeError(message)


def test_tests_that_are_named_are_there() -> None:
    named = {word for one in of("pytest") for word in one.arguments if word.startswith("tests/")}
    assert named and [path for path in named if not (REPOSITORY / path).exists()] == []


def test_variables_that_are_set_are_known_to_the_product() -> None:
    names = {word.partition("=")[0] for one in of("export") for word in one.arguments}
    settings = {name for name in names if re.fullmatch(r"DREIKLANG_[A-Z]+__[A-Z_]+", name)}
    known = {
        f"DREIKLANG_{table}__{key}".upper() for table, section in sections().items() for key in section.model_fields
    }
    assert names and settings <= known


@pytest.mark.slow
def test_airflow_knows_its_commands_and_variables(tmp_path: Path) -> None:
    commands = [["2026-01-01" if "$(" in word else word for word in one.arguments] for one in of("airflow")]
    exported = {word.partition("=")[0] for one in of("export") for word in one.arguments}
    names = {name for name in exported if name.startswith("AIRFLOW__")}
    assert commands and unknown_to_airflow(commands, names, tmp_path) == []


def test_what_needs_docker_kibana_or_the_open_internet_says_that_it_was_not_tried_here() -> None:
    unmarked = [
        str(one) for one in COMMANDS if _needs_the_world(one) and not is_written(one.page) and not _is_marked(one)
    ]
    assert unmarked == []


def _needs_the_world(command: Typed) -> bool:
    begins = (*WORLD, *WORLD_IN_BLOCKS) if command.in_block else WORLD
    return any(command.words[: len(words)] == words for words in begins)


def _is_marked(command: Typed) -> bool:
    """In its own section, or for the whole page before the first one."""
    return any(MARK in " ".join(text.split()).lower() for text in (command.section, command.head))


def test_a_block_is_read_line_by_line_and_prose_by_its_inline_code(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\nSee `dreiklang events merge|fix` and\n`make\ncheck`; `not a command` is none.\n\n## Not tried here\n\n"
        "    DREIKLANG_LOG=json .venv/bin/dreiklang articles --json | head  # the newest\n"
        "    sudo systemctl start x && make run\n\n"
        "```toml\nmake = 1\n```\n\n```sh\ndreiklang search \\\n  'a # b'\n```\n"
    )
    found = [(one.words, one.in_block) for one in commands_of(page)]
    assert found == [
        (("dreiklang", "events", "merge"), False),
        (("dreiklang", "events", "fix"), False),
        (("make", "check"), False),
        (("dreiklang", "articles", "--json"), True),
        (("systemctl", "start", "x"), True),
        (("make", "run"), True),
        (("dreiklang", "search", "a # b"), True),
    ]
