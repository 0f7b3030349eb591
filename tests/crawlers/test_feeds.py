"""Feeds in every version, good, broken and hostile."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from articles.errors import NotAFeed
from tests.crawlers.lists import only, read, rss

RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Tagblatt</title><link>https://www.tagblatt.example/</link>
<item>
  <media:title>Bild</media:title>
  <title>Bund &amp; L&#228;nder einig &amp;uuml;ber KI</title>
  <link>https://www.tagblatt.example/ki-1?utm_source=rss</link>
  <description><![CDATA[<p>Die <b>Regierung</b>&nbsp;plant<br>mehr.</p><script>x()</script>]]></description>
  <pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate>
  <category>Politik</category><dc:subject>KI</dc:subject><category>Politik</category>
  <guid isPermaLink="false">4711</guid>
</item>
</channel></rss>"""

RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://www.tagblatt.example/"><title>Tagblatt</title></channel>
<item rdf:about="https://www.tagblatt.example/ki-2"><title>Zwei</title><dc:date>2026-11-20T08:00:00Z</dc:date></item>
</rdf:RDF>"""

RSS09 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
  "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><item><title>Neun</title><link>/ki-9</link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.tagblatt.example/politik/">
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Das <em>KI</em>-Gesetz</div></title>
  <link rel="self" href="https://www.tagblatt.example/self.xml"/>
  <link rel="alternate" type="application/pdf" href="gesetz.pdf"/>
  <link rel="alternate" type="text/html" href="gesetz"/>
  <id>tag:tagblatt.example,2026:1</id>
  <published>2026-11-20T08:00:00+01:00</published><updated>2026-11-21T09:30:00Z</updated>
  <category term="politics" label="Politik"/><summary type="html">&lt;p&gt;Kurz&lt;/p&gt;</summary></entry>
</feed>"""


def test_rss_2_gives_clean_text_a_normal_link_and_a_utc_date() -> None:
    candidate = only(RSS2)
    assert candidate.url == "https://www.tagblatt.example/ki-1"
    assert candidate.title == "Bund & Länder einig über KI"
    assert candidate.summary == "Die Regierung plant mehr."
    assert candidate.published == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert candidate.section == "Politik; KI"
    assert candidate.source == "tagblatt"


def test_rss_1_links_by_rdf_about_and_dates_by_dublin_core() -> None:
    candidate = only(RSS1)
    assert (candidate.url, candidate.title) == ("https://www.tagblatt.example/ki-2", "Zwei")
    assert candidate.published == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_rss_09_with_its_document_type_and_a_relative_link_is_read() -> None:
    assert only(RSS09).url == "https://www.tagblatt.example/ki-9"


def test_atom_takes_the_html_alternate_and_resolves_it_against_xml_base() -> None:
    candidate = only(ATOM)
    assert candidate.url == "https://www.tagblatt.example/politik/gesetz"
    assert candidate.title == "Das KI-Gesetz"
    assert (candidate.summary, candidate.section) == ("Kurz", "Politik")
    assert candidate.published == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert candidate.updated == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_atom_03_is_read() -> None:
    feed = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title><link rel="alternate" href="/a"/>
    <issued>2026-11-20T08:00:00Z</issued><modified>2026-11-20T09:00:00Z</modified></entry></feed>"""
    candidate = only(feed)
    assert (candidate.url, candidate.published) == (
        "https://www.tagblatt.example/a",
        datetime(2026, 11, 20, 8, tzinfo=UTC),
    )
    assert candidate.updated == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_json_feed_is_read() -> None:
    item = {"id": "1", "url": "/a", "title": "A &amp; B", "content_html": "<p>Text</p>", "tags": ["KI"]}
    items = [
        item | {"date_published": "2026-11-20T08:00:00+08:00"},
        {"id": "2", "title": "Ohne Adresse"},
        "kein Eintrag",
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    candidate = only(json.dumps(feed))
    assert (candidate.url, candidate.title, candidate.summary) == ("https://www.tagblatt.example/a", "A & B", "Text")
    assert (candidate.published, candidate.section) == (datetime(2026, 11, 20, 0, tzinfo=UTC), "KI")


def test_the_original_link_is_preferred_to_the_one_that_counts_clicks() -> None:
    links = (
        "<link>https://klick.example/1</link><feedburner:origLink>https://www.tagblatt.example/a</feedburner:origLink>"
    )
    feed = rss(links, attributes=' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"')
    assert only(feed).url == "https://www.tagblatt.example/a"


def test_a_guid_stands_in_for_a_missing_link_unless_it_is_none() -> None:
    guid, no_link = (
        "<guid>https://www.tagblatt.example/a</guid>",
        '<guid isPermaLink="false">https://www.tagblatt.example/b</guid>',
    )
    assert only(rss(guid, no_link, "<title>nichts</title>")).url == "https://www.tagblatt.example/a"


def test_each_url_is_named_once_and_what_is_no_web_address_not_at_all() -> None:
    links = (
        "https://www.tagblatt.example/a",
        "https://www.tagblatt.example/a#x",
        "mailto:a@b.example",
        "javascript:x",
        "/b",
    )
    listed = read(rss(*(f"<link>{link}</link>" for link in links)))
    assert [one.url for one in listed.candidates] == [
        "https://www.tagblatt.example/a",
        "https://www.tagblatt.example/b",
    ]


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).candidates == []


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fri, 20 Nov 2026 10:00:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20 10:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("irgendwann", None),
        ("Sun, 29 Nov 2026 10:00:00 GMT", None),
        ("Thu, 26 Nov 2026 20:00:00 GMT", datetime(2026, 11, 26, 20, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_dates_are_in_the_sources_time_zone_and_impossible_ones_are_none(date: str, expected: datetime | None) -> None:
    assert (
        only(f"<rss><channel><item><link>/a</link><pubDate>{date}</pubDate></item></channel></rss>").published
        == expected
    )


def test_a_gbk_feed_is_read_by_its_declaration_and_without_one() -> None:
    body = rss("<title>人工智能管理办法公开征求意见的通知发布</title><link>/a</link>")
    declared = '<?xml version="1.0" encoding="gb2312"?>' + body
    assert only(declared.encode("gbk")).title == "人工智能管理办法公开征求意见的通知发布"
    assert only(body.encode("gbk")).title == "人工智能管理办法公开征求意见的通知发布"


def test_a_declaration_that_lies_and_a_byte_order_mark_do_no_harm() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<title>Grüße</title><link>/a</link>")
    assert only(body).title == "Grüße"
    assert only(body.encode("utf-16")).title == "Grüße"


BROKEN = rss("<title>Bund & Länder&nbsp;einig</title><link>/a?x=1&y=2</link>")
CDATA = (
    "<title><![CDATA[Bund & Länder einig]]></title><link><![CDATA[/a?x=1&y=2]]></link><dc:date>heute & morgen</dc:date>"
)
CONTROL = rss("<title>Bund &amp; L\x0bänder einig</title><link>/a?x=1&amp;y=2</link>")


@pytest.mark.parametrize(
    "broken",
    [
        BROKEN,
        BROKEN.removesuffix("</channel></rss>"),
        "<b>Warning</b>: mysql in /var/www\n" + BROKEN,
        '\n\n  <?xml version="1.0" encoding="gbk"?>' + CONTROL,
        rss(CDATA) + "<!-- 0.1 s -->",
    ],
)
def test_a_broken_feed_gives_what_can_be_read_of_it(broken: str) -> None:
    candidate = only(broken)
    assert (candidate.url, candidate.title) == ("https://www.tagblatt.example/a?x=1&y=2", "Bund & Länder einig")


def test_a_gzipped_feed_is_unpacked() -> None:
    assert only(gzip.compress(RSS2.encode())).url == "https://www.tagblatt.example/ki-1"


def test_a_long_text_is_cut() -> None:
    candidate = only(rss(f"<title>{'x' * 9000}</title><link>/a</link><description>{'&lt;' * 100_000}y</description>"))
    assert (len(candidate.title or ""), len(candidate.summary or "")) == (500, 1000)


@pytest.mark.parametrize(
    ("answer", "looks"),
    [
        ("<!doctype html><html><head><title>Just a moment...</title>", "an HTML page titled 'Just a moment...'"),
        ("<html><body>", "an HTML page"),
        ("", "an empty answer"),
        ("   \n", "an empty answer"),
        ("%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "an image"),
        ("[1, 2]", "JSON"),
        ('{"error": "forbidden"}', "no JSON Feed"),
        ("<opml/>", "XML with the root element <opml>"),
        ("Not found", "plain text"),
        ("<!-- nur ein Kommentar -->", "is no XML"),
        ("<?xml version='1.0'?>", "is no XML"),
        (b"\x00\x01\x02\x03\xff", "binary data"),
    ],
)
def test_what_is_no_feed_is_named_with_what_to_do(answer: str | bytes, looks: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(answer)
    assert looks in str(refused.value)
    assert "https://www.tagblatt.example/rss.xml" in str(refused.value)
    assert any(advice in str(refused.value) for advice in ("sources add", "[[json_lists]]", "is no XML"))
