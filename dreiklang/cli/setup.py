"""The commands init and maintain. In: a folder. Out: settings to edit, and room on the disk."""

import json
from datetime import timedelta
from pathlib import Path

import click

from articles import clock
from articles.errors import BadInput
from articles.store.pages import expire_pages
from dreiklang.cli.options import dry_run_option, json_option, open_desk, shown
from dreiklang.settings import FILE, load_settings, template


@click.command()
@click.option("--demo", is_flag=True, help="Keep reading the bundled demo newsroom.")
@click.option("--force", is_flag=True, help="Overwrite a settings file that is there.")
def init(demo: bool, force: bool) -> None:
    """Write a commented dreiklang.toml here, and make its data folder."""
    path = Path(FILE)
    if path.exists() and not force:
        raise BadInput(
            f"{path} is there already; edit it, or use --force to overwrite it",
            subject=str(path),
        )
    path.write_text(template(demo=demo), encoding="utf-8")
    settings = load_settings(path)
    (settings.data / "sources").mkdir(parents=True, exist_ok=True)
    click.echo(f"wrote {path}; data folder is {shown(settings.data)}")
    click.echo("next: set crawl.contact in it, then `dreiklang sources list` and `dreiklang run`")


@click.command()
@dry_run_option
@json_option
@click.pass_context
def maintain(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Delete archive files and page rows whose retention is over."""
    from crawlers.archive import expire

    desk = open_desk(ctx)
    keep = desk.settings.retention
    archive_before = clock.now() - timedelta(days=keep.archive_days)
    pages_before = clock.now() - timedelta(days=keep.pages_days)
    files = expire(desk.archive_folder, older_than=archive_before, dry_run=dry_run)
    with desk.store.begin() as connection:
        rows = expire_pages(connection, before=pages_before)
        if dry_run:
            connection.rollback()
    told = {"archive_files": len(files), "pages": rows, "dry_run": dry_run}
    click.echo(
        json.dumps(told)
        if as_json
        else f"maintain: {len(files)} archive files, {rows} pages deleted" + " (dry run)" * dry_run
    )
