"""Encoders of transformers: pooled and prompted as they say, the same vector in any batch, calibrated before they label."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from articles.errors import BadInput, ModelMissing
from nlp.calibrate import calibrate
from nlp.corpus import training_rows
from nlp.embedders import make_embedder
from nlp.heads import heads_file, save_heads
from nlp.hf_embedder import Encoder, pool, pooling, prefix
from nlp.reading import make_reader
from nlp.screen import screen
from tests.nlp.conftest import Tiny

pytestmark = pytest.mark.slow
TEXTS = ["Das Kabinett billigt das KI-Gesetz.", "人工智能管理办法公布", "", "Ministers agree on AI rules " * 20]


def with_pooling(folder: Path, settings: dict[str, object]) -> Path:
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(settings))
    return folder


def test_the_vector_of_a_text_does_not_depend_on_its_batch(tiny: Tiny) -> None:
    encoder = Encoder(str(tiny("tiny-encoder")), Path())
    together = encoder.embed(TEXTS)
    alone = np.concatenate([encoder.embed([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-2)


def test_vectors_are_those_of_the_model_with_its_prompt_and_its_pooling(tiny: Tiny) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = tiny("tiny-encoder")
    tokens = AutoTokenizer.from_pretrained(folder)(f"passage: {TEXTS[0]}", return_tensors="pt")
    with torch.no_grad():
        mean = AutoModel.from_pretrained(folder)(**tokens).last_hidden_state[0].mean(dim=0).numpy()
    assert np.allclose(Encoder(str(folder), Path()).embed(TEXTS[:1])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_pooling_reads_no_padding() -> None:
    import torch

    states = torch.tensor([[[1.0], [3.0], [99.0]]])
    mask = torch.tensor([[1, 1, 0]])
    found = {name: pool(states, mask, name).item() for name in ("mean", "cls", "lasttoken")}
    assert found == {"mean": 2.0, "cls": 1.0, "lasttoken": 3.0}


def test_pooling_is_what_the_model_states_in_older_and_newer_files(tmp_path: Path) -> None:
    older = {"word_embedding_dimension": 32, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    assert pooling(with_pooling(tmp_path / "older", older)) == "cls"
    assert pooling(with_pooling(tmp_path / "newer", {"pooling_mode": "lasttoken"})) == "lasttoken"
    assert pooling(tmp_path / "nothing said") == "mean"
    with pytest.raises(ModelMissing, match="pools by weightedmean_tokens; expected one of mean, cls, lasttoken"):
        pooling(with_pooling(tmp_path / "other", {"pooling_mode_weightedmean_tokens": True}))


def test_a_prefix_is_the_stated_prompt_else_that_of_the_e5_family(tmp_path: Path) -> None:
    assert prefix(tmp_path, "intfloat/multilingual-e5-base@d13f1b27baf31030b7fd040960d60d909913633f") == "passage: "
    assert prefix(tmp_path, "sentence-transformers/LaBSE@main") == ""
    prompts = {"prompts": {"query": "frage: ", "document": "text: "}, "default_prompt_name": None}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    assert prefix(tmp_path, "intfloat/multilingual-e5-base@main") == "text: "


def test_the_version_changes_with_the_weights_and_not_with_the_place(tiny: Tiny, tmp_path: Path) -> None:
    first = Encoder(str(tiny("tiny-bert")), Path()).version
    copy = shutil.copytree(tiny("tiny-bert"), tmp_path / "tiny-bert")
    assert Encoder(str(copy), Path()).version == first
    (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:-1] + b"!")
    assert Encoder(str(copy), Path()).version != first


def test_damaged_weights_are_named_with_what_to_do(tiny: Tiny, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny("tiny-bert"), tmp_path / "tiny-bert")
    (copy / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelMissing, match=r"tiny-bert cannot be loaded: .*pull it again"):
        Encoder(str(copy), Path()).embed(TEXTS)


def test_a_model_for_another_role_is_refused(tiny: Tiny) -> None:
    with pytest.raises(BadInput, match="is for the role judge; expected one for the role embedder"):
        make_embedder(str(tiny("tiny-nli")), Path())


@pytest.mark.timeout(300)  # ten seconds on an idle machine
def test_an_encoder_that_nobody_calibrated_labels_nothing_and_after_that_it_does(tiny: Tiny, tmp_path: Path) -> None:
    encoder = make_embedder(str(tiny("tiny-encoder")), tmp_path)
    assert encoder is not None
    with pytest.raises(ModelMissing, match="dreiklang models calibrate"):
        make_reader(encoder, tmp_path)
    rows = training_rows()[::12]
    told = {}
    heads = calibrate(rows, encoder, told=told.__setitem__, only=("relevance", "topics", "article_type"))
    assert told["relevance"]["all"].score > 0.5
    save_heads(heads, heads_file(heads.embedder, tmp_path))
    reader = make_reader(encoder, tmp_path)
    right = 0
    for row in rows[:40]:
        reading = reader.reading(
            title=row.title, body=row.body, language=row.language, source_type=row.source_type, published=row.published
        )
        found = screen(reading, reader)
        right += found.relevant == row.relevant
    assert right > 30
