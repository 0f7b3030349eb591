"""Options that mean the same in every command. In: what was typed. Out: a Desk, moments, tables and JSON lines."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from articles import clock
from dreiklang.desk import Desk
from dreiklang.settings import Settings, load_settings

Command = TypeVar("Command", bound=Callable[..., Any])
PIPED_WIDTH = 250  # columns of a table that goes into a file or a pipe, where folded lines only hurt
WHOLE = ("id", "source")  # columns that people copy from, never folded
CUT = "title"  # the column that is cut on a narrow screen
LEAST_CUT = 12  # columns that are left of it at least
HEADS = {"language": "lang", "relevance": "score"}  # heads that would be wider than what stands below
UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def open_desk(ctx: click.Context) -> Desk:
    """The desk of this call's settings, on its own clock."""
    return Desk(_settings(ctx))


def _settings(ctx: click.Context) -> Settings:
    """This call's settings; the demo newsroom lives in a time of its own, which its folder remembers."""
    settings = load_settings(ctx.find_root().obj)
    if settings.demo.enabled:
        os.environ.setdefault(clock.VARIABLE, str(settings.data / "clock"))
    return settings


class Moment(click.ParamType[datetime]):
    """A day, a moment, or a time ago: 2026-11-20, 2026-11-20T07:00+01:00, 36h, 7d."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Aware and UTC; a moment without offset is UTC, a time ago counts from the desk's own present."""
        if isinstance(value, datetime):
            return value
        if value[:-1].isdigit() and value[-1] in UNITS:
            if ctx is not None:
                _settings(ctx)  # the demo's clock must stand before it is read
            return clock.now() - timedelta(seconds=int(value[:-1]) * UNITS[value[-1]])
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"'{value}' is no moment; use 2026-11-20, 2026-11-20T07:00+01:00, 36h or 7d",
                param,
                ctx,
            )
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def json_option(command: Command) -> Command:
    """--json: one JSON object a line instead of a table."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")(command)


def since_option(command: Command) -> Command:
    """--since."""
    return click.option("--since", type=Moment(), help="From this moment on: 2026-11-20, 36h, 7d.")(command)


def since_options(command: Command) -> Command:
    """--since and --until."""
    return since_option(click.option("--until", type=Moment(), help="Up to this moment.")(command))


def source_option(command: Command) -> Command:
    """--source, several times."""
    return click.option(
        "--source",
        "source_ids",
        multiple=True,
        help="Only this source; may be given again.",
    )(command)


def limit_option(command: Command) -> Command:
    """--limit."""
    return click.option("--limit", type=click.IntRange(min=1), help="At most so many.")(command)


def dry_run_option(command: Command) -> Command:
    """--dry-run."""
    return click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")(command)


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    as_json: bool,
    columns: Sequence[str],
    title: str | None = None,
) -> None:
    """Rows as JSON lines, or as a table of the named columns."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    on_screen = sys.stdout.isatty()
    cut = on_screen and CUT in columns  # it takes the room the other columns leave
    table = Table(
        title=title,
        title_justify="left",
        box=None,
        pad_edge=False,
        collapse_padding=True,
        header_style="bold",
        expand=cut,
    )
    for column in columns:
        head = HEADS.get(column, column).replace("_", " ")
        if cut and column == CUT:
            table.add_column(head, overflow="ellipsis", no_wrap=True, ratio=1, width=LEAST_CUT)
        else:
            table.add_column(head, overflow="fold", no_wrap=column in WHOLE)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    Console(width=None if on_screen else PIPED_WIDTH, highlight=False, markup=False).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(round(value, 3) if isinstance(value, float) else value)


def shown(path: Path) -> str:
    """A path as people type it: relative to here where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
