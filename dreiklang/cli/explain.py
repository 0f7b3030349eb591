"""The commands explain and missed. In: URLs. Out: what happened to them, and a log of what we should have had."""

import click
from sqlalchemy import func, select

from articles import clock
from articles.store.claims import insert
from articles.store.tables import missed as missed_table
from dreiklang.cli.options import json_option, open_desk, print_rows


@click.command()
@click.argument("url")
@json_option
@click.pass_context
def explain(ctx: click.Context, url: str, as_json: bool) -> None:
    """What happened to URL, step by step, and why it was or was not delivered."""
    from dreiklang.explain import cause
    from dreiklang.explain import explain as tell

    desk = open_desk(ctx)
    with desk.store.read() as connection:
        lines = list(tell(connection, url, sources=desk.all_sources))
        why = cause(connection, url, sources=desk.all_sources)
    if as_json:
        print_rows([{"url": url, "cause": why, "steps": lines[1:]}], as_json=True, columns=())
        return
    for line in lines:
        click.echo(line)


@click.command()
@click.argument("url", required=False)
@click.option("--note", default="", help="What it was about, or where you found it.")
@json_option
@click.pass_context
def missed(ctx: click.Context, url: str | None, note: str, as_json: bool) -> None:
    """Log URL as one we should have had; without URL, the log and its causes."""
    from crawlers.urls import normalise

    from dreiklang.explain import cause

    desk = open_desk(ctx)
    if url is None:
        _print_log(ctx, as_json=as_json)
        return
    with desk.store.begin() as connection:
        why = cause(connection, url, sources=desk.all_sources)
        row = {
            "url": normalise(url),
            "cause": why,
            "noted_at": clock.now(),
            "note": note,
        }
        statement = insert(connection, missed_table).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_={"cause": why, "note": note}))
    click.echo(f"{row['url']}: {why}")


def _print_log(ctx: click.Context, *, as_json: bool) -> None:
    with open_desk(ctx).store.read() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(select(missed_table).order_by(missed_table.c.noted_at))
        ]
        causes = connection.execute(
            select(missed_table.c.cause, func.count()).group_by(missed_table.c.cause).order_by(func.count().desc())
        ).all()
    print_rows(rows, as_json=as_json, columns=("noted_at", "cause", "url", "note"))
    if not as_json:
        click.echo("by cause: " + (", ".join(f"{number} {why}" for why, number in causes) or "nothing missed yet"))
