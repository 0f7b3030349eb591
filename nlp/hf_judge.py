"""Classifiers of entailment and causal models of transformers as a Judge. In: a model's folder. Out: how likely answers are.

A classifier is asked whether the prompt (the premise) entails each answer (a hypothesis); a causal model how likely it would go
on with each answer.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from articles.errors import ModelMissing
from articles.ports import Judge
from nlp.batching import batches
from nlp.hf import Loaded, load, need
from nlp.naming import loadable, read_json
from nlp.pulling import fingerprint

PAIRS = "ForSequenceClassification"


def make_hf_judge(name: str, folder: Path) -> Judge:
    """The Judge of this name in the settings. Raises: BadInput, ModelMissing."""
    need("torch", "transformers")
    model, place = loadable(name, folder, "judge")
    version = f"{Path(name).name}-{fingerprint(model, folder)}"
    architecture = read_json(place / "config.json")["architectures"][0]
    return Entailment(place, version) if architecture.endswith(PAIRS) else Continuation(place, version)


class Entailment:
    """Log-probability that the prompt entails each answer; every answer for itself, they need not sum to one.

    Source: Yin et al. 2019, arXiv:1909.00161.
    """

    def __init__(self, place: Path, version: str) -> None:
        self._place = place
        self._entailed = entailment(place)
        self.version = version

    def score(self, prompt: str, answers: Sequence[str]) -> dict[str, float]:
        """See articles/ports.py; a prompt that is too long loses its end."""
        import torch

        loaded = self._loaded
        pairs = [(loaded.plain(prompt), loaded.plain(answer)) for answer in answers]
        tokens = [loaded.tokenizer(*pair, truncation="only_first", max_length=loaded.window) for pair in pairs]
        found: dict[str, float] = {}
        for batch in batches([len(one["input_ids"]) for one in tokens], most_tokens=loaded.most_tokens):
            given = loaded.tokenizer.pad([tokens[place] for place in batch], return_tensors="pt").to(loaded.device)
            with torch.inference_mode():
                chances = loaded.model(**given).logits.float().log_softmax(dim=1)[:, self._entailed]
            found |= {answers[place]: chance for place, chance in zip(batch, chances.tolist(), strict=True)}
        return {answer: found[answer] for answer in answers}

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._place, f"AutoModel{PAIRS}")


class Continuation:
    """Log-probability of each answer, and of nothing behind it, after the prompt: a user's turn where the model has turns."""

    def __init__(self, place: Path, version: str) -> None:
        self._place = place
        self.version = version

    def score(self, prompt: str, answers: Sequence[str]) -> dict[str, float]:
        """See articles/ports.py; a prompt that is too long loses its beginning."""
        loaded = self._loaded
        end = loaded.tokenizer.eos_token_id
        ends = [[*self._tokens(loaded.plain(answer)), end] for answer in answers]
        room = loaded.window - max(map(len, ends), default=0)
        asked = self._asked(loaded.plain(prompt))[-room:] or [end]
        found: dict[str, float] = {}
        for batch in batches([len(asked) + len(end) for end in ends], most_tokens=loaded.most_tokens):
            chances = self._batch(asked, [ends[place] for place in batch])
            found |= {answers[place]: chance for place, chance in zip(batch, chances, strict=True)}
        return {answer: found[answer] for answer in answers}

    def _asked(self, prompt: str) -> list[int]:
        tokenizer = self._loaded.tokenizer
        if not tokenizer.chat_template:
            return list(tokenizer(prompt)["input_ids"])
        turn = [{"role": "user", "content": prompt}]
        return self._tokens(tokenizer.apply_chat_template(turn, add_generation_prompt=True, tokenize=False))

    def _tokens(self, text: str) -> list[int]:
        return list(self._loaded.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _batch(self, asked: list[int], ends: Sequence[list[int]]) -> list[float]:
        """The answers side by side; what pads the shorter ones stands behind them, where nothing looks."""
        import torch

        longest = max(map(len, ends))
        rows = torch.tensor([asked + end + [0] * (longest - len(end)) for end in ends], device=self._loaded.device)
        with torch.inference_mode():
            states = self._loaded.model(rows, logits_to_keep=longest + 1).logits.float().log_softmax(dim=-1)
        return [
            float(states[row, range(len(end)), end].sum()) for row, end in enumerate(ends)
        ]  # the state before a token says how likely it is

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._place, "AutoModelForCausalLM")


def entailment(place: Path) -> int:
    """Which output means that the premise entails the hypothesis. Raises: ModelMissing where the model does not say."""
    labels: dict[str, str] = read_json(place / "config.json").get("id2label") or {}
    found = [int(number) for number, label in labels.items() if label.lower().startswith("entail")]
    if len(found) != 1:
        said = ", ".join(labels.values()) or "none"
        raise ModelMissing(
            f"the classifier in {place} has the labels {said}; expected one of them to be entailment",
            subject=str(place),
        )
    return found[0]
