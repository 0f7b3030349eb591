"""What every test may ask for. In: nothing. Out: fixtures: a moved clock, a fresh store on either database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from articles import clock
from articles.store import Store, open_store
from tests.postgresql import postgresql_server, postgresql_url

__all__ = ["postgresql_server", "postgresql_url"]

settings.register_profile("dreiklang", deadline=None)  # a busy machine is no error
settings.load_profile("dreiklang")
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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind: what holds on one store must hold on the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def any_store(store_url: str) -> Iterator[Store]:
    """A fresh store, on each database in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()
