"""The command label. In: a file of texts, or stdin. Out: their labels, one JSON object a line, without a store."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click

from articles.outcome import Outcome
from dreiklang.cli.options import limit_option, open_desk
from dreiklang.cli.progress import progress, summary
from dreiklang.desk import Desk


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.option(
    "--embedder", help="Another embedder than the one in the settings; none for counted words and rules alone."
)
@limit_option
@click.pass_context
def label(ctx: click.Context, file: Path | None, embedder: str | None, limit: int | None) -> None:
    """Label the texts of a file (or stdin), without a store.

    In: JSON lines {id, title, body, published, url, source_type[, language]}. Out: a line of labels for each, in order, as
    docs/fields.md describes them. A line that cannot be read is told on stderr, and the command then ends with 1.
    """
    from dreiklang.labelling import Labelling

    desk = _desk(ctx, embedder)
    with _lines(file) as (lines, total), progress("label", min(total, limit) if total and limit else total) as advance:
        labelling = Labelling(reader=desk.reader, tell=lambda told: click.echo(told, err=True), on_labelled=advance)
        for row in labelling.label(islice(lines, limit)):
            click.echo(json.dumps(row, ensure_ascii=False))
    click.echo(summary("label", labelling.counted), err=True)
    ctx.exit(1 if labelling.counted[Outcome.FAILED] else 0)


def _desk(ctx: click.Context, embedder: str | None) -> Desk:
    desk = open_desk(ctx)
    if embedder is None:
        return desk
    models = desk.settings.models.model_copy(update={"embedder": embedder})
    return Desk(desk.settings.model_copy(update={"models": models}))


@contextmanager
def _lines(file: Path | None) -> Iterator[tuple[Iterable[bytes], int | None]]:
    """The lines, and how many there are, where that can be known."""
    if file is None or str(file) == "-":
        yield sys.stdin.buffer, None
        return
    with file.open("rb") as stream:
        total = sum(1 for _ in stream)
        stream.seek(0)
        yield stream, total
