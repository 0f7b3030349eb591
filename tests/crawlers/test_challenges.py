"""Pages that are no answer. In: small pages. Out: challenge, refusal, redirect or a page, quickly whatever is in them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.fetching.challenges import SMALL_BYTES, refreshes_to, refuses_readers, wants_browser
from crawlers.fetching.reply import Reply
from tests.conftest import NOON


def reply(body: bytes, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        url="https://post.example/a", status=200, headers=named, body=body, fetched_at=NOON, request_headers={}
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<html><script>document.cookie = 'a=1'; window.location.reload()</script></html>",
        b"<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>",
        b"<script>$_ts=window['$_ts'];</script><body></body>",
        b"<script>var arg1='5E'; setCookie('acw_sc__v2')</script>",
        b"<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        b"<p>Bitte JavaScript aktivieren</p>",
        "<p>请开启JavaScript并刷新该页</p>".encode(),
    ],
)
def test_a_page_that_is_nothing_but_a_script_wants_a_browser(body: bytes) -> None:
    assert wants_browser(reply(body))
    assert not refuses_readers(reply(body))


@pytest.mark.parametrize(
    "body",
    [b"<h1>Access Denied</h1>", "<p>您的访问过于频繁，访问过于频繁</p>".encode(), b"<p>Zugriff verweigert</p>"],
)
def test_a_page_that_says_no_refuses_readers(body: bytes) -> None:
    assert refuses_readers(reply(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<p>The council agreed.</p>",
        b"<p>" + b"To read this, enable JavaScript. " * 20,
        b"<script>document.cookie='a=1'</script><p>" + b"Access denied, say critics of the law. " * 30,
        b"{}",
    ],
)
def test_pages_with_a_text_and_empty_ones_are_left_to_extract(body: bytes) -> None:
    assert not wants_browser(reply(body))
    assert not refuses_readers(reply(body))
    assert refreshes_to(reply(body)) is None


@pytest.mark.parametrize("tag", [b"<script", b"<noscript>", b"<!--", b"<", b"</p", b"<p"])
def test_no_heap_of_tags_keeps_us_busy(tag: bytes) -> None:
    body = tag * (SMALL_BYTES // len(tag))
    began_s = time.process_time()
    wants_browser(reply(body))
    refuses_readers(reply(body))
    assert time.process_time() - began_s < 0.5


@given(st.binary(max_size=2000))
def test_nothing_breaks_it(body: bytes) -> None:
    assert wants_browser(reply(b"<" + body)) in (True, False)
    assert refuses_readers(reply(b"<" + body)) in (True, False)
    refreshes_to(reply(b"<refresh" + body))
