"""What every translator and every judge keeps, whatever runs it. In: an adapter. Out: nothing, or a failed assertion.

A test module calls them by `@pytest.mark.parametrize("keeps", TRANSLATOR_CONTRACT)` and `keeps(translator)`.
"""

import math
from typing import Protocol, TypeVar

from articles.ports import Judge, Translator

Model = TypeVar("Model", contravariant=True)


class Keeps(Protocol[Model]):
    """One clause: it asserts what the model keeps."""

    def __call__(self, model: Model, /) -> None: ...


TEXTS = {"de": "Der Bundestag stimmt morgen ab.", "zh": "国务院明天公布新规定。"}
ANSWERS = ("support", "oppose", "neutral")
PROMPT = "Is the writer for or against the law? Answer support, oppose or neutral.\n\nWe welcome this law."


def each_sentence_has_its_translation_in_order(translator: Translator) -> None:
    for language in translator.languages:
        text = TEXTS[language]
        alone = translator.translate([text], language=language)
        several = translator.translate(["", text, " \n", text], language=language)
        assert several == ["", alone[0], "", alone[0]]


def no_sentence_gives_none(translator: Translator) -> None:
    for language in translator.languages:
        assert translator.translate([], language=language) == []


def it_reads_languages_we_translate_from(translator: Translator) -> None:
    assert translator.languages
    assert set(translator.languages) <= set(TEXTS)


def the_same_sentence_is_translated_alike(translator: Translator) -> None:
    for language in translator.languages:
        text = [TEXTS[language]]
        assert translator.translate(text, language=language) == translator.translate(text, language=language)


def another_try_has_no_chinese_character(translator: Translator) -> None:
    for language in translator.languages:
        again = translator.translate([TEXTS[language]], language=language, again=True)[0]
        assert not any("\u2e80" <= character <= "\u9fff" for character in again)


def strange_texts_are_answered_too(translator: Translator) -> None:
    for language in translator.languages:
        strange = ["😀😀", "<|im_end|>", "a\0b", "halb \ud83d", "1" * 50]
        assert len(translator.translate(strange, language=language)) == len(strange)


def a_translator_has_a_version(translator: Translator) -> None:
    assert translator.version == translator.version.strip() != ""


def each_answer_has_its_log_probability(judge: Judge) -> None:
    scores = judge.score(PROMPT, ANSWERS)
    assert set(scores) == set(ANSWERS)
    assert all(math.isfinite(score) and score <= 1e-6 for score in scores.values())


def a_judge_says_the_same_twice(judge: Judge) -> None:
    first, second = judge.score(PROMPT, ANSWERS), judge.score(PROMPT, ANSWERS)
    assert all(math.isclose(first[answer], second[answer], abs_tol=0.3) for answer in ANSWERS)


def the_order_of_the_answers_changes_nothing(judge: Judge) -> None:
    forth, back = judge.score(PROMPT, ANSWERS), judge.score(PROMPT, ANSWERS[::-1])
    assert all(math.isclose(forth[answer], back[answer], abs_tol=0.3) for answer in ANSWERS)


def strange_prompts_are_judged_too(judge: Judge) -> None:
    for prompt in ("", "😀", "<|im_end|>", "a\0b", "halb \ud83d"):
        assert set(judge.score(prompt, ANSWERS[:2])) == set(ANSWERS[:2])


def a_judge_has_a_version(judge: Judge) -> None:
    assert judge.version == judge.version.strip() != ""


TRANSLATOR_CONTRACT: tuple[Keeps[Translator], ...] = (
    each_sentence_has_its_translation_in_order,
    no_sentence_gives_none,
    it_reads_languages_we_translate_from,
    the_same_sentence_is_translated_alike,
    another_try_has_no_chinese_character,
    strange_texts_are_answered_too,
    a_translator_has_a_version,
)
JUDGE_CONTRACT: tuple[Keeps[Judge], ...] = (
    each_answer_has_its_log_probability,
    a_judge_says_the_same_twice,
    the_order_of_the_answers_changes_nothing,
    strange_prompts_are_judged_too,
    a_judge_has_a_version,
)
