from hypothesis import given
from hypothesis import strategies as st

from nlp.sentences import split


def texts(body: str, language: str) -> list[str]:
    return [sentence.text for sentence in split(body, language=language)]


def test_german_abbreviations_dates_and_initials_do_not_end_a_sentence() -> None:
    body = "Am 3. März sagte Dr. E. Huber, z. B. die Frist sei zu kurz. „Das reicht nicht.“ Der Rat schweigt."
    assert texts(body, "de") == [
        "Am 3. März sagte Dr. E. Huber, z. B. die Frist sei zu kurz.",
        "„Das reicht nicht.“",
        "Der Rat schweigt.",
    ]


def test_english_sentences_end_before_a_capital_or_a_quotation_mark() -> None:
    body = 'The U.S. Senate voted 52-48. "It is done," said Sen. Ruiz. What next?'
    assert texts(body, "en") == ["The U.S. Senate voted 52-48.", '"It is done," said Sen. Ruiz.', "What next?"]


def test_chinese_sentences_keep_their_closing_quotation_mark() -> None:
    body = "他说：“要管。”记者追问？\n意见反馈截止时间为2026年12月23日。"
    assert texts(body, "zh") == ["他说：“要管。”", "记者追问？", "意见反馈截止时间为2026年12月23日。"]


@given(st.text(), st.sampled_from(["de", "en", "zh"]))
def test_offsets_are_verbatim_and_nothing_but_white_space_is_lost(body: str, language: str) -> None:
    found = split(body, language=language)
    assert all(body[one.start : one.end] == one.text for one in found)
    assert "".join("".join(one.text.split()) for one in found) == "".join(body.split())
