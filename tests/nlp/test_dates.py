"""Days and periods that texts name are read with the article's day as anchor."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import days, periods

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "tritt am 1. Januar 2027 in Kraft", date(2027, 1, 1)),
        ("de", "gilt ab 1. Jänner", date(2027, 1, 1)),
        ("de", "vom 2. bis 20. Dezember gesperrt", date(2026, 12, 2)),
        ("de", "bis 3.2.2027", date(2027, 2, 3)),
        ("de", "zum Jahreswechsel", date(2027, 1, 1)),
        ("de", "ab morgen", date(2026, 11, 27)),
        ("en", "takes effect Jan. 1, 2027", date(2027, 1, 1)),
        ("en", "by 1 October", date(2027, 10, 1)),
        ("en", "effective July 22", date(2027, 7, 22)),
        ("en", "due on 2027-03-09", date(2027, 3, 9)),
        ("zh", "自2027年1月1日起施行", date(2027, 1, 1)),
        ("zh", "明年4月生效", date(2027, 4, 1)),
        ("zh", "二〇二七年三月一日起", date(2027, 3, 1)),
        ("zh", "由今日起至五月十八日", date(2026, 11, 26)),
        ("zh", "下月一日生效", date(2026, 12, 1)),
        ("zh", "本月底前", date(2026, 11, 30)),
        ("zh", "２８日起", date(2026, 11, 28)),
    ],
)
def test_a_day_ahead_is_read(language: str, text: str, day: date) -> None:
    assert days(text, language=language, anchor=THURSDAY)[0].day == day


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "hat am Mittwoch beschlossen", date(2026, 11, 25)),
        ("de", "am Donnerstag", THURSDAY),
        ("en", "on Friday adopted", date(2026, 11, 20)),
        ("en", "signed on December 3", date(2025, 12, 3)),
        ("zh", "13日公布", date(2026, 11, 13)),
        ("zh", "周一宣布", date(2026, 11, 23)),
        ("zh", "昨日公布", date(2026, 11, 25)),
    ],
)
def test_a_day_behind_is_read_where_something_was_done(language: str, text: str, day: date) -> None:
    assert days(text, language=language, anchor=THURSDAY, lean="past")[0].day == day


@pytest.mark.parametrize("text", ["过渡期为十八个月", "教育部发〔2026〕12号文件", "2月30日"])
def test_what_is_no_day_of_the_calendar_is_left_alone(text: str) -> None:
    assert days(text, language="zh", anchor=THURSDAY) == ()


@pytest.mark.parametrize(
    ("language", "text", "length"),
    [
        ("de", "binnen sechs Wochen", 42),
        ("en", "a 60-day comment period", 60),
        ("zh", "草案預告六十天", 60),
        ("zh", "为期45日", 45),
    ],
)
def test_periods_are_counted_in_days(language: str, text: str, length: int) -> None:
    assert [period.length.days for period in periods(text, language=language)] == [length]


@given(
    st.text(alphabet="0123456789年月日起.,-一二十 JanuaryMärz底本上下", max_size=40),
    st.sampled_from(("de", "en", "zh")),
)
def test_any_text_gives_passages_of_itself(text: str, language: str) -> None:
    for day in days(text, language=language, anchor=THURSDAY):
        assert 0 <= day.start < day.end <= len(text)
