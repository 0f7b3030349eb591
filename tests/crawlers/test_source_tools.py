"""What is made of all sources, and first source files made of sites and feed lists."""

import pytest

from articles.errors import BadInput
from articles.model import JsonList, Listing
from crawlers.source_checks import problems_of
from crawlers.source_tools import from_opml, hosts, to_opml
from crawlers.suggest import feed_links, sitemap_links, suggest, suggest_from
from tests.crawlers.lists import page, source

HOME = """<html lang="de-AT"><head><title>Nachrichten aus Wien | Wiener Blatt</title>
<link rel="alternate" type="application/rss+xml" href="/rss/politik?utm_source=x">
<link rel="alternate" type="application/atom+xml" href="/atom">
<link rel="stylesheet" href="/rss.css"></head><body><a href="/rss/sport">Sport</a></body></html>"""


def test_hosts_are_those_of_every_list_and_home_page_once() -> None:
    one = source(
        feeds=("https://feeds.tagblatt.example/rss", "https://www.tagblatt.example/rss"),
        sitemaps=("https://www.tagblatt.example:8443/s.xml",),
        listings=(Listing(url="http://liste.example/", entry="li"),),
        json_lists=(JsonList(url="https://API.example/x", records="", link="u"),),
    )
    assert hosts([one, one]) == [
        "api.example", "feeds.tagblatt.example", "liste.example", "www.tagblatt.example", "www.tagblatt.example:8443",
    ]  # fmt: skip


def test_opml_written_by_us_comes_back_as_sources_with_the_same_feeds() -> None:
    sources = [
        source(name="Tag & Blatt", feeds=("https://www.tagblatt.example/a", "https://www.tagblatt.example/b")),
        source(
            id="ribao",
            name="日报",
            homepage="https://www.ribao.cn/",
            languages=("zh",),
            feeds=("https://feeds.ribao.cn/rss",),
        ),
    ]
    back = from_opml(to_opml(sources).encode())
    assert [(one.id, one.name, one.feeds, one.languages) for one in back] == [
        ("tagblatt", "Tag & Blatt", sources[0].feeds, ("de",)),
        ("ribao", "日报", sources[1].feeds, ("zh",)),
    ]
    assert all(one.unverified for one in back)


def test_opml_of_other_programs_is_read_with_nested_outlines_and_without_home_pages() -> None:
    opml = b"""<opml version="1.0"><body><outline text="Technik"><outline text="Eins" type="rss" xmlUrl="https://eins.de/feed"/>
    <outline text="Zwei" xmlUrl="https://www.zwei.at/feed" htmlUrl="https://www.zwei.at/" language="junk"/>
    <outline text="anderes Zwei" xmlUrl="https://zwei.de/feed"/><outline text="kein Feed"/></outline></body></opml>"""
    found = from_opml(opml)
    assert [(one.id, one.country, one.time_zone, one.languages) for one in found] == [
        ("eins", "DE", "Europe/Berlin", ("de",)),
        ("zwei-at", "AT", "Europe/Vienna", ("de",)),
        ("zwei-de", "DE", "Europe/Berlin", ("de",)),
    ]
    assert [problem for one in found for problem in problems_of(one)] == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><title>Login</title>", "it is an HTML page titled 'Login'"),
        (b"<opml><body/></opml>", "no feed in the OPML file"),
        (b"hello", "the file is no"),
        (b'<!DOCTYPE o [<!ENTITY x "y">]><opml/>', "declares entities"),
    ],
)
def test_what_is_no_opml_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        from_opml(body)
    assert told in str(refused.value)


def test_a_home_page_suggests_a_source_without_problems() -> None:
    robots = "User-agent: *\nSitemap: https://www.wienerblatt.at/news-sitemap.xml\nsitemap: /sitemap.xml\nSitemap: mailto:x\n"
    found = suggest_from(page(HOME, url="https://www.wienerblatt.at/start"), robots=robots)
    assert (found.id, found.name, found.homepage) == ("wienerblatt", "Wiener Blatt", "https://www.wienerblatt.at/")
    assert (found.country, found.languages, found.time_zone) == ("AT", ("de",), "Europe/Vienna")
    assert found.feeds == ("https://www.wienerblatt.at/rss/politik", "https://www.wienerblatt.at/atom")
    assert found.news_sitemaps == ("https://www.wienerblatt.at/news-sitemap.xml",)
    assert found.sitemaps == ("https://www.wienerblatt.at/sitemap.xml",)
    assert found.unverified
    assert problems_of(found) == []


def test_the_name_is_what_the_site_calls_itself_else_its_domain() -> None:
    named = '<meta property="og:site_name" content="Das  Blatt"><title>Start</title>'
    assert suggest_from(page(named)).name == "Das Blatt"
    assert suggest_from(page("")).name == "tagblatt.example"


def test_feeds_that_a_page_only_links_are_found_by_their_address() -> None:
    addresses = ("/feed/", "/news.rss", "/feedback", "mailto:rss@a.example", "/a/rss2")
    links = "".join(f'<a href="{address}">x</a>' for address in addresses)
    found = feed_links(page(f"<body>{links}</body>"))
    assert found == [
        "https://www.tagblatt.example/feed/",
        "https://www.tagblatt.example/news.rss",
        "https://www.tagblatt.example/a/rss2",
    ]
    assert feed_links(page("")) == []


def test_sitemaps_of_a_robots_txt_are_named_once() -> None:
    robots = "Sitemap: /a.xml\nSITEMAP : https://www.tagblatt.example/a.xml\nDisallow: /sitemap: x"
    assert sitemap_links(robots, url="https://www.tagblatt.example/robots.txt") == [
        "https://www.tagblatt.example/a.xml"
    ]


@pytest.mark.parametrize(
    ("homepage", "source_id"),
    [
        ("https://www.gov.cn/", "gov"),
        ("https://news.bbc.co.uk/", "bbc"),
        ("http://127.0.0.1:8000/", "127"),
        ("https://bücher.example/", "xn-bcher-kva"),
    ],
)
def test_every_address_gives_a_usable_id(homepage: str, source_id: str) -> None:
    suggested = suggest(homepage)
    assert suggested.id == source_id
    assert problems_of(suggested) == []
