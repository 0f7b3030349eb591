"""Marian models on CTranslate2: converted once, whole or not at all, and translating as the original does."""

import errno
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from articles.errors import DiskFull, ModelMissing
from articles.ports import Translator
from nlp import ctranslate, models, translators
from nlp.batching import is_east_asian, portions
from nlp.ctranslate import CONVERTED, END, FILLED, CTranslated, converted, normal
from nlp.models import OPUS_DE_EN, OPUS_ZH_EN, File
from nlp.pulling import pull
from nlp.translators import make_translator
from tests.nlp.conftest import Tiny
from tests.nlp.contract_models import TRANSLATOR_CONTRACT

pytestmark = pytest.mark.slow
TEXTS = ["Das Kabinett billigt das KI-Gesetz.", "", "Berlin.", "Die EU-Kommission legt am Dienstag einen Entwurf vor."]
FILES = ("config.json", "generation_config.json", "model.safetensors", "source.spm", "target.spm")
SETTINGS = ("tokenizer_config.json", "vocab.json")


@pytest.fixture(scope="module")
def german(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny German model that is converted once for all tests that only read it."""
    folder = shutil.copytree(tiny("tiny-opus-mt-de-en"), tmp_path_factory.mktemp("converted") / "tiny-opus-mt-de-en")
    converted(folder)
    return folder


@pytest.mark.parametrize("keeps", TRANSLATOR_CONTRACT)
def test_converted_models_keep_the_contract(keeps: Callable[[Translator], None], german: Path) -> None:
    keeps(CTranslated(str(german), Path()))


def test_a_converted_model_finds_the_same_words_as_likely_as_the_original(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without rounding: what goes in, what comes out and every weight are where they were."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    monkeypatch.setattr(ctranslate, "QUANTIZATION", "float32")
    folder = shutil.copytree(tiny("tiny-opus-mt-de-en"), tmp_path / "exact-de-en")
    engine = CTranslated(str(folder), Path())._engine
    english = engine.pieces("Ministers agree on rules.")
    source = [*engine.pieces(normal(TEXTS[0], "de")), END]
    found = engine._translator.score_batch([source], [english])[0].log_probs

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder)
    asked = tokenizer(TEXTS[0], return_tensors="pt")
    answer = torch.tensor([[*tokenizer.convert_tokens_to_ids(english), tokenizer.eos_token_id]])
    with torch.no_grad():
        logits = model(**asked, labels=answer).logits[0]
    logits[:, tokenizer.pad_token_id] = -torch.inf  # never said, and not in the converted vocabulary
    expected = logits.log_softmax(-1)[range(answer.shape[1]), answer[0]]
    assert found == pytest.approx(expected.tolist(), abs=1e-3)


def test_another_try_says_nothing_in_chinese(german: Path) -> None:
    translator = CTranslated(str(german), Path())
    assert any(map(is_east_asian, translator.translate(TEXTS, language="de")))
    assert not any(map(is_east_asian, translator.translate(TEXTS, language="de", again=True)))


def test_a_text_over_the_window_is_translated_in_portions(german: Path) -> None:
    translator = CTranslated(str(german), Path())
    text, engine = "Der Bundestag berät das Gesetz über künstliche Intelligenz. " * 40, translator._engine
    parts = portions(text.strip(), tokens=len(engine.pieces(text)), most=int(engine.window * FILLED))
    assert len(parts) > 3
    assert all(len(engine.pieces(part)) < engine.window for part in parts)
    assert translator.translate([text], language="de") == [" ".join(translator.translate(parts, language="de"))]


def test_a_folder_in_the_format_of_ctranslate2_is_taken_as_it_is(german: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(german / CONVERTED, tmp_path / "own-de-en")
    for name in ("source.spm", "target.spm"):
        shutil.copy(german / name, folder)
    translator = make_translator(str(folder), Path())
    assert isinstance(translator, CTranslated)
    assert translator.languages == ("de",)
    assert translator.translate(TEXTS, language="de") == CTranslated(str(german), Path()).translate(
        TEXTS, language="de"
    )
    assert not (folder / CONVERTED).exists()


def test_pulled_opus_models_are_converted_and_read_both_languages_by_default(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registry's two models, with tiny files in the place of the real ones."""
    for known in (OPUS_DE_EN, OPUS_ZH_EN):
        small = replace(known, files=tuple(File(name=name) for name in FILES + SETTINGS))
        monkeypatch.setitem(models.MODELS, known.id, small)
        pull(small, tmp_path, local=tiny(f"tiny-{known.id}"), tell=lambda *_: None)
    translator = make_translator("auto", tmp_path)
    assert isinstance(translator, translators.ByLanguage)
    assert translator.languages == ("de", "zh")
    assert [len(translator.translate(["2026 AI"], language=language)) for language in ("de", "zh")] == [1, 1]
    assert all((tmp_path / known.id / CONVERTED / "model.bin").is_file() for known in (OPUS_DE_EN, OPUS_ZH_EN))
    assert CTranslated(OPUS_DE_EN.id, tmp_path).version.startswith("opus-mt-de-en-")


def test_a_full_disk_leaves_no_half_converted_model(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctranslate2.specs import ModelSpec

    folder = shutil.copytree(tiny("tiny-opus-mt-de-en"), tmp_path / "full")

    def full(spec: object, into: str) -> None:
        (Path(into) / "model.bin").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(ModelSpec, "save", full)
        with pytest.raises(DiskFull, match="free some space"):
            converted(folder)
    assert not list(folder.glob(f"*{CONVERTED}"))
    assert (converted(folder) / "model.bin").is_file()


def test_a_conversion_that_was_killed_is_begun_anew(tiny: Tiny, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny("tiny-opus-mt-de-en"), tmp_path / "killed")
    (folder / f".{CONVERTED}").mkdir()
    (folder / f".{CONVERTED}" / "model.bin").write_bytes(b"half")
    assert (converted(folder) / "model.bin").stat().st_size > 1000
    assert not (folder / f".{CONVERTED}").exists()


def test_two_workers_convert_one_after_the_other(tiny: Tiny, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny("tiny-opus-mt-de-en"), tmp_path / "two")
    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(converted, [folder, folder])) == [folder / CONVERTED] * 2
    assert not (folder / f".{CONVERTED}").exists()


def test_a_damaged_converted_model_is_named_with_what_to_do(german: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(german, tmp_path / "damaged-de-en")
    (folder / CONVERTED / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelMissing, match=r"cannot be loaded: .*delete that folder"):
        CTranslated(str(folder), Path()).translate(TEXTS, language="de")


def test_what_is_no_marian_model_is_not_converted(tiny: Tiny, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny("tiny-nli"), tmp_path / "nli")
    with pytest.raises(ModelMissing, match="cannot be converted"):
        converted(folder)
    assert not list(folder.glob(f"*{CONVERTED}"))


def test_without_vocabularies_it_says_which_files_it_needs(german: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(german, tmp_path / "bare-de-en")
    (folder / "source.spm").unlink()
    with pytest.raises(ModelMissing, match=r"source\.spm and target\.spm"):
        CTranslated(str(folder), Path()).translate(TEXTS, language="de")


def test_a_library_that_is_missing_is_named_with_how_to_get_it(german: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.hf.find_spec", lambda name: None if name == "ctranslate2" else object())
    with pytest.raises(ModelMissing, match=r"ctranslate2 is not installed.*make install-transformers"):
        CTranslated(str(german), Path())
