"""The command translate. In: relevant articles in the store, or lines of a file. Out: counted Outcomes, or English lines."""

import json
from collections import Counter
from typing import TextIO

import click

from articles.errors import BadInput, ModelMissing
from dreiklang.cli.options import dry_run_option, json_option, limit_option, open_desk
from dreiklang.cli.progress import progress, summary
from dreiklang.cli.steps import redo, redo_option, run_one, tell_waiting
from dreiklang.desk import Desk

STEP = "translate"


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option(
    "--from", "language", type=click.Choice(["de", "zh"]), help="Translate the lines of FILE, without a store."
)
@click.option("--article", "article_ids", multiple=True, help="This article, in full and now; may be given again.")
@redo_option
@limit_option
@dry_run_option
@json_option
@click.pass_context
def translate(
    ctx: click.Context,
    file: TextIO,
    language: str | None,
    article_ids: tuple[str, ...],
    again: str | None,
    limit: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """German and Chinese into English: title and lead of what is relevant, the full text of what matters most.

    With --from it reads lines from FILE (or standard input) and writes as many English ones.
    """
    desk = open_desk(ctx)
    if language is not None:
        _lines(desk, file, language, limit=limit, as_json=as_json)
    elif dry_run:
        tell_waiting(desk, STEP, as_json=as_json)
    elif article_ids:
        _on_demand(desk, article_ids, as_json=as_json)
    else:
        if again is not None:
            click.echo(f"{STEP}: {redo(desk, STEP, again)} results wait to be done again", err=True)
        run_one(desk, STEP, limit=limit, as_json=as_json)


def _lines(desk: Desk, file: TextIO, language: str, *, limit: int | None, as_json: bool) -> None:
    """Each line is written as soon as it is there; what looks wrong is counted at the end."""
    from nlp.translate import Forgetful, translate_line

    translator = desk.translator
    if translator is None:
        raise ModelMissing("no translator is installed; run `dreiklang models pull`")
    if language not in translator.languages:
        raise BadInput(
            f"{translator.version} reads {', '.join(translator.languages)}, not {language}; see models.translator"
        )
    counted: Counter[str] = Counter()
    memory = Forgetful()
    for number, line in enumerate(file):
        if limit is not None and number >= limit:
            break
        text = line.rstrip("\r\n")
        english, flags = translate_line(text, translator, memory, language=language)
        counted.update(flags)
        row = {"text": text, "english": english, "flags": flags, "translator": translator.version}
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else english)
    told = ", ".join(f"{many} {flag}" for flag, many in counted.most_common())
    click.echo(f"machine translation by {translator.version}; looks wrong: {told or 'nothing'}", err=True)


def _on_demand(desk: Desk, article_ids: tuple[str, ...], *, as_json: bool) -> None:
    from dreiklang.loop import run_step
    from dreiklang.steps.translate import ask_for, build

    ask_for(desk, article_ids)
    with progress(STEP, len(article_ids)) as advance:
        counted = run_step(desk.store, build(desk, article_ids=article_ids), on_progress=advance)
    click.echo(json.dumps({"step": STEP, "outcomes": dict(counted)}) if as_json else summary(STEP, counted))
