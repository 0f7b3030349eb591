"""The commands sources list|show|check|add|hosts|import-opml|export-opml. In: source files. Out: what they say."""

from dataclasses import asdict
from pathlib import Path

import click

from articles.errors import BadInput
from articles.model import Source
from dreiklang.cli.options import json_option, open_desk, print_rows, shown
from dreiklang.desk import Desk

COLUMNS = (
    "id",
    "name",
    "country",
    "languages",
    "kind",
    "ownership",
    "tier",
    "routes",
    "unverified",
)


@click.group()
def sources() -> None:
    """Whom we read."""


@sources.command("list")
@click.option("--language", help="Only sources in this language.")
@click.option(
    "--kind",
    help="Only this kind: news, wire, opinion, blog, official, association, research.",
)
@json_option
@click.pass_context
def list_(ctx: click.Context, language: str | None, kind: str | None, as_json: bool) -> None:
    """Every source, one a line."""
    found = [
        source
        for source in open_desk(ctx).all_sources.values()
        if (language is None or language in source.languages) and (kind is None or kind == source.kind)
    ]
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

    source = open_desk(ctx).named([source_id])[0]
    if as_json:
        print_rows([asdict(source)], as_json=True, columns=())
    else:
        click.echo(source_to_toml(source))


@sources.command()
@click.pass_context
def hosts(ctx: click.Context) -> None:
    """The hosts a firewall must allow, one a line."""
    from crawlers.source_tools import hosts as all_hosts

    for host in all_hosts(list(open_desk(ctx).sources.values())):
        click.echo(host)


@sources.command("export-opml")
@click.pass_context
def export_opml(ctx: click.Context) -> None:
    """Feeds as OPML, for a feed reader."""
    from crawlers.source_tools import to_opml

    click.echo(to_opml(list(open_desk(ctx).all_sources.values())))


@sources.command("import-opml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def import_opml(ctx: click.Context, file: Path) -> None:
    """A source file to review for every feed in an OPML file."""
    from crawlers.source_tools import from_opml

    desk = open_desk(ctx)
    for source in from_opml(file.read_bytes()):
        _write(desk, source)


@sources.command()
@click.argument("source_id")
@json_option
@click.pass_context
def check(ctx: click.Context, source_id: str, as_json: bool) -> None:
    """Fetch every route of one source once, and say what is there."""
    from crawlers.checking import check_source

    desk = open_desk(ctx)
    source = desk.named([source_id])[0]
    rows = check_source(source, options=desk.crawl_options)
    print_rows(
        rows,
        as_json=as_json,
        columns=("route", "status", "outcome", "entries", "newest", "problem"),
    )


@sources.command()
@click.argument("url")
@click.pass_context
def add(ctx: click.Context, url: str) -> None:
    """Find the feeds and sitemaps of a site, and write a source file to review."""
    from crawlers.checking import suggest_source

    desk = open_desk(ctx)
    _write(desk, suggest_source(url, options=desk.crawl_options))


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


def _write(desk: Desk, source: Source) -> None:
    from crawlers.source_files import source_to_toml

    path = desk.settings.data / "sources" / f"{source.id}.toml"
    if path.exists():
        raise BadInput(
            f"{path} is there already; edit it, or move it away first",
            subject=source.id,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source_to_toml(source), encoding="utf-8")
    click.echo(f"wrote {shown(path)}: review it, then `dreiklang sources check {source.id}`")
