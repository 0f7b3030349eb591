"""The store: the truth, on SQLite or PostgreSQL. In: a URL. Out: a Store with its tables in their newest form."""

from articles.store.engine import Store, connect
from articles.store.migrate import migrate

__all__ = ["Store", "open_store"]


def open_store(url: str) -> Store:
    """Connect and bring the tables up to date, under a lock.

    Raises: SettingsError for a URL that cannot be used or a store newer than this program; StoreBusy.
    """
    store = connect(url)
    migrate(store)
    return store
