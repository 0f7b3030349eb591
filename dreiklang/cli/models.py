"""The commands models list|pull|verify|calibrate. In: ids of models. Out: weights on the disk, heads, and how good they are."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from articles.errors import BadInput, ModelMissing, unknown
from dreiklang.cli.options import json_option, open_desk, print_rows, shown
from nlp.downloads import Tell
from nlp.models import DEFAULTS, MODELS, Model

if TYPE_CHECKING:
    from nlp.quality import Quality

COLUMNS = ("id", "role", "name", "licence", "size", "state")
QUALITY = ("field", "language", "rows", "score", "precision", "recall", "calibration_error")


@click.group()
def models() -> None:
    """The models that label and translate: list, pull, verify, calibrate."""


@models.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Every model we know, with its role, its licence and whether it is here."""
    from nlp.naming import pulled_models

    folder = open_desk(ctx).settings.models_folder
    known = [*MODELS.values(), *pulled_models(folder)]
    print_rows([_row(model, folder) for model in known], as_json=as_json, columns=COLUMNS)


@models.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--from",
    "local",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take the files from this folder.",
)
@click.pass_context
def pull(ctx: click.Context, ids: tuple[str, ...], local: Path | None) -> None:
    """Fetch weights, check them and put them in place; without IDS the default ones. Goes on where it stopped.

    An ID is a known one, or that of any model on the hub: org/name@revision.
    """
    from nlp.listing import listed
    from nlp.naming import find_model
    from nlp.pulling import pull as pull_model

    settings = open_desk(ctx).settings
    hub = settings.models.hub
    for name in ids or DEFAULTS:
        model = listed(find_model(name, settings.models_folder), hub=hub, local=local)
        click.echo(
            f"{model.id}: {model.name}; licence {model.licence or 'none stated'}; revision {model.revision}", err=True
        )
        with _bytes() as tell:
            place = pull_model(model, settings.models_folder, local=local, hub=hub, tell=tell)
        role = find_model(name, settings.models_folder).role
        click.echo(f"{model.id} is in {shown(place)}, for the role {role or 'none that we have'}")


@models.command()
@click.argument("ids", nargs=-1)
@json_option
@click.pass_context
def verify(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Read every file of the models that are here (or of IDS) and compare its SHA-256."""
    from nlp.naming import find_model, models_here
    from nlp.pulling import verify as wrong_with

    folder = open_desk(ctx).settings.models_folder
    asked = [find_model(one, folder) for one in ids] or models_here(folder)
    rows = [{"id": model.id, "problems": wrong_with(model, folder)} for model in asked]
    for row in rows:
        told = "; ".join(row["problems"]) or "as it should be"
        click.echo(json.dumps(row) if as_json else f"{row['id']}: {told}")
    bad = [str(row["id"]) for row in rows if row["problems"]]
    if bad:
        raise ModelMissing(
            f"not as named: {', '.join(bad)}; run `dreiklang models pull {' '.join(bad)}`", subject=bad[0]
        )


@models.command()
@click.option(
    "--embedder",
    help="Another embedder than the one in the settings: an id, a folder, org/name@revision; none for counted words alone.",
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Folder for the heads; default models/heads."
)
@click.option("--only", multiple=True, help="Fit this field alone, the others stay; may be given again.")
@json_option
@click.pass_context
def calibrate(
    ctx: click.Context, embedder: str | None, into: Path | None, only: tuple[str, ...], as_json: bool
) -> None:
    """Fit every head for the embedder from the training articles, and say how good it is on texts it has not seen."""
    from nlp.calibrate import calibrate as fit_heads
    from nlp.calibrate import fields
    from nlp.corpus import training_rows
    from nlp.embedders import Remembering, make_embedder
    from nlp.heads import WORDS, find_heads, heads_file, save_heads

    settings = open_desk(ctx).settings
    folder = settings.models_folder
    known_fields = [field.name for field in fields()]
    for name in only:
        if name not in known_fields:
            raise BadInput(unknown("field", name, known_fields), subject=name)
    made = make_embedder(embedder or settings.models.embedder, folder)
    rows = training_rows()
    remembering = Remembering(made, folder / "vectors.npz") if made is not None else None
    if remembering is not None:
        click.echo(f"embedding what is new among {len(rows)} training articles; the first time takes minutes", err=True)
    told: list[dict[str, Any]] = []
    try:
        heads = fit_heads(
            rows,
            remembering,
            told=lambda field, quality: told.extend(_quality(field, quality)),
            only=only,
            known=find_heads(made.version if made else WORDS, into or folder / "heads"),
        )
    finally:
        if remembering is not None:
            remembering.save()
    file = heads_file(heads.embedder, into or folder / "heads")
    save_heads(heads, file)
    print_rows(told, as_json=as_json, columns=QUALITY)
    click.echo(
        f"wrote {shown(file)}: heads {heads.version} for {heads.embedder}, training articles {heads.corpus}", err=True
    )


def _quality(field: str, quality: Mapping[str, "Quality"]) -> Iterator[dict[str, Any]]:
    for language, one in quality.items():
        numbers = {name: round(value, 3) for name, value in asdict(one).items()}
        yield {"field": field, "language": language, **numbers}


def _row(model: Model, folder: Path) -> dict[str, Any]:
    size = f"{model.size_bytes / 1e6:,.0f} MB" if model.size_bytes else "not known"
    return {
        "id": model.id,
        "role": model.role or "not known",
        "name": model.name,
        "revision": model.revision,
        "licence": model.licence or "none stated",
        "size": size,
        "state": _state(model, folder),
        "files": [asdict(file) for file in model.files],
        "places": [_place(place) for place in model.places],
    }


def _state(model: Model, folder: Path) -> str:
    from nlp.pulling import home

    if all((home(model, folder) / file.name).is_file() for file in model.files):
        return "here"
    return "not here"


def _place(place: object) -> dict[str, Any]:
    return {"kind": type(place).__name__.lower(), **vars(place)}


@contextmanager
def _bytes() -> Iterator[Tell]:
    """A bar of bytes on a terminal; elsewhere a line for every tenth of a file."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def tell(file: str, done: int, total: int | None) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=total)
            bar.update(tasks[file], completed=done, total=total)

        yield tell


def _plain() -> Tell:
    told: dict[str, int] = {}

    def tell(file: str, done: int, total: int | None) -> None:
        tenth = 10 * done // total if total else done >> 25
        if told.get(file) != tenth:
            told[file] = tenth
            click.echo(f"{file}: {done >> 20}" + (f" of {total >> 20} MB" if total else " MB"), err=True)

    return tell
