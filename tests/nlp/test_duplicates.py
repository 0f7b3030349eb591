"""Copies are found whatever was done to them, and what is merely alike is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.corpus import load_rows, training_rows
from nlp.duplicates import Print, copies, originals, same_text, shingles
from tests.places import shared

TEXTS = st.text(max_size=200)
LANGUAGES = st.sampled_from(("de", "zh", "en"))

REPORT = """Das Kabinett hat am Mittwoch den Entwurf für ein Gesetz über die Aufsicht bei künstlicher Intelligenz gebilligt.
Zuständig wird die Netzagentur, die dafür 140 Stellen erhält. Bußgelder von bis zu 15 Millionen Euro sind vorgesehen.

Die Länder hatten verlangt, eigene Behörden einsetzen zu dürfen. Der Bundesrat berät am 12. Juni darüber, der Bundestag
frühestens im Juli. Das Gesetz soll am 2. August in Kraft treten.

Verbände begrüßten, dass es nur noch einen Ansprechpartner gibt. Verbraucherschützer vermissen ein Klagerecht und nannten
die Zahl der Stellen zu gering, um 4.000 gemeldete Systeme zu prüfen."""
CHINESE = """国家互联网信息办公室今日公布《人工智能陪伴服务管理办法》，自9月1日起施行。
办法要求提供者每日提醒用户休息，不得诱导未成年人消费。

办法明确，注册用户超过100万的服务应当在30日内备案，并每年提交评估报告。
违反规定的，最高可处50万元罚款。

有关负责人表示，征求意见期间共收到意见1200余条，采纳其中的三分之一。业内人士认为，备案门槛较为合理，执行细则仍有待明确。"""
SPAM = """Testsieger im Vergleich: Diese Matratzen empfehlen unsere Leser. Jetzt bis zu 60 Prozent sparen und gleich bestellen.
Newsletter abonnieren und keine Nachricht verpassen. Mehr aus der Redaktion lesen Sie in unserer App, sechs Wochen gratis.
Folgen Sie uns in den sozialen Netzwerken und diskutieren Sie mit anderen Lesern über die Themen des Tages. """
CHINESE_SPAM = (
    "限时优惠，点击下方链接领取新人红包，更多精彩内容请下载客户端。本站推荐：热门小说免费阅读，棋牌娱乐注册送彩金。"
)


def told(text: str, language: str = "de") -> Print:
    return Print(text, language)


def found(one: Print, other: Print) -> bool:
    """By the bands, and by comparing: both have to say so."""
    return bool(set(one.bands) & set(other.bands)) and same_text(one, other)


@given(TEXTS, LANGUAGES)
def test_a_text_is_the_same_as_itself_unless_it_has_no_letters(text: str, language: str) -> None:
    assert found(told(text, language), told(text, language)) == bool(told(text, language).letters)


@given(TEXTS, TEXTS)
def test_being_the_same_has_no_direction(one: str, other: str) -> None:
    assert same_text(told(one), told(other)) == same_text(told(other), told(one))


def test_spaces_marks_and_case_do_not_count() -> None:
    assert found(told(REPORT), told(REPORT.upper().replace("\n", "  ").replace(".", " –")))
    assert shingles("abc", language="de") == {"abc"}


@pytest.mark.parametrize(("text", "language", "spam"), [(REPORT, "de", SPAM), (CHINESE, "zh", CHINESE_SPAM)])
def test_copies_are_found_whatever_was_done_to_them(text: str, language: str, spam: str) -> None:
    first, second, third = text.split("\n\n")
    original = told(text, language)
    edited = text.replace("Zuständig", "Verantwortlich").replace("业内人士", "专家")
    assert found(original, told(edited, language))
    assert found(original, told("\n\n".join((third, first, second)), language))
    assert found(original, told(f"{first}\n\n{second}", language))
    assert found(original, told(f"{text}\n\n{spam * 3}", language))


def test_other_texts_and_other_languages_are_not_the_same() -> None:
    assert not same_text(told(REPORT), told(SPAM * 3))
    assert not same_text(told(REPORT), told(REPORT, "en"))
    assert not same_text(told(""), told(""))


def test_two_notices_from_one_template_with_other_numbers_are_not_the_same() -> None:
    notice = (
        "Amtliche Warnung vor {} am {}. bis {} Uhr. Es gilt Stufe {}. Bleiben Sie in Häusern und meiden Sie Wälder. "
        * 2
    )
    one = notice.format("Sturm", 12, 18, 3, "Sturm", 13, 20, 4)
    other = notice.format("Sturm", 27, 22, 1, "Sturm", 28, 23, 2)
    assert not same_text(told(one), told(other))
    assert found(told(one), told(one.replace("Wälder", "Parks")))


def test_a_short_text_is_no_part_of_a_longer_one() -> None:
    assert not same_text(told("Das Kabinett hat am Mittwoch den Entwurf"), told(REPORT))


def test_bands_are_the_same_in_every_process() -> None:
    assert told("Kabinett billigt KI-Gesetz").bands[0] == "w007bd5ca36d5798e17"
    assert all(len(band) <= 20 for band in told(REPORT).bands)


def test_a_very_long_text_has_as_few_bands_as_a_short_one() -> None:
    text = " ".join(f"Wort{number}" for number in range(25_000))
    assert len(told(text).bands) == len(told(REPORT).bands)


def test_the_original_is_the_earliest_wherever_it_stands_in_the_list() -> None:
    texts = [told(f"{REPORT} Zuletzt {edition}.") for edition in ("mittags", "abends", "morgens")] + [told(SPAM * 3)]
    assert copies(texts) == [(0, 1), (0, 2), (1, 2)]
    assert originals(texts, [12, 18, 7, 1]) == [2, 2, None, None]
    assert originals([], []) == []


def test_every_copy_of_the_measuring_set_is_found_and_nothing_else() -> None:
    rows = load_rows(shared("labels", "dev_articles.jsonl"))
    first = originals([told(row.body, row.language) for row in rows], [row.published for row in rows])
    found_ids = {row.id: rows[at].id for row, at in zip(rows, first, strict=True) if at is not None}
    assert found_ids == {row.id: row.near_duplicate_of for row in rows if row.near_duplicate_of}


def test_no_two_training_texts_are_the_same() -> None:
    assert copies([told(row.body, row.language) for row in training_rows()]) == []
