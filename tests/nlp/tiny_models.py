"""Models of real architectures, small enough to be made on the spot. In: an empty folder. Out: the files a hub would give.

Their weights are random (seeded) and their vocabularies are learned from a few sentences, so that loading, conversion,
batching and calibration are the real ones and only the quality is not.
"""

import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.places import missing

PIECES = 400
SENTENCES = """
Das Kabinett billigt das Gesetz über künstliche Intelligenz. Der Bundestag berät am Dienstag in Berlin über den Entwurf.
Die Kommission veröffentlicht Leitlinien für Anbieter von Modellen. Verbände kritisieren lange Fristen und hohe Kosten.
Die Bundesnetzagentur soll den Markt überwachen. Ein Sprecher sagte, die Regeln gelten ab dem zweiten August 2026.
Ministers agree on rules for artificial intelligence. The White House issued an executive order on frontier models.
The committee opened a consultation until 30 September. Critics say the act goes too far, others want it to go further.
Lawmakers in California passed a bill on transparency. The agency will enforce the rule from 1 January 2027.
国务院公布人工智能管理办法。国家互联网信息办公室就标识办法公开征求意见。专家表示，新规定有利于产业健康发展。
工业和信息化部发布通知，要求企业加强算法安全管理。该条例自二〇二六年九月一日起施行。上海出台支持大模型的若干措施。
欧盟委员会通过指导意见。美国商务部放宽芯片出口限制。有评论认为监管过严会影响创新，也有人支持更严格的规则。
"""
SEED = 3
EARLY_END = 2.0  # added to the logit of a sentence's end: endless ones are slow
SIZES: dict[str, int] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
SEQ2SEQ: dict[str, int] = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
}


def need_transformers() -> None:
    """Skip where the extra is not installed."""
    try:
        import ctranslate2
        import transformers

        from nlp.hf import prepared
    except ImportError as error:
        missing(f"{error}; `make install-transformers` brings what these tests need")
    else:
        import torch

        torch.set_num_threads(1)  # so small models are slower on two
        assert ctranslate2 and prepared() is transformers


def encoder(folder: Path) -> Path:
    """An XLM-RoBERTa with the files of sentence-transformers: mean pooling, prompts for queries and passages."""
    from transformers import XLMRobertaConfig, XLMRobertaModel

    tokenizer = _xlm_roberta_tokenizer()
    config = XLMRobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=130, pad_token_id=1, **SIZES)
    _save(XLMRobertaModel(config), tokenizer, folder)
    _write(folder / "modules.json", [{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}])
    _write(folder / "1_Pooling" / "config.json", {"pooling_mode_mean_tokens": True})
    _write(folder / "config_sentence_transformers.json", {"prompts": {"query": "query: ", "passage": "passage: "}})
    return folder


def bert(folder: Path) -> Path:
    """A bare BERT that says nothing about pooling."""
    from transformers import BertConfig, BertModel, BertTokenizer

    words = sorted({word for text in _texts() for word in text.lower().split()})[:PIECES]
    letters = sorted({letter for text in _texts() for letter in text.lower() if not letter.isspace()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{one}" for one in letters), *words]
    tokenizer = BertTokenizer(vocab={word: place for place, word in enumerate(dict.fromkeys(vocabulary))})
    config = BertConfig(vocab_size=len(tokenizer), max_position_embeddings=128, **SIZES)
    return _save(BertModel(config), tokenizer, folder)


def nli(folder: Path, *, labels: tuple[str, ...] = ("entailment", "neutral", "contradiction")) -> Path:
    """A DeBERTa that classifies pairs, as mDeBERTa-v3-base-mnli-xnli does."""
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification, DebertaV2Tokenizer

    tokenizer = DebertaV2Tokenizer(vocab=_pieces(("[PAD]", "[CLS]", "[SEP]", "[UNK]")), unk_id=3)
    config = DebertaV2Config(
        vocab_size=len(tokenizer),
        max_position_embeddings=128,
        relative_attention=True,
        position_buckets=16,
        pos_att_type=["p2c", "c2p"],
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        type_vocab_size=0,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
        **SIZES,
    )
    return _save(DebertaV2ForSequenceClassification(config), tokenizer, folder)


def causal(folder: Path, *, chat: bool = True) -> Path:
    """A Qwen2 over bytes, with a chat template."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen2Tokenizer

    alphabet = {letter: place for place, letter in enumerate(sorted(ByteLevel.alphabet()))}
    tokenizer = Qwen2Tokenizer(vocab=alphabet, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    if chat:
        tokenizer.chat_template = (
            "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
            "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
        )
    config = Qwen2Config(vocab_size=len(tokenizer), max_position_embeddings=512, num_key_value_heads=1, **SIZES)
    return _save(Qwen2ForCausalLM(config), tokenizer, folder)


def marian(folder: Path, *, source: str = "de") -> Path:
    """A Marian with the files of an opus-mt model: source.spm, target.spm, vocab.json."""
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    model = _sentencepiece()
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model)
    pieces = ["</s>", "<unk>", *(piece for piece, _ in _pieces(())), "<pad>"]
    _write(folder / "vocab.json", {piece: place for place, piece in enumerate(dict.fromkeys(pieces))})
    tokenizer = MarianTokenizer(
        *(str(folder / name) for name in ("source.spm", "target.spm", "vocab.json")),
        source_lang=source,
        target_lang="en",
    )
    last = len(tokenizer) - 1
    config = MarianConfig(
        vocab_size=len(tokenizer),
        **SEQ2SEQ,
        max_position_embeddings=128,
        pad_token_id=last,
        decoder_start_token_id=last,
        eos_token_id=0,
        forced_eos_token_id=0,
        scale_embedding=True,
        activation_function="swish",
        static_position_embeddings=True,
        bad_words_ids=[[last]],
    )
    return _save(MarianMTModel(config), tokenizer, folder)


def _xlm_roberta_tokenizer() -> Any:
    from transformers import XLMRobertaTokenizer

    return XLMRobertaTokenizer(vocab=[*_pieces(("<s>", "<pad>", "</s>", "<unk>")), ("<mask>", 0.0)])


def _pieces(specials: tuple[str, ...]) -> list[tuple[str, float]]:
    """The vocabulary with its scores: special tokens first, in the places where this architecture has them."""
    from sentencepiece import SentencePieceProcessor

    model = SentencePieceProcessor(model_proto=_sentencepiece())
    learned = [
        (model.id_to_piece(place), model.get_score(place))
        for place in range(model.vocab_size())
        if not model.is_control(place) and not model.is_unknown(place)
    ]
    return [(special, 0.0) for special in specials] + learned


@cache
def _sentencepiece() -> bytes:
    from sentencepiece import SentencePieceTrainer

    written = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(_texts()),
        model_writer=written,
        vocab_size=PIECES,
        character_coverage=0.98,
        minloglevel=2,
        hard_vocab_limit=False,
        num_threads=1,
    )
    return written.getvalue()


def _texts() -> list[str]:
    return SENTENCES.split("\n")


def m2m100(folder: Path) -> Path:
    """A model of many languages, whose tokenizer is told which one comes in."""
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sentencepiece.bpe.model").write_bytes(_sentencepiece())
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *(piece for piece, _ in _pieces(()))]
    _write(folder / "vocab.json", {piece: place for place, piece in enumerate(dict.fromkeys(pieces))})
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
    words = max(tokenizer.lang_token_to_id.values()) + 1 + tokenizer.num_madeup_words
    config = M2M100Config(vocab_size=words, max_position_embeddings=128, **SEQ2SEQ)
    return _save(M2M100ForConditionalGeneration(config), tokenizer, folder)


def _save(model: Any, tokenizer: Any, folder: Path) -> Path:
    _shuffle(model)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _shuffle(model: Any) -> None:
    """Random weights that are the same everywhere, and large enough that texts differ in what comes out.

    What stands for padding stays nothing: decoders begin with it.
    """
    import torch

    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() > 1:
                weights.normal_(0, 0.2, generator=generator)
        for module in model.modules():
            if isinstance(module, torch.nn.Embedding) and module.padding_idx is not None:
                module.weight[module.padding_idx] = 0
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias[0, 0] = EARLY_END


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


MODELS: dict[str, Callable[[Path], Path]] = {
    "tiny-encoder": encoder,
    "tiny-bert": bert,
    "tiny-nli": nli,
    "tiny-causal": causal,
    "tiny-base-causal": lambda folder: causal(folder, chat=False),
    "tiny-opus-mt-de-en": marian,
    "tiny-opus-mt-zh-en": lambda folder: marian(folder, source="zho"),
    "tiny-m2m100": m2m100,
}
