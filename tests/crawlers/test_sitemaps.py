"""Sitemaps: pages, news, indexes and back-fill."""

import gzip
from datetime import UTC, datetime

import pytest

from articles.errors import NotAFeed
from crawlers import discovery
from tests.crawlers.lists import NOW, only, read, source

NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://www.tagblatt.example/bild.jpg</image:loc><image:title>Bild</image:title></image:image>
<loc>https://www.tagblatt.example/ki-1</loc><lastmod>2026-11-25T09:00:00Z</lastmod>
<news:news><news:publication><news:name>Tagblatt</news:name></news:publication>
<news:publication_date>2026-11-25T07:00:00+01:00</news:publication_date><news:title>KI &amp; Recht</news:title>
<news:keywords>KI, Recht</news:keywords></news:news></url></urlset>"""


def urlset(*pages: tuple[str, str | None]) -> str:
    urls = "".join(f"<url><loc>{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</url>" for loc, mod in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def index(*children: tuple[str, str | None]) -> str:
    return (
        urlset(*children)
        .replace("urlset", "sitemapindex")
        .replace("<url>", "<sitemap>")
        .replace("</url>", "</sitemap>")
    )


def names(more: list[discovery.Route]) -> list[str]:
    return [route.url.removeprefix("https://www.tagblatt.example/") for route in more]


def test_a_news_sitemap_says_title_date_and_keywords() -> None:
    candidate = only(NEWS, kind="news_sitemap")
    assert (candidate.url, candidate.title) == ("https://www.tagblatt.example/ki-1", "KI & Recht")
    assert candidate.published == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert candidate.updated == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert candidate.section == "KI; Recht"


def test_a_sitemap_is_read_gzipped_without_namespace_and_as_plain_text() -> None:
    bare = "<urlset><url><loc>https://www.tagblatt.example/a</loc></url></urlset>"
    assert only(gzip.compress(bare.encode()), kind="sitemap").url == "https://www.tagblatt.example/a"
    text = "https://www.tagblatt.example/a\r\n\r\nkein Link\nhttps://www.tagblatt.example/b\n"
    urls = [one.url for one in read(text, kind="sitemap").candidates]
    assert urls == ["https://www.tagblatt.example/a", "https://www.tagblatt.example/b"]


def test_since_leaves_out_what_is_certainly_older() -> None:
    pages = (
        ("/neu", "2026-11-20"),
        ("/alt", "2026-10-01"),
        ("/ohne", None),
        ("/2026/11/02/neu", None),
        ("/2026/10/30/alt", "2026-11-25"),
        ("/content/202609/alt.htm", None),
        ("/2026-11/05/c_1.htm", None),
        ("/t20261001_7.html", None),
        ("/rueckblick-2019-05-12", None),
    )
    kept = read(urlset(*pages), kind="sitemap", since=datetime(2026, 11, 1, tzinfo=UTC)).candidates
    assert [one.url.removeprefix("https://www.tagblatt.example") for one in kept] == [
        "/neu", "/ohne", "/2026/11/02/neu", "/2026-11/05/c_1.htm", "/rueckblick-2019-05-12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lastmods", "believed"),
    [
        (("2026-11-26T11:58:01Z", "2026-11-26T11:58:01Z", "2026-11-26T11:58:09Z"), False),
        (("2026-11-26T11:58:01Z", "2026-11-26T11:58:01Z"), True),
        (("2026-11-26T11:58:01Z", "2026-11-26T11:50:00Z", "2026-11-26T11:58:01Z"), True),
        (("2024-01-01", "2024-01-01", "2024-01-01"), True),
    ],
)
def test_a_list_that_gives_its_own_moment_to_every_page_tells_no_change(
    lastmods: tuple[str, ...], believed: bool
) -> None:
    listed = read(urlset(*((f"/{n}", lastmod) for n, lastmod in enumerate(lastmods))), kind="news_sitemap")
    assert all((one.updated is not None) is believed for one in listed.candidates)


def test_an_index_names_its_children_newest_first_and_the_undated_last() -> None:
    listed = read(
        index(("/a.xml", None), ("/b.xml", "2026-11-01"), ("/c.xml", "2026-11-20"), ("/d.xml", None)),
        kind="sitemap",
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert listed.candidates == []
    assert names(listed.more) == ["c.xml", "b.xml", "a.xml", "d.xml"]
    assert {route.kind for route in listed.more} == {"sitemap"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("sitemap-2026-03.xml", True), ("sitemap-2026-01.xml", False), ("sitemap_202601.xml", False),
        ("/2026/03/sitemap.xml", True),
        ("sitemap.xml?yyyy=2026&amp;mm=02&amp;dd=27", False), ("sitemap.xml?yyyy=2026&amp;mm=03&amp;dd=27", True),
        ("posts-2025.xml", False), ("posts-2026.xml", True), ("sitemap-20260228.xml", True), ("sitemap-20260227.xml", False),
        ("posts-12.xml", True),
    ],
)  # fmt: skip
def test_back_fill_reads_children_by_the_period_in_their_name(name: str, kept: bool) -> None:
    listed = read(index((name, "2026-11-26")), kind="sitemap", since=datetime(2026, 3, 1, tzinfo=UTC))
    assert bool(listed.more) is kept


def test_an_index_is_followed_only_so_far() -> None:
    children = index(*((f"/{n}.xml", None) for n in range(2000)))
    assert len(read(children, kind="news_sitemap").more) == discovery.POLLED_CHILDREN
    assert len(read(children, kind="sitemap", since=NOW).more) == discovery.BACK_FILL_CHILDREN


def test_an_index_that_names_itself_or_other_schemes_leads_nowhere() -> None:
    listed = read(index(("https://www.tagblatt.example/rss.xml", None), ("ftp://a.example/x.xml", None), ("", None)))
    assert listed.more == []


def test_a_feed_and_a_sitemap_may_stand_for_each_other() -> None:
    assert only(NEWS, kind="feed").title == "KI & Recht"
    assert only("<rss><channel><item><link>/a</link></item></channel></rss>", kind="sitemap").url.endswith("/a")


def test_plain_sitemaps_are_read_in_back_fill_only() -> None:
    one = source(
        feeds=("https://a.example/f",), sitemaps=("https://a.example/s",), news_sitemaps=("https://a.example/n",)
    )
    assert [route.kind for route in discovery.routes(one)] == ["feed", "news_sitemap"]
    assert [route.kind for route in discovery.routes(one, back_fill=True)] == ["feed", "news_sitemap", "sitemap"]


def test_html_in_place_of_a_sitemap_is_named() -> None:
    with pytest.raises(NotAFeed, match="is no news sitemap: it is an HTML page titled 'Weg'"):
        read("<html><title>Weg</title></html>", kind="news_sitemap")
