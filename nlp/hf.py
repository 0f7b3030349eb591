"""Models of transformers 5 into memory. In: a model's folder. Out: Loaded: the model on CPU or GPU, its tokenizer, its window.

Nothing here asks the network, runs code that came with a model, or loads pickled objects.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from articles.errors import ModelMissing
from nlp.batching import legible
from nlp.naming import read_json

# Tokens in a padded batch: on two cores larger ones are no faster, and 512 x 4 fit beside everything else.
MOST_TOKENS = {"cpu": 2048}
MOST_TOKENS_GPU = 32_768
WINDOW = 512  # where a model states none
# RoBERTa and its kin count positions from behind the padding token.
OFFSET_POSITIONS = ("roberta", "xlm-roberta", "camembert", "xlm-roberta-xl", "xmod", "mpnet")
EXTRA = "`pip install dreiklang[transformers]` (in a checkout: `make install-transformers`)"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """`window` is how many tokens the model reads at once, `most_tokens` how many a padded batch may hold."""

    model: Any
    tokenizer: Any
    device: str
    window: int
    most_tokens: int

    def plain(self, text: str) -> str:
        """The text without what only the model itself may say, such as the end of a turn: those marks are broken up."""
        given = legible(text)
        for mark in self._marks:
            given = given.replace(mark, f"{mark[0]} {mark[1:]}")
        return given

    @cached_property
    def _marks(self) -> list[str]:
        return [mark for mark in self.tokenizer.get_added_vocab() if len(mark) > 1 and mark.strip()]


def need(*packages: str) -> None:
    """Raises: ModelMissing where a library of the extra is not installed."""
    absent = [name for name in packages if find_spec(name) is None]
    if absent:
        raise ModelMissing(f"{', '.join(absent)} is not installed, which this model needs; {EXTRA} brings it")


def prepared() -> Any:
    """The library transformers, quiet and off the network. Raises: ModelMissing where it is not installed."""
    need("torch", "transformers")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read once, when transformers is first imported
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return transformers


def load(place: Path, auto_class: str) -> Loaded:
    """The model in this folder as an AutoModel... of transformers. Raises: ModelMissing with what transformers said."""
    transformers = prepared()
    import torch
    from safetensors import SafetensorError

    device = _device()
    dtype = torch.float32 if device == "cpu" else "auto"
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(place, local_files_only=True)
        model = getattr(transformers, auto_class).from_pretrained(place, local_files_only=True, dtype=dtype)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        # that is all that a damaged or unknown model raises
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelMissing(
            f"the model in {place} cannot be loaded: {said}; expected one for {auto_class}; pull it again",
            subject=str(place),
        ) from error
    return Loaded(
        model=model.to(device).eval(),
        tokenizer=tokenizer,
        device=device,
        window=window(place, tokenizer.model_max_length),
        most_tokens=MOST_TOKENS.get(device, MOST_TOKENS_GPU),
    )


def window(place: Path, stated: float = WINDOW) -> int:
    """How many tokens the model in this folder reads at once, special ones included."""
    config = read_json(place / "config.json")
    positions = config.get("max_position_embeddings") or WINDOW
    if config.get("model_type") in OFFSET_POSITIONS:
        positions -= (config.get("pad_token_id") or 1) + 1
    trained = read_json(place / "sentence_bert_config.json").get("max_seq_length") or positions
    return int(min(positions, trained, stated))


def _device() -> str:
    import torch

    accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return accelerator.type if accelerator is not None else "cpu"
