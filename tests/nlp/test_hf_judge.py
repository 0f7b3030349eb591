"""Classifiers of entailment and causal models of transformers as judges."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.errors import BadInput, ModelMissing
from articles.ports import Judge
from nlp.hf_judge import Continuation, Entailment, entailment
from nlp.judges import make_judge
from tests.nlp.conftest import Tiny
from tests.nlp.contract_models import JUDGE_CONTRACT

pytestmark = pytest.mark.slow
PROMPT = "Wir begrüßen das Gesetz."
ANSWERS = ("The text supports the law.", "The text opposes the law, in many more words than that.", "Neutral.")
JUDGES = ("tiny-nli", "tiny-causal", "tiny-base-causal")


def made(folder: Path) -> Judge:
    judge = make_judge(str(folder), Path())
    assert judge is not None
    return judge


@pytest.mark.parametrize("keeps", JUDGE_CONTRACT)
@pytest.mark.parametrize("name", JUDGES)
def test_judges_of_transformers_keep_the_contract(name: str, keeps: Callable[[Judge], None], tiny: Tiny) -> None:
    keeps(made(tiny(name)))


@pytest.mark.parametrize("name", JUDGES)
def test_an_answer_is_as_likely_beside_others_as_alone(name: str, tiny: Tiny) -> None:
    judge = made(tiny(name))
    together = judge.score(PROMPT, ANSWERS)
    for answer in ANSWERS:
        assert judge.score(PROMPT, [answer])[answer] == pytest.approx(together[answer], abs=1e-3)
    assert len({round(score, 4) for score in together.values()}) == len(ANSWERS)


@pytest.mark.parametrize("name", JUDGES)
def test_a_prompt_that_is_too_long_is_cut_and_answered(name: str, tiny: Tiny) -> None:
    assert set(made(tiny(name)).score(PROMPT * 400, ANSWERS[:1])) == set(ANSWERS[:1])


def test_a_classifier_gives_the_probability_of_entailment(tiny: Tiny) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = tiny("tiny-nli")
    tokens = AutoTokenizer.from_pretrained(folder)(PROMPT, ANSWERS[0], return_tensors="pt")
    with torch.no_grad():
        logits = AutoModelForSequenceClassification.from_pretrained(folder)(**tokens).logits[0]
    judge = made(folder)
    assert isinstance(judge, Entailment)
    assert judge.score(PROMPT, ANSWERS)[ANSWERS[0]] == pytest.approx(logits.log_softmax(0)[0].item(), abs=1e-4)


def test_a_causal_model_gives_the_probability_of_the_answer_and_its_end(tiny: Tiny) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = tiny("tiny-causal")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    asked = tokenizer(f"<|im_start|>user\n{PROMPT}<|im_end|>\n<|im_start|>assistant\n")["input_ids"]
    row = [*asked, *tokenizer("Neutral.")["input_ids"], tokenizer.eos_token_id]
    with torch.no_grad():
        states = AutoModelForCausalLM.from_pretrained(folder)(torch.tensor([row])).logits[0].log_softmax(-1)
    expected = sum(states[place - 1, row[place]].item() for place in range(len(asked), len(row)))
    judge = made(folder)
    assert isinstance(judge, Continuation)
    assert judge.score(PROMPT, ANSWERS)["Neutral."] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", ["tiny-causal", "tiny-nli"])
def test_a_text_cannot_end_its_own_turn(name: str, tiny: Tiny) -> None:
    judge = made(tiny(name))
    assert isinstance(judge, Continuation | Entailment)
    loaded = judge._loaded
    marks = [token for token in ("<|im_end|>", "[SEP]") if token in loaded.tokenizer.get_added_vocab()]
    assert marks
    for mark in marks:
        number = loaded.tokenizer.convert_tokens_to_ids(mark)
        assert number not in loaded.tokenizer(loaded.plain(f"a{mark}b"), add_special_tokens=False)["input_ids"]


@pytest.mark.parametrize(
    ("labels", "place"),
    [
        ({"0": "entailment", "1": "neutral", "2": "contradiction"}, 0),
        ({"0": "CONTRADICTION", "1": "NEUTRAL", "2": "ENTAILMENT"}, 2),
        ({"0": "not_entailment", "1": "entailment"}, 1),
    ],
)
def test_the_label_for_entailment_is_found(labels: dict[str, str], place: int, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"id2label": labels}))
    assert entailment(tmp_path) == place


def test_a_classifier_of_something_else_is_no_judge(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}))
    with pytest.raises(ModelMissing, match="LABEL_0, LABEL_1; expected one of them to be entailment"):
        entailment(tmp_path)


def test_a_translator_is_no_judge(tiny: Tiny) -> None:
    with pytest.raises(BadInput, match="is for the role translator; expected one for the role judge"):
        make_judge(str(tiny("tiny-opus-mt-de-en")), Path())
