"""The commands events list|show|merge|split|fix. In: the store, and a person's corrections. Out: legal and political acts."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import Connection

from articles.errors import BadInput, unknown
from articles.model import FoundDate, PolicyEvent, Stage
from articles.store.events import list_events, load_event
from articles.store.texts import load_article
from articles.taxonomy import load_taxonomy
from articles.taxonomy.entities import acting_bodies, acting_countries, country_called
from articles.taxonomy.procedures import load_procedures
from dreiklang.cli.options import json_option, limit_option, open_desk, print_rows, since_option

COLUMNS = ("id", "told", "country", "issuers", "stage", "effective", "deadline", "articles", "title")
DAY = "%d %b %Y"


@click.group()
def events() -> None:
    """Legal and political acts, each with its stages across languages and sources."""


@events.command("list")
@since_option
@click.option("--country", help="Only acts of this country: CN, DE, EU, US, ...")
@click.option("--issuer", help="Only acts of this body: cn_cac, eu_council, ...")
@limit_option
@json_option
@click.pass_context
def list_(
    ctx: click.Context,
    since: datetime | None,
    country: str | None,
    issuer: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Every act, the last told first."""
    with open_desk(ctx).store.read() as connection:
        found = list_events(connection, since=since, country=country.upper() if country else None)
        known = bool(found) or bool(list_events(connection))
    rows = [_row(event) for event in found if issuer is None or issuer in event.issuers]
    if not rows:
        like = "no act is like that; `dreiklang events list` without options lists all that are known"
        click.echo(like if known else "no act is known yet; `dreiklang run` finds them in articles", err=True)
    if rows or as_json:
        print_rows(rows[:limit], as_json=as_json, columns=COLUMNS)


@events.command()
@click.argument("event_id")
@json_option
@click.pass_context
def show(ctx: click.Context, event_id: str, as_json: bool) -> None:
    """One act with its stages, its dates and who tells of it."""
    with open_desk(ctx).store.read() as connection:
        event = load_event(connection, event_id)
        if event is None:
            raise BadInput(f"no event '{event_id}'; `dreiklang events list` shows them", subject=event_id)
        _print(event, as_json=as_json, articles=_articles(connection, event))


@events.command()
@click.argument("event_id")
@click.argument("other")
@json_option
@click.pass_context
def merge(ctx: click.Context, event_id: str, other: str, as_json: bool) -> None:
    """Say that OTHER is the same act; its id leads to EVENT_ID from now on."""
    from delivery.policy import merge_events

    _correct(ctx, lambda connection: merge_events(connection, event_id, other), as_json=as_json)


@events.command()
@click.argument("event_id")
@click.argument("article_ids", nargs=-1, required=True)
@json_option
@click.pass_context
def split(ctx: click.Context, event_id: str, article_ids: tuple[str, ...], as_json: bool) -> None:
    """Say that these articles tell of another act; prints the new one."""
    from delivery.policy import split_event

    _correct(ctx, lambda connection: split_event(connection, event_id, article_ids), as_json=as_json)


@events.command()
@click.argument("event_id")
@click.argument("field")
@click.argument("value")
@click.option("--stage", "stage_id", help="Correct this stage of it (its id stands in `events show`).")
@json_option
@click.pass_context
def fix(ctx: click.Context, event_id: str, field: str, value: str, stage_id: str | None, as_json: bool) -> None:
    """Set FIELD of an act, or of one of its stages, for good: a day as 2026-12-23, bodies separated by commas, "" for none.

    Fields of an act: title, issuers, instrument_type, country, effective, deadline. Of a stage: status, step, decided, retracted.
    """
    from delivery.policy import fix_event, fix_stage

    known = STAGE_FIELDS if stage_id else EVENT_FIELDS
    if field not in known:
        raise BadInput(unknown("field", field, known), subject=field)
    values = {field: known[field](value)}
    if stage_id:
        _correct(ctx, lambda connection: fix_stage(connection, event_id, stage_id, values), as_json=as_json)
    else:
        _correct(ctx, lambda connection: fix_event(connection, event_id, values), as_json=as_json)


def _correct(ctx: click.Context, change: Callable[[Connection], PolicyEvent], *, as_json: bool) -> None:
    """One correction, while no join is running: both would write the same act."""
    from articles.store.locks import alone

    store = open_desk(ctx).store
    with alone(store, "join") as held, store.begin() as connection:
        held.renew(connection)
        event = change(connection)
        _print(event, as_json=as_json, articles=_articles(connection, event))


def _row(event: PolicyEvent) -> dict[str, Any]:
    stage = event.stage
    return {
        "id": event.id,
        "told": max(one.told_at for one in event.stages),
        "country": event.country,
        "issuers": event.issuers,
        "stage": stage.step if stage else "not confirmed",
        "effective": _day(event.effective),
        "deadline": _day(event.deadline),
        "articles": len(event.article_ids),
        "title": event.title,
    }


def _articles(connection: Connection, event: PolicyEvent) -> list[str]:
    found = (load_article(connection, one) for one in event.article_ids)
    return [f"{one.id}  {one.dated:%Y-%m-%d}  {one.source}: {one.title}" for one in found if one is not None]


def _print(event: PolicyEvent, *, as_json: bool, articles: list[str]) -> None:
    if as_json:
        click.echo(json.dumps(asdict(event), ensure_ascii=False, default=str))
        return
    procedure = load_procedures()[event.procedure]
    for line in (
        event.title,
        f"{event.id} - {event.country or '?'} - {', '.join(event.issuers) or 'no issuer named'}",
        f"{procedure.name['en']} - number: {', '.join(event.identifiers) or 'none'}",
        f"in force: {_day(event.effective) or 'not named'} - comments until: {_day(event.deadline) or 'not named'}",
        *(f"corrected by a person: {name}" for name in event.fixed),
        "",
        *(_stage_line(stage) for stage in event.stages),
        "",
        *articles,
    ):
        click.echo(line)


def _stage_line(stage: Stage) -> str:
    opened = f"opened {stage.opened_at:%Y-%m-%d %H:%M}" if stage.opened_at else "not confirmed by a second report"
    state = "taken back" if stage.retracted else opened
    again = f" ({stage.occurrence})" if stage.occurrence > 1 else ""
    by = "official" if stage.official else f"{len(stage.origins)} reports"
    decided = f", decided {_day(stage.decided)}" if stage.decided else ""
    return f"{stage.id}  {stage.step}{again}: {stage.status} - {state} - {by}{decided}"


def _day(found: FoundDate | None) -> str | None:
    return f"{found.day:{DAY}} ({'firm' if found.firm else 'tentative'})" if found else None


def _read_day(value: str) -> FoundDate | None:
    try:
        return FoundDate(day=date.fromisoformat(value), firm=True) if value else None
    except ValueError as error:
        raise BadInput(f"'{value}' is no day; write it as 2026-12-23, or \"\" for none", subject=value) from error


def _one_of(kind: str, known: Callable[[], Any]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in known():
            raise BadInput(unknown(kind, value, known()), subject=value)
        return value

    return read


def _read_bool(value: str) -> bool:
    if value not in ("true", "false"):
        raise BadInput(f"'{value}' is neither true nor false", subject=value)
    return value == "true"


def _steps() -> set[str]:
    return {step.id for procedure in load_procedures().values() for step in procedure.steps}


def _read_title(value: str) -> str:
    if not value.strip():
        raise BadInput("a title cannot be empty; write what the act is called", subject="title")
    return value.strip()


def _read_issuers(value: str) -> tuple[str, ...]:
    issuers = tuple(one.strip() for one in value.split(",") if one.strip())
    for issuer in issuers:
        if issuer not in acting_bodies():
            raise BadInput(unknown("issuing body", issuer, acting_bodies()), subject=issuer)
    return issuers


def _read_country(value: str) -> str | None:
    """Its code; the name of a country is answered with its code."""
    if not value or value.upper() in acting_countries():
        return value.upper() or None
    if near := country_called(value):
        raise BadInput(f"no country code '{value}'. Did you mean '{near}'?", subject=value)
    raise BadInput(unknown("country code", value.upper(), acting_countries()), subject=value)


EVENT_FIELDS: dict[str, Callable[[str], Any]] = {
    "title": _read_title,
    "issuers": _read_issuers,
    "instrument_type": _one_of("instrument type", lambda: load_taxonomy().instrument_types),
    "country": _read_country,
    "effective": _read_day,
    "deadline": _read_day,
}
STAGE_FIELDS: dict[str, Callable[[str], Any]] = {
    "status": _one_of("status", lambda: load_taxonomy().statuses),
    "step": _one_of("step", _steps),
    "decided": _read_day,
    "retracted": _read_bool,
}
