"""sources check and sources add. In: sites of our own. Out: a row for each list; a first source file."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.source_files import source_to_toml
from tests.crawlers.crawling import a_source
from tests.crawlers.webserver import Said, WebServer, feed, page, paths
from tests.places import REPOSITORY

pytestmark = pytest.mark.slow
HOST = "post.example"
FRONT = b"""<!doctype html><html lang="de"><head><title>Aktuelles | Die Post</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" type="application/rss+xml"
href="/dead.xml"></head><body><h1>Die Post</h1></body></html>"""
SITEMAP = b"<urlset><url><loc>https://post.example/a.html</loc><lastmod>2026-03-01</lastmod></url></urlset>"
INDEX = b"<sitemapindex><sitemap><loc>https://post.example/2026.xml</loc></sitemap></sitemapindex>"


@pytest.fixture
def web() -> Iterator[WebServer]:
    site = paths(
        {
            "/": Said(body=FRONT),
            "/rss.xml": Said(body=feed(HOST, ["/a.html", "/b.html"]), kind="application/rss+xml"),
            "/page.xml": Said(body=page("A page")),
            "/2026.xml": Said(body=SITEMAP, kind="application/xml"),
            "/index.xml": Said(body=INDEX, kind="application/xml"),
            "/robots.txt": Said(body=b"Sitemap: https://post.example/index.xml\n", kind="text/plain"),
        }
    )
    with WebServer({HOST: site}) as server:
        yield server


def dreiklang(folder: Path, web: WebServer, *words: str) -> "subprocess.CompletedProcess[str]":
    (folder / "dreiklang.toml").write_text(
        f'data = "{folder}"\n[crawl]\nproxy = "{web.url}"\nproxy_connect = false\ndelay_s = 0\nback_off_s = 0.05\n'
    )
    command = [sys.executable, "-m", "dreiklang", "--config", str(folder / "dreiklang.toml"), *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)


def test_check_says_what_each_list_of_a_source_answers(tmp_path: Path, web: WebServer) -> None:
    urls = [f"https://{HOST}/{name}" for name in ("rss.xml", "page.xml", "gone.xml")]
    source = a_source(HOST, id="post", feeds=tuple(urls), sitemaps=(f"https://{HOST}/index.xml",))
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "post.toml").write_text(source_to_toml(source))
    done = dreiklang(tmp_path, web, "sources", "check", "post", "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(row["route"].rpartition("/")[2], row["status"], row["outcome"], row["entries"]) for row in rows]
    assert told == [
        ("rss.xml", 200, "listed", 2),
        ("page.xml", 200, "not_a_feed", 0),
        ("gone.xml", 404, "not_found", 0),
        ("index.xml", 200, "listed", "1 sitemaps"),
        ("2026.xml", 200, "listed", 1),
    ]
    assert "is no feed" in rows[1]["problem"]
    assert rows[4]["newest"].startswith("2026-02-28 23:00")  # midnight in Berlin


def test_add_writes_a_source_file_with_what_works(tmp_path: Path, web: WebServer) -> None:
    done = dreiklang(tmp_path, web, "sources", "add", HOST)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "sources" / "post.toml").read_text()
    assert f'feeds = ["https://{HOST}/rss.xml"]' in written
    assert f'sitemaps = ["https://{HOST}/index.xml"]' in written
    assert "unverified = true" in written
    assert 'languages = ["de"]' in written
    assert 'name = "Die Post"' in written


def test_add_tries_the_usual_places_when_a_site_names_none(tmp_path: Path, web: WebServer) -> None:
    web.sites["bare.example"] = paths(
        {
            "/": Said(body=page("Bare")),
            "/feed": Said(body=feed("bare.example", ["/a"]), kind="application/rss+xml"),
            "/sitemap.xml": Said(body=SITEMAP.replace(b"post", b"bare"), kind="application/xml"),
        }
    )
    assert dreiklang(tmp_path, web, "sources", "add", "https://bare.example/").returncode == 0
    written = (tmp_path / "sources" / "bare.toml").read_text()
    assert 'feeds = ["https://bare.example/feed"]' in written
    assert 'sitemaps = ["https://bare.example/sitemap.xml"]' in written


def test_add_says_why_a_site_cannot_be_read(tmp_path: Path, web: WebServer) -> None:
    done = dreiklang(tmp_path, web, "sources", "add", "https://nobody.example/")
    assert done.returncode == 1
    assert "https://nobody.example/ could not be read: not_found" in done.stderr
    assert "Traceback" not in done.stderr
