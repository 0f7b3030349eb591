"""Hostile answers: bombs, entities, nesting, and bytes of any kind."""

import gzip
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import clock
from articles.errors import NotAFeed
from articles.model import JsonList, Listing
from crawlers.lists import safe_xml
from tests.crawlers.lists import read

LISTING = Listing(url="https://a.example/", entry="li", title="a", date="span")
JSON_LIST = JsonList(url="https://a.example/", records="items", link="url", date="at")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ITEM = "<rss><channel><item><link>/a</link><title>{}</title></item></channel></rss>"
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>{ITEM.format("&l9;")}'
FILE = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + ITEM.format("&f;")


@pytest.mark.parametrize("hostile", [BOMB, FILE, "<!-- x -->" + FILE, "junk" + BOMB, FILE.encode("utf-16")])
def test_entity_declarations_are_refused(hostile: Any) -> None:
    with pytest.raises(NotAFeed, match="declares entities"):
        read(hostile)


def test_an_entity_that_nobody_declared_stays_text() -> None:
    assert read(ITEM.format("a &xxe; b")).candidates[0].title == "a &xxe; b"


def test_a_document_type_from_elsewhere_is_never_loaded() -> None:
    feed = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">' + ITEM.format("gut")
    assert read(feed).candidates[0].title == "gut"


def test_an_entity_name_cannot_smuggle_in_an_element() -> None:
    title = "a & b&LT;/title&GT;&LT;link&GT;/evil&LT;/link&GT;"
    listed = read(f"<rss><channel><item><title>{title}</title><link>/a</link></item></channel></rss>")
    assert [one.url for one in listed.candidates] == ["https://www.tagblatt.example/a"]


@pytest.mark.parametrize("opening", ["<item>", "<a>", "<item><title>"])
def test_endless_nesting_ends_in_an_answer(opening: str) -> None:
    try:
        listed = read("<rss><channel>" + opening * 1_000_000)
    except NotAFeed:
        return
    assert listed.candidates == []


@pytest.mark.parametrize(
    "costly",
    [
        "<rss>" + "<![CDATA[" * 400_000,
        "<?xml " * 600_000,
        "<title" * 500_000,
        "cb(" + ")" + " " * 3_000_000 + "x",
        "<!--" * 800_000,
        ITEM.format("&lt;!--" * 500_000),
        ITEM.format("&lt;script&gt;" * 300_000),
        "<rss>" + ITEM.format("x") * 50_000,
        "<rss>" + "<item><title>" * 120 + "x" * 3_000_000,
        ITEM.format("a" * 3_000_000).replace("/a", "/" + "ä;jsessionid=" * 200_000),
    ],
    ids=range(10),
)
def test_nothing_takes_quadratic_time(costly: str) -> None:
    began = clock.elapsed()
    with suppress(NotAFeed):
        read(costly)
    with suppress(NotAFeed):
        read(costly, kind="json_list", json_list=JSON_LIST)
    assert clock.elapsed() - began < 10


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 1024**2)
    bomb = gzip.compress(b"<rss>" + b" " * 8 * 1024**2)
    assert len(bomb) < 10_000
    with pytest.raises(NotAFeed, match="unpacks to more than 1 MB"):
        read(bomb)


def test_damaged_gzip_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAFeed, match="damaged gzip"):
        read(gzip.compress(b"<rss/>")[:5] + b"\xff" * 40)


def test_gzip_cut_off_in_the_middle_gives_what_was_there() -> None:
    whole = gzip.compress(("<rss><channel>" + "<item><link>/a</link></item>" * 3).encode(), mtime=0)
    assert len(read(whole[:-8]).candidates) == 1


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000, '{"items":' + "[" * 900 + "]" * 900 + "}"])
def test_json_nested_without_end_is_refused(deep: str) -> None:
    with pytest.raises(NotAFeed):
        read(deep, kind="json_list", json_list=JsonList(url="https://a.example/", records="items.a", link="url"))


PIECES = (
    b"<rss>", b"<channel>", b"<item>", b"</item>", b"<link>", b"</link>", b"/a", b"<entry>", b"<a:b:c>", b"<1>", b"<urlset>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<link href='/a' xml:base='::'/>", b"<url><loc>", b"<pubDate>", b"2026-11-20",
    b"<sitemapindex><sitemap><loc>", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"<?xml version='1.0' encoding='utf-7'?>", b"&amp;",
    b"&#0;", b"&x;", b"\xff\xfe", b"\x1f\x8b\x08", b"{", b"}", b'"items":[', b'{"url":"/a","at":1e999}', b"<li><a href='http://['>",
)  # fmt: skip
GRAMMAR = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=14).map(b"".join)


@settings(deadline=None, max_examples=300)
@given(
    body=GRAMMAR | st.binary(max_size=200) | st.binary(max_size=60).map(zlib.compress),
    content_type=st.text(max_size=12),
)
@example(body=b"\xef\xbb\xbf", content_type="text/xml; charset=utf-16")
@example(body=b"<rss><dc:item><a:b:c/></dc:item>", content_type="")
def test_random_bytes_give_candidates_or_not_a_feed_and_nothing_else(body: bytes, content_type: str) -> None:
    routes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("feed", {}),
        ("sitemap", {}),
        ("listing", {"listing": LISTING}),
        ("json_list", {"json_list": JSON_LIST}),
    )
    for kind, more in routes:
        try:
            listed = read(body, kind=kind, content_type=content_type, **more)
        except NotAFeed as refused:
            assert "https://www.tagblatt.example/rss.xml" in str(refused)
            continue
        assert all(one.url.startswith("http") for one in listed.candidates)
