"""Commands that are one step each, from screen to deliver. In: work that waits in the store. Out: counted Outcomes."""

import json

import click

from articles.store.claims import reap, waiting
from articles.store.redo import enqueue_all, enqueue_failed, enqueue_outdated
from dreiklang.cli.options import dry_run_option, json_option, limit_option, open_desk
from dreiklang.cli.progress import progress, summary
from dreiklang.desk import Desk

AGAIN = {"outdated": enqueue_outdated, "failed": enqueue_failed, "all": enqueue_all}
redo_option = click.option(
    "--redo",
    "again",
    type=click.Choice(list(AGAIN)),
    help="Do again too: results of an older version, what failed, or all.",
)


def run_one(desk: Desk, step: str, *, limit: int | None = None, as_json: bool = False) -> None:
    """Run one step with a progress bar and print what became of everything."""
    from dreiklang.steps import work

    reap(desk.store)
    total = _waiting(desk, step)
    with progress(step, min(total, limit) if limit else total) as advance:
        counted = work(desk, step, limit=limit, on_progress=advance)
    if as_json:
        click.echo(json.dumps({"step": step, "outcomes": dict(counted)}))
    else:
        click.echo(summary(step, counted))


def tell_waiting(desk: Desk, step: str, *, as_json: bool) -> None:
    """What --dry-run says: how many subjects wait."""
    number = _waiting(desk, step)
    click.echo(json.dumps({"step": step, "waiting": number}) if as_json else f"{step}: {number} waiting")


def _waiting(desk: Desk, step: str) -> int:
    with desk.store.read() as connection:
        return waiting(connection, step)


def redo(desk: Desk, step: str, which: str) -> int:
    """Make subjects wait again that have been through a step; returns how many."""
    from dreiklang.steps import BUILD, REDO

    if (step, which) in REDO:
        return REDO[step, which](desk)
    with desk.store.begin() as connection:
        return AGAIN[which](connection, step, version=BUILD[step](desk).version)


def _command(step: str, text: str) -> click.Command:
    @click.command(step, help=text)
    @redo_option
    @limit_option
    @dry_run_option
    @json_option
    @click.pass_context
    def command(ctx: click.Context, again: str | None, limit: int | None, dry_run: bool, as_json: bool) -> None:
        desk = open_desk(ctx)
        if dry_run:
            tell_waiting(desk, step, as_json=as_json)
            return
        if again is not None:
            click.echo(f"{step}: {redo(desk, step, again)} results wait to be done again", err=True)
        run_one(desk, step, limit=limit, as_json=as_json)

    return command


screen = _command("screen", "Label every new article: relevant or not, topics.")
analyse = _command("analyse", "The labels of relevant articles that need a judge (plain for now: none).")
join = _command("join", "Find near-duplicates and stories.")
index = _command("index", "Bring articles that are new or have changed into the search index.")
match = _command("match", "Run the saved searches over newly indexed articles.")


@click.command()
@dry_run_option
@json_option
@click.pass_context
def deliver(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Send alerts, corrections and what waits in the outbox; rewrite feeds and calendar."""
    from dreiklang.alerting import decide

    desk = open_desk(ctx)
    if dry_run:
        for message in decide(desk, dry_run=True):
            told = {"kind": message.kind, "rule": message.rule, "subject": message.subject}
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{message.kind}: {message.subject}")
        tell_waiting(desk, "deliver", as_json=as_json)
        return
    run_one(desk, "deliver", as_json=as_json)
