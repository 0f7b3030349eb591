"""What every test may ask for. In: nothing. Out: fixtures: a moved clock, a fresh store on either database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles import clock
from articles.store import Store, open_store
from tests.postgresql import postgresql_server, postgresql_url

__all__ = ["postgresql_server", "postgresql_url"]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def moved_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """News time stands at NOON until it is moved."""
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "clock"))
    clock.move(NOON)
    return clock.move


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh SQLite store."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()
