"""Models by the names people give them. In: a known id, a folder (/path, ./path) or org/name@revision. Out: a Model.

What a model can do is told by its config.json: an encoder embeds, a classifier of pairs or a causal model judges, a model
from sequence to sequence translates.
"""

import json
import re
from pathlib import Path
from typing import Any, Literal

from articles.errors import BadInput, ModelMissing, unknown
from nlp.listing import CONFIG, names_in
from nlp.models import MODELS, File, Folder, Hub, Model, Role
from nlp.pulling import PINS, home, pinned, weights

Engine = Literal["transformers", "ctranslate2"]
ON_A_HUB = re.compile(
    r"(?P<repository>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)@(?P<revision>[A-Za-z0-9][\w.-]*)", re.ASCII
)
OR_OPEN = " Or name a folder (/path, ./path), or one of a hub as org/name@revision"
OWN = ("/", "./", "../", "~/")
ROLES: tuple[tuple[str, Role], ...] = (  # what the name of an architecture ends in; the first that fits
    ("ForSequenceClassification", "judge"),
    ("ForCausalLM", "judge"),
    ("LMHeadModel", "judge"),
    ("ForConditionalGeneration", "translator"),
    ("MTModel", "translator"),
    ("ForMaskedLM", "embedder"),
    ("Model", "embedder"),
)


def is_open(name: str) -> bool:
    """Does it name a folder or a model on a hub, rather than one that we know?"""
    return name.startswith(OWN) or ON_A_HUB.fullmatch(name) is not None


def find_model(name: str, folder: Path) -> Model:
    """The model of this name; `folder` holds what was pulled. Raises: BadInput with the names that there are."""
    if name in MODELS:
        return MODELS[name]
    if name.startswith(OWN):
        return _own(name)
    if found := ON_A_HUB.fullmatch(name):
        return _on_a_hub(name, found["repository"], found["revision"], folder)
    raise BadInput(unknown("model", name, MODELS) + OR_OPEN, subject=name)


def pulled_models(folder: Path) -> list[Model]:
    """The models from a hub that lie in the folder beside the known ones."""
    names = (pinned(file.parent).get("model") for file in sorted(folder.glob(f"*/{PINS}")))
    return [find_model(name, folder) for name in names if name and name not in MODELS]


def models_here(folder: Path) -> list[Model]:
    """Those that are installed, or lie in the folder, whole or not."""
    known = [one for one in MODELS.values() if one.installed or home(one, folder).is_dir()]
    return [*known, *pulled_models(folder)]


def loadable(name: str, folder: Path, role: Role) -> tuple[Model, Path]:
    """A model for this role and the folder to load it from. Raises: BadInput for another role's model, ModelMissing."""
    model = find_model(name, folder)
    place = weights(model, folder)
    if model.role != role:
        does = (
            f"is for the role {model.role}"
            if model.role
            else f"has an architecture for no role ({_architecture(place)})"
        )
        raise BadInput(f"model {name} {does}; expected one for the role {role}", subject=name)
    return model, place


def engine_of(place: Path) -> Engine:
    """What runs the model in this folder; a config.json of CTranslate2 names no architecture."""
    return "transformers" if _architecture(place) else "ctranslate2"


def role_of(place: Path) -> Role | None:
    """What the model in this folder is for; None where its architecture is for none of our roles."""
    architecture = _architecture(place)
    if not architecture:
        return "translator" if (place / "model.bin").is_file() else None
    if (place / "modules.json").is_file():  # of sentence-transformers, which embed whatever the architecture
        return "embedder"
    return next((role for ending, role in ROLES if architecture.endswith(ending)), None)


def read_json(file: Path) -> Any:
    """A settings file of a model, {} where there is none. Raises: ModelMissing where it cannot be read."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"{file} cannot be read ({error}); expected JSON; pull the model again", subject=str(file)
        ) from error


def _own(name: str) -> Model:
    place = Path(name).expanduser()
    if not (place / CONFIG).is_file():
        raise ModelMissing(
            f"no {CONFIG} in {place}; expected a model in the format of transformers or CTranslate2", subject=name
        )
    return Model(
        id=name,
        role=role_of(place),
        name=f"{_architecture(place) or 'CTranslate2'} in a folder of yours",
        revision="as it lies there",
        licence="",
        files=tuple(File(name=one) for one in names_in(place)),
        places=(Folder(path=str(place)),),
    )


def _on_a_hub(name: str, repository: str, revision: str, folder: Path) -> Model:
    model = Model(
        id=name,
        role=None,
        name=repository,
        revision=revision,
        licence="",
        files=(),
        places=(Hub(repository=repository, revision=revision),),
    )
    place = home(model, folder)
    told = pinned(place)
    return _with_pins(model, place, told) if told else model


def _with_pins(model: Model, place: Path, told: dict[str, Any]) -> Model:
    """As it was pulled: with the SHA-256 of every file and the commit they are from."""
    return Model(
        id=model.id,
        role=role_of(place),
        name=f"{model.name} ({_architecture(place) or 'CTranslate2'})",
        revision=told["revision"],
        licence=told["licence"],
        files=tuple(
            File(name=file, sha256=one["sha256"], size_bytes=one["seen"][0]) for file, one in told["files"].items()
        ),
        places=(Hub(repository=model.name, revision=told["revision"]),),
    )


def _architecture(place: Path) -> str:
    return str((read_json(place / CONFIG).get("architectures") or [""])[0])
