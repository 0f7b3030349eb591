"""The commands explain and missed. In: URLs. Out: what happened to them, and a log of what we should have had."""

import click
from sqlalchemy import Connection, func, select

from articles import clock
from articles.store.claims import insert
from articles.store.tables import missed as missed_table
from dreiklang.cli.options import json_option, open_desk, print_rows
from dreiklang.desk import Desk


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
        first, *lines = tell(connection, url, sources=desk.all_sources)
        why = cause(connection, url, sources=desk.all_sources)
    if as_json:
        print_rows([{"url": first, "cause": why, "steps": lines}], as_json=True, columns=())
        return
    for line in (first, *lines):
        click.echo(line)


@click.command()
@click.argument("url", required=False)
@click.option("--note", default="", help="What it was about, or where you found it.")
@json_option
@click.pass_context
def missed(ctx: click.Context, url: str | None, note: str, as_json: bool) -> None:
    """Log URL as one we should have had; without URL, the log and its causes."""
    desk = open_desk(ctx)
    if url is None:
        _print_log(desk, as_json=as_json)
        return
    with desk.store.begin() as connection:
        row = _log(connection, desk, url, note)
    if as_json:
        print_rows([row], as_json=True, columns=())
    else:
        click.echo(f"{row['url']}: {row['cause']}; `dreiklang explain` says more")


def _log(connection: Connection, desk: Desk, url: str, note: str) -> dict[str, object]:
    from crawlers.urls import normalise
    from dreiklang.explain import cause

    why = cause(connection, url, sources=desk.all_sources)
    row: dict[str, object] = {"url": normalise(url), "cause": why, "noted_at": clock.now(), "note": note}
    statement = insert(connection, missed_table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_={"cause": why, "note": note}))
    return row


def _print_log(desk: Desk, *, as_json: bool) -> None:
    with desk.store.read() as connection:
        log = connection.execute(select(missed_table).order_by(missed_table.c.noted_at))
        rows = [dict(row) for row in log.mappings()]
        causes = connection.execute(
            select(missed_table.c.cause, func.count()).group_by(missed_table.c.cause).order_by(func.count().desc())
        ).all()
    print_rows(rows, as_json=as_json, columns=("noted_at", "cause", "url", "note"))
    if not as_json:
        click.echo("by cause: " + (", ".join(f"{number} {why}" for why, number in causes) or "nothing missed yet"))
