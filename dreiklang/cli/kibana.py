"""The commands kibana export|import. In: a file name, or where Kibana is. Out: saved objects for Kibana 9."""

import os
import sys
from pathlib import Path

import click

from dreiklang.cli.options import open_desk, shown


@click.group()
def kibana() -> None:
    """What people look through in Kibana: data view, saved searches, the dashboards Coverage and Policy."""


@kibana.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_context
def export(ctx: click.Context, file: Path) -> None:
    """Write everything as FILE (.ndjson; - is stdout), to be imported under Stack Management > Saved objects."""
    from search.kibana import as_ndjson, saved_objects

    made = saved_objects(open_desk(ctx).settings.elasticsearch.index)
    if str(file) == "-":
        sys.stdout.write(as_ndjson(made))
        return
    file.write_text(as_ndjson(made), encoding="utf-8")
    click.echo(
        f"wrote {len(made)} saved objects to {shown(file.absolute())}; docs/elasticsearch.md says how to import them"
    )


@kibana.command("import")
@click.argument("url")
@click.option("--user", default="", help="As whom; its password stands in DREIKLANG_KIBANA_PASSWORD.")
@click.option(
    "--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PEM file of an own authority."
)
@click.pass_context
def import_(ctx: click.Context, url: str, user: str, ca_file: Path | None) -> None:
    """Put everything into the Kibana at URL; what is there of an earlier import is replaced."""
    from search.kibana import as_ndjson, saved_objects
    from search.kibana.importing import import_objects

    ndjson = as_ndjson(saved_objects(open_desk(ctx).settings.elasticsearch.index))
    password = os.environ.get("DREIKLANG_KIBANA_PASSWORD", "")
    taken = import_objects(ndjson, url=url, user=user, password=password, ca_file=ca_file)
    click.echo(f"{taken} saved objects are in Kibana at {url}")
