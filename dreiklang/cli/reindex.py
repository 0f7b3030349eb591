"""The command reindex. In: the store. Out: a new index beside the old one, which takes its place in one step."""

from collections.abc import Iterator, Sequence
from functools import partial

import click

from articles import clock
from articles.model import SearchDocument
from articles.store.locks import Held, alone
from dreiklang.cli.options import json_option, open_desk, print_rows
from dreiklang.cli.progress import progress
from dreiklang.desk import Desk


@click.command()
@click.option("--rollback", is_flag=True, help="Go back to the index before, brought up to date from the store.")
@click.option("--shrink", is_flag=True, help="Also where the new index holds less than half of the old one.")
@json_option
@click.pass_context
def reindex(ctx: click.Context, rollback: bool, shrink: bool, as_json: bool) -> None:
    """Build the search index anew from the store, without downtime. Saved searches never match again by it."""
    desk = open_desk(ctx)
    # Where one process writes at a time the step index waits; a cluster is written on, and the rebuild catches up.
    with alone(desk.store, "index" if desk.engine.one_writer else "reindex") as held, progress("reindex") as advance:
        kept_alive = partial(_held_on, desk, held)
        if rollback:
            built = desk.engine.rollback(kept_alive)
        else:
            built = desk.engine.reindex(kept_alive, shrink=shrink, on_sent=lambda _: advance("", None))
    row = {"index": built.name, "articles": built.documents, "replaced": built.replaced, "refused": dict(built.refused)}
    if as_json:
        print_rows([row], as_json=True, columns=())
        return
    kept = f"; {built.replaced} is kept for --rollback" if built.replaced else ""
    click.echo(f"reindex: {built.documents} articles in {built.name}{kept}")
    for article_id, why in built.refused.items():
        click.echo(f"  {article_id} does not fit: {why}", err=True)


def _held_on(desk: Desk, held: Held, article_ids: Sequence[str] | None) -> Iterator[SearchDocument]:
    """The documents, renewing the lock on the way. Raises: LockLost where another process has it."""
    from dreiklang.steps.index import documents

    renewed_s = clock.elapsed()
    for document in documents(desk, article_ids):
        if clock.elapsed() - renewed_s > held.lease_s / 3:
            with desk.store.begin() as connection:
                held.renew(connection)
            renewed_s = clock.elapsed()
        yield document
