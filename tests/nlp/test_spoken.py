"""Which languages a translation model reads."""

import json
from pathlib import Path

import pytest

from articles.errors import BadInput, ModelMissing
from nlp.spoken import languages_read, refuse_other


def model(folder: Path, *, config: dict[str, str] | None = None, tokenizer: dict[str, str] | None = None) -> Path:
    (folder / "config.json").write_text(json.dumps(config or {"model_type": "marian"}))
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer or {}))
    return folder


@pytest.mark.parametrize(("source", "read"), [("de", ("de",)), ("zho", ("zh",)), ("mul", ("de", "zh"))])
def test_the_tokenizer_says_what_is_read(source: str, read: tuple[str, ...], tmp_path: Path) -> None:
    assert languages_read(model(tmp_path, tokenizer={"source_lang": source, "target_lang": "eng"}), "x") == read


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Helsinki-NLP/opus-mt-de-en@main", ("de",)),
        ("./models/opus-mt-tc-big-zh-en-int8", ("zh",)),
        ("gsarti/opus-mt-mul-en@1.0", ("de", "zh")),
    ],
)
def test_else_the_name_says_it(name: str, read: tuple[str, ...], tmp_path: Path) -> None:
    assert languages_read(model(tmp_path), name) == read


def test_models_of_many_languages_read_both(tmp_path: Path) -> None:
    assert languages_read(model(tmp_path, config={"model_type": "m2m_100"}), "facebook/m2m100_418M@main") == (
        "de",
        "zh",
    )


@pytest.mark.parametrize("tokenizer", [{}, {"source_lang": "fr"}, {"source_lang": "de", "target_lang": "fr"}])
def test_a_model_that_does_not_translate_into_english_is_refused(tokenizer: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="expected German or Chinese into English"):
        languages_read(model(tmp_path, tokenizer=tokenizer), "someone/translator@main")


def test_another_language_is_refused_with_those_it_reads() -> None:
    with pytest.raises(BadInput, match="tiny-1 reads de, not zh"):
        refuse_other("zh", ("de",), "tiny-1")
