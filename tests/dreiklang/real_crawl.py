"""The real pages, brought in by the command a person types. In: a folder. Out: what the crawl left there."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.source_files import source_to_toml
from tests.crawlers.real_web import RealPage, real_pages, sites, sources
from tests.crawlers.webserver import WebServer
from tests.places import REPOSITORY, shared


@dataclass(frozen=True, kw_only=True)
class RealCrawl:
    """A data folder with everything the web of real pages had; `overlaps` are hosts that were asked twice at a time."""

    folder: Path
    pages: Sequence[RealPage]
    overlaps: Sequence[object]

    @property
    def settings(self) -> Path:
        """The settings file that it ran with."""
        return self.folder / "dreiklang.toml"


def crawl_real_pages(folder: Path) -> RealCrawl:
    """Serve every page of the shared folder by its own host, and crawl them all."""
    pages = real_pages(shared("extraction"))
    declared = list(sources(pages))
    own = folder / "data" / "sources"
    own.mkdir(parents=True)
    for source in declared:
        (own / f"{source.id}.toml").write_text(source_to_toml(source), encoding="utf-8")
    only = ", ".join(f'"{source.id}"' for source in declared)
    with WebServer(sites(pages)) as web:
        (folder / "dreiklang.toml").write_text(
            f'[sources]\nonly = [{only}]\n[crawl]\ncontact = "test@example.org"\nproxy = "{web.url}"\n'
            "proxy_connect = false\ndelay_s = 0\nconcurrency = 64\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "dreiklang", "crawl", "--since", "1990-01-01"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        subprocess.run(command, cwd=folder, env=environment, check=True, timeout=800)
        return RealCrawl(folder=folder, pages=pages, overlaps=web.overlaps())
