import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from articles.text import clean, has_cjk, squash


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_text_is_one_line_of_nfc_that_utf8_can_hold(text: str) -> None:
    line = clean(text)
    assert unicodedata.is_normalized("NFC", line)
    assert len(line.splitlines()) <= 1
    line.encode("utf-8")


def test_clean_removes_what_no_reader_sees() -> None:
    assert clean("Ver\u00adordnung\u200b  über\n\tKI\ufeff\x00") == "Verordnung über KI"


def test_clean_composes_across_a_removed_mark() -> None:
    assert clean("u\u200b\u0308ber") == "über"


@given(st.text())
def test_squash_leaves_only_letters_and_digits(text: str) -> None:
    assert squash(text) == "" or squash(text).isalnum()


def test_squash_is_equal_for_spellings_of_the_same_words() -> None:
    assert squash("„KI‑Gesetz“ – in Kraft!") == squash('"ki gesetz" - IN KRAFT')
    assert squash("ＡＩ　Act") == "aiact"
    assert squash("Straße") == "strasse"


def test_has_cjk_knows_han_from_latin_and_kana() -> None:
    assert has_cjk("AI 治理")
    assert not has_cjk("KI-Verordnung ひらがな")
