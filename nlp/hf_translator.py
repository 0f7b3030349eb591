"""Any Marian or other model from sequence to sequence of transformers as a Translator. In: its folder. Out: English sentences."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from articles.errors import ModelMissing
from nlp.batching import batches, by_portions, is_east_asian
from nlp.hf import Loaded, load, need
from nlp.naming import loadable
from nlp.pulling import fingerprint
from nlp.spoken import CODES, languages_read, refuse_other

DECODING = "beam-1"  # stands in the version: a change of what follows gives other translations
BEAMS, BEAMS_AGAIN = 4, 8
REPEATED_AGAIN = 4  # no four words twice at the second try: a loop is often why the first was refused
FILLED = 0.75  # of the window: what a portion of a longer text holds, as characters do not tell tokens exactly
SPARE_TOKENS = 20


class SequenceToSequence:
    """Beam search in batches of like length. `name` is that in the settings."""

    def __init__(self, name: str, folder: Path) -> None:
        need("torch", "transformers")
        model, self._place = loadable(name, folder, "translator")
        self.languages = languages_read(self._place, name)
        self.version = f"{Path(name).name}-{fingerprint(model, folder)}-{DECODING}"

    def translate(self, texts: Sequence[str], *, language: str, again: bool = False) -> list[str]:
        """See articles/ports.py; the portions of a text that is longer than the model's window are translated one by one."""
        refuse_other(language, self.languages, self.version)
        forced = self._speak(language)
        return by_portions(
            [self._loaded.plain(text).strip() for text in texts],
            tokens=lambda text: len(self._loaded.tokenizer(text)["input_ids"]),
            most=int(self._loaded.window * FILLED),
            translate=lambda parts: self._translated(parts, forced, again),
        )

    def _translated(self, texts: Sequence[str], forced: dict[str, int], again: bool) -> list[str]:
        loaded = self._loaded
        tokens = [loaded.tokenizer(text, truncation=True, max_length=loaded.window)["input_ids"] for text in texts]
        english = [""] * len(texts)
        for batch in batches([len(one) for one in tokens], most_tokens=loaded.most_tokens // BEAMS):
            for place, text in zip(batch, self._batch([tokens[one] for one in batch], forced, again), strict=True):
                english[place] = text.strip()
        return english

    def _batch(self, tokens: Sequence[Sequence[int]], forced: dict[str, int], again: bool) -> list[str]:
        import torch

        loaded = self._loaded
        given = loaded.tokenizer.pad({"input_ids": tokens}, return_tensors="pt").to(loaded.device)
        most = min(2 * given["input_ids"].shape[1] + SPARE_TOKENS, loaded.window - 1)
        search: dict[str, Any] = {"num_beams": BEAMS}
        if again:
            search = {
                "num_beams": BEAMS_AGAIN,
                "suppress_tokens": self._chinese,
                "no_repeat_ngram_size": REPEATED_AGAIN,
            }
        with torch.inference_mode():
            found = loaded.model.generate(**given, **search, **forced, max_new_tokens=most, do_sample=False)
        texts: list[str] = loaded.tokenizer.batch_decode(found[:, 1 + len(forced) :], skip_special_tokens=True)
        return texts

    def _speak(self, language: str) -> dict[str, int]:
        """Tell a model of many languages which one comes in, and that English goes out."""
        tokenizer = self._loaded.tokenizer
        if not hasattr(tokenizer, "src_lang"):
            return {}
        tokenizer.src_lang, _ = self._code(language)
        return {"forced_bos_token_id": self._code("en")[1]}

    def _code(self, language: str) -> tuple[str, int]:
        """What the model calls a language, and the token for it."""
        tokenizer = self._loaded.tokenizer
        for code, token in CODES[language]:
            number = tokenizer.convert_tokens_to_ids(token)
            if number not in (None, tokenizer.unk_token_id):
                return code, number
        expected = ", ".join(token for _, token in CODES[language])
        raise ModelMissing(f"{self.version} has no token for {language}; expected one of {expected}")

    @cached_property
    def _chinese(self) -> list[int]:
        """The tokens with signs of Chinese writing."""
        return sorted(number for token, number in self._loaded.tokenizer.get_vocab().items() if is_east_asian(token))

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._place, "AutoModelForSeq2SeqLM")
