"""Tables come from migrations; migrations and tables.py say the same."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from articles.errors import SettingsError
from articles.store import Store, connect, migrate, open_store
from articles.store.migrate import _SCRIPTS, NEWEST, current
from articles.store.tables import metadata


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return ScriptDirectory.from_config(config)


def test_an_empty_database_gets_every_table(any_store: Store) -> None:
    with any_store.read() as connection:
        assert set(metadata.tables) < set(inspect(connection).get_table_names())
        assert current(connection) == NEWEST


def test_migrations_and_tables_say_the_same(any_store: Store) -> None:
    with any_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_head_of_the_scripts() -> None:
    assert scripts().get_heads() == [NEWEST]


def test_migrating_twice_changes_nothing(any_store: Store) -> None:
    migrate(any_store)
    with any_store.read() as connection:
        assert current(connection) == NEWEST


def test_migrations_lead_back_to_nothing_and_forth_again(any_store: Store) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with any_store.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with any_store.read() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    migrate(any_store)
    with any_store.read() as connection:
        assert inspect(connection).has_table("results")


def test_a_store_of_a_newer_program_is_left_alone(any_store: Store) -> None:
    with any_store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match=r"newer dreiklang \(tables at 9999\); update this program"):
        migrate(any_store)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("this is a letter, not a database" * 100)
    with pytest.raises(SettingsError, match=r"store\.db is damaged: file is not a database; put a backup in its place"):
        open_store(f"sqlite:///{tmp_path / 'store.db'}")


def test_a_folder_that_cannot_be_made_is_named_with_its_settings(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"the folder .*/file/data of the store cannot be made .*DREIKLANG_DATA"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'data' / 'store.db'}")


def test_a_half_made_database_is_migrated_by_none_and_not_damaged(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as other:
        other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    other.close()
    store = connect(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(store)
    with store.read() as connection:
        assert current(connection) == NEWEST
    store.close()


def _open(url: str) -> str | None:
    store = open_store(url)
    with store.read() as connection:
        found = current(connection)
    store.close()
    return found


@pytest.mark.slow
def test_processes_that_start_together_migrate_once(store_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_open, [store_url] * 3) == [NEWEST] * 3
