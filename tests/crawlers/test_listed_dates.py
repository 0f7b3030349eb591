"""Dates as lists write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.lists.dates import EARLIEST, LEEWAY, last_day, last_day_in_url, read_date
from tests.crawlers.lists import NOW


def berlin(text: str) -> str | None:
    moment = read_date(text, time_zone="Europe/Berlin", now=NOW)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20 10:00"),
        ("20 Nov 2026 10:00 +0800", "2026-11-20 02:00"),
        ("Fri, 20 Nov 2026 10:00:00 CET", "2026-11-20 09:00"),
        ("Mon, 20 Jul 2026 10:00:00 MESZ", "2026-07-20 08:00"),
        ("Fri, 20 Nov 2026 10:00:00 EST", "2026-11-20 15:00"),
        ("Do, 05 Mär 2026 10:00:00 +0100", "2026-03-05 09:00"),
        ("Di, 20 Okt 2026 10:00:00", "2026-10-20 08:00"),
        ("2026-11-20T10:00:00Z", "2026-11-20 10:00"),
        ("2026-11-20T10:00:00.1234567+08:00", "2026-11-20 02:00"),
        ("2026-11-20T10:00:00+0800", "2026-11-20 02:00"),
        ("2026-11-20 10:00:00", "2026-11-20 09:00"),
        ("2026-07-20", "2026-07-19 22:00"),
        ("20261120", "2026-11-19 23:00"),
        ("2026/11/20 10:30", "2026-11-20 09:30"),
        ("2026年11月20日 10:30", "2026-11-20 09:30"),
        ("发布时间：2026年1月2日", "2026-01-01 23:00"),
        ("[2026-11-20]", "2026-11-19 23:00"),
        ("20.11.2026, 10.30 Uhr", "2026-11-19 23:00"),
        ("20.11.2026 | 10:30 Uhr", "2026-11-20 09:30"),
        ("20. November 2026", "2026-11-19 23:00"),
        ("Wien, 3. Jänner 2026", "2026-01-02 23:00"),
        ("Posted November 20, 2026 at", "2026-11-19 23:00"),
        ("20th Nov. 2026", "2026-11-19 23:00"),
        ("1795161600", "2026-11-20 08:00"),
        ("1795161600123", "2026-11-20 08:00"),
        ("", None),
        ("gestern", None),
        ("31.02.2026", None),
        ("2026-13-40", None),
        ("Version 3.11.2026a", "2026-11-02 23:00"),
        ("12 Affen 2026", None),
        ("1899-01-01", None),
        ("2026-11-28", None),
        ("99999999999999", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_date_is_read_as_it_is_meant(text: str, utc: str | None) -> None:
    assert berlin(text) == utc


@given(st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [-+A-Z0-9]{1,6}"))
def test_whatever_stands_there_is_a_plausible_moment_or_none(text: str) -> None:
    moment = read_date(text, time_zone="Asia/Shanghai", now=NOW)
    assert moment is None or (EARLIEST <= moment <= NOW + LEEWAY and moment.tzinfo is UTC)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/03/05/a", date(2026, 3, 5)),
        ("/2026/03/05", date(2026, 3, 5)),
        ("/2026-03/05/c_1.htm", date(2026, 3, 5)),
        ("/202603/t20260305_1.html", date(2026, 3, 5)),
        ("/art/2026-03-05-titel", date(2026, 3, 5)),
        ("/content/202602/content_1.htm", date(2026, 2, 28)),
        ("/2026/02/a", date(2026, 2, 28)),
        ("/2026/03/7/a", date(2026, 3, 31)),
        ("/2026/a", None),
        ("/a-2019-05-12", None),
        ("/artikel/2026012345", None),
        ("/202613/a", None),
        ("/a?d=2026-03-05", None),
    ],
)
def test_the_day_at_the_start_of_a_folder_or_file_name_is_the_pages_own(path: str, day: date | None) -> None:
    assert last_day_in_url("https://www.tagblatt.example" + path) == day


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    assert last_day(2026, 2, 31) == date(2026, 2, 28)
    assert last_day(2028, 2) == date(2028, 2, 29)
    assert datetime(2026, 12, 31, tzinfo=UTC).date() == last_day(2026, 12)
