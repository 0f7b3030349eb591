"""The command extract. In: fetched pages, the archive, or files. Out: articles in the store, or as JSON lines."""

import json
import os
import sys
from pathlib import Path

import click

from dreiklang.cli.options import json_option, limit_option, open_desk
from dreiklang.cli.steps import run_one
from dreiklang.desk import Desk


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--url", help="Read FILE (or stdin) as the page at this URL and print one article as JSON.")
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Saved pages, {id, url, path} a line.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes for --manifest; default all cores.")
@click.option("--from-archive", is_flag=True, help="Extract every archived answer again, without the network.")
@limit_option
@json_option
@click.pass_context
def extract(
    ctx: click.Context,
    file: Path | None,
    url: str | None,
    manifest: Path | None,
    jobs: int | None,
    from_archive: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Pages to articles: what was fetched, what is in the archive, or files."""
    if manifest is not None:
        _manifest(manifest, jobs or os.cpu_count() or 1)
    elif url is not None:
        _one(url, file)
    elif file is not None:
        raise click.UsageError("FILE needs --url: links, dates and the canonical address are read against it")
    else:
        desk = open_desk(ctx)
        if from_archive:
            _again(desk)
        run_one(desk, "extract", limit=limit, as_json=as_json)


def _one(url: str, file: Path | None) -> None:
    from crawlers.extract_files import extract_bytes

    body = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
    click.echo(json.dumps(extract_bytes(body, url=url), ensure_ascii=False, indent=2))


def _manifest(manifest: Path, jobs: int) -> None:
    from crawlers.extract_files import extract_manifest

    for row in extract_manifest(manifest, jobs=jobs):
        click.echo(json.dumps(row, ensure_ascii=False))


def _again(desk: Desk) -> None:
    from dreiklang.steps.extract_again import enqueue_archived

    click.echo(f"{enqueue_archived(desk)} archived answers wait to be extracted again", err=True)
