"""A first source file for a site. In: its home page and what it links. Out: a Source to review, its lists, marked unverified.

What cannot be known is guessed from the address: country, time zone, language. Somebody reads the file before it is used.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.model import Page, Source
from articles.text import clean
from crawlers.charset import decode
from crawlers.pages.tree import parse
from crawlers.urls import join, registrable_domain

# Country, time zone and language by the last label of a host.
_PLACES = {
    "de": ("DE", "Europe/Berlin", "de"),
    "at": ("AT", "Europe/Vienna", "de"),
    "ch": ("CH", "Europe/Zurich", "de"),
    "cn": ("CN", "Asia/Shanghai", "zh"),
    "hk": ("HK", "Asia/Hong_Kong", "zh"),
    "tw": ("TW", "Asia/Taipei", "zh"),
    "sg": ("SG", "Asia/Singapore", "en"),
    "uk": ("UK", "Europe/London", "en"),
    "eu": ("EU", "Europe/Brussels", "en"),
    "jp": ("JP", "Asia/Tokyo", "en"),
    "kr": ("KR", "Asia/Seoul", "en"),
}
_ELSEWHERE = ("US", "America/New_York", "en")
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_FEED_LINK = re.compile(r"(?i)(?:^|[/._-])(?:rss|feeds?|atom)(?:[/._-]|\d?$)")
_SITEMAP_LINE = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")
_NEWS = re.compile(r"(?i)news|google|aktuell")
_LANGUAGE = re.compile(r"(?i)(de|en|zh)(?:-|$)")


def suggest(
    homepage: str,
    *,
    name: str = "",
    feeds: Iterable[str] = (),
    sitemaps: Iterable[str] = (),
    language: str | None = None,
) -> Source:
    """A source for the site at `homepage`; sitemaps with news in their name are taken for news sitemaps."""
    domain = registrable_domain(homepage)
    said = _LANGUAGE.match(language or "")
    country, time_zone, spoken = _PLACES.get(domain.rpartition(".")[2], _ELSEWHERE)
    found = list(dict.fromkeys(sitemaps))
    news = tuple(url for url in found if _NEWS.search(urlsplit(url).path))
    return Source(
        id=source_id(homepage),
        name=name or domain,
        homepage=homepage,
        country=country,
        languages=(said[1].lower() if said else spoken,),
        kind="news",
        ownership="commercial",
        tier=3,
        time_zone=time_zone,
        interval_minutes=60,
        feeds=tuple(dict.fromkeys(feeds)),
        news_sitemaps=news,
        sitemaps=tuple(url for url in found if url not in news),
        unverified=True,
        notes="Suggested from the site itself: review name, country, kind, ownership, tier and time zone.",
    )


def suggest_from(page: Page, *, robots: str = "") -> Source:
    """A source from a site's own home page and robots.txt."""
    tree = _tree(page)
    return suggest(
        join(page.final_url, "/") or page.final_url,
        name=_site_name(tree),
        feeds=feed_links(page),
        sitemaps=sitemap_links(robots, url=page.final_url),
        language=tree.get("lang") if tree is not None else None,
    )


def feed_links(page: Page) -> list[str]:
    """Feeds that a page declares, then those it links by a telling address."""
    tree = _tree(page)
    if tree is None:
        return []
    declared = [one.get("href", "") for one in tree.iter("link") if (one.get("type") or "").lower() in _FEED_TYPES]
    linked = [one.get("href", "") for one in tree.iter("a") if _FEED_LINK.search(one.get("href", ""))]
    urls = [join(page.final_url, href) for href in (declared or linked) if href]
    return list(dict.fromkeys(url for url in urls if url is not None))


def sitemap_links(robots: str, *, url: str) -> list[str]:
    """The sitemaps that a robots.txt names."""
    found = [join(url, line) for line in _SITEMAP_LINE.findall(robots)]
    return list(dict.fromkeys(one for one in found if one is not None))


def source_id(homepage: str) -> str:
    """A name for the file: spiegel of https://www.spiegel.de/."""
    label = registrable_domain(homepage).removeprefix("www.").partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", label).strip("-") or "source"


def _tree(page: Page) -> HtmlElement | None:
    return parse(decode(page.body, content_type=page.headers.get("content-type")))


def _site_name(tree: HtmlElement | None) -> str:
    """og:site_name, else the last part of the title, where sites put their name."""
    if tree is None:
        return ""
    named = tree.xpath("//meta[@property='og:site_name']/@content")
    parts = re.split(r"\s[|–—-]\s|[_|]", clean(tree.findtext(".//title") or ""))
    return clean(str(named[0])) if named else parts[-1].strip()
