"""Any encoder of transformers as an Embedder. In: its folder. Out: unit vectors of texts.

What the files of sentence-transformers state is kept: how tokens are pooled, what stands before a passage, how long it may be;
further layers they may name are left out, which the heads make up for when they are fitted.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from articles.errors import ModelMissing
from nlp.batching import batches
from nlp.hf import Loaded, load, need
from nlp.naming import loadable, read_json
from nlp.pulling import fingerprint

if TYPE_CHECKING:
    from torch import Tensor

Pooling = Literal["mean", "cls", "lasttoken"]
POOLINGS: dict[str, Pooling] = {
    "mean": "mean",
    "mean_tokens": "mean",
    "cls": "cls",
    "cls_token": "cls",
    "lasttoken": "lasttoken",
}
PASSAGES = ("passage", "document")  # what models call the prompt for texts that are found, not asked
E5_PREFIX = "passage: "  # the models of this family say so in the prose of their cards only


class Encoder:
    """Mean, first or last token of the last layer, at unit length. `name` is that in the settings."""

    def __init__(self, name: str, folder: Path) -> None:
        need("torch", "transformers")
        model, self._place = loadable(name, folder, "embedder")
        self._pooling = pooling(self._place)
        self._prefix = prefix(self._place, name)
        self.version = f"{Path(name).name}-{fingerprint(model, folder)}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See articles/ports.py; what is longer than the model's window is cut."""
        rows = np.zeros((len(texts), self._loaded.model.config.hidden_size), dtype=np.float32)
        given = [self._loaded.plain(text) for text in texts]
        full = [place for place, text in enumerate(given) if text.strip()]
        if full:
            rows[full] = self._vectors([self._prefix + given[place] for place in full])
        return rows

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        loaded = self._loaded
        tokens = loaded.tokenizer(texts, truncation=True, max_length=loaded.window)["input_ids"]
        rows = np.zeros((len(texts), loaded.model.config.hidden_size), dtype=np.float32)
        for batch in batches([len(one) for one in tokens], most_tokens=loaded.most_tokens):
            rows[batch] = self._batch([tokens[place] for place in batch])
        return rows

    def _batch(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import torch

        given = self._loaded.tokenizer.pad({"input_ids": tokens}, padding_side="right", return_tensors="pt")
        with torch.inference_mode():
            states = self._loaded.model(**given.to(self._loaded.device)).last_hidden_state
            pooled = pool(states, given["attention_mask"], self._pooling).float()
            unit: NDArray[np.float32] = torch.nn.functional.normalize(pooled, dim=1).cpu().numpy()
        return unit

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._place, "AutoModel")


def pool(states: "Tensor", mask: "Tensor", pooling: Pooling) -> "Tensor":
    """One vector a text. Shapes: `states` (n, tokens, d), `mask` (n, tokens) with the padding at the end -> (n, d)."""
    if pooling == "cls":
        return states[:, 0]
    if pooling == "lasttoken":
        return states[range(len(states)), mask.sum(dim=1) - 1]
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)


def pooling(place: Path) -> Pooling:
    """How the model in this folder pools its tokens; mean where it does not say. Raises: ModelMissing where we cannot do that."""
    stated = _stated_pooling(place)
    known = [POOLINGS[one] for one in stated if one in POOLINGS]
    if len(known) != len(stated) or len(known) > 1:
        raise ModelMissing(
            f"the model in {place} pools by {' and '.join(stated)}; expected one of mean, cls, lasttoken",
            subject=str(place),
        )
    return known[0] if known else "mean"


def _stated_pooling(place: Path) -> list[str]:
    files = sorted(place.glob("*_Pooling/config.json"))
    settings: dict[str, Any] = read_json(files[0]) if files else {}
    if "pooling_mode" in settings:  # one name in newer models, a switch for each in older ones
        return [str(settings["pooling_mode"])]
    return [
        name.removeprefix("pooling_mode_")
        for name, on in settings.items()
        if name.startswith("pooling_mode_") and on is True
    ]


def prefix(place: Path, name: str) -> str:
    """What this model wants before every text that is not a question."""
    settings = read_json(place / "config_sentence_transformers.json")
    prompts: dict[str, str] = settings.get("prompts") or {}
    wanted = (*PASSAGES, settings.get("default_prompt_name"))
    stated = next((prompts[one] for one in wanted if prompts.get(one)), "")
    return stated or (E5_PREFIX if "e5" in Path(name).name.lower().split("@")[0].split("-") else "")
