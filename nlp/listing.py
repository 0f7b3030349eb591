"""What a model that nobody described consists of. In: a Model without files, a hub or a folder. Out: the Model with them.

A hub says which commit a revision stands for, how large its files are, and the SHA-256 of the large ones.
"""

import http.client
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from articles.errors import ModelMissing
from nlp.models import File, Hub, Model

TIMEOUT_S = 60.0
MOST_BYTES = 16 << 20  # of a hub's answer; the longest lists of files stay far below
CONFIG = "config.json"
# Files beside config.json and the settings of sentence-transformers: no code, no other frameworks, no way out of the folder.
PLAIN = re.compile(r"(?:\d+_[A-Za-z]+/config\.json|[A-Za-z0-9][\w.-]*\.(?:json|txt|model|spm|jinja))\Z", re.ASCII)
SAFE = re.compile(r"[A-Za-z0-9][\w.-]*\.safetensors\Z", re.ASCII)
OTHER_WEIGHTS = re.compile(r"(?:pytorch_model[\w.-]*|model)\.bin\Z", re.ASCII)


def listed(model: Model, *, hub: str, local: Path | None = None) -> Model:
    """The model with its files, commit and licence; one whose files are known stays as it is.

    Raises: ModelMissing where the hub has no such model, or it is none that transformers or CTranslate2 can load.
    """
    place = next((place for place in model.places if isinstance(place, Hub)), None)
    if model.files or place is None:
        return model
    if local is not None:
        return replace(
            model, files=_known([File(name=name) for name in names_in(local)], str(local)), licence="none stated"
        )
    told = _asked(hub, place)
    commit = str(told.get("sha") or model.revision)
    return replace(
        model,
        revision=commit,
        licence=_licence(told),
        files=_known(_files(told), f"{hub}/{place.repository}"),
        places=(Hub(repository=place.repository, revision=commit),),
    )


def names_in(place: Path) -> list[str]:
    """The files of a model's folder that make up the model."""
    there = [
        str(path.relative_to(place)) for path in (*place.glob("*"), *place.glob("*_*/config.json")) if path.is_file()
    ]
    return wanted(there)


def wanted(names: list[str]) -> list[str]:
    """Which of these files are loaded: settings, vocabularies, and the weights in one format."""
    weights = [name for name in names if SAFE.match(name)] or [name for name in names if OTHER_WEIGHTS.match(name)]
    return sorted([name for name in names if PLAIN.match(name)] + weights)


def _known(files: list[File], where: str) -> tuple[File, ...]:
    names = {file.name for file in files}
    if CONFIG not in names or not any(SAFE.match(name) or OTHER_WEIGHTS.match(name) for name in names):
        raise ModelMissing(
            f"{where} holds no {CONFIG} with weights beside it; expected a model in the format of transformers or CTranslate2",
            subject=where,
        )
    return tuple(files)


def _files(told: dict[str, Any]) -> list[File]:
    by_name = {str(one["rfilename"]): one for one in told.get("siblings", ())}
    return [
        File(name=name, sha256=(by_name[name].get("lfs") or {}).get("sha256"), size_bytes=by_name[name].get("size"))
        for name in wanted(list(by_name))
    ]


def _licence(told: dict[str, Any]) -> str:
    return str((told.get("cardData") or {}).get("license") or "none stated")


def _asked(hub: str, place: Hub) -> dict[str, Any]:
    url = f"{hub.rstrip('/')}/api/models/{place.repository}/revision/{place.revision}?blobs=true"
    todo = "name a folder that has its files with --from, or set models.hub to a mirror"
    try:
        with urlopen(Request(url, headers={"User-Agent": "dreiklang"}), timeout=TIMEOUT_S) as answer:  # noqa: S310 (the hub is the operator's choice)
            told: dict[str, Any] = json.loads(answer.read(MOST_BYTES))
    except HTTPError as error:
        raise ModelMissing(f"HTTP {error.code} for {url}; check name and revision, or {todo}", subject=url) from error
    except (URLError, http.client.HTTPException, TimeoutError, ValueError) as error:
        raise ModelMissing(f"no list of files at {url} ({error}); {todo}", subject=url) from error
    return told
