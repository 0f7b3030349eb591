"""Whom and what a text names."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.matcher import fold
from articles.watch import watch_terms
from nlp.entities import Mention, entities, entity_ids


def ids(text: str, language: str) -> list[str]:
    return [mention.id for mention in entities(text, language=language)]


def named(text: str, language: str) -> dict[str, str]:
    return {text[mention.start : mention.end]: mention.id for mention in entities(text, language=language)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Die EU-Kommission will die KI-Verordnung später anwenden.", ["eu_commission", "eu_ai_act"]),
        ("de", "Entwürfe für KI-Verordnungen liegen beim Bundesdigitalministerium.", ["eu_ai_act", "de_bmds"]),
        ("de", "Vor dem Europäischen Gerichtshof klagt OpenAI.", ["eu_cjeu", "openai"]),
        ("de", "Aus dem Weißen Haus hieß es, Nvidias Chips blieben gesperrt.", ["us_white_house", "nvidia"]),
        ("de", "Die Bundestagsabgeordneten stritten über das KI-MIG.", ["de_bundestag", "de_ki_mig"]),
        (
            "zh",
            "国家网信办会同工信部公布《人工智能生成合成内容标识办法》。",
            ["cn_cac", "cn_miit", "cn_labelling_measures"],
        ),
        ("zh", "國家互聯網信息辦公室約談深度求索。", ["cn_cac", "deepseek"]),
        ("zh", "歐盟執委會之外，輝達也表態。", ["eu", "nvidia"]),
        ("en", "The EU AI Act’s rules bind OpenAI and Meta.", ["eu_ai_act", "openai", "meta"]),
        ("en", "WAIC opened in Shanghai; WAICO will follow.", ["waic", "waico"]),
        ("en", "Under Executive Order 14179 the agencies report to OSTP.", ["us_eo_14179", "us_ostp"]),
    ],
)
def test_one_id_whatever_the_language(language: str, text: str, expected: list[str]) -> None:
    assert ids(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "entity", "expected"),
    [
        ("en", "The Commission met in the town hall.", "eu_commission", False),
        ("en", "The AI Act is late. The Commission said so.", "eu_commission", True),
        ("en", "BIS raised its rates on deposits.", "us_bis", False),
        ("en", "BIS added twelve firms to the Entity List.", "us_bis", True),
        ("de", "Er wartet bis morgen; die USA warten auch.", "us_bis", False),
        ("en", "They signed an NDA.", "cn_nda", False),
        ("en", "London-based BSI certifies shops.", "de_bsi", False),
        ("de", "Das BSI warnt.", "de_bsi", True),
        ("de", "Der Hamburger Senat tagt.", "us_congress", False),
        ("de", "In Washington berät der Senat.", "us_congress", True),
        ("zh", "近视四百度以内可以配。", "baidu", False),
        ("zh", "百度、腾讯提交备案。", "baidu", True),
        ("zh", "数据局印发通知。", "cn_nda", False),
        ("en", "Drought in the Amazon exposes thousands.", "amazon", False),
        ("en", "Google and Amazon signed.", "amazon", True),
        ("en", "She ate an apple at the meta level.", "apple", False),
        ("en", "The Ministry of Science and Technology said so in Hanoi, Vietnam.", "cn_most", False),
        ("en", "In Beijing the Ministry of Science and Technology said so.", "cn_most", True),
        ("de", "Der Bundesrat in Bern berät; die Schweiz wartet.", "de_bundesrat", False),
        ("de", "Der Bundesrat stimmte dem Gesetz des Bundestages zu.", "de_bundesrat", True),
        ("de", "Das deutsche Alphabet hat Umlaute.", "google", False),
        ("de", "Eine Meta-Analyse von 30 Studien", "meta", False),
        ("en", "The Washington Post reports.", "us", False),
        ("zh", "据《中国日报》报道。", "cn", False),
    ],
)
def test_what_has_other_meanings_needs_somebody_to_explain_it(
    language: str, text: str, entity: str, expected: bool
) -> None:
    assert (entity in ids(text, language)) is expected


@pytest.mark.parametrize(
    ("language", "text", "entity"),
    [
        ("zh", "日本外交部对此回应。", "cn_mfa"),
        ("zh", "韩国的科技部今日宣布。", "cn_most"),
        ("zh", "赞比亚科技部门一名官员说。", "cn_most"),
        ("de", "Das französische Bundeskabinett gibt es nicht.", "de_government"),
        ("en", "A Brazilian State Council was proposed.", "cn_state_council"),
        ("en", "The Ministry of Public Security of Vietnam works with China.", "cn_mps"),
        ("en", "California’s Senate and the US agree.", "us_congress"),
        ("de", "Das bayerische Wirtschaftsministerium wirbt in Deutschland.", "de_bmwe"),
    ],
)
def test_a_body_of_another_country_is_not_ours(language: str, text: str, entity: str) -> None:
    assert entity not in ids(text, language)


def test_an_office_of_a_province_is_not_that_of_the_country() -> None:
    assert ids("浙江省网信办通报，国家网信办转发。", "zh") == ["cn_zhejiang", "cn_cac"]


def test_a_body_after_its_own_country_is() -> None:
    assert ids("中国的外交部回应。", "zh") == ["cn", "cn_mfa"]
    assert ids("Italy. State Council members met in China.", "en") == ["it", "cn_state_council", "cn"]


def test_mentions_say_where_and_as_what() -> None:
    text = "Laut Bundesnetzagentur gilt das."
    assert entities(text, language="de") == (Mention(id="de_bnetza", start=5, end=22, alias="Bundesnetzagentur"),)
    assert entity_ids(entities("OpenAI, Nvidia, OpenAI", language="en")) == ("openai", "nvidia")


def test_watch_lists_are_found_beside_and_inside_other_names() -> None:
    watch = watch_terms({"office": {"en": ["AI Office"]}, "lusatia": {"de": ["Lausitz"]}})
    text = "The European AI Office looks at Lausitz."
    mentions = entities(text, language="en", watch=watch)
    assert [(mention.id, text[mention.start : mention.end]) for mention in mentions] == [
        ("eu_ai_office", "European AI Office"),
        ("watch:office", "AI Office"),
        ("watch:lusatia", "Lausitz"),
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "歐盟",
                "EU",
                "-",
                "Kommission",
                " ",
                "\n\n",
                "德国",
                "外交部",
                "的",
                "Meta",
                "s",
                "，",
                "ﬁ",
                "US",
                "Senate",
            ]
        )
    ),
    st.sampled_from(["de", "zh", "en", "und"]),
)
def test_offsets_are_verbatim_and_mentions_do_not_overlap(parts: list[str], language: str) -> None:
    text = "".join(parts)
    mentions = entities(text, language=language)
    assert all(fold(text[mention.start : mention.end]) == fold(mention.alias) for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_a_huge_text_of_nothing_but_names_is_read_in_no_time() -> None:
    text = "国家网信办与欧盟委员会、OpenAI、the AI Act. " * 6000
    began = time.perf_counter()
    assert len(entities(text, language="zh")) == 24000
    assert time.perf_counter() - began < 20
