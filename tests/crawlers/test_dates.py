from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pages.dates import find_moments, parse_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-04-22T15:26:46.863186+00:00", "2024-04-22T15:26:46+00:00"),
        ("2024-04-22T15:26Z", "2024-04-22T15:26:00+00:00"),
        ("2024-04-22T15:26+0200", "2024-04-22T15:26:00+02:00"),
        ("2019-09-07 13:43:45", "2019-09-07T13:43:45+02:00"),
        ("201909071343", "2019-09-07T13:43:00+02:00"),
        ("1581517074", "2020-02-12T15:17:54+01:00"),
        ("1581517074000", "2020-02-12T15:17:54+01:00"),
        ("Mon, 07 Sep 2019 13:43:45 GMT", "2019-09-07T13:43:45+00:00"),
        ("September 7, 2019, 3:04 pm EST", "2019-09-07T15:04:00-05:00"),
        ("13:09, 7 September 2019", "2019-09-07T13:09:00+02:00"),
        ("Stand: 28.04.2023 16:15 Uhr", "2023-04-28T16:15:00+02:00"),
        ("Veröffentlicht am 3. Mai 2020 um 9.30 Uhr", "2020-05-03T09:30:00+02:00"),
        ("2019年5月7日 下午3:04", "2019-05-07T15:04:00+02:00"),
        ("2022.01.20 16:31", "2022-01-20T16:31:00+01:00"),
    ],
)
def test_a_time_is_read_in_its_zone_else_in_the_sources(text: str, expected: str) -> None:
    moment = parse_moment(text, zone=BERLIN)
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision) == (expected, "minute")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20190907", "2019-09-07"),
        ("7. September 2019", "2019-09-07"),
        ("07.09.19", "2019-09-07"),
        ("1. Jänner 2020", "2020-01-01"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("二〇一九年九月二十七日", "2019-09-27"),
        ("二○一九年十月十日", "2019-10-10"),
        ("发布日期：2019-05-18", "2019-05-18"),
        ("2019-05-18T00:00:00+08:00", "2019-05-18"),
    ],
)
def test_a_day_stays_that_day_in_utc(text: str, day: str) -> None:
    moment = parse_moment(text, zone=BERLIN)
    assert moment is not None
    assert (moment.utc.date().isoformat(), moment.precision) == (day, "day")


@pytest.mark.parametrize("text", ["", None, "2019-13-40", "v1.2.2019.3", "31.02.2020", "heute", "12345"])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert parse_moment(text, zone=UTC) is None


def test_slashes_put_the_month_first_only_where_that_is_the_custom() -> None:
    american = parse_moment("03/04/2020", zone=UTC, month_first=True)
    british = parse_moment("03/04/2020", zone=UTC)
    assert american is not None and british is not None
    assert (american.at.month, british.at.month) == (3, 4)


def test_dates_before_the_web_or_after_the_fetch_are_implausible() -> None:
    fetched = datetime(2026, 3, 2, tzinfo=UTC)
    old, future, fine = (parse_moment(text, zone=UTC) for text in ("1949-10-01", "2026-03-05", "2026-03-01"))
    assert old and future and fine
    assert [one.plausible(latest=fetched) for one in (old, future, fine)] == [False, False, True]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert all(moment.at.tzinfo is not None for moment in find_moments(text, zone=BERLIN))
    parse_moment(text, zone=BERLIN)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)))
def test_every_iso_time_comes_back(at: datetime) -> None:
    at = at.replace(microsecond=0, second=1)
    moment = parse_moment(at.isoformat(), zone=UTC)
    assert moment is not None and moment.at == at.replace(tzinfo=UTC)
