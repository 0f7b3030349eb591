"""Opening a store and its transactions."""

import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from articles.errors import DiskFull, SettingsError, StoreBusy
from articles.store import Store, engine, open_store
from articles.store.claims import Priority, enqueue
from articles.store.tables import results


def count(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(results)) or 0


def test_a_writing_transaction_is_rolled_back_on_any_error(any_store: Store) -> None:
    with pytest.raises(ZeroDivisionError), any_store.begin() as connection:
        enqueue(connection, "screen", [("a", 1)], priority=Priority.NEWS)
        raise ZeroDivisionError
    assert count(any_store) == 0


def test_a_reader_sees_one_moment_while_others_write(any_store: Store) -> None:
    with any_store.read() as reader:
        assert reader.scalar(select(func.count()).select_from(results)) == 0
        with any_store.begin() as writer:
            enqueue(writer, "screen", [("a", 1)], priority=Priority.NEWS)
        assert reader.scalar(select(func.count()).select_from(results)) == 0
    assert count(any_store) == 1


def test_the_folder_of_a_sqlite_store_is_made(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/folder/store.db")
    assert store.folder == tmp_path / "new" / "folder"
    assert (store.folder / "store.db").exists()
    store.close()


def test_a_store_in_memory_has_no_folder() -> None:
    store = engine.connect("sqlite:///:memory:")
    assert store.folder is None
    store.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("no url", "store.url is no database URL: 'no url'"),
        ("mysql://host/name", "store.url names 'mysql'"),
    ],
)
def test_a_url_that_names_no_database_of_ours_is_refused_with_an_example(url: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"{told}.*sqlite:///data/store.db"):
        engine.connect(url)


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'dreiklang\[postgresql\]'"):
        engine.connect("postgresql://host/name")


def test_a_locked_store_says_that_it_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.05)
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="is another command stuck"), store.begin():
        pass
    holder.close()
    store.close()


def test_a_full_disk_is_called_so(store: Store) -> None:
    with pytest.raises(DiskFull, match="free some disk space"), store.begin() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        enqueue(connection, "screen", [("x" * 4000 + str(number), 1) for number in range(200)], priority=Priority.NEWS)
    assert count(store) == 0


def test_a_wrong_statement_is_not_dressed_up_as_a_busy_store(store: Store) -> None:
    with pytest.raises(OperationalError), store.read() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.slow
def test_a_server_that_is_not_there_says_so_without_the_password() -> None:
    with pytest.raises(StoreBusy, match="is the database running") as caught:
        open_store("postgresql://someone:hidden@127.0.0.1:1/name")
    assert "hidden" not in str(caught.value)


@pytest.mark.slow
def test_a_connection_cut_by_the_server_is_worth_another_attempt(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    with pytest.raises(StoreBusy), store.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert count(store) == 0
    store.close()


def test_a_worker_is_named_by_machine_process_and_its_start() -> None:
    machine, pid, started = engine.worker_name().split("/")
    assert machine == engine.machine_name()
    assert engine.process_started(int(pid)) == started
    assert int(started) > 0


def test_a_process_that_is_not_there_never_started() -> None:
    assert engine.process_started(2**22 + 1) == ""


def test_tokens_are_never_the_same(store: Store) -> None:
    assert store.token() != store.token()
    assert store.token().startswith(store.worker)
