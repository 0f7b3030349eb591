"""The command searches: saved searches listed, shown and tried. In: their names. Out: how they do, what they would have found."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from articles import clock
from articles.errors import BadInput, unknown
from articles.model import SavedSearch
from articles.store.searches import SearchState, search_states
from dreiklang.cli.options import json_option, open_desk, print_rows, since_option
from dreiklang.cli.search import zone_option
from dreiklang.desk import Desk

if TYPE_CHECKING:
    from search.saved import BackTest

NINETY_DAYS = timedelta(days=90)
LIST_COLUMNS = ("name", "languages", "matches", "last_match", "query", "state")


@click.group()
def searches() -> None:
    """Saved searches: list, show, test before they go live."""


@searches.command("list")
@json_option
@click.pass_context
def list_searches(ctx: click.Context, as_json: bool) -> None:
    """Every saved search of the settings, and whether it can be run."""
    desk = open_desk(ctx)
    rows = list(_rows(desk))
    if not rows and not as_json:
        click.echo("no search is saved; write one into dreiklang.toml below [searches]", err=True)
        return
    print_rows(rows, as_json=as_json, columns=LIST_COLUMNS)
    if any(row["problem"] for row in rows):
        ctx.exit(1)


@searches.command("show")
@click.argument("name")
@json_option
@click.pass_context
def show_search(ctx: click.Context, name: str, as_json: bool) -> None:
    """What a saved search looks for, with the words it is expanded by, and how it does."""
    from search.query import parse

    desk = open_desk(ctx)
    search = named(desk, name)
    row = next(row for row in _rows(desk) if row["name"] == name)
    expansions = (
        [] if row["problem"] else list(parse(search.query, now=clock.now(), expand=desk.engine.expand).expansions)
    )
    variants = {one.term: [text for text, _ in one.variants] for one in expansions}
    if as_json:
        print_rows([row | {"expansions": variants}], as_json=True, columns=())
        return
    for key in ("name", "query", "languages", "since", "run", "matches", "last_match"):
        click.echo(f"{key.replace('_', ' '):12} {_told(row[key])}")
    for term, others in variants.items():
        click.echo(f"also for '{term}': {', '.join(others)}")
    if row["problem"]:
        click.echo(f"broken: {row['problem']}")


@searches.command("test")
@click.argument("name")
@click.option("--query", help="Try this query instead of the saved one.")
@since_option
@zone_option
@json_option
@click.pass_context
def test_search(
    ctx: click.Context, name: str, query: str | None, since: datetime | None, time_zone: str, as_json: bool
) -> None:
    """What a saved search would have found since a day (90d by default): by day and language, copies counted once.

    NAME may be new where --query is given.
    """
    from search.saved import LANGUAGES, back_test

    desk = open_desk(ctx)
    search = SavedSearch(name=name, query=query) if query is not None else named(desk, name)
    start = since or clock.now().replace(microsecond=0) - NINETY_DAYS
    found = back_test(desk.engine, search, since=start, time_zone=time_zone)
    days = sorted({day for day, _ in found.days})
    rows = [{"day": day} | {one: found.days.get((day, one), 0) for one in LANGUAGES} for day in days]
    if as_json:
        summary = {
            "total": sum(found.days.values()),
            **found.by_language,
            "copies": found.copies,
            "delay_s": found.delay_s,
        }
        print_rows([*rows, summary], as_json=True, columns=())
        return
    print_rows(rows, as_json=False, columns=("day", *LANGUAGES))
    for line in _summary(found, search):
        click.echo(line)


def named(desk: Desk, name: str) -> SavedSearch:
    """A saved search. Raises: BadInput with the nearest name."""
    known = {search.name: search for search in desk.settings.saved_searches}
    if name not in known:
        raise BadInput(unknown("saved search", name, known) if known else f"no saved search '{name}': none is saved")
    return known[name]


def _rows(desk: Desk) -> Iterator[dict[str, Any]]:
    from search.saved import problem

    with desk.store.read() as connection:
        states = search_states(connection)
    for search in desk.settings.saved_searches:
        yield _row(search, states.get(search.name), problem(search))


def _row(search: SavedSearch, state: SearchState | None, problem: str | None) -> dict[str, Any]:
    return {
        "name": search.name,
        "query": search.query,
        "languages": list(search.languages) or ["all"],
        "matches": state.matches if state else 0,
        "last_match": state.last_match if state else None,
        "since": state.since if state else None,
        "run": state.run if state else None,
        "state": "broken" if problem else "in use" if state else "not run yet",
        "problem": problem,
    }


def _summary(found: "BackTest", search: SavedSearch) -> Iterator[str]:
    counted = ", ".join(f"{number} {language}" for language, number in found.by_language.items())
    yield f"{sum(found.days.values())} articles ({counted}); {found.copies} copies of them counted once"
    for language, number in found.by_language.items():
        if not number and (not search.languages or language in search.languages):
            yield f"warning: 0 hits in {language}"
    if found.delay_s is not None:
        middle, longest = (f"{seconds / 60:.0f} min" for seconds in found.delay_s)
        yield f"seen {middle} after publication (the middle one), {longest} at the latest"


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return ", ".join(value) if isinstance(value, list) else "never" if value is None else str(value)
