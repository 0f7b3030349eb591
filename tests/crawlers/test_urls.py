"""What a URL is called in the store."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.errors import BadInput
from crawlers.urls import MAX_CHARS, host_of, join, may_be_canonical, normalise, registrable_domain


@pytest.mark.parametrize(
    ("given_url", "normal"),
    [
        ("HTTPS://WWW.Blatt.Example:443", "https://www.blatt.example/"),
        ("http://blatt.example:80/a", "http://blatt.example/a"),
        ("http://blatt.example:8080/a", "http://blatt.example:8080/a"),
        ("https://blatt.example./a#kommentare", "https://blatt.example/a"),
        ("https://blatt.example/#!/artikel/7", "https://blatt.example/#!/artikel/7"),
        ("https://blatt.example/a/./b/../c", "https://blatt.example/a/c"),
        ("https://blatt.example/a/..", "https://blatt.example/"),
        ("https://blatt.example/../../x", "https://blatt.example/x"),
        ("https://blatt.example/%7euser/%c3%a4", "https://blatt.example/~user/%C3%A4"),
        ("https://blatt.example/ä b", "https://blatt.example/%C3%A4%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://政府.example/", "https://xn--mxtq1m.example/"),
        ("https://me:secret@blatt.example/a", "https://blatt.example/a"),
        ("  https://blatt.example/a\n", "https://blatt.example/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
    ],
)
def test_every_way_of_writing_a_url_has_one_form(given_url: str, normal: str) -> None:
    assert normalise(given_url) == normal


@pytest.mark.parametrize(
    "noise",
    [
        "utm_source=rss&utm_medium=feed", "fbclid=abc", "wt_mc=nl.red.ho", "CMP=share_btn_tw", "at_medium=RSS", "xtor=RSS-3208",
        "ref=rss", "source=twitter", "from=singlemessage", "PHPSESSID=d41d8cd98f00b204", "spm=C73544894212.P59511941341.0.0",
        "sid=d41d8cd98f00b204e9800998ecf8427e", "&&", "_ga=2.1", "guce_referrer=aHR0", "mc_cid=1&mc_eid=2",
    ],
)  # fmt: skip
def test_what_only_tracks_readers_is_dropped_and_the_rest_of_the_query_stays(noise: str) -> None:
    assert normalise(f"https://blatt.example/a?id=7&{noise}&page=2") == "https://blatt.example/a?id=7&page=2"
    assert normalise(f"https://blatt.example/a?{noise}") == "https://blatt.example/a"


@pytest.mark.parametrize(
    "query",
    [
        "id=7",
        "ref=20%2F1234",
        "source=BGBl",
        "from=2026-01-01",
        "sid=12",
        "s=KI",
        "b=2&a=1",
        "q=%C4%E3%BA%C3",
        "cid=4711",
        "x",
        "a=",
    ],
)
def test_a_query_that_can_change_the_answer_is_kept_in_its_order(query: str) -> None:
    assert normalise(f"https://amt.example/doc?{query}") == f"https://amt.example/doc?{query}"


def test_session_ids_in_the_path_are_dropped() -> None:
    assert normalise("https://amt.example/a.do;jsessionid=AB12CD?x=1") == "https://amt.example/a.do?x=1"
    assert normalise("https://amt.example/(S(abcdefgh12345678))/a.aspx") == "https://amt.example/a.aspx"


@pytest.mark.parametrize(
    "bad",
    [
        "", "blatt.example", "/a", "ftp://blatt.example/a", "javascript:alert(1)", "mailto:a@blatt.example", "https://",
        "https:///a", "http://a b/", "http://a..b/", "http://[::1", "http://blatt.example:99999/", "http://blatt.example:x/",
        "https://good.example\\@evil.example/", "https://\ud800.example/", "https://" + "ä" * 300 + ".example/",
        "https://blatt.example/" + "a" * MAX_CHARS,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_with_a_reason(bad: str) -> None:
    with pytest.raises(BadInput) as refused:
        normalise(bad)
    assert any(word in str(refused.value) for word in ("expected", "no URL", "at most"))


@given(st.text(max_size=60).map("https://blatt.example/".__add__) | st.text(max_size=80).map("http://".__add__))
@example("https://blatt.example/%2541?%25utm_x=1&a=%zz#!%")
@example("http://０.example/．．/x")
@example("https://blatt.example/(S(abcdefgh))/(S(abcdefgh))/..;jsessionid=1/;jsessionid=")
def test_normalising_twice_changes_nothing(url: str) -> None:
    try:
        once = normalise(url)
    except BadInput:
        return
    assert normalise(once) == once
    assert once.isascii()
    assert host_of(once) == once.split("/")[2]


def test_a_host_has_its_port_only_where_it_is_unusual() -> None:
    assert host_of("https://Blatt.example:443/a") == "blatt.example"
    assert host_of("http://blatt.example:8080") == "blatt.example:8080"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.cac.gov.cn/2026-01/05/c_1.htm", "cac.gov.cn"),
        ("https://www.gov.cn/zhengce/", "www.gov.cn"),
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://someone.github.io/a", "someone.github.io"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("http://[::1]:8080/a", "[::1]"),
        ("http://localhost/a", "localhost"),
    ],
)
def test_the_registrable_domain_is_what_somebody_registered(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


@pytest.mark.parametrize(
    ("canonical", "allowed"),
    [
        ("https://www.blatt.example/a-1", True),
        ("http://amp.blatt.example/a-1", True),
        ("https://www.blatt.example/", False),
        ("https://www.blatt.example/index.html", False),
        ("https://www.blatt.example/?p=7", True),
        ("https://anderes.example/a-1", False),
        ("/a-1", False),
        ("javascript:void(0)", False),
    ],
)
def test_a_canonical_counts_only_within_its_domain_and_never_as_a_front_page(canonical: str, allowed: bool) -> None:
    assert may_be_canonical(canonical, of="https://m.blatt.example/x") is allowed


def test_links_are_resolved_and_what_leads_nowhere_on_the_web_is_none() -> None:
    assert join("https://blatt.example/politik/", "../a?utm_source=x") == "https://blatt.example/a"
    assert join("https://blatt.example/politik/", "//cdn.example/b ") == "https://cdn.example/b"
    assert [join("https://blatt.example/", bad) for bad in ("mailto:a@b.example", "http://[", "data:text/html,x")] == [
        None
    ] * 3
