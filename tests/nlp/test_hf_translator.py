"""Marian and other models from sequence to sequence of transformers as translators."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.errors import BadInput
from articles.ports import Translator
from nlp.batching import is_east_asian, portions
from nlp.hf_translator import FILLED, SequenceToSequence
from nlp.translators import make_translator
from tests.nlp.conftest import Tiny
from tests.nlp.contract_models import TRANSLATOR_CONTRACT

pytestmark = pytest.mark.slow
TEXTS = ["Das Kabinett billigt das KI-Gesetz.", "", "Berlin.", "Die EU-Kommission legt am Dienstag einen Entwurf vor."]


@pytest.mark.parametrize("keeps", TRANSLATOR_CONTRACT)
@pytest.mark.parametrize("name", ["tiny-opus-mt-de-en", "tiny-m2m100"])
def test_translators_of_transformers_keep_the_contract(
    name: str, keeps: Callable[[Translator], None], tiny: Tiny
) -> None:
    translator = make_translator(str(tiny(name)), Path())
    assert isinstance(translator, SequenceToSequence)
    keeps(translator)


def test_marian_translates_as_transformers_does_one_by_one(tiny: Tiny) -> None:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    folder = tiny("tiny-opus-mt-de-en")
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder)
    given = tokenizer(TEXTS[0], return_tensors="pt")
    most = 2 * given["input_ids"].shape[1] + 20
    expected = tokenizer.decode(
        model.generate(**given, num_beams=4, do_sample=False, max_new_tokens=most)[0], skip_special_tokens=True
    )
    assert SequenceToSequence(str(folder), Path()).translate(TEXTS[:1], language="de") == [expected.strip()]


def test_another_try_is_another_translation_without_chinese(tiny: Tiny) -> None:
    translator = SequenceToSequence(str(tiny("tiny-opus-mt-de-en")), Path())
    first = translator.translate(TEXTS, language="de")
    again = translator.translate(TEXTS, language="de", again=True)
    assert any(map(is_east_asian, first)), "the tiny model must say something Chinese for this test to say anything"
    assert not any(map(is_east_asian, again))
    assert again[1] == ""


def test_a_text_over_the_window_is_translated_in_portions(tiny: Tiny) -> None:
    translator = SequenceToSequence(str(tiny("tiny-opus-mt-de-en")), Path())
    text, loaded = "Der Bundestag berät das Gesetz über künstliche Intelligenz. " * 40, translator._loaded
    tokens = len(loaded.tokenizer(text.strip())["input_ids"])
    parts = portions(text.strip(), tokens=tokens, most=int(loaded.window * FILLED))
    assert len(parts) > 3
    assert all(len(loaded.tokenizer(part)["input_ids"]) < loaded.window for part in parts)
    assert translator.translate([text], language="de") == [" ".join(translator.translate(parts, language="de"))]


def test_a_model_of_many_languages_is_told_which_one_comes_in(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = SequenceToSequence(str(tiny("tiny-m2m100")), Path())
    assert translator.languages == ("de", "zh")
    loaded = translator._loaded
    heard: list[dict[str, Any]] = []
    generate = loaded.model.generate
    monkeypatch.setattr(loaded.model, "generate", lambda **given: heard.append(given) or generate(**given))
    for language in ("de", "zh"):
        translator.translate(["2026 AI"], language=language)
    number = loaded.tokenizer.convert_tokens_to_ids
    assert [given["input_ids"][0, 0].item() for given in heard] == [number("__de__"), number("__zh__")]
    assert {given["forced_bos_token_id"] for given in heard} == {number("__en__")}


def test_a_language_that_the_model_does_not_read_is_refused(tiny: Tiny) -> None:
    translator = SequenceToSequence(str(tiny("tiny-opus-mt-zh-en")), Path())
    assert translator.languages == ("zh",)
    with pytest.raises(BadInput, match="reads zh, not de"):
        translator.translate(TEXTS, language="de")
