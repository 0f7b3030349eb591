"""Source files: loading, every problem at once, and writing them again."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.errors import SourceError
from articles.model import Filter, JsonList, Kind, Layout, Listing, Ownership, Reservation, Rights, Source
from crawlers.source_checks import problems_of
from crawlers.source_files import load_sources, source_to_toml

TAGBLATT = """
id = "tagblatt"
name = "Tagblatt"
homepage = "https://www.tagblatt.example/"
country = "DE"
languages = ["de"]
kind = "news"
ownership = "commercial"
tier = 1
time_zone = "Europe/Berlin"
interval_minutes = 15
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        load_sources(folders=[folder])
    return str(caught.value)


def test_a_file_becomes_a_source_with_its_tables(tmp_path: Path) -> None:
    listing = '[[listings]]\nurl = "https://www.tagblatt.example/ki"\nentry = "article"\n'
    more = f"[filter]\nkeywords = true\n{listing}[[layouts]]\nsince = 2026-03-01\n"
    write(tmp_path, "tagblatt", TAGBLATT + more)
    source = load_sources(folders=[tmp_path])["tagblatt"]
    assert (source.name, source.languages, source.filter.keywords) == ("Tagblatt", ("de",), True)
    assert source.listings == (Listing(url="https://www.tagblatt.example/ki", entry="article"),)
    assert source.layouts[0].since == date(2026, 3, 1)


def test_a_later_folder_overrides_by_id_and_sources_come_in_order_of_id(tmp_path: Path) -> None:
    write(tmp_path / "packaged", "tagblatt", TAGBLATT)
    write(tmp_path / "packaged", "amt", TAGBLATT.replace("tagblatt", "amt"))
    write(tmp_path / "own", "tagblatt", TAGBLATT.replace("tier = 1", "tier = 3"))
    sources = load_sources(folders=[tmp_path / "packaged", tmp_path / "own"])
    assert list(sources) == ["amt", "tagblatt"]
    assert sources["tagblatt"].tier == 3


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "broken", "id = ")
    write(tmp_path, "amt", TAGBLATT.replace("tagblatt", "amt").replace("interval_minutes", "intervall_minutes"))
    write(tmp_path, "tagblatt", TAGBLATT.replace("Europe/Berlin", "Europe/Berln").replace("tier = 1", "tier = 7"))
    (tmp_path / "latin.toml").write_bytes('name = "Süd"'.encode("cp1252"))
    told = refused(tmp_path)
    assert told.startswith("6 problems in source files:\n")
    for expected in (
        "broken.toml: is no TOML",
        "latin.toml: is no TOML",
        "'intervall_minutes' is no key of a source; did you mean 'interval_minutes'?",
        "amt.toml: 'interval_minutes' is missing",
        "time_zone = 'Europe/Berln': no such zone",
        "tier = 7: expected 1",
    ):
        assert expected in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('id = "tagblatt"', 'id = "anderes"'), "name it anderes.toml"),
        (('id = "tagblatt"', 'id = "Tag Blatt"'), "use lower-case letters"),
        (('"DE"', '"Germany"'), "two capital letters"),
        (('["de"]', '["deutsch!"]'), "no BCP 47 tag"),
        (('["de"]', "[]"), "languages is empty"),
        (("https://www.tagblatt.example/", "www.tagblatt.example"), "homepage: 'www.tagblatt.example' is no web address"),
        (("tier = 1", 'tier = 1\nfeeds = ["ftp://tagblatt.example/rss"]'), "feeds: 'ftp://tagblatt.example/rss'"),
        (("tier = 1", 'tier = 1\nfeeds = "https://tagblatt.example/rss"'), "feeds = 'https://tagblatt.example/rss': input"),
        (("interval_minutes = 15", "interval_minutes = 0"), "expected at least 1"),
        (("tier = 1", "tier = 1\ndelay_s = -2"), "delay_s = -2.0"),
        (("tier = 1", "tier = 1\ndelay_s = nan"), "delay_s = nan"),
        (('kind = "news"', 'kind = "paper"'), "kind = 'paper': input should be 'news'"),
        (("tier = 1", 'tier = 1\nfallback = "tagblat"'), "no source named 'tagblat'; known: tagblatt. Did you mean 'tagblatt'?"),
        (("tier = 1", 'tier = 1\nfallback = "tagblatt"'), "fallback names the source itself"),
        (('name = "Tagblatt"', 'name = " "'), "name is empty"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_with_what_was_expected(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    write(tmp_path, "tagblatt", TAGBLATT.replace(*change))
    assert told in refused(tmp_path)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[filter]\nkeep_path = ["/ki"]', "'filter.keep_path' is no key of a source; did you mean 'keep_paths'?"),
        ('[[listings]]\nurl = "https://a.example/"\nentry = "li"\nlnk = "a"', "'listings.0.lnk' is no key"),
        ('[[listings]]\nurl = "https://a.example/"\nentry = "li["', "listings.0.entry = 'li[' is no CSS selector"),
        ('[[layouts]]\ndrop = ["p", "::"]', "layouts.0.drop = '::' is no CSS selector"),
        ('[[layouts]]\nbody = "svg|text"', "layouts.0.body = 'svg|text' is no CSS selector"),
        ('[[json_lists]]\nurl = "https://a.example/"\nrecords = "r"', "json_lists.0: give either link"),
        ('[[json_lists]]\nurl = "https://a.example/"\nrecords = "r"\nurl_template = "https://a.example/x"', "no {field} in it"),
        ("[rights]\nexcerpt_chars = -1", "rights.excerpt_chars = -1"),
        ("[rights]\nxyzzy = 1", "'rights.xyzzy' is no key of a source; known: tdm_reserved, archive, excerpt_chars"),
    ],
)  # fmt: skip
def test_problems_inside_tables_name_the_table(tmp_path: Path, table: str, told: str) -> None:
    write(tmp_path, "tagblatt", TAGBLATT + table)
    assert told in refused(tmp_path)


def test_a_fallback_whose_own_file_is_broken_is_no_second_problem(tmp_path: Path) -> None:
    write(tmp_path, "tagblatt", TAGBLATT.replace("tier = 1", 'tier = 1\nfallback = "amt"'))
    write(tmp_path, "amt", "id =")
    assert refused(tmp_path).count("\n") == 0


@pytest.mark.parametrize("ownership", ["party", "state", "commercial", "overseas", "civil"])
def test_media_are_never_official(tmp_path: Path, ownership: str) -> None:
    text = TAGBLATT.replace('"commercial"', f'"{ownership}"').replace('"news"', '"official"')
    write(tmp_path, "tagblatt", text)
    assert "only government and public bodies are official" in refused(tmp_path)


def test_official_sources_are_taken_whole(tmp_path: Path) -> None:
    text = TAGBLATT.replace('"commercial"', '"government"').replace('"news"', '"official"')
    write(tmp_path, "tagblatt", text + "[filter]\nkeywords = true\n")
    assert "official sources are taken whole" in refused(tmp_path)


def test_the_same_problem_of_an_overridden_file_is_still_told(tmp_path: Path) -> None:
    write(tmp_path / "packaged", "tagblatt", TAGBLATT.replace("tier = 1", "tier = 9"))
    write(tmp_path / "own", "tagblatt", TAGBLATT)
    with pytest.raises(SourceError, match="tier = 9"):
        load_sources(folders=[tmp_path / "packaged", tmp_path / "own"])


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
URL = st.from_regex(r"https://[a-z]{3,8}\.example/[a-z0-9/]{0,8}", fullmatch=True)
SELECTOR = st.sampled_from(["li", "div.news > a", "a[href*='ki']", "#list li:not(.ad)", 'p[title="“x”"]'])


def many(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


LISTING = st.builds(Listing, url=URL, entry=SELECTOR, link=SELECTOR, title=maybe(SELECTOR), date=maybe(SELECTOR))
JSON_LIST = st.builds(
    JsonList, url=URL, records=TEXT, link=st.none(), url_template=st.just("https://a.example/{id}"), title=maybe(TEXT),
    date=maybe(TEXT),
)  # fmt: skip
LAYOUT = st.builds(
    Layout, since=maybe(st.dates()), body=maybe(SELECTOR), drop=many(SELECTOR), title=maybe(SELECTOR), date=maybe(SELECTOR),
    authors=maybe(SELECTOR),
)  # fmt: skip
SOURCE = st.builds(
    Source,
    id=st.just("x"),
    name=TEXT.filter(str.strip),
    homepage=URL,
    country=st.sampled_from(["DE", "CN", "EU"]),
    languages=st.sampled_from([("de",), ("zh-Hant", "en")]),
    kind=st.sampled_from(["news", "blog"]),
    ownership=st.sampled_from(get_args(Ownership)),
    tier=st.sampled_from([1, 2, 3]),
    time_zone=st.sampled_from(["Europe/Berlin", "UTC"]),
    interval_minutes=st.integers(1, 10**6),
    feeds=many(URL),
    news_sitemaps=many(URL),
    sitemaps=many(URL),
    listings=many(LISTING),
    json_lists=many(JSON_LIST),
    filter=st.builds(Filter, keep_paths=many(TEXT), drop_paths=many(TEXT), sections=many(TEXT), keywords=st.booleans()),
    layouts=many(LAYOUT),
    rights=st.builds(
        Rights, tdm_reserved=st.sampled_from(get_args(Reservation)), archive=st.booleans(), excerpt_chars=st.integers(0, 999)
    ),
    issuers=many(TEXT),
    fallback=st.none(),
    delay_s=st.floats(0, 1e6),
    cookies=st.booleans(),
    needs_browser=st.booleans(),
    unverified=st.booleans(),
    user_agent=maybe(TEXT),
    notes=TEXT,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(source=SOURCE)
def test_a_source_written_as_toml_loads_as_the_same_source(tmp_path: Path, source: Source) -> None:
    write(tmp_path, "x", source_to_toml(source))
    assert load_sources(folders=[tmp_path]) == {"x": source}


def test_what_has_its_default_value_is_not_written(tmp_path: Path) -> None:
    write(tmp_path, "tagblatt", TAGBLATT)
    assert source_to_toml(load_sources(folders=[tmp_path])["tagblatt"]).strip() == TAGBLATT.strip()


def test_every_kind_but_official_may_belong_to_anyone() -> None:
    for kind in get_args(Kind):
        source = Source(
            id="x", name="X", homepage="https://x.example/", country="DE", languages=("de",), kind=kind, ownership="state",
            tier=1, time_zone="UTC", interval_minutes=5,
        )  # fmt: skip
        assert bool(problems_of(source)) is (kind == "official")
