"""The command init. In: a folder. Out: settings to edit."""

from pathlib import Path

import click

from articles.errors import BadInput
from dreiklang.cli.options import shown
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
    first = "" if demo else "set crawl.contact in it, then "
    click.echo(f"next: {first}`dreiklang sources list` and `dreiklang run`")
