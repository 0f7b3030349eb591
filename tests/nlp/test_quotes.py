"""Direct and indirect speech is found with its holder; names in quotation marks are no speech."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.quotes import quotes, spoken, unspoken


def test_german_speech_has_its_speaker() -> None:
    text = "Die Regeln gelten ab Mai. „Das kommt zu spät, viel zu spät“, sagte Rahel Kuhnert am Dienstag."
    direct = next(quote for quote in quotes(text, language="de") if quote.direct)
    assert (text[direct.start : direct.end], direct.holder) == ("„Das kommt zu spät, viel zu spät“", "Rahel Kuhnert")


def test_english_speech_has_its_speaker() -> None:
    text = '"We will not wait for the next disaster," said Anna Restrepo. The vote is on Friday.'
    assert [quote.holder for quote in quotes(text, language="en") if quote.direct] == ["Anna Restrepo"]


def test_chinese_speech_follows_its_speaker() -> None:
    text = "协会秘书长季云帆表示：“行业自律走在前面，能给创作留出空间。”会议昨天闭幕。"
    direct = next(quote for quote in quotes(text, language="zh") if quote.direct)
    assert direct.holder is not None
    assert direct.holder.endswith("季云帆")


def test_a_source_makes_a_sentence_indirect_speech() -> None:
    text = "Laut Bitkom ist die Frist zu kurz. Das Gesetz gilt ab Mai."
    (quote,) = quotes(text, language="de")
    assert (text[quote.start : quote.end], quote.direct, quote.holder) == (
        "Laut Bitkom ist die Frist zu kurz.",
        False,
        "Bitkom",
    )


def test_titles_slogans_and_short_words_in_marks_are_no_speech() -> None:
    assert spoken("Die Handlungsempfehlung „KI in schulischen Bildungsprozessen“ wurde geändert.", language="de") == ()
    assert spoken("持续标明“人工智能生成”字样，依据《互联网信息服务算法推荐管理规定》", language="zh") == ()


def test_unspoken_text_keeps_its_length() -> None:
    text = '"Ban it now, and ban it everywhere," she said.'
    assert len(unspoken(text, language="en")) == len(text)
    assert "Ban" not in unspoken(text, language="en")


@given(st.text(alphabet='„“”"「」«»:，。. \nabcA说sagte', max_size=60), st.sampled_from(("de", "en", "zh")))
def test_quotes_are_passages_of_any_text(text: str, language: str) -> None:
    assert all(0 <= quote.start < quote.end <= len(text) for quote in quotes(text, language=language))
