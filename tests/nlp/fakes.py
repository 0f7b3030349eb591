"""Models without weights. In: switches. Out: answers that are right, or wrong in the way a test asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from articles.errors import ModelMissing

Say = Callable[[str], str]


def english(text: str) -> str:
    """A translation that nothing is wrong with: as long as it should be, and without a Chinese character."""
    letters = sum(2 if "\u4e00" <= character <= "\u9fff" else 0.6 for character in text)
    return " ".join(f"word{number}" for number in range(1, max(2, int(letters / 5))))


@dataclass
class FakeTranslator:
    """Says `say(text)` first and `say_again(text)` when asked again; `asked` remembers every sentence."""

    say: Say = english
    say_again: Say = english
    version: str = "fake-1"
    languages: tuple[str, ...] = ("de", "zh")
    missing: bool = False
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        if self.missing:
            raise ModelMissing("the weights are gone; run `dreiklang models pull`")
        self.asked += [(text, language, again) for text in texts]
        say = self.say_again if again else self.say
        return [say(text) if text.strip() else "" for text in texts]


@dataclass
class FakeJudge:
    """Prefers `favourite`, else the first by the alphabet; `asked` remembers every prompt."""

    favourite: str | None = None
    version: str = "fake-1"
    asked: list[str] = field(default_factory=list)

    def score(self, prompt: str, answers: Sequence[str]) -> dict[str, float]:
        self.asked.append(prompt)
        best = self.favourite if self.favourite in answers else min(answers)
        return {answer: -0.1 if answer == best else -3.0 for answer in answers}


@dataclass
class FakeLanguageModel:
    """Completes with `said`, whatever it is asked; answers are as likely as `likely` says, else hardly."""

    said: str = "Certainly a translation."
    likely: Mapping[str, float] = field(default_factory=dict)
    version: str = "fake-model-1"
    asked: list[tuple[str, int, str | None]] = field(default_factory=list)

    def complete(self, prompt: str, *, max_tokens: int, grammar: str | None = None) -> str:
        self.asked.append((prompt, max_tokens, grammar))
        return self.said

    def log_probability(self, prompt: str, answer: str) -> float:
        self.asked.append((prompt, 0, answer))
        return self.likely.get(answer, -9.0)
