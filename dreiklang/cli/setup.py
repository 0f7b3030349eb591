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
    from crawlers.archive import expire, repair

    desk = open_desk(ctx)
    keep, now = desk.settings.retention, clock.now()
    repaired = [] if dry_run else repair(desk.archive_folder)
    files = expire(desk.archive_folder, older_than=now - timedelta(days=keep.archive_days), dry_run=dry_run)
    with desk.store.begin() as connection:
        rows = expire_pages(connection, before=now - timedelta(days=keep.pages_days), dry_run=dry_run)
    done = {"archive_files": len(files), "pages": rows, "repaired": len(repaired), "dry_run": dry_run}
    if as_json:
        click.echo(json.dumps(done))
        return
    for path in files:
        click.echo(shown(path))
    verb = "would be deleted" if dry_run else "deleted"
    click.echo(
        f"maintain: {len(files)} archive files older than {keep.archive_days} days and {rows} pages older than "
        f"{keep.pages_days} days {verb}, {len(repaired)} files of dead writers repaired; articles stay"
    )
