"""Bringing the tables up to date. In: a Store. Out: the same Store at the newest revision, or a clear word why not."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from articles.errors import SettingsError
from articles.store.engine import Store

NEWEST = "0009"
_SCRIPTS = Path(__file__).parent / "migrations"
_POSTGRESQL_LOCK = 7_426_353_810  # any number, the same in every process of ours


def migrate(store: Store) -> None:
    """Run what is missing in one transaction; processes that start together queue up behind it.

    Raises: SettingsError for a database that cannot be opened or was written by a newer program; StoreBusy.
    """
    try:
        with store.read() as connection:
            present = current(connection)
    except DatabaseError as error:
        raise SettingsError(f"cannot open the store at {store.engine.url!r}: {error.orig}; check store.url") from error
    if present != NEWEST:
        _upgrade(store)


def current(connection: Connection) -> str | None:
    """The revision of the tables that are there, None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(store: Store) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with store.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
        present = current(connection)
        if present is not None and present not in known:
            raise SettingsError(
                f"the store was written by a newer dreiklang (tables at {present}); update this program"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
