"""What the plain way costs: translate all, ask for each label. In: characters of an article by language. Out: seconds.

The models have the size of opus-mt-de-en and mDeBERTa-v3-base and random weights. Sentences come in full batches, as many tokens
come out as went in, and the time for tokenizing, for loading and for the slots of announcements is left out: all in favour of
the plain way. Not a program of its own; benchmarks/nlp.py asks it.
"""

from collections.abc import Callable, Mapping
from typing import TypedDict

from articles.clock import elapsed
from articles.taxonomy import load_taxonomy
from nlp.stance import LABELS

CHARS_PER_TOKEN = {
    "de": 5.0,
    "zh": 2.0,
    "en": 5.0,
}  # in favour of the plain way: of opus-mt and mDeBERTa it is rather 4 and 1.5
ENGLISH_PER_CHAR = {"de": 1.0, "zh": 2.5, "en": 1.0}  # how long a text is in English
SENTENCE_TOKENS = 30
HYPOTHESIS_TOKENS = 12
WINDOW = 512
BATCH = 8
BEAMS = 4
ASKED = 16  # hypotheses that are timed of each article; the others take as long


class Plain(TypedDict):
    """Seconds to translate one article in full, and to ask one hypothesis of it."""

    translate_s: float
    hypothesis_s: float


def plain_way(chars: Mapping[str, float]) -> dict[str, Plain]:
    """Translate and classify one article of each language that has so many characters."""
    import torch

    torch.manual_seed(1)
    torch.set_grad_enabled(False)
    translate, classify = marian(), entailment()
    translate(SENTENCE_TOKENS)  # the first batch pays for what the others share
    classify(WINDOW)
    return {language: timed(language, many, translate, classify) for language, many in chars.items()}


def timed(language: str, chars: float, translate: Callable[[int], object], classify: Callable[[int], object]) -> Plain:
    """English is not translated; a premise that is too long is cut, as the pipelines of transformers do."""
    batches = 0 if language == "en" else max(1, round(chars / CHARS_PER_TOKEN[language] / SENTENCE_TOKENS / BATCH))
    premise = int(chars * ENGLISH_PER_CHAR[language] / CHARS_PER_TOKEN["en"])
    read = min(premise + HYPOTHESIS_TOKENS, WINDOW)
    translate_s = seconds(lambda: [translate(SENTENCE_TOKENS) for _ in range(batches)])
    asked_s = seconds(lambda: [classify(read) for _ in range(ASKED // BATCH)])
    return Plain(translate_s=translate_s, hypothesis_s=asked_s / ASKED)


def hypotheses() -> dict[str, int]:
    """Relevance, an announcement, every topic, every article type; and for each target every stance, or only one question."""
    taxonomy = load_taxonomy()
    others = 2 + len(taxonomy.topics) + len(taxonomy.article_types)
    return {
        "label by label": others + len(LABELS) * len(taxonomy.targets),
        "with one question a target": others + len(taxonomy.targets),
    }


def marian() -> Callable[[int], object]:
    """A batch of sentences of so many tokens through a model of the size of opus-mt-de-en, as many tokens coming out."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    words = 58_101
    config = MarianConfig(
        vocab_size=words,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        pad_token_id=words - 1,
        decoder_start_token_id=words - 1,
        eos_token_id=0,
        forced_eos_token_id=None,
        activation_function="swish",
    )
    model = MarianMTModel(config).eval()

    def translate(tokens: int) -> object:
        ids = torch.randint(1, words - 1, (BATCH, tokens))
        return model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            num_beams=BEAMS,
            min_new_tokens=tokens,
            max_new_tokens=tokens,
        )

    return translate


def entailment() -> Callable[[int], object]:
    """A batch of pairs of so many tokens through a model of the size of mDeBERTa-v3-base."""
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    config = DebertaV2Config(
        vocab_size=251_000,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        relative_attention=True,
        position_buckets=256,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
        position_biased_input=False,
        type_vocab_size=0,
        num_labels=3,
    )
    model = DebertaV2ForSequenceClassification(config).eval()

    def classify(tokens: int) -> object:
        return model(input_ids=torch.randint(4, 250_000, (BATCH, tokens)))

    return classify


def seconds(work: Callable[[], object]) -> float:
    started = elapsed()
    work()
    return elapsed() - started
