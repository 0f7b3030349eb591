"""The real pages as a web. In: the folder of extraction pages. Out: sites for a WebServer and a source for each publisher.

Every publisher is a host with a feed, a sitemap and its pages byte for byte. A row without a usable address of its own gets
one made from its id.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from articles.errors import BadInput
from articles.model import Source
from crawlers.urls import host_of, normalise
from tests.crawlers.crawling import a_source
from tests.crawlers.webserver import Asked, Said, Site

LANGUAGES = {"de", "en", "zh"}


@dataclass(frozen=True, kw_only=True)
class RealPage:
    """One page: where it stands, and the file with its bytes."""

    id: str
    url: str
    file: Path
    language: str


def real_pages(folder: Path) -> list[RealPage]:
    """Every row of gold.jsonl, each under an address of its own, in the form the store keys it by."""
    taken: set[str] = set()
    pages = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        url = _address(row, taken)
        taken.add(url)
        file = folder / "pages" / f"{row['id']}.html.gz"
        pages.append(RealPage(id=row["id"], url=url, file=file, language=row["language"]))
    return pages


def sites(pages: list[RealPage]) -> dict[str, Site]:
    """Host name -> what it answers."""
    return {host: _site(host, found) for host, found in _by_host(pages).items()}


def sources(pages: list[RealPage]) -> Iterator[Source]:
    """One source a host, read by feed and sitemap."""
    for host, found in _by_host(pages).items():
        languages = {page.language for page in found} & LANGUAGES
        yield a_source(
            host,
            id="-".join(part for part in re.split(r"[^a-z0-9]+", host) if part),
            languages=tuple(sorted(languages)) or ("und",),
            feeds=(f"https://{host}/newsroom-feed.xml",),
            sitemaps=(f"https://{host}/newsroom-sitemap.xml",),
        )


def _address(row: Mapping[str, str], taken: set[str]) -> str:
    made = f"https://{row['id'].lower().replace('_', '-')[:60].strip('-')}.example/{row['id']}"
    try:
        url = normalise(row["url"] or "")
    except BadInput:
        return made
    return made if url in taken or not _has_path(url) else url


def _has_path(url: str) -> bool:
    split = urlsplit(url)
    return bool(split.path.strip("/") or split.query)


def _by_host(pages: list[RealPage]) -> dict[str, list[RealPage]]:
    found: defaultdict[str, list[RealPage]] = defaultdict(list)
    for page in pages:
        found[host_of(page.url)].append(page)
    return dict(found)


def _site(host: str, pages: list[RealPage]) -> Site:
    by_url = {page.url: page for page in pages}

    def answer(asked: Asked) -> Said:
        if asked.path == "/newsroom-feed.xml":
            return Said(body=_feed(host, pages), kind="application/rss+xml; charset=utf-8")
        if asked.path == "/newsroom-sitemap.xml":
            return Said(body=_sitemap(pages), kind="application/xml; charset=utf-8")
        page = by_url.get(normalise(f"https://{host}{asked.path}")) or by_url.get(
            normalise(f"http://{host}{asked.path}")
        )
        if page is None:
            return Said(status=404, body=b"<p>not here</p>")
        return Said(body=gzip.decompress(page.file.read_bytes()), kind="text/html")

    return answer


def _feed(host: str, pages: list[RealPage]) -> bytes:
    items = "".join(f"<item><link>{escape(page.url)}</link></item>" for page in pages[::2])
    return f'<rss version="2.0"><channel><title>{escape(host)}</title>{items}</channel></rss>'.encode()


def _sitemap(pages: list[RealPage]) -> bytes:
    entries = "".join(f"<url><loc>{escape(page.url)}</loc></url>" for page in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()
