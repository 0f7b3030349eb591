"""Commands that are one step each: screen, analyse, join, translate, index, match, deliver. In: waiting work. Out: Outcomes."""

import json

import click

from articles.store.claims import reap, waiting
from dreiklang.cli.options import json_option, limit_option, open_desk, shown
from dreiklang.cli.progress import progress, summary
from dreiklang.desk import Desk


def run_one(desk: Desk, step: str, *, limit: int | None = None, as_json: bool = False) -> None:
    """Run one step with a progress bar and print what became of everything."""
    from dreiklang.steps import work

    reap(desk.store)
    with desk.store.read() as connection:
        total = waiting(connection, step)
    with progress(step, total=min(total, limit) if limit else total) as advance:
        counted = work(desk, step, limit=limit, on_progress=advance)
    if as_json:
        click.echo(json.dumps({"step": step, "outcomes": dict(counted)}))
    else:
        click.echo(summary(step, counted))


def _command(step: str, text: str) -> click.Command:
    @click.command(step, help=text)
    @limit_option
    @json_option
    @click.pass_context
    def command(ctx: click.Context, limit: int | None, as_json: bool) -> None:
        run_one(open_desk(ctx), step, limit=limit, as_json=as_json)

    return command


screen = _command("screen", "Label every new article: relevant or not, topics.")
analyse = _command(
    "analyse",
    "The labels of relevant articles that need a judge (plain for now: none).",
)
join = _command("join", "Find near-duplicates and stories.")
translate = _command("translate", "Translate into English (plain for now: no translator).")
index = _command("index", "Bring articles that are new or have changed into the search index.")
match = _command("match", "Run the saved searches over newly indexed articles.")


@click.command()
@click.pass_context
def deliver(ctx: click.Context) -> None:
    """Write today's digest as text and page."""
    from dreiklang.steps.deliver import deliver as write_digest

    desk = open_desk(ctx)
    outcome, paths = write_digest(desk)
    click.echo(f"deliver: 1 {outcome}")
    for path in paths:
        click.echo(shown(path))
