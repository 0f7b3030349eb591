"""The real pages of real publishers, served as a web and brought in by the command a person types."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from articles.store import open_store
from articles.store.tables import article_urls, results
from tests.dreiklang.real_crawl import RealCrawl

PAGES = 469


@pytest.mark.slow
@pytest.mark.timeout(1800)  # a busy machine crawls slowly
def test_a_crawl_brings_in_every_real_page_with_its_outcome(real_crawl: RealCrawl) -> None:
    pages, folder = real_crawl.pages, real_crawl.folder
    assert len({page.url for page in pages}) == PAGES
    outcomes = _outcomes(folder)
    assert Counter(outcomes[page.url].get("fetch") for page in pages) == {"fetched": PAGES}
    ended = {page.id: outcomes[page.url].get("extract") for page in pages}
    assert not [page for page, outcome in ended.items() if outcome is None]
    read = [page for page, outcome in ended.items() if outcome in ("extracted", "paywall", "merged")]
    assert len(read) >= PAGES - 9, {page: outcome for page, outcome in ended.items() if page not in read}
    assert not real_crawl.overlaps
    known = _urls_with_articles(folder)
    assert [page.url for page in pages if page.id in read and page.url not in known] == []


def _outcomes(folder: Path) -> dict[str, dict[str, str]]:
    """URL -> step -> Outcome."""
    store = open_store(f"sqlite:///{folder / 'data' / 'store.db'}")
    found: dict[str, dict[str, str]] = {}
    with store.read() as connection:
        for row in connection.execute(select(results)):
            found.setdefault(row.subject, {})[row.step] = row.outcome
    store.close()
    return found


def _urls_with_articles(folder: Path) -> set[str]:
    store = open_store(f"sqlite:///{folder / 'data' / 'store.db'}")
    with store.read() as connection:
        urls = set(connection.scalars(select(article_urls.c.url)))
    store.close()
    return urls
