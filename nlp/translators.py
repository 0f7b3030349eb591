"""Sentences into English. In: the translator's name in the settings. Out: a Translator of articles/ports.py.

LlamaTranslator asks a causal model, one sentence at a time; ByLanguage puts translators of single languages together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.errors import BadInput, unknown
from articles.ports import Translator
from articles.text import simplify
from nlp.ctranslate import CTranslated
from nlp.hf_translator import SequenceToSequence
from nlp.judges import language_model
from nlp.llama import LanguageModel, chat
from nlp.models import MODELS, OPUS_DE_EN, OPUS_ZH_EN, QWEN_CODER
from nlp.naming import OR_OPEN, engine_of, is_open, loadable
from nlp.pulling import home

NAMES = {"de": "German", "zh": "Chinese"}
PROMPT = "Translate the following {name} text into English. Reply with the translation only.\n\n{text}"
# Everything but Han characters, kana, hangul and full-width forms, on one line.
NO_CJK = r"root ::= [^\n\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
# English tokens a character of the original takes at most; a translation that is longer is a loop, and is cut.
TOKENS_A_CHARACTER = {"de": 0.6, "zh": 2.0}
SPARE_TOKENS = 32


def make_translator(name: str, folder: Path, *, judge: str = QWEN_CODER.id) -> Translator | None:
    """The translator of this name; None for none, and for auto where nothing was pulled. `folder` holds pulled models.

    auto takes what is fastest for each language: its opus-mt model where it was pulled, else the judge's model.
    Raises: BadInput, ModelMissing.
    """
    if name == "none":
        return None
    if name == "auto":
        return _fastest([one for one in TRANSLATORS if one in (*PAIRS, judge) and _is_here(one, folder)], folder)
    if is_open(name):
        return _open(name, folder)
    if name not in TRANSLATORS:
        raise BadInput(unknown("translator", name, ("auto", *TRANSLATORS, "none")) + OR_OPEN, subject=name)
    return TRANSLATORS[name](folder)


@dataclass(frozen=True)
class LlamaTranslator:
    """A causal model that is asked to translate."""

    model: LanguageModel

    languages = tuple(NAMES)

    @property
    def version(self) -> str:
        """The model's."""
        return self.model.version

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """See articles/ports.py; `again` allows no Chinese character and one line only."""
        return [self._translate(text, language, NO_CJK if again else None) if text.strip() else "" for text in texts]

    def _translate(self, text: str, language: str, grammar: str | None) -> str:
        question = PROMPT.format(name=NAMES[language], text=simplify(text))
        most = SPARE_TOKENS + int(TOKENS_A_CHARACTER[language] * len(text))
        return self.model.complete(chat(question), max_tokens=most, grammar=grammar).strip()


@dataclass(frozen=True)
class ByLanguage:
    """Several translators, each asked for the languages that none before it reads."""

    translators: tuple[Translator, ...]

    @property
    def version(self) -> str:
        """All of theirs."""
        return "+".join(one.version for one in self.translators)

    @property
    def languages(self) -> tuple[str, ...]:
        """All of theirs, each once."""
        return tuple(dict.fromkeys(language for one in self.translators for language in one.languages))

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """See articles/ports.py."""
        reader = next(one for one in self.translators if language in one.languages)
        return reader.translate(texts, language=language, again=again)


# Those of opus-mt, fast ones, come before a causal model.
TRANSLATORS: Mapping[str, Callable[[Path], Translator]] = {
    OPUS_DE_EN.id: lambda folder: CTranslated(OPUS_DE_EN.id, folder),
    OPUS_ZH_EN.id: lambda folder: CTranslated(OPUS_ZH_EN.id, folder),
    QWEN_CODER.id: lambda folder: LlamaTranslator(language_model(QWEN_CODER, folder)),
}
PAIRS = tuple(model.id for model in MODELS.values() if model.role == "translator")


def _open(name: str, folder: Path) -> Translator:
    """A folder or a hub's model, by the engine that its files are for."""
    _, place = loadable(name, folder, "translator")
    return (CTranslated if engine_of(place) == "ctranslate2" else SequenceToSequence)(name, folder)


def _is_here(name: str, folder: Path) -> bool:
    return home(MODELS[name], folder).is_dir()


def _fastest(names: Sequence[str], folder: Path) -> Translator | None:
    """One translator, or several together where no single one reads all that they read; none without names."""
    chosen: list[Translator] = []
    for name in names:
        made = TRANSLATORS[name](folder)
        if not set(made.languages) <= {language for one in chosen for language in one.languages}:
            chosen.append(made)
    if not chosen:
        return None
    return chosen[0] if len(chosen) == 1 else ByLanguage(tuple(chosen))
