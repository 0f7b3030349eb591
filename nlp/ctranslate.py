"""Marian models in 8 bits on CTranslate2, about 24 times as fast as they are in transformers. In: pulled Marian weights, or a
folder in CTranslate2's format. Out: a Translator.

Pulled weights are converted once, into the folder they lie in; for that the extra has to be installed.
"""

import fcntl
import shutil
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from articles.errors import DiskFull, ModelMissing
from nlp.batching import by_portions, is_east_asian, legible
from nlp.hf import need, prepared, window
from nlp.naming import engine_of, loadable
from nlp.pulling import NO_ROOM, fingerprint
from nlp.spoken import languages_read, refuse_other

QUANTIZATION = "int8"
CONVERTED = f"ctranslate2-{QUANTIZATION}"
PIECES = ("source.spm", "target.spm")
DECODING = "ctranslate2-1"  # stands in the version: a change of what follows gives other translations
BEAMS, BEAMS_AGAIN = 4, 8
REPEATED_AGAIN = 4  # no four pieces twice at the second try: a loop is often why the first was refused
BATCH_TOKENS = 1024
FILLED = 0.75  # of the window: what a portion of a longer text holds, as characters do not tell pieces exactly
SPARE_TOKENS = 20
END = "</s>"


class CTranslated:
    """One model. `name` is that in the settings: a known id, or a folder in CTranslate2's format."""

    def __init__(self, name: str, folder: Path) -> None:
        need("ctranslate2", "sentencepiece", "sacremoses")
        model, place = loadable(name, folder, "translator")
        self._engine = Engine(place)
        self.languages = model.languages or languages_read(place, name)
        self.version = f"{Path(name).name}-{fingerprint(model, folder)}-{DECODING}"

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """See articles/ports.py; the portions of a text that is longer than the model's window are translated one by one."""
        refuse_other(language, self.languages, self.version)
        engine = self._engine
        return by_portions(
            [normal(legible(text), language) for text in texts],
            tokens=lambda text: len(engine.pieces(text)),
            most=int(engine.window * FILLED),
            translate=lambda parts: engine.translate(parts, again=again),
        )


class Engine:
    """One model, loaded (and converted, where it is the first time) when it is first asked."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.window = window(place)

    def pieces(self, text: str) -> list[str]:
        """The text in the pieces of the model's vocabulary."""
        pieces: list[str] = self._vocabularies[0].encode(text, out_type=str)
        return pieces

    def translate(self, texts: Sequence[str], *, again: bool) -> list[str]:
        """Sentences that fit the window; the engine itself puts together those of like length."""
        sources = [self.pieces(text) for text in texts]
        search: dict[str, Any] = {"beam_size": BEAMS}
        if again:
            search = {
                "beam_size": BEAMS_AGAIN,
                "suppress_sequences": self._chinese,
                "no_repeat_ngram_size": REPEATED_AGAIN,
            }
        found = self._translator.translate_batch(
            [[*source, END] for source in sources],
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            disable_unk=True,
            max_input_length=self.window,
            max_decoding_length=min(2 * max(map(len, sources), default=0) + SPARE_TOKENS, self.window - 1),
            **search,
        )
        return [str(self._vocabularies[1].decode(one.hypotheses[0])).strip() for one in found]

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2

        place = converted(self._place)
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        try:
            return ctranslate2.Translator(str(place), device=device, compute_type="default")  # as it was converted
        except (RuntimeError, ValueError) as error:
            raise ModelMissing(
                f"the model in {place} cannot be loaded: {error}; delete that folder to convert or pull it again",
                subject=str(place),
            ) from error

    @cached_property
    def _vocabularies(self) -> tuple[Any, Any]:
        """The pieces of the source and of the target language. Raises: ModelMissing."""
        from sentencepiece import SentencePieceProcessor

        try:
            source, target = (SentencePieceProcessor(model_file=str(self._place / name)) for name in PIECES)
        except (OSError, RuntimeError) as error:
            raise ModelMissing(
                f"no {' and '.join(PIECES)} to be read in {self._place} ({error}); pull the model again, or put them there",
                subject=str(self._place),
            ) from error
        return source, target

    @cached_property
    def _chinese(self) -> list[list[str]]:
        """The pieces with signs of Chinese writing, each a sequence that must not come out."""
        target = self._vocabularies[1]
        pieces = (target.id_to_piece(number) for number in range(target.vocab_size()))
        return [[piece] for piece in pieces if is_east_asian(piece)]


def normal(text: str, language: str) -> str:
    """Punctuation as the training texts of OPUS-MT had it, by the same rules of Moses; of nothing, nothing."""
    return str(_punctuation(language).normalize(text)).strip() if text.strip() else ""


@cache
def _punctuation(language: str) -> Any:
    from sacremoses import MosesPunctNormalizer

    return MosesPunctNormalizer(language)


def converted(place: Path) -> Path:
    """The folder in CTranslate2's format: this one, or the one in it that is made the first time, whole or not at all.

    Raises: ModelMissing where it cannot be converted, DiskFull.
    """
    if engine_of(place) == "ctranslate2":
        return place
    ready = place / CONVERTED
    with (place / f".{CONVERTED}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second process waits and finds it there
        if not ready.is_dir():
            half = place / f".{CONVERTED}"
            _convert(place, half)
            half.replace(ready)
    return ready


def _convert(place: Path, into: Path) -> None:
    """What a killed conversion left in `into` is overwritten."""
    prepared()
    from ctranslate2.converters import TransformersConverter

    try:
        TransformersConverter(str(place)).convert(str(into), quantization=QUANTIZATION, force=True)
    except OSError as error:
        shutil.rmtree(into, ignore_errors=True)
        if error.errno in NO_ROOM:
            raise DiskFull(
                f"no room in {place} to convert the model there; free some space", subject=str(place)
            ) from error
        raise _not_convertible(place, error) from error
    except (ValueError, RuntimeError, KeyError) as error:  # all that the converter raises for weights that do not fit
        raise _not_convertible(place, error) from error


def _not_convertible(place: Path, error: Exception) -> ModelMissing:
    return ModelMissing(
        f"the model in {place} cannot be converted for CTranslate2: {error}; expected a Marian model; pull it again",
        subject=str(place),
    )
