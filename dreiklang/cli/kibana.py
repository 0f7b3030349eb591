"""The command kibana. In: a file name. Out: saved objects for Kibana 9."""

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
