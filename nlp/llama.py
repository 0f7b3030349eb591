"""A language model on the processor by llama.cpp. In: a GGUF file. Out: completions, and how likely an answer is.

The weights (1.1 GB, 1.8 GB in memory) are loaded at the first question and stay until the process ends.
"""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from articles.errors import BadInput, ModelMissing
from nlp.batching import legible

if TYPE_CHECKING:
    from xllamacpp import Server

CONTEXT_TOKENS = 2048
# Who writes these marks into an article could end our question and begin one of his own.
_MARKS = ("<|", "< |")


class LanguageModel(Protocol):
    """What translating and judging ask of a model; nlp/recorded.py answers the same from a file."""

    @property
    def version(self) -> str:
        """The model and its weights."""
        ...

    def complete(self, prompt: str, *, max_tokens: int, grammar: str | None = None) -> str:
        """What the model says next, always the same; `grammar` (GBNF) allows nothing else."""
        ...

    def log_probability(self, prompt: str, answer: str) -> float:
        """How likely it says exactly this answer next, and nothing behind it: a natural logarithm."""
        ...


def chat(question: str) -> str:
    """One question as the Qwen family was trained to read it (ChatML); marks of the format inside it are broken up."""
    return f"<|im_start|>user\n{legible(question).replace(*_MARKS)}<|im_end|>\n<|im_start|>assistant\n"


@dataclass(frozen=True)
class Llama:
    """A GGUF file run by xllamacpp: about 44 tokens a second in and 18 out on two cores."""

    file: Path
    version: str
    threads: int = 0  # 0 takes every processor this process may use

    def complete(self, prompt: str, *, max_tokens: int, grammar: str | None = None) -> str:
        """Greedy. Raises: BadInput for a prompt over the context, ModelMissing when the weights cannot be loaded."""
        text: str = self._ask(prompt, max_tokens, grammar)["text"]
        return text

    def log_probability(self, prompt: str, answer: str) -> float:
        """The grammar leads the model along the answer; the probabilities are those it had without one."""
        said = self._ask(prompt, len(answer.encode()) + 1, f"root ::= {json.dumps(answer, ensure_ascii=False)}", 1)
        return sum(float(token["logprob"]) for token in said["logprobs"]["content"])

    def _ask(self, prompt: str, max_tokens: int, grammar: str | None, probabilities: int = 0) -> dict[str, Any]:
        asked: dict[str, Any] = {"prompt": prompt, "max_tokens": max_tokens, "temperature": 0}
        # What is read in other portions is rounded otherwise: with the cache, every third sentence of 44 came out in other words.
        asked |= {"cache_prompt": probabilities > 0}
        asked |= {"grammar": grammar} if grammar is not None else {}
        asked |= {"logprobs": probabilities} if probabilities else {}
        answer = self._server.handle_completions(asked)
        if "error" in answer:
            raise BadInput(f"the language model {self.version} refuses a prompt: {answer['error'].get('message')}")
        choice: dict[str, Any] = answer["choices"][0]
        return choice

    @cached_property
    def _server(self) -> "Server":
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelMissing(f"xllamacpp cannot be loaded ({error}); `pip install xllamacpp`") from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self.file)
        params.n_ctx, params.n_parallel, params.cache_ram_mib = CONTEXT_TOKENS, 1, 0
        params.cpuparams.n_threads = self.threads or len(os.sched_getaffinity(0))
        params.warmup, params.verbosity = False, -1
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelMissing(f"{self.file} cannot be loaded by llama.cpp: {error}", subject=self.version) from error
