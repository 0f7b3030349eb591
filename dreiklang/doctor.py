"""Is everything in order? In: a Desk. Out: findings, each ok, a warning or a problem, with what to do."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import Connection, make_url

from articles import clock
from articles.errors import DreiklangError
from articles.outcome import Outcome
from articles.store.claims import counts, dead_leases, waiting
from articles.store.migrate import current
from dreiklang.desk import Desk
from dreiklang.finding import Finding
from dreiklang.health import archive_lacks, source_health
from dreiklang.index_check import indexed
from dreiklang.seeing import issuers_seen, sources_seen, steps_waiting

PYTHONS = ((3, 11), (3, 12), (3, 13))
LOCAL = (None, "", "localhost", "127.0.0.1", "::1")  # where a store serves this machine
FREE_TO_CRAWL = 4  # crawling stops at this part of archive.min_free_gb


def examine(desk: Desk) -> Iterator[Finding]:
    """Every check in turn; one that cannot be made is a problem of its own and stops none of the others."""
    for check in CHECKS:
        try:
            yield from check(desk)
        except DreiklangError as error:
            yield Finding(check=check.__name__, level="problem", told=str(error))


def python(desk: Desk) -> Iterator[Finding]:
    """Do we run on a version we are tested on?"""
    version = sys.version_info[:2]
    if version in PYTHONS:
        yield Finding(check="python", level="ok", told=".".join(str(part) for part in version))
    else:
        todo = "make the environment anew with Python 3.11, 3.12 or 3.13"
        yield Finding(check="python", level="warn", told=f"{version[0]}.{version[1]} is not tested", todo=todo)


def settings(desk: Desk) -> Iterator[Finding]:
    """Do they hold, and can a webmaster reach us?"""
    if desk.settings.demo.enabled:
        told = "the bundled demo newsroom is read"
        yield Finding(check="settings", level="ok", told=told, todo="`dreiklang init` to read real sources")
    elif not desk.settings.crawl.contact:
        todo = "set crawl.contact to an address or page of yours"
        yield Finding(check="settings", level="warn", told="no webmaster can reach you", todo=todo)
    else:
        yield Finding(check="settings", level="ok", told=f"data in {desk.settings.data}")


def news_clock(desk: Desk) -> Iterator[Finding]:
    """Does the clock show real time?"""
    moved = clock.moved()
    if moved is None:
        yield Finding(check="clock", level="ok", told="real time")
    elif desk.settings.demo.enabled:
        yield Finding(check="clock", level="ok", told=f"the demo's own time, {moved:%Y-%m-%d %H:%M} UTC")
    else:
        told = f"moved to {moved:%Y-%m-%d %H:%M} UTC"
        yield Finding(check="clock", level="warn", told=told, todo=f"unset {clock.VARIABLE} to see real time")


def sources(desk: Desk) -> Iterator[Finding]:
    """Can the source files be read?"""
    unverified = sum(source.unverified for source in desk.sources.values())
    if not desk.sources:
        yield Finding(check="sources", level="problem", told="none is read", todo="see [sources] in the settings")
    else:
        yield Finding(
            check="sources", level="ok", told=f"{len(desk.sources)} are read, {unverified} of them unverified"
        )


def store(desk: Desk) -> Iterator[Finding]:
    """Can the store be reached, and is anything stuck in it?"""
    with desk.store.read() as connection:
        yield Finding(check="store", level="ok", told=f"{desk.store.engine.url!r}, tables at {current(connection)}")
        yield _leases(connection)
        yield from _failed(connection)


def archive(desk: Desk) -> Iterator[Finding]:
    """Is there room for further answers?"""
    if not desk.settings.archive.enabled:
        yield Finding(check="archive", level="warn", told="switched off: nothing can be extracted again")
        return
    lacking = archive_lacks(desk)
    free_bytes = shutil.disk_usage(desk.archive_folder).free
    if free_bytes < desk.crawl_options.archive.min_free_bytes / FREE_TO_CRAWL:
        todo = "free some disk space: crawling stops, so that the store keeps room"
        yield Finding(check="archive", level="problem", told="the disk is all but full", todo=todo)
    elif lacking:
        yield Finding(check="archive", level="warn", told="paused", todo=lacking)
    else:
        yield Finding(check="archive", level="ok", told=f"{desk.archive.size_bytes() / 1024**3:.2f} GB in use")


def index(desk: Desk) -> Iterator[Finding]:
    """Does the index hold what the store says it holds?"""
    with desk.store.read() as connection:
        known, under_way = len(indexed(connection)), waiting(connection, "index")
    found = desk.engine.count()
    if known <= found <= known + under_way:  # a process beside us writes the index first, then the store
        yield Finding(check="index", level="ok", told=f"{found} articles")
    else:
        told = f"holds {found} articles, the store knows of {known}"
        yield Finding(check="index", level="problem", told=told, todo="`dreiklang reindex`")


def engine(desk: Desk) -> Iterator[Finding]:
    """Can every machine reach the index? The embedded one lies on a single disk."""
    host = make_url(desk.settings.store_url).host
    if desk.settings.search.engine != "embedded":
        yield Finding(check="engine", level="ok", told=desk.settings.search.engine)
    elif host in LOCAL:
        yield Finding(check="engine", level="ok", told="embedded, on this machine")
    else:
        told = f"the embedded engine serves one machine, and the store at {host} can be used by several"
        yield Finding(check="engine", level="problem", told=told, todo='set search.engine = "elasticsearch"')


def searches(desk: Desk) -> Iterator[Finding]:
    """Can every saved search be run?"""
    from search.saved import problem

    saved = desk.settings.saved_searches
    broken = {search.name: told for search in saved if (told := problem(search)) is not None}
    for name, told in broken.items():
        todo = f"mend it, try it with `dreiklang searches test '{name}'`, then `dreiklang match --redo outdated`"
        yield Finding(check="searches", level="problem", told=f"{name}: {told}", todo=todo)
    if not broken:
        yield Finding(check="searches", level="ok", told=f"{len(saved)} saved searches, all can be run")


def seeing(desk: Desk) -> Iterator[Finding]:
    """Which sources and issuing bodies do we see, and does work wait anywhere?"""
    health = source_health(desk)
    yield from steps_waiting(health)
    yield from sources_seen(health)
    yield from issuers_seen(health)


CHECKS: tuple[Callable[[Desk], Iterator[Finding]], ...] = (
    python,
    settings,
    news_clock,
    sources,
    store,
    archive,
    index,
    engine,
    searches,
    seeing,
)


def _leases(connection: Connection) -> Finding:
    dead = sum(len(tokens) for _, tokens in dead_leases(connection))
    if not dead:
        return Finding(check="leases", level="ok", told="none of a dead process")
    return Finding(check="leases", level="warn", told=f"{dead} of dead processes", todo="the next command frees them")


def _failed(connection: Connection) -> Iterator[Finding]:
    failed = {
        step: counted[Outcome.FAILED]
        for step, counted in counts(connection, since=clock.now() - timedelta(days=1)).items()
        if counted[Outcome.FAILED]
    }
    for step, number in failed.items():
        told = f"{number} subjects of {step} failed in the last day"
        yield Finding(check="failed", level="warn", told=told, todo="`dreiklang explain URL` shows the error")
    if not failed:
        yield Finding(check="failed", level="ok", told="nothing in the last day")
