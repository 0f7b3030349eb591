"""Looking at a site without crawling it. In: a Source, or an address. Out: what each of its lists says, or a first Source.

Everything is asked as in a crawl, politely and through the same guard; nothing of it is kept.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scrapy.core.engine import ExecutionEngine

from articles.errors import BadInput
from articles.model import Page, Source
from articles.outcome import Outcome
from articles.store import open_store
from crawlers.archive import Archive
from crawlers.discovery import Route, routes
from crawlers.fetching.equipment import equipped
from crawlers.fetching.lists import Lists, Seen
from crawlers.fetching.process import run_in_scrapy
from crawlers.options import ArchiveOptions, CrawlOptions
from crawlers.suggest import suggest, suggest_from
from crawlers.urls import host_of, normalise

Looking = Callable[[Lists], Awaitable[None]]
USUAL_FEEDS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")
USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap.xml")


def check_source(source: Source, *, options: CrawlOptions) -> list[dict[str, Any]]:
    """Ask every list of a source once, plain sitemaps and the first list of an index too; a row for each."""
    rows: list[dict[str, Any]] = []

    async def look(lists: Lists) -> None:
        waiting = list(routes(source, back_fill=True))
        for route in waiting:
            seen = await lists.look(route, source)
            rows.append(_row(route, seen))
            waiting += [one for one in seen.more[:1] if one.url not in {other.url for other in waiting}]

    _ask(look, options)
    return rows


def suggest_source(url: str, *, options: CrawlOptions) -> Source:
    """A source for a site, from what its front page declares, its robots.txt names, or lies where it usually does.

    Raises: BadInput when the site cannot be read; the message says why.
    """
    given = normalise(url if "//" in url else f"https://{url}")
    found: list[Source] = []
    _ask(partial(_explore, given, found), options)
    return found[0]


async def _explore(url: str, found: list[Source], lists: Lists) -> None:
    verdict, replies = await lists.follow(url, suggest(url))
    if verdict.outcome is not Outcome.FETCHED:
        why = f"{verdict.outcome}, {verdict.detail}"
        raise BadInput(f"{url} could not be read: {why}; is the address right?", subject=url)
    page = replies[-1].as_page(url, source=None)
    source = suggest_from(page, robots=await _robots(lists, page))
    source = replace(source, feeds=await _that_work(lists, source, source.feeds))
    if not source.feeds:
        usual = [urljoin(page.final_url, path) for path in USUAL_FEEDS]
        source = replace(source, feeds=(await _that_work(lists, source, usual))[:1])
    if not (source.sitemaps or source.news_sitemaps):
        usual = [urljoin(page.final_url, path) for path in USUAL_SITEMAPS]
        working = await _that_work(lists, source, usual)
        again = suggest(source.homepage, sitemaps=working)
        source = replace(source, news_sitemaps=again.news_sitemaps, sitemaps=again.sitemaps)
    found.append(source)


async def _that_work(lists: Lists, source: Source, urls: Sequence[str]) -> tuple[str, ...]:
    """The addresses that answer with a feed or a sitemap."""
    seen = [(url, await lists.look(Route(kind="feed", url=url), source)) for url in urls]
    return tuple(url for url, one in seen if one.outcome is Outcome.LISTED)


async def _robots(lists: Lists, page: Page) -> str:
    async with lists.equipment.hosts.hold(host_of(page.final_url)) as held:
        await lists.equipment.manners.refusal(held, page.final_url)
        return held.robots.text if held.robots else ""


def _ask(look: Looking, options: CrawlOptions) -> None:
    """Run something that asks, with a store that lives as long as it does and no archive."""
    with tempfile.TemporaryDirectory(prefix="dreiklang-") as folder:
        archive = ArchiveOptions(folder=Path(folder), enabled=False, min_free_bytes=0)
        store = open_store(f"sqlite:///{folder}/store.db")

        async def work(engine: ExecutionEngine) -> None:
            quiet = replace(options, archive=archive)
            async with equipped(engine, store=store, options=quiet, stopping=asyncio.Event()) as equipment:
                await look(Lists(equipment=equipment, archive=Archive(archive.folder), first_wait_s=options.back_off_s))

        try:
            run_in_scrapy(work, options=options)
        finally:
            store.close()


def _row(route: Route, seen: Seen) -> dict[str, Any]:
    dated = [one.published or one.updated for one in seen.candidates]
    return {
        "route": f"{route.kind} {route.url}",
        "status": seen.exchanges[-1].reply.status if seen.exchanges else None,
        "outcome": str(seen.outcome),
        "entries": len(seen.candidates) or (f"{len(seen.more)} sitemaps" if seen.more else 0),
        "newest": max((moment for moment in dated if moment is not None), default=None),
        "problem": seen.detail,
    }
