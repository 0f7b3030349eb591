"""The real pages of real publishers, served as a web and brought in by the command a person types."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from articles.store import open_store
from articles.store.tables import article_urls, results
from crawlers.source_files import source_to_toml
from tests.crawlers.real_web import real_pages, sites, sources
from tests.crawlers.webserver import WebServer
from tests.places import REPOSITORY, shared

PAGES = 469


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_crawl_brings_in_every_real_page_with_its_outcome(tmp_path: Path) -> None:
    pages = real_pages(shared("extraction"))
    declared = list(sources(pages))
    folder = tmp_path / "data" / "sources"
    folder.mkdir(parents=True)
    for source in declared:
        (folder / f"{source.id}.toml").write_text(source_to_toml(source), encoding="utf-8")
    only = ", ".join(f'"{source.id}"' for source in declared)
    with WebServer(sites(pages)) as web:
        (tmp_path / "dreiklang.toml").write_text(
            f'[sources]\nonly = [{only}]\n[crawl]\ncontact = "test@example.org"\nproxy = "{web.url}"\n'
            "proxy_connect = false\ndelay_s = 0\nconcurrency = 64\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "dreiklang", "crawl", "--since", "1990-01-01"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=800)
        overlaps = web.overlaps()
    assert len({page.url for page in pages}) == PAGES
    outcomes = _outcomes(tmp_path)
    assert Counter(outcomes[page.url].get("fetch") for page in pages) == {"fetched": PAGES}
    ended = {page.id: outcomes[page.url].get("extract") for page in pages}
    assert not [page for page, outcome in ended.items() if outcome is None]
    read = [page for page, outcome in ended.items() if outcome in ("extracted", "paywall", "merged")]
    assert len(read) >= PAGES - 9, {page: outcome for page, outcome in ended.items() if page not in read}
    assert not overlaps
    known = _urls_with_articles(tmp_path)
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
