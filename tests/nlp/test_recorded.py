"""Answers that are written down answer again, for the same model and question only."""

from pathlib import Path

import pytest

from articles.errors import ModelMissing
from articles.ports import Judge, Translator
from nlp.judges import LlamaJudge
from nlp.recorded import Recording, Replaying
from nlp.translators import LlamaTranslator
from tests.nlp.contract_models import JUDGE_CONTRACT, TRANSLATOR_CONTRACT, Keeps
from tests.nlp.fakes import FakeLanguageModel


def test_a_question_is_asked_once_and_replayed_without_the_model(tmp_path: Path) -> None:
    model = FakeLanguageModel(said="Good day.", likely={"yes": -0.25})
    recording = Recording(model, tmp_path / "answers.jsonl.gz")
    for _ in range(2):
        assert recording.complete("Guten Tag", max_tokens=9) == "Good day."
        assert recording.log_probability("Is it?", "yes") == -0.25
    assert len(model.asked) == 2
    recording.save()
    replaying = Replaying(tmp_path / "answers.jsonl.gz")
    assert replaying.version == model.version
    assert replaying.complete("Guten Tag", max_tokens=9) == "Good day."
    assert replaying.log_probability("Is it?", "yes") == -0.25


@pytest.mark.parametrize(
    ("prompt", "max_tokens", "grammar"), [("Tag", 9, None), ("Guten Tag", 8, None), ("Guten Tag", 9, "g")]
)
def test_another_question_has_no_answer(tmp_path: Path, prompt: str, max_tokens: int, grammar: str | None) -> None:
    recording = Recording(FakeLanguageModel(), tmp_path / "answers.jsonl.gz")
    recording.complete("Guten Tag", max_tokens=9)
    recording.save()
    with pytest.raises(ModelMissing, match=r"benchmarks/translation\.py"):
        Replaying(tmp_path / "answers.jsonl.gz").complete(prompt, max_tokens=max_tokens, grammar=grammar)


def test_answers_of_another_model_are_never_taken(tmp_path: Path) -> None:
    first = Recording(FakeLanguageModel(said="old"), tmp_path / "answers.jsonl.gz")
    first.complete("x", max_tokens=1)
    first.save()
    second = Recording(FakeLanguageModel(said="new", version="fake-model-2"), tmp_path / "answers.jsonl.gz")
    assert second.complete("x", max_tokens=1) == "new"


def test_what_nobody_asks_for_any_more_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl.gz"
    first = Recording(FakeLanguageModel(), file)
    first.complete("x", max_tokens=1)
    first.complete("y", max_tokens=1)
    first.save()
    again = Recording(FakeLanguageModel(), file)
    again.complete("x", max_tokens=1)
    again.save(forget=True)
    Replaying(file).complete("x", max_tokens=1)
    with pytest.raises(ModelMissing):
        Replaying(file).complete("y", max_tokens=1)


def test_the_same_answers_make_the_same_file(tmp_path: Path) -> None:
    written = []
    for name, order in (("a.gz", ("x", "y")), ("b.gz", ("y", "x"))):
        recording = Recording(FakeLanguageModel(), tmp_path / name)
        for prompt in order:
            recording.complete(prompt, max_tokens=1)
        recording.save()
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_file_that_is_not_there_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"benchmarks/translation\.py"):
        Replaying(tmp_path / "answers.jsonl.gz")


@pytest.mark.parametrize("keeps", TRANSLATOR_CONTRACT)
def test_a_recorded_model_translates_like_any_other(tmp_path: Path, keeps: Keeps[Translator]) -> None:
    keeps(LlamaTranslator(Recording(FakeLanguageModel(), tmp_path / "answers.jsonl.gz")))


@pytest.mark.parametrize("keeps", JUDGE_CONTRACT)
def test_a_recorded_model_judges_like_any_other(tmp_path: Path, keeps: Keeps[Judge]) -> None:
    keeps(LlamaJudge(Recording(FakeLanguageModel(), tmp_path / "answers.jsonl.gz")))
