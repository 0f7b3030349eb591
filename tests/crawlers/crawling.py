"""Crawls in processes of their own, since a reactor starts once per process. In: sources and options. Out: what came of it.

Run as a module it is that process: it reads one JSON line from stdin and prints the counts as JSON.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select

from articles import clock
from articles.model import Candidate, Source
from articles.store import Store, open_store
from articles.store.claims import Priority, reap
from articles.store.tables import results
from articles.store.visits import Noted, note
from crawlers.options import ArchiveOptions, CrawlOptions
from crawlers.urls import host_of
from tests.places import REPOSITORY

_SOURCES = TypeAdapter(list[Source])
_OPTIONS = TypeAdapter(CrawlOptions)


def a_source(host: str, **changes: Any) -> Source:
    """A newspaper with a feed; `changes` are fields of Source."""
    usual: dict[str, Any] = {
        "id": host.partition(":")[0].replace(".", "-"),
        "name": host,
        "homepage": f"https://{host}",
        "country": "DE",
        "languages": ("en",),
        "kind": "news",
        "ownership": "commercial",
        "tier": 1,
        "time_zone": "Europe/Berlin",
        "interval_minutes": 15,
        "feeds": (f"https://{host}/feed.xml",),
        "delay_s": 0.0,
    }
    return Source(**(usual | changes))


@dataclass(frozen=True, kw_only=True)
class Crawling:
    """Where crawls write, and how they ask."""

    folder: Path
    store: Store
    options: CrawlOptions
    sources: Sequence[Source] = field(default_factory=tuple)

    @property
    def archive(self) -> Path:
        return self.options.archive.folder

    def note(self, *urls: str, **changes: Any) -> None:
        """Make URLs due without a feed; `changes` are fields of Candidate."""
        source = self.sources[0].id
        noted = [
            Noted(
                candidate=Candidate(url=url, **({"source": source} | changes)),
                host=host_of(url),
                priority=Priority.NEWS,
                due_at=clock.now(),
            )
            for url in urls
        ]
        with self.store.begin() as connection:
            note(connection, noted)

    def start(self, *, names: Mapping[str, str] | None = None, **how: Any) -> "subprocess.Popen[str]":
        """Begin a crawl; `how` are arguments of crawl(), `names` what host names resolve to."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.crawlers.crawling"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        order = {
            "store": self.store.engine.url.render_as_string(hide_password=False),
            "sources": _SOURCES.dump_python(list(self.sources), mode="json"),
            "options": _OPTIONS.dump_python(self.options, mode="json"),
            "names": dict(names or {}),
            "how": {name: str(value) if isinstance(value, datetime) else value for name, value in how.items()},
        }
        assert process.stdin is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return process

    def run(self, **how: Any) -> dict[str, dict[str, int]]:
        """A whole crawl; step -> Outcome -> how many."""
        return ended(self.start(**how))

    def outcomes(self, step: str = "fetch") -> dict[str, str | None]:
        """Subject -> its newest Outcome in a step."""
        query = select(results.c.subject, results.c.outcome).where(results.c.step == step).order_by(results.c.revision)
        with self.store.read() as connection:
            return dict(connection.execute(query).all())

    def details(self, step: str = "fetch") -> dict[str, str | None]:
        """Subject -> why its newest result is what it is."""
        query = select(results.c.subject, results.c.detail).where(results.c.step == step).order_by(results.c.revision)
        with self.store.read() as connection:
            return dict(connection.execute(query).all())


def ended(process: "subprocess.Popen[str]") -> dict[str, dict[str, int]]:
    """Wait for a crawl and read its counts; what it wrote to stderr is shown when it failed."""
    out, err = process.communicate(timeout=110)
    assert process.returncode == 0, f"exit {process.returncode}\n{err[-4000:]}"
    assert not err, err[-4000:]
    counted: dict[str, dict[str, int]] = json.loads(out.splitlines()[-1])
    return counted


def crawling(
    folder: Path, *, proxy: str = "", url: str | None = None, sources: Sequence[Source] = (), **options: Any
) -> Crawling:
    """A fresh store and archive; quick options unless others are given."""
    usual: dict[str, Any] = {
        "contact": "mailto:desk@example.org",
        "proxy": proxy,
        "proxy_connect": False,
        "delay_s": 0.0,
        "back_off_s": 0.05,
        "timeout_s": 5.0,
    }
    archive = ArchiveOptions(folder=folder / "archive", min_free_bytes=0)
    return Crawling(
        folder=folder,
        store=open_store(url or f"sqlite:///{folder / 'store.db'}"),
        options=CrawlOptions(**({"archive": archive} | usual | options)),
        sources=tuple(sources),
    )


def kill(process: "subprocess.Popen[str]") -> None:
    """As a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _resolve(names: Mapping[str, str]) -> None:
    """Let names mean addresses, before anything that looks them up is imported."""
    usual = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        return usual(names.get(host, host), *rest, **more)

    socket.getaddrinfo = getaddrinfo


def main() -> None:
    """One crawl, as ordered on stdin."""
    order = json.loads(sys.stdin.readline())
    _resolve(order["names"])
    from crawlers.crawl import crawl

    how = order["how"]
    for name in ("since", "until"):
        if how.get(name):
            how[name] = datetime.fromisoformat(how[name])
    if "steps" in how:
        how["steps"] = tuple(how["steps"])
    store = open_store(order["store"])
    reap(store)
    sources = {source.id: source for source in _SOURCES.validate_python(order["sources"])}
    try:
        counted = crawl(store, sources, options=_OPTIONS.validate_python(order["options"]), **how)
    finally:
        store.close()
    sys.stdout.write(
        json.dumps({step: {str(one): number for one, number in found.items()} for step, found in counted.items()})
        + "\n"
    )


if __name__ == "__main__":
    main()
