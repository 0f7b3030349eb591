"""The command line as a test calls it. In: words. Out: exit code, stdout and stderr."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from articles import clock
from dreiklang.cli import main
from tests.dreiklang.real_crawl import RealCrawl, crawl_real_pages


@dataclass(frozen=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str


Call = Callable[..., Called]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Called]]:
    """Run `dreiklang ...` in an empty folder, with no settings but those the test writes there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DREIKLANG_CLOCK", str(tmp_path / "clock"))
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*words: str) -> Called:
        monkeypatch.setattr(sys, "argv", ["dreiklang", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Called(code=int(ended.value.code or 0), out=out, err=err)

    yield run
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.fixture
def real_settings(tmp_path: Path) -> Path:
    """A settings file of two invented sources, so that nothing reads the demo or the real ones."""
    (tmp_path / "data" / "sources").mkdir(parents=True)
    for source_id, kind, owner in (("tagblatt", "news", "commercial"), ("amtsblatt", "official", "government")):
        (tmp_path / "data" / "sources" / f"{source_id}.toml").write_text(
            f'id = "{source_id}"\nname = "{source_id.title()}"\nhomepage = "https://www.{source_id}.example/"\n'
            f'country = "DE"\nlanguages = ["de"]\nkind = "{kind}"\nownership = "{owner}"\ntier = 1\n'
            f'time_zone = "Europe/Berlin"\ninterval_minutes = 30\nfeeds = ["https://www.{source_id}.example/feed"]\n'
        )
    path = tmp_path / "dreiklang.toml"
    path.write_text('[sources]\nonly = ["tagblatt", "amtsblatt"]\n[crawl]\ncontact = "me@example.org"\n')
    return path


@pytest.fixture
def noon(call: Call) -> Callable[..., None]:
    """Move the clock of the calls."""
    return clock.move


@pytest.fixture(scope="session")
def real_crawl(tmp_path_factory: pytest.TempPathFactory) -> RealCrawl:
    """All real pages, crawled once for every test that needs them."""
    return crawl_real_pages(tmp_path_factory.mktemp("real"))
