"""Answers, waits and conditions. In: replies as servers send them. Out: verdicts, seconds, conditional headers."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.model import ArchiveRef
from articles.outcome import OUTCOMES, Outcome
from articles.store.pages import Validators
from crawlers.fetching.answers import RETRYABLE, judge
from crawlers.fetching.conditions import RECHECK, after_full, after_same, conditions, digest_of, same_body
from crawlers.fetching.reply import NoReply, Reply
from crawlers.fetching.waits import MAX_RETRY_AFTER_S, back_off_s, retry_after_s
from tests.conftest import NOON

URL = "https://post.example/a"
ARTICLE = b"<html><body>" + b"<p>The council agreed on rules for machines.</p>" * 20 + b"</body></html>"


def reply(status: int = 200, body: bytes = ARTICLE, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(url=URL, status=status, headers=named, body=body, fetched_at=NOON, request_headers={})


@given(
    status=st.integers(100, 599), had_page=st.booleans(), any_type=st.booleans(), body=st.sampled_from([b"", ARTICLE])
)
def test_every_status_has_an_outcome_of_the_step_that_asked(
    status: int, had_page: bool, any_type: bool, body: bytes
) -> None:
    verdict = judge(reply(status, body), had_page=had_page, any_type=any_type)
    assert "fetch" in OUTCOMES[verdict.outcome][0]


def test_no_reply_keeps_its_outcome_and_reason() -> None:
    verdict = judge(NoReply(url=URL, outcome=Outcome.TIMED_OUT, detail="30 s"), had_page=False)
    assert (verdict.outcome, verdict.detail, verdict.retryable) == (Outcome.TIMED_OUT, "30 s", True)


def test_304_means_unchanged_only_where_we_had_a_page() -> None:
    assert judge(reply(304, b""), had_page=True).outcome is Outcome.UNCHANGED
    assert judge(reply(304, b""), had_page=False).outcome is Outcome.SERVER_ERROR


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://post.example/b"),
        ("//www.post.example/b#top", "https://www.post.example/b"),
        ("https://post.example/ü?utm_source=x", "https://post.example/%C3%BC?utm_source=x"),
    ],
)
def test_a_redirect_leads_where_the_server_says_parameters_and_all(location: str, target: str) -> None:
    assert judge(reply(302, b"", location=location), had_page=False).redirect == target


@pytest.mark.parametrize("location", ["", "mailto:a@post.example", "https://:80/", "http://[::1"])
def test_a_redirect_to_nowhere_is_a_broken_answer(location: str) -> None:
    verdict = judge(reply(301, b"", location=location), had_page=False)
    assert (verdict.outcome, verdict.redirect) == (Outcome.SERVER_ERROR, None)


def test_a_page_without_a_text_that_sends_a_browser_elsewhere_is_a_redirect() -> None:
    moved = b'<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=/zh/index.html"></head><body></body></html>'
    assert judge(reply(200, moved), had_page=False).redirect == "https://post.example/zh/index.html"
    assert judge(reply(200, moved.replace(b"0;", b"600;")), had_page=False).redirect is None
    assert judge(reply(200, moved.replace(b"/zh/index.html", b"/a")), had_page=False).redirect is None
    assert judge(reply(200, moved + ARTICLE), had_page=False).redirect is None


def test_an_article_about_blocked_readers_is_not_taken_for_a_block_page() -> None:
    text = ARTICLE.replace(b"agreed", b"said access denied, enable JavaScript and document.cookie= location.reload")
    assert judge(reply(200, text, content_type="text/html"), had_page=False).outcome is Outcome.FETCHED


def test_a_document_is_a_page_and_a_picture_is_not() -> None:
    assert judge(reply(200, b"%PDF-1.7\n%", content_type="application/pdf"), had_page=False).outcome is Outcome.FETCHED
    assert judge(reply(200, b"GIF89a", content_type="image/gif"), had_page=False).outcome is Outcome.NOT_HTML


def test_what_is_retried_is_what_may_pass() -> None:
    assert {Outcome.RATE_LIMITED, Outcome.SERVER_ERROR, Outcome.TIMED_OUT, Outcome.UNREACHABLE} == RETRYABLE


@pytest.mark.parametrize(
    ("said", "expected_s"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("999999999", MAX_RETRY_AFTER_S),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_in_seconds(said: str, expected_s: float | None) -> None:
    assert retry_after_s({"retry-after": said}) == expected_s


@pytest.mark.parametrize(("ahead_s", "expected_s"), [(90, 90.0), (-90, 0.0), (10**7, MAX_RETRY_AFTER_S)])
def test_retry_after_as_a_date_is_measured_by_the_server_s_clock(ahead_s: int, expected_s: float) -> None:
    until = format_datetime(NOON + timedelta(seconds=ahead_s), usegmt=True)
    assert retry_after_s({"retry-after": until, "date": format_datetime(NOON, usegmt=True)}) == expected_s


@given(st.text(max_size=40))
def test_no_retry_after_breaks_us(said: str) -> None:
    wait_s = retry_after_s({"retry-after": said})
    assert wait_s is None or 0 <= wait_s <= MAX_RETRY_AFTER_S


def test_each_failed_attempt_waits_four_times_as_long_up_to_a_cap() -> None:
    assert [back_off_s(attempts, first_s=30.0) for attempts in (1, 2, 3)] == [30.0, 120.0, 480.0]
    assert back_off_s(20, first_s=30.0) == MAX_RETRY_AFTER_S


def known(**changes: object) -> Validators:
    usual: dict[str, object] = {
        "url": URL,
        "digest": digest_of(ARTICLE),
        "etag": '"1"',
        "last_modified": "Mon, 02 Mar 2026 10:00:00 GMT",
        "archived": ArchiveRef(file="a.warc.gz", offset=7),
        "checked_at": NOON,
    }
    return Validators(**(usual | changes))  # type: ignore[arg-type]  # fields by name


def test_conditions_are_what_the_server_gave_us() -> None:
    asked = conditions(known(), now=NOON + timedelta(hours=1))
    assert asked == {"if-none-match": '"1"', "if-modified-since": "Mon, 02 Mar 2026 10:00:00 GMT"}
    assert conditions(known(etag=None), now=NOON).keys() == {"if-modified-since"}


def test_no_conditions_the_first_time_at_a_recheck_and_for_a_server_that_lies() -> None:
    assert conditions(None, now=NOON) == {}
    assert conditions(known(), now=NOON + RECHECK) == {}
    assert conditions(known(trusted=False), now=NOON) == {}


def test_a_recheck_that_finds_another_body_ends_the_trust_for_good() -> None:
    later = Reply(url=URL, status=200, headers={}, body=b"other", fetched_at=NOON + RECHECK, request_headers={})
    fresh = after_full(known(), later, url=URL, archived=None)
    assert not fresh.trusted
    assert not after_full(fresh, later, url=URL, archived=None).trusted


def test_a_change_between_two_checks_is_no_lie() -> None:
    soon = Reply(
        url=URL, status=200, headers={"etag": '"2"'}, body=b"x", fetched_at=NOON + RECHECK / 2, request_headers={}
    )
    fresh = after_full(known(), soon, url=URL, archived=None)
    assert (fresh.trusted, fresh.etag, fresh.checked_at) == (True, '"2"', NOON + RECHECK / 2)


def test_a_304_leaves_the_last_full_check_and_the_same_body_renews_it() -> None:
    at = NOON + timedelta(hours=5)
    not_modified = Reply(url=URL, status=304, headers={}, body=b"", fetched_at=at, request_headers={})
    assert after_same(known(), not_modified) == known()
    full = Reply(url=URL, status=200, headers={"etag": '"2"'}, body=ARTICLE, fetched_at=at, request_headers={})
    renewed = after_same(known(), full)
    assert (renewed.etag, renewed.checked_at, renewed.archived) == ('"2"', at, known().archived)
    assert same_body(known(), ARTICLE)
    assert not same_body(known(), b"other")
