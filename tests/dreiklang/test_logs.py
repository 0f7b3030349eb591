"""What is logged, and how it looks."""

import json
import logging
from collections.abc import Iterator

import pytest

from dreiklang.cli.logs import FIELDS, ROOMS, Lines, set_up_logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level, {room: logging.getLogger(room).level for room in ROOMS}
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for room, level in before[2].items():
        logging.getLogger(room).setLevel(level)


def record(event: str = "lease_lost", **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("dreiklang.loop", logging.WARNING, "", 0, event, (), None)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_a_line_is_time_level_event_and_fields() -> None:
    line = Lines(as_json=False).format(record(step="screen", subject="a1"))
    assert line.split(" ", 1)[1] == "warning lease_lost step=screen subject=a1"


def test_a_json_line_has_the_same_fields() -> None:
    told = json.loads(Lines(as_json=True).format(record(step="screen", subject="人")))
    assert {name: told[name] for name in ("level", "event", "step", "subject")} == {
        "level": "WARNING", "event": "lease_lost", "step": "screen", "subject": "人",
    }  # fmt: skip


def test_an_exception_is_told_in_one_line_without_its_traceback() -> None:
    made = record("subject_failed")
    made.exc_info = (ValueError, ValueError("broken"), None)
    assert Lines(as_json=False).format(made).endswith("subject_failed error=ValueError: broken")


def test_fields_that_nobody_declared_are_not_shown() -> None:
    assert "secret" not in FIELDS
    assert "hidden" not in Lines(as_json=False).format(record(secret="hidden"))


@pytest.mark.parametrize(("verbose", "shown"), [(False, []), (True, ["began"])])
def test_ours_is_told_from_info_on_only_when_asked(
    verbose: bool, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(verbose=verbose)
    logging.getLogger("crawlers.fetching.spider").info("began")
    assert [line.split()[2] for line in capsys.readouterr().err.splitlines()] == shown


def test_libraries_are_told_from_warning_on_whatever_level_they_set(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(verbose=True)
    library = logging.getLogger("scrapy.utils.log")
    library.setLevel(logging.DEBUG)
    library.info("versions")
    library.warning("odd")
    assert [line.split()[2] for line in capsys.readouterr().err.splitlines()] == ["odd"]


def test_containers_get_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DREIKLANG_LOG", "json")
    set_up_logs(verbose=False)
    logging.getLogger("dreiklang.loop").warning("lease_lost", extra={"step": "join"})
    assert json.loads(capsys.readouterr().err)["step"] == "join"
