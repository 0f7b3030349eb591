"""What every kind of asking needs, put together. In: Scrapy's engine, a store, options. Out: journal, hosts and manners."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scrapy.core.engine import ExecutionEngine

from articles.addresses import WEB_PORTS, Guard
from articles.store import Store
from crawlers.fetching.asking import Asker
from crawlers.fetching.guard import GuardedResolver
from crawlers.fetching.hosts import Hosts
from crawlers.fetching.journal import Journal
from crawlers.fetching.manners import Manners
from crawlers.options import CrawlOptions


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """Who writes, who waits for turns, and who asks."""

    journal: Journal
    hosts: Hosts
    manners: Manners


@asynccontextmanager
async def equipped(
    engine: ExecutionEngine, *, store: Store, options: CrawlOptions, stopping: asyncio.Event
) -> AsyncIterator[Equipment]:
    """Equipment for as long as the block runs; leases are kept meanwhile, and everything is written in the end."""
    guard = Guard(allowed=options.allow_private, proxied=bool(options.proxy))
    _guard_names(guard, options)
    journal = Journal(store, options.archive)
    hosts = Hosts(journal, at_once=options.concurrency, stopping=stopping)
    manners = Manners(Asker(engine, options, guard), hosts, journal, delay_s=options.delay_s)
    renewing = asyncio.create_task(hosts.renew_all())
    try:
        yield Equipment(journal=journal, hosts=hosts, manners=manners)
    finally:
        renewing.cancel()
        await journal.close()


def _guard_names(guard: Guard, options: CrawlOptions) -> None:
    """Every connection asks this resolver for addresses; the operator's proxy may be a private one."""
    from twisted.internet import reactor  # importing it installs one, so not before Scrapy has installed its own

    proxy = urlsplit(options.proxy)
    names = replace(guard, allowed=guard.allowed | {f"{proxy.hostname}:{proxy.port or WEB_PORTS['http']}"})
    reactor.installNameResolver(GuardedResolver(reactor.nameResolver, names))
