"""robots.txt and reservations. In: files as hosts write them. Out: what we may ask, how slowly, and what is reserved."""

import pytest

from crawlers.fetching.host_reservations import header_reservation, host_reservation
from crawlers.fetching.robots import MAX_DELAY_S, Robots, robots_text

URL = "https://post.example/politik/a.html"


def test_the_group_that_names_us_wins_over_the_one_for_everybody() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: DreiklangBot\nDisallow: /intern\n"
    robots = Robots(status=200, text=text)
    assert robots.allows(URL)
    assert not robots.allows("https://post.example/intern/a.html")


def test_the_longest_rule_wins() -> None:
    robots = Robots(status=200, text="User-agent: *\nDisallow: /\nAllow: /politik/\n")
    assert robots.allows(URL)
    assert not robots.allows("https://post.example/sport/a.html")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_a_readable_robots_txt_allows_everything(status: int) -> None:
    robots = Robots(status=status, text=robots_text(status, b"User-agent: *\nDisallow: /\n"))
    assert robots.allows(URL)
    assert robots.delay_s == 0


def test_a_page_instead_of_a_robots_txt_counts_as_none() -> None:
    assert robots_text(200, b"  <!doctype html><p>User-agent: *\nDisallow: /") == ""


def test_a_text_that_is_no_utf8_is_read_all_the_same() -> None:
    text = robots_text(200, b"\xef\xbb\xbf# Redakt\xf6r\nUser-agent: *\nDisallow: /x\x00\n")
    assert not Robots(status=200, text=text).allows("https://post.example/x")


@pytest.mark.parametrize(
    ("line", "expected_s"),
    [
        ("Crawl-delay: 5", 5.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Request-rate: 1/10", 10.0),
        ("", 0.0),
        ("Crawl-delay: soon", 0.0),
    ],
)
def test_the_delay_is_taken_from_crawl_delay_or_request_rate(line: str, expected_s: float) -> None:
    assert Robots(status=200, text=f"User-agent: *\n{line}\nDisallow:\n").delay_s == expected_s


def test_an_absurd_delay_is_cut() -> None:
    assert Robots(status=200, text="User-agent: *\nCrawl-delay: 86400\n").delay_s == MAX_DELAY_S


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "unknown"),
        ({"tdmrep": '[{"location": "/*", "tdm-reservation": 1}]'}, "yes"),
        ({"tdmrep": '[{"location": "/*", "tdm-reservation": 0}]'}, "no"),
        ({"tdmrep": '[{"location": "/a", "tdm-reservation": 0}, {"location": "/b", "tdm-reservation": 1}]'}, "yes"),
        ({"tdmrep": "<html>"}, "unknown"),
        ({"tdmrep": "[" * 100_000}, "unknown"),
        ({"tdmrep": '{"tdm-reservation": 1}'}, "unknown"),
        ({"robots": "User-agent: *\nContent-Signal: search=yes, ai-train=no\n"}, "yes"),
        ({"robots": "User-agent: *\nContent-Usage: train-ai=y\n"}, "no"),
        ({"robots": "User-agent: GPTBot\nDisallow: /\n"}, "yes"),
        ({"robots": "User-agent: GPTBot\nDisallow: /shop\n"}, "unknown"),
        ({"robots": "User-agent: *\nDisallow: /\n"}, "unknown"),
        ({"ai_txt": "User-Agent: *\nDisallow: /\n"}, "yes"),
        ({"ai_txt": "User-Agent: *\nAllow: /\n"}, "unknown"),
        ({"ai_txt": "User-Agent: *\nDisallow: /\n", "tdmrep": '[{"tdm-reservation": 0}]'}, "yes"),
    ],
)
def test_reservations_are_read_from_every_file(files: dict[str, str], expected: str) -> None:
    assert host_reservation(**files) == expected


@pytest.mark.parametrize(
    ("tdm", "tag", "expected"),
    [
        ("1", None, "yes"),
        ("0", "noai", "no"),
        (None, "noindex, noai", "yes"),
        ("x", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_headers_of_one_answer_are_read(tdm: str | None, tag: str | None, expected: str) -> None:
    assert header_reservation(tdm, tag) == expected
