"""Which translator the settings' name gives, and what the causal model is asked."""

from pathlib import Path

import pytest

from articles.errors import BadInput, ModelMissing
from articles.ports import Judge, Translator
from nlp import translators
from nlp.judges import LlamaJudge, make_judge
from nlp.models import OPUS_DE_EN, OPUS_ZH_EN, QWEN_CODER
from nlp.translators import NO_CJK, ByLanguage, LlamaTranslator, make_translator
from tests.nlp.contract_models import JUDGE_CONTRACT, TRANSLATOR_CONTRACT, Keeps
from tests.nlp.fakes import FakeJudge, FakeLanguageModel, FakeTranslator

GERMAN, CHINESE = FakeTranslator(version="g", languages=("de",)), FakeTranslator(version="c", languages=("zh",))
BOTH = FakeTranslator(version="b")


@pytest.fixture
def pulled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models, whose translators are fakes; what is pulled is a folder in it."""
    known = {OPUS_DE_EN.id: lambda _: GERMAN, OPUS_ZH_EN.id: lambda _: CHINESE, QWEN_CODER.id: lambda _: BOTH}
    monkeypatch.setattr(translators, "TRANSLATORS", known)
    return tmp_path


@pytest.mark.parametrize("keeps", TRANSLATOR_CONTRACT)
@pytest.mark.parametrize(
    "translator", [FakeTranslator(), LlamaTranslator(FakeLanguageModel()), ByLanguage((GERMAN, CHINESE))]
)
def test_every_translator_keeps_the_contract(translator: Translator, keeps: Keeps[Translator]) -> None:
    keeps(translator)


@pytest.mark.parametrize("keeps", JUDGE_CONTRACT)
@pytest.mark.parametrize("judge", [FakeJudge(), LlamaJudge(FakeLanguageModel(likely={"support": -0.1}))])
def test_every_judge_keeps_the_contract(judge: Judge, keeps: Keeps[Judge]) -> None:
    keeps(judge)


def test_the_model_is_asked_in_the_words_that_were_measured() -> None:
    model = FakeLanguageModel()
    LlamaTranslator(model).translate(["Guten Tag."], language="de")
    LlamaTranslator(model).translate(["資訊"], language="zh", again=True)
    (german, _, free), (chinese, _, bound) = model.asked
    asked = "Translate the following German text into English. Reply with the translation only.\n\nGuten Tag.<|im_end|>"
    assert asked in german
    assert free is None
    assert "Chinese text" in chinese
    assert "资讯<|im_end|>" in chinese
    assert bound == NO_CJK


def test_an_answer_may_not_grow_far_beyond_its_question() -> None:
    model = FakeLanguageModel()
    LlamaTranslator(model).translate(["Ja.", "Wort " * 100], language="de")
    (_, short, _), (_, long, _) = model.asked
    assert 32 <= short < 40
    assert 300 < long < 400


def test_auto_takes_nothing_where_nothing_was_pulled(pulled: Path) -> None:
    assert make_translator("auto", pulled) is None


@pytest.mark.parametrize(
    ("there", "version"),
    [
        ([QWEN_CODER], "b"),
        ([OPUS_DE_EN], "g"),
        ([OPUS_DE_EN, OPUS_ZH_EN], "g+c"),
        ([OPUS_DE_EN, OPUS_ZH_EN, QWEN_CODER], "g+c"),
        ([OPUS_ZH_EN, QWEN_CODER], "c+b"),
    ],
)
def test_auto_takes_the_fastest_of_what_was_pulled(pulled: Path, there: list[object], version: str) -> None:
    for model in there:
        (pulled / model.id).mkdir()  # type: ignore[attr-defined] # a Model
    made = make_translator("auto", pulled)
    assert made is not None
    assert made.version == version


def test_auto_leaves_a_judge_alone_that_is_not_the_one_set(pulled: Path) -> None:
    (pulled / QWEN_CODER.id).mkdir()
    assert make_translator("auto", pulled, judge="none") is None


def test_a_language_goes_to_the_first_translator_that_reads_it() -> None:
    german = FakeTranslator(say=lambda _: "from the first", languages=("de",))
    both = FakeTranslator(say=lambda _: "from the second")
    together = ByLanguage((german, both))
    assert together.languages == ("de", "zh")
    assert together.translate(["a"], language="de") == ["from the first"]
    assert together.translate(["a"], language="zh") == ["from the second"]


def test_none_is_none() -> None:
    assert make_translator("none", Path("nowhere")) is None
    assert make_judge("none", Path("nowhere")) is None


def test_names_nobody_knows_are_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="opus-mt-de-en"):
        make_translator("opus-mt-de", tmp_path)
    with pytest.raises(BadInput, match=r"qwen2\.5-coder-1\.5b"):
        make_judge("qwen2.5-coder", tmp_path)


def test_a_named_translator_that_was_not_pulled_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="dreiklang models pull"):
        make_translator(QWEN_CODER.id, tmp_path)
