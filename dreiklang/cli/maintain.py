"""The command maintain. In: store, archive, index, models. Out: what was done, and what a person should do."""

import json
from collections import Counter

import click

from dreiklang.cli.options import dry_run_option, json_option, open_desk

COUNTED = {
    "leases": "leases of dead processes freed",
    "repaired": "archive files of dead writers repaired",
    "archive_files": "archive files deleted (retention.archive_days)",
    "pages": "answers forgotten (retention.pages_days)",
    "polls": "polls forgotten (retention.visits_days)",
    "visits": "visits without news forgotten (retention.visits_days)",
    "candidates": "addresses that became no article forgotten (retention.candidates_days)",
    "traces": "traces for joining forgotten",
    "messages": "sent messages forgotten (retention.messages_days)",
    "indexed_again": "articles missing in the search index wait for `dreiklang index`",
}


@click.command()
@dry_run_option
@json_option
@click.pass_context
def maintain(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Once a day: forget what retention is over for, check index and models. Articles stay. Exit 1 where you have to act."""
    from dreiklang.maintaining import maintain as do_it
    from dreiklang.model_check import outdated

    desk = open_desk(ctx)
    todo: list[str] = []
    counts = do_it(desk, dry_run=dry_run, tell=todo.append)
    older = list(outdated(desk))
    if as_json:
        told = {"step": "maintain", "outcomes": counts, "todo": todo, "outdated": older, "dry_run": dry_run}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(counts, dry_run=dry_run)
        for sentence in (*older, *(f"TO DO: {one}" for one in todo)):
            click.echo(sentence)
    if todo:
        ctx.exit(1)


def _print(counts: Counter[str], *, dry_run: bool) -> None:
    for name, number in counts.items():
        if number:
            click.echo(f"{number:>8} {COUNTED[name]}")
    would = ", only counted and nothing done" if dry_run else ""
    click.echo(f"maintain: {counts.total()} in all{would}; articles stay")
