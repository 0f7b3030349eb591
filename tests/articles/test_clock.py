"""News time can be moved for every process; machine time cannot."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from articles import clock
from articles.errors import BadInput
from tests.conftest import NOON

MoveClock = Callable[[datetime], None]


@pytest.fixture
def clock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "clock"))
    return tmp_path / "clock"


def test_without_a_file_it_is_real_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC
    assert clock.moved() is None


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_a_missing_or_empty_file_means_real_time(clock_file: Path, content: str | None) -> None:
    if content is not None:
        clock_file.write_text(content)
    assert clock.moved() is None
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_moved_clock_stands_until_it_is_moved_again(moved_clock: MoveClock) -> None:
    assert clock.now() == NOON
    moved_clock(NOON + timedelta(days=3))
    assert clock.now() == NOON + timedelta(days=3)


def test_moments_of_any_zone_are_told_in_utc(moved_clock: MoveClock) -> None:
    moved_clock(datetime(2026, 3, 2, 20, 0, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_elapsed_time_is_not_moved(moved_clock: MoveClock) -> None:
    assert abs(clock.elapsed() - time.time()) < 5


@pytest.mark.parametrize("content", ["yesterday", "2026-03-02T12:00:00"])
def test_a_file_that_holds_no_moment_is_named(clock_file: Path, content: str) -> None:
    clock_file.write_text(content)
    with pytest.raises(BadInput, match=f"holds '{content}'; expected a moment with offset"):
        clock.now()


def test_moving_needs_a_file_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    with pytest.raises(BadInput, match="DREIKLANG_CLOCK names a file"):
        clock.move(NOON)


@pytest.mark.slow
def test_another_process_reads_the_same_moved_time(moved_clock: MoveClock) -> None:
    code = "from articles import clock; print(clock.now().isoformat())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert datetime.fromisoformat(told.strip()) == NOON


def test_nobody_else_reads_the_time() -> None:
    root = Path(clock.__file__).parent.parent
    rooms = ("articles", "crawlers", "nlp", "search", "delivery", "dreiklang")
    readers = ("time.time(", "datetime.now(", "datetime.utcnow(", "date.today(", "datetime.today(")
    guilty = [
        f"{path.relative_to(root)}: {reader}"
        for room in rooms
        for path in (root / room).rglob("*.py")
        for reader in readers
        if path.name != "clock.py" and reader in path.read_text(encoding="utf-8")
    ]
    assert guilty == []
