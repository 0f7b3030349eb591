"""Numbers mean the same in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.figures import figures


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("zwei Milliarden Yuan für 20 Länder", "de", {"2e+09", "20"}),
        ("China offers 2 billion yuan to 20 countries", "en", {"2e+09", "20"}),
        ("设立规模20亿元的基金，支持20个国家", "zh", {"2e+09", "20"}),
        ("1.140 Beschwerden, 18 Prozent mehr", "de", {"1140", "18%"}),
        ("1,140 complaints, 18% more", "en", {"1140", "18%"}),
        ("投诉一千一百四十件，增长百分之十八", "zh", {"1140", "18%"}),
        ("1,5 Mio. Euro", "de", {"1.5e+06"}),
        ("$1.5 million", "en", {"1.5e+06"}),
        ("150万元", "zh", {"1.5e+06"}),
        ("3億港元", "zh", {"3e+08"}),
    ],
)
def test_a_number_has_one_form_whatever_the_language(text: str, language: str, expected: set[str]) -> None:
    assert figures(text, language=language) == expected


def test_years_and_small_numbers_tell_nothing() -> None:
    assert figures("Seit 2024 gab es 3 Treffen in 12 Monaten", language="de") == frozenset()
    assert figures("二〇二六年，十二条措施", language="zh") == frozenset()


def test_parts_of_names_dates_and_official_numbers_are_no_figures() -> None:
    assert figures("ISO/IEC-42001, 2026/1234 und v1.2.3", language="de") == frozenset()


@given(
    st.text(alphabet="0123456789.,' 一二三十百千万亿百分之%BbMillion-两兩", max_size=40),
    st.sampled_from(("de", "zh", "en")),
)
def test_any_mix_of_digits_is_read_without_complaint(text: str, language: str) -> None:
    assert all(isinstance(figure, str) for figure in figures(text, language=language))
