"""The commands below `dreiklang sources`, as a person types them."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from articles.errors import BadInput, SourceError
from crawlers.source_files import load_sources
from crawlers.source_tools import from_opml
from crawlers.suggest import suggest
from dreiklang.cli import dreiklang
from tests.dreiklang.conftest import Call

OPML = '<opml><body><outline text="Eins" xmlUrl="https://eins.de/feed"/><outline text="S" xmlUrl="https://www.spiegel.de/x.rss"/></body></opml>'


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "dreiklang.toml"
    path.write_text(f'data = "{tmp_path / "data"}"\n', encoding="utf-8")
    return path


def typed(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(dreiklang, ["--config", str(settings), "sources", *words])


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_list_shows_every_source_one_a_line_and_counts_them(settings: Path) -> None:
    table = typed(settings, "list").stdout.splitlines()
    named = rows(typed(settings, "list", "--json"))
    assert len(table) == len(named) + 2
    assert table[-1].startswith(f"{len(named)} sources, ")


def test_list_filters_by_language_and_kind(settings: Path) -> None:
    chinese = rows(typed(settings, "list", "--language", "zh", "--kind", "official", "--json"))
    assert chinese
    assert {row["kind"] for row in chinese} == {"official"}
    assert all(tag.startswith("zh") for row in chinese for tag in row["languages"][:1])
    assert typed(settings, "list", "--kind", "paper").exit_code == 2


def test_show_prints_a_file_that_loads_as_the_same_source(settings: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "spiegel.toml"
    copy.parent.mkdir()
    copy.write_text(typed(settings, "show", "spiegel").stdout, encoding="utf-8")
    (told,) = rows(typed(settings, "show", "spiegel", "--json"))
    loaded = load_sources(folders=[copy.parent])["spiegel"]
    assert (loaded.name, list(loaded.feeds)) == (told["name"], told["feeds"])


def test_a_name_nobody_knows_gets_the_nearest_one(settings: Path) -> None:
    result = typed(settings, "show", "spigel")
    assert isinstance(result.exception, SourceError)
    assert "Did you mean 'spiegel'?" in str(result.exception)


def test_hosts_lists_what_a_firewall_must_allow_of_the_enabled_sources(settings: Path) -> None:
    everything = typed(settings, "hosts").stdout.split()
    assert "www.spiegel.de" in everything
    assert everything == sorted(set(everything))
    settings.write_text(settings.read_text(encoding="utf-8") + '[sources]\nskip = ["spiegel"]\n', encoding="utf-8")
    assert "www.spiegel.de" not in typed(settings, "hosts").stdout.split()
    assert rows(typed(settings, "hosts", "--json"))[0].keys() == {"host"}


def test_opml_goes_out_and_comes_in_without_touching_what_is_known(settings: Path, tmp_path: Path) -> None:
    assert len(from_opml(typed(settings, "export-opml").stdout.encode())) > 50
    given = tmp_path / "feeds.opml"
    given.write_text(OPML, encoding="utf-8")
    one, known = rows(typed(settings, "import-opml", str(given), "--json"))
    assert (one["id"], known) == ("eins", {"id": "spiegel", "file": None})
    assert load_sources(folders=[tmp_path / "data" / "sources"])["eins"].feeds == ("https://eins.de/feed",)
    assert "left eins alone" in typed(settings, "import-opml", str(given)).stdout


@pytest.fixture
def checking(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The two functions that ask servers, without servers."""
    fake = ModuleType("crawlers.checking")
    vars(fake)["suggest_source"] = lambda url, *, options: suggest(url, name="Neu")
    vars(fake)["check_source"] = lambda source, *, options: [
        {"route": source.feeds[0], "status": 200, "outcome": "listed", "entries": 20}
    ]
    monkeypatch.setitem(sys.modules, "crawlers.checking", fake)
    return fake


@pytest.mark.usefixtures("checking")
def test_add_writes_a_file_to_review_that_is_a_source_from_then_on(settings: Path, tmp_path: Path) -> None:
    result = typed(settings, "add", "https://www.neuesblatt.de/")
    assert "review it, then `dreiklang sources check neuesblatt`" in result.stdout
    assert (tmp_path / "data" / "sources" / "neuesblatt.toml").is_file()
    assert rows(typed(settings, "show", "neuesblatt", "--json"))[0]["unverified"] is True
    again = typed(settings, "add", "https://www.neuesblatt.de/")
    assert isinstance(again.exception, BadInput)
    assert "source 'neuesblatt' is known" in str(again.exception)


@pytest.mark.usefixtures("checking")
def test_check_shows_what_each_list_answered(settings: Path) -> None:
    assert "listed" in typed(settings, "check", "spiegel").stdout
    assert rows(typed(settings, "check", "spiegel", "--json"))[0]["entries"] == 20


def test_a_file_of_ones_own_overrides_the_packaged_one(settings: Path, tmp_path: Path) -> None:
    own = tmp_path / "data" / "sources" / "spiegel.toml"
    own.parent.mkdir(parents=True)
    text = typed(settings, "show", "spiegel").stdout
    own.write_text(text.replace("tier = 1", "tier = 3"), encoding="utf-8")
    assert rows(typed(settings, "show", "spiegel", "--json"))[0]["tier"] == 3


def test_a_language_that_no_source_has_is_wrong_usage(call: Call, real_settings: Path) -> None:
    told = call("sources", "list", "--language", "xx")
    assert told.code == 2 and "no language named 'xx'; known: de" in told.err
    assert call("sources", "list", "--language", "zh").code == 0
