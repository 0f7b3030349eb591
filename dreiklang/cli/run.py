"""The command run, the main job. In: settings, or none for the demo. Out: a table of sources, Outcomes, files.

With --watch it stays, and does everything again and again.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from articles import clock
from articles.outcome import STEPS
from articles.store.claims import counts
from dreiklang.cli.options import (
    dry_run_option,
    json_option,
    limit_option,
    open_desk,
    print_rows,
    shown,
    since_option,
    source_option,
)
from dreiklang.cli.progress import planned_line, progress, summary
from dreiklang.desk import Desk
from dreiklang.job import run_job
from dreiklang.overview import SourceRow, by_source, due

COLUMNS = ("source", "kind", "languages", "articles", "relevant", "outcomes")
FROM_SOURCE = ("discover", "fetch", "extract")


@click.command()
@source_option
@since_option
@limit_option
@dry_run_option
@json_option
@click.option("--watch", is_flag=True, help="Stay, and do everything again and again as it becomes due, until stopped.")
@click.option(
    "--metrics-port", type=click.IntRange(1, 65535), help="With --watch: serve metrics for Prometheus on this port."
)
@click.pass_context
def run(
    ctx: click.Context,
    source_ids: tuple[str, ...],
    since: datetime | None,
    limit: int | None,
    dry_run: bool,
    as_json: bool,
    watch: bool,
    metrics_port: int | None,
) -> None:
    """The main job: every step once, from sources to digest. Without dreiklang.toml it reads the bundled demo."""
    if watch and (since or limit or dry_run or as_json):
        raise click.UsageError("--watch does what is due for good: leave out --since, --limit, --dry-run and --json")
    if metrics_port and not watch:
        raise click.UsageError("--metrics-port serves for as long as --watch stays: give both")
    desk = open_desk(ctx)
    desk.named(source_ids)
    if desk.settings.demo.enabled:
        about = "this is about" if dry_run else "reading"
        click.echo(f"{about} the bundled demo newsroom, whose news is invented", err=True)
    if dry_run:
        _print_waiting(desk, as_json=as_json)
        return
    options = [*(f"--source={one}" for one in source_ids), *([f"--since={since.isoformat()}"] if since else [])]
    options += [f"--limit={limit}"] if limit else []
    if watch:
        _watch(desk, ctx.find_root().obj, options, metrics_port)
        return
    files = run_job(desk, config=ctx.find_root().obj, watch=progress, crawl=options, show=_show)
    _print_end(desk, files, as_json=as_json)


def _watch(desk: Desk, config: Path | None, crawl: Sequence[str], metrics_port: int | None) -> None:
    from dreiklang.cli.watching import shown as looking_on
    from dreiklang.watching import watch

    number = len(desk.sources)
    click.echo(f"watching {number} sources; Ctrl-C or SIGTERM ends it, and what was begun with it", err=True)
    with looking_on() as show:
        watch(desk, show=show, config=config, crawl=crawl, metrics_port=metrics_port)
    click.echo("stopped; everything that was begun is written, the same command goes on", err=True)


def _show(files: Sequence[Path]) -> None:
    """What can be read already while the rest goes on."""
    for path in files[:1]:
        click.echo(f"digest of {clock.now():%d %b}: {shown(path)}", err=True)


def _print_end(desk: Desk, files: Iterable[Path], *, as_json: bool) -> None:
    with desk.store.read() as connection:
        rows = [_row(row) for row in by_source(connection, desk.sources)]
        outcomes = counts(connection)
    if as_json:
        told = {"sources": rows, "outcomes": outcomes, "files": [str(path) for path in files]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    print_rows([row | {"outcomes": _told(row)} for row in rows], as_json=False, columns=COLUMNS)
    click.echo(f"{len(rows)} sources, {sum(row['articles'] for row in rows)} articles\n")
    for step in STEPS:
        click.echo(summary(step, outcomes.get(step, Counter())))
    click.echo()
    for path in files:
        click.echo(f"to read: {shown(path)}")
    if left := outcomes.get("translate", Counter())["waiting"]:
        click.echo(f"pending: {left} to translate; `dreiklang translate` goes on with them")
    for line in _next(desk):
        click.echo(line)


def _row(row: SourceRow) -> dict[str, Any]:
    return {
        "source": row.source.id,
        "kind": row.source.kind,
        "languages": list(row.source.languages),
        "articles": row.articles,
        "relevant": row.relevant,
        "reached": row.reached_at.isoformat() if row.reached_at else None,
        **{step: row.outcomes.get(step, Counter()) for step in FROM_SOURCE},
    }


def _told(row: dict[str, Any]) -> str:
    outcomes: Counter[str] = Counter()
    for step in FROM_SOURCE:
        outcomes += row[step]
    return ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())


def _print_waiting(desk: Desk, *, as_json: bool) -> None:
    with desk.store.read() as connection:
        planned = due(connection, desk.sources)
        waiting = {step: counted["waiting"] for step, counted in counts(connection).items() if counted["waiting"]}
    if as_json:
        click.echo(json.dumps({"due": planned, "waiting": waiting}))
        return
    click.echo(planned_line(planned))
    for step, number in waiting.items():
        click.echo(f"{step}: {number} waiting")


def _next(desk: Desk) -> list[str]:
    if desk.settings.demo.enabled:
        return [
            "next: `dreiklang articles`, `dreiklang show ID` and `dreiklang explain URL` look closer;",
            "      `dreiklang init` writes the dreiklang.toml that makes it read real sources",
        ]
    return ["next: `dreiklang articles` lists what is relevant, `dreiklang doctor` says whether all is in order"]
