"""How good translations are. In: ../shared/parallel (dev), sentences with official terms, the judge's model. Out: figures.

    python -m benchmarks.translation                      from the recorded answers, in seconds
    python -m benchmarks.translation --record MODELS      asks the model in this folder of pulled models what is not recorded

chrF and BLEU by sacrebleu; what looks wrong before and after the second try; official terms with and without the glossary.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from articles.model import Rendering
from articles.ports import Translator
from nlp.judges import language_model
from nlp.llama import LanguageModel
from nlp.models import QWEN_CODER
from nlp.recorded import Recording, Replaying
from nlp.terminology import lost, official_terms
from nlp.translate import Forgetful, render, sentences_of
from nlp.translation_checks import MENDABLE
from nlp.translators import LlamaTranslator

ROOT = Path(__file__).parent.parent
PARALLEL = ROOT.parent / "shared" / "parallel"
TERMS = Path(__file__).parent / "glossary_sentences.tsv"
FLORES = {"de": "deu_Latn", "zh": "zho_Hans", "en": "eng_Latn"}
SAVE_EVERY = 5


@dataclass
class Watched:
    """A translator whose second tries are counted."""

    translator: Translator
    again: Counter[str] = field(default_factory=Counter)

    @property
    def version(self) -> str:
        """That of the translator behind it."""
        return self.translator.version

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the translator behind it."""
        return self.translator.languages

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """The same, counted."""
        self.again[language] += len(texts) if again else 0
        return self.translator.translate(texts, language=language, again=again)


def recorded(language: str) -> Path:
    return ROOT / "tests" / "gates" / "recorded" / f"translation-{language}.jsonl.gz"


def parallel(language: str, folder: Path = PARALLEL) -> dict[str, str]:
    """Sentences by their number in FLORES."""
    return {row["index_id"]: row["text"] for row in _rows(folder / f"{FLORES[language]}.dev.tsv")}


def with_terms(language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Our own sentences, each with the official names its translation has to hold."""
    return [(row["sentence"], tuple(row["terms"].split("; "))) for row in _rows(TERMS) if row["language"] == language]


def measure(
    model: LanguageModel, language: str, *, folder: Path = PARALLEL, tick: Callable[[], None]
) -> dict[str, Any]:
    """Every figure of one language; `tick` is called after each sentence."""
    return _terms(model, language, tick) | _quality(model, language, folder, tick)


def _quality(model: LanguageModel, language: str, folder: Path, tick: Callable[[], None]) -> dict[str, Any]:
    import sacrebleu

    watched = Watched(LlamaTranslator(model))
    texts, references = parallel(language, folder), parallel("en", folder)
    said: list[str] = []
    flags: Counter[str] = Counter()
    broken = 0
    for text in texts.values():
        found = _render(text, watched, language)
        said.append(" ".join(one.english for one in found))
        marks = {flag for one in found for flag in one.flags}
        flags.update(marks)
        broken += bool(MENDABLE.intersection(marks))
        tick()
    right = [[references[number] for number in texts]]
    return {
        "sentences": len(said),
        "chrF": round(sacrebleu.corpus_chrf(said, right).score, 2),
        "BLEU": round(sacrebleu.corpus_bleu(said, right).score, 2),
        "tried_again": watched.again[language],
        "broken": broken,
        **{f"flag_{flag}": number for flag, number in sorted(flags.items())},
    }


def _terms(model: LanguageModel, language: str, tick: Callable[[], None]) -> dict[str, Any]:
    """Sentences whose terms are all right, with the glossary and without it."""
    translator = LlamaTranslator(model)
    with_it = without = terms = terms_with = terms_without = 0
    rows = with_terms(language)
    for text, expected in rows:
        wanted = [replace(one, start=0, end=0) for one in official_terms(text, language) if one.accepted[0] in expected]
        english = " ".join(one.english for one in _render(text, translator, language))
        plain = translator.translate([text], language=language)[0]
        terms += len(expected)
        missed, missed_without = len(expected) - len(wanted) + len(lost(wanted, english)), len(lost(wanted, plain))
        with_it, without = with_it + (missed == 0), without + (missed_without == 0)
        terms_with, terms_without = terms_with + len(expected) - missed, terms_without + len(expected) - missed_without
        tick()
    return {
        "term_sentences": len(rows),
        "all_terms_right": round(with_it / len(rows), 3),
        "all_terms_right_without_glossary": round(without / len(rows), 3),
        "terms_right": round(terms_with / terms, 3),
        "terms_right_without_glossary": round(terms_without / terms, 3),
    }


def _render(text: str, translator: Translator, language: str) -> list[Rendering]:
    return render(sentences_of(text, language), translator, Forgetful(), language=language)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--record", type=Path, metavar="MODELS", help="folder of pulled models, to ask what is not recorded"
    )
    parser.add_argument("--language", choices=("de", "zh"), action="append", help="only this one")
    parser.add_argument("--threads", type=int, default=0, help="processors for the model; all by default")
    given = parser.parse_args()
    for language in given.language or ("de", "zh"):
        for name, value in _measured(given, language).items():
            print(f"{language} {name:<34} {value}", flush=True)


def _measured(given: argparse.Namespace, language: str) -> dict[str, Any]:
    file = recorded(language)
    if given.record is None:
        return measure(Replaying(file), language, tick=lambda: None)
    file.parent.mkdir(exist_ok=True)
    recording = Recording(replace(language_model(QWEN_CODER, given.record), threads=given.threads), file)
    done: list[None] = []

    def tick() -> None:
        done.append(None)
        if len(done) % SAVE_EVERY == 0:
            print(f"{language}: {len(done)}", flush=True)
            recording.save()

    found = measure(recording, language, tick=tick)
    recording.save(forget=True)
    return found


if __name__ == "__main__":
    main()
