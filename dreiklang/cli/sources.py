"""The commands sources list|show|check|add|hosts|import-opml|export-opml. In: source files. Out: what they say."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from articles.errors import BadInput, unknown
from articles.model import Kind, Source
from dreiklang.cli.options import json_option, open_desk, print_rows, shown
from dreiklang.desk import Desk

COLUMNS = ("id", "name", "country", "languages", "kind", "ownership", "tier", "routes", "unverified")
STATES = ("id", "name", "state", "since", "figure")
CHECKED = ("route", "status", "outcome", "entries", "newest", "problem")


@click.group()
def sources() -> None:
    """Whom we read."""


@sources.command("list")
@click.option("--language", help="Only sources in this language: de, zh, en, zh-Hant.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="Only this kind.")
@click.option("--state", "with_state", is_flag=True, help="How well each one is seen, since when, and by which figure.")
@json_option
@click.pass_context
def list_(ctx: click.Context, language: str | None, kind: str | None, with_state: bool, as_json: bool) -> None:
    """Every source, one a line."""
    desk = open_desk(ctx)
    _must_be_spoken(desk, language)
    found = [
        source
        for source in desk.all_sources.values()
        if (language is None or _speaks(source, language)) and (kind is None or kind == source.kind)
    ]
    if with_state:
        print_rows(_states(desk, found), as_json=as_json, columns=STATES)
    else:
        print_rows([_row(source) for source in found], as_json=as_json, columns=COLUMNS)
    if not as_json:
        click.echo(f"{len(found)} sources, {sum(source.unverified for source in found)} unverified")


@sources.command()
@click.argument("source_id")
@json_option
@click.pass_context
def show(ctx: click.Context, source_id: str, as_json: bool) -> None:
    """One source as TOML."""
    from crawlers.source_files import source_to_toml

    (source,) = open_desk(ctx).named([source_id])
    if as_json:
        print_rows([asdict(source)], as_json=True, columns=())
    else:
        click.echo(source_to_toml(source), nl=False)


@sources.command()
@json_option
@click.pass_context
def hosts(ctx: click.Context, as_json: bool) -> None:
    """The hosts a firewall must allow, one a line."""
    from crawlers.source_tools import hosts as all_hosts

    for host in all_hosts(open_desk(ctx).sources.values()):
        click.echo(json.dumps({"host": host}) if as_json else host)


@sources.command("export-opml")
@click.pass_context
def export_opml(ctx: click.Context) -> None:
    """Feeds as OPML on stdout, for a feed reader."""
    from crawlers.source_tools import to_opml

    click.echo(to_opml(open_desk(ctx).all_sources.values()), nl=False)


@sources.command("import-opml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_context
def import_opml(ctx: click.Context, file: Path, as_json: bool) -> None:
    """A source file to review for every site in an OPML file; sources that are known are left alone."""
    from crawlers.source_tools import from_opml

    desk = open_desk(ctx)
    for source in from_opml(file.read_bytes()):
        path = None if source.id in desk.all_sources else _write(desk, source)
        _tell(source, path, as_json=as_json)


@sources.command()
@click.argument("source_id")
@json_option
@click.pass_context
def check(ctx: click.Context, source_id: str, as_json: bool) -> None:
    """Fetch every list of one source once, and say what is there."""
    from crawlers.checking import check_source

    desk = open_desk(ctx)
    (source,) = desk.named([source_id])
    print_rows(check_source(source, options=desk.crawl_options), as_json=as_json, columns=CHECKED)


@sources.command()
@click.argument("url")
@json_option
@click.pass_context
def add(ctx: click.Context, url: str, as_json: bool) -> None:
    """Find the feeds and sitemaps of a site, and write a source file to review."""
    from crawlers.checking import suggest_source

    desk = open_desk(ctx)
    source = suggest_source(url, options=desk.crawl_options)
    if source.id in desk.all_sources:
        raise BadInput(
            f"source '{source.id}' is known; to change it, edit what `dreiklang sources show {source.id}` prints "
            f"as {shown(_file(desk, source))}",
            subject=source.id,
        )
    _tell(source, _write(desk, source), as_json=as_json)


def _speaks(source: Source, language: str) -> bool:
    return any(tag == language or tag.startswith(language + "-") for tag in source.languages)


def _must_be_spoken(desk: Desk, language: str | None) -> None:
    every = desk.all_sources.values()
    if language is not None and not any(_speaks(source, language) for source in every):
        known = {part for source in every for tag in source.languages for part in (tag, tag.partition("-")[0])}
        raise click.BadParameter(unknown("language", language, known), param_hint="--language")


def _states(desk: Desk, found: Sequence[Source]) -> list[dict[str, object]]:
    """Sources that the settings leave out have no state."""
    from dreiklang.health import source_health

    states = source_health(desk).sources
    return [
        {"id": source.id, "name": source.name, **(asdict(states[source.id]) if source.id in states else {})}
        for source in found
    ]


def _row(source: Source) -> dict[str, object]:
    routes = {
        "feed": source.feeds,
        "news sitemap": source.news_sitemaps,
        "sitemap": source.sitemaps,
        "listing": source.listings,
        "json": source.json_lists,
    }
    told = [f"{len(found)} {name}" for name, found in routes.items() if found]
    return asdict(source) | {
        "routes": told,
        "unverified": "unverified" if source.unverified else "",
    }


def _file(desk: Desk, source: Source) -> Path:
    return desk.settings.data / "sources" / f"{source.id}.toml"


def _write(desk: Desk, source: Source) -> Path:
    from crawlers.source_files import source_to_toml

    path = _file(desk, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source_to_toml(source), encoding="utf-8")
    return path


def _tell(source: Source, path: Path | None, *, as_json: bool) -> None:
    """One line for a suggested source; without a path it was known and left alone."""
    if as_json:
        click.echo(json.dumps({"id": source.id, "file": str(path) if path else None}))
    elif path is None:
        click.echo(f"left {source.id} alone: a source of that name is known")
    else:
        click.echo(f"wrote {shown(path)}: review it, then `dreiklang sources check {source.id}`")
