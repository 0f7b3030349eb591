"""Which answer a model finds likeliest. In: the judge's name in the settings. Out: a Judge of articles/ports.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.errors import BadInput, unknown
from articles.ports import Judge
from nlp.llama import LanguageModel, Llama, chat
from nlp.models import QWEN_CODER, Model
from nlp.naming import OR_OPEN, is_open
from nlp.pulling import weights


def make_judge(name: str, folder: Path) -> Judge | None:
    """The judge of this name; None for none. `folder` holds pulled models. Raises: BadInput, ModelMissing."""
    if name == "none":
        return None
    if is_open(name):
        from nlp.hf_judge import make_hf_judge

        return make_hf_judge(name, folder)
    if name not in JUDGES:
        raise BadInput(unknown("judge", name, (*JUDGES, "none")) + OR_OPEN, subject=name)
    return JUDGES[name](folder)


def language_model(model: Model, folder: Path) -> Llama:
    """A known GGUF model that was pulled. Raises: ModelMissing."""
    file = model.files[0]
    return Llama(weights(model, folder) / file.name, version=f"{model.id}-{(file.sha256 or model.revision)[:12]}")


@dataclass(frozen=True)
class LlamaJudge:
    """A causal model that is asked a question; its answers are compared by how likely it gives them."""

    model: LanguageModel

    @property
    def version(self) -> str:
        """The model's."""
        return self.model.version

    def score(self, prompt: str, answers: Sequence[str]) -> dict[str, float]:
        """See articles/ports.py. Prompts that begin alike are read once: put what changes last."""
        asked = chat(prompt)
        return {answer: self.model.log_probability(asked, answer) for answer in answers}


JUDGES: Mapping[str, Callable[[Path], Judge]] = {
    QWEN_CODER.id: lambda folder: LlamaJudge(language_model(QWEN_CODER, folder)),
}
