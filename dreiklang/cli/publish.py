"""The commands feeds and export. In: the store, a search. Out: feeds, a calendar, tables."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

import click

from articles.model import Search
from articles.store.labels import load_analysis, load_translation, story_of
from articles.store.texts import load_article
from delivery.export import FORMATS, Row, row
from dreiklang.cli.options import json_option, limit_option, open_desk, shown
from dreiklang.desk import Desk

PAGE = 500
MOST = 10_000


@click.command()
@click.option("--language", type=click.Choice(["de", "zh", "en"]), default="en", help="Language of titles.")
@json_option
@click.pass_context
def feeds(ctx: click.Context, language: str, as_json: bool) -> None:
    """Rewrite the Atom feeds and the calendar below out/."""
    from dreiklang.publishing import publish

    files = publish(open_desk(ctx), language=language)
    click.echo(json.dumps({"files": [str(path) for path in files]}) if as_json else "\n".join(map(shown, files)))


@click.command()
@click.argument("query", default="")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="csv", help="A table, or JSON lines.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@limit_option
@click.pass_context
def export(ctx: click.Context, query: str, form: str, output: Path | None, limit: int | None) -> None:
    """Everything a search finds, newest first, as a table; excerpts as far as each source's rights allow."""
    if output is not None and not output.resolve().parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}; make it first", param_hint="--output")
    desk = open_desk(ctx)
    rows = _begun(_rows(desk, query, limit or MOST))
    if output is None:
        number = FORMATS[form](rows, sys.stdout)
    else:
        encoding = "utf-8-sig" if form == "csv" else "utf-8"  # with a mark, or spreadsheets take it for Latin
        with _replaced(output, encoding) as stream:
            number = FORMATS[form](rows, stream)
    click.echo(f"{number} articles" + (f" in {shown(output)}" if output else ""), err=True)


def _begun(rows: Iterator[Row]) -> Iterator[Row]:
    """The same, with the first search behind it: a query that cannot be read is told before anything is written."""
    return chain([first], rows) if (first := next(rows, None)) is not None else iter(())


@contextmanager
def _replaced(path: Path, encoding: str) -> Iterator[TextIO]:
    """The whole file or the one that was there; what is no file, such as a pipe, is written to as it is."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("w", encoding=encoding, newline="") as stream:
            yield stream
        return
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding=encoding, newline="") as stream:
            yield stream
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _rows(desk: Desk, query: str, most: int) -> Iterator[Row]:
    for offset in range(0, most, PAGE):
        answer = desk.engine.search(Search(query=query, limit=min(PAGE, most - offset), offset=offset, order="newest"))
        with desk.store.read() as connection:
            for hit in answer.hits:
                article = load_article(connection, hit.article_id)
                analysis = load_analysis(connection, article.id, article.revision) if article else None
                if article is None or analysis is None:
                    continue
                translation = load_translation(connection, article.id, article.revision)
                story = story_of(connection, article.id)
                yield row(
                    article,
                    analysis,
                    desk.source(article.source),
                    translated=translation.headline if translation else None,
                    story=story[0] if story else None,
                )
        if len(answer.hits) < PAGE:
            return
