"""The commands search and facets. In: a query. Out: hits with their passages, or how what was found spreads."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click

from articles.model import Answer, Hit
from dreiklang.asking import Question, ask
from dreiklang.cli.options import (
    Command,
    json_option,
    limit_option,
    open_desk,
    print_rows,
    since_options,
    source_option,
)

MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
BAR_COLUMNS = 40
HELP = 'docs/search.md explains the query language: words, "phrases", AND, OR, NOT, field:value, [from TO to], =word.'


def zone_option(command: Command) -> Command:
    """--time-zone."""
    zones = click.Choice(sorted(available_timezones()), case_sensitive=False)
    return click.option(
        "--time-zone", type=zones, default="UTC", show_default=True, metavar="ZONE", help="Whose days are meant."
    )(command)


@click.command(epilog=HELP)
@click.argument("query", default="")
@click.option(
    "--mode",
    type=click.Choice(["text", "semantic", "hybrid"]),
    default="text",
    show_default=True,
    help="By words, by meaning across languages, or by both.",
)
@click.option("--newest", is_flag=True, help="Newest first, instead of best first.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave so many out first.")
@since_options
@source_option
@zone_option
@limit_option
@json_option
@click.pass_context
def search(
    ctx: click.Context, /, query: str, limit: int | None, source_ids: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Search the indexed articles; without QUERY, all of them."""
    desk = open_desk(ctx)
    desk.named(source_ids)
    answer = ask(desk, Question(query=query, sources=source_ids, limit=limit or 10, highlight=True, **options))
    tell_expansions(answer)
    if as_json:
        print_rows(map(_row, answer.hits), as_json=True, columns=())
        return
    click.echo(_count(answer, options["offset"], query), err=True)
    for hit in answer.hits:
        for line in _lines(hit):
            click.echo(line)


@click.command(epilog=HELP)
@click.argument("query", default="")
@click.option("--by", "fields", multiple=True, help="Count the values of this field; may be given again.")
@click.option("--per", type=click.Choice(["day", "week", "month"]), help="Count by time of publication.")
@since_options
@source_option
@zone_option
@json_option
@click.pass_context
def facets(
    ctx: click.Context, query: str, fields: tuple[str, ...], per: Any, source_ids: tuple[str, ...], as_json: bool,
    since: datetime | None, until: datetime | None, time_zone: str,
) -> None:  # fmt: skip
    """How the articles that QUERY finds spread over sources, languages, topics, time and so on."""
    desk = open_desk(ctx)
    desk.named(source_ids)
    names = fields or (() if per else ("language", "source", "topic"))
    question = Question(
        query=query,
        sources=source_ids,
        since=since,
        until=until,
        limit=1,
        facets=names,
        histogram=per,
        time_zone=time_zone,
    )
    answer = ask(desk, question)
    tell_expansions(answer)
    rows = list(_counts(answer, time_zone))
    click.echo(f"{answer.total} articles", err=True)
    if as_json:
        print_rows(rows, as_json=True, columns=())
    else:
        _print_bars(rows)


def tell_expansions(answer: Answer) -> None:
    """On stderr, what was looked for in somebody's stead."""
    for one in answer.expansions:
        said = ", ".join(dict.fromkeys(text for text, _ in one.variants))
        click.echo(f"'{one.term}' was also looked for as: {said} (={one.term} or quotes switch that off)", err=True)


def _row(hit: Hit) -> dict[str, Any]:
    marked = {name: list(fragments) for name, fragments in hit.highlights.items()}
    return {"id": hit.article_id, "score": round(hit.score, 4), **hit.fields, "highlights": marked}


def _count(answer: Answer, offset: int, query: str) -> str:
    if not answer.total:
        return f"nothing is found by: {query}" if query else "nothing is in the index yet; `dreiklang run` brings it in"
    return f"{offset + 1} to {offset + len(answer.hits)} of {answer.total}"


def _lines(hit: Hit) -> Iterator[str]:
    """Title, where and when, English title, passages, a blank line."""
    fields = hit.fields
    when = datetime.fromisoformat(fields["published"]) if "published" in fields else None
    title = _on_terminal(hit.highlights["title"][0]) if "title" in hit.highlights else fields.get("title", "")
    yield click.style(title, bold="title" not in hit.highlights)
    told = (hit.article_id, fields.get("language"), fields.get("source"), f"{when:%Y-%m-%d %H:%M}" if when else None)
    yield "  " + "  ".join(str(part) for part in told if part)
    if "translation" in fields:
        yield f"  in English (by machine): {fields['translation']}"
    for name in ("text", "translation"):
        yield from (f"  ... {_on_terminal(fragment)}" for fragment in hit.highlights.get(name, ()))
    yield ""


def _on_terminal(marked: str) -> str:
    """Marks in colour; click takes the colour away where nobody sees it."""
    return unescape(MARK.sub(lambda match: click.style(match[1], fg="yellow", bold=True), marked))


def _counts(answer: Answer, time_zone: str) -> Iterator[dict[str, Any]]:
    for name, values in answer.facets.items():
        yield from ({"field": name, "value": value, "articles": number} for value, number in values)
    for start, number in answer.histogram:
        day = start.astimezone(ZoneInfo(time_zone)).date().isoformat()
        yield {"field": "published", "value": day, "articles": number}


def _print_bars(rows: list[dict[str, Any]]) -> None:
    most = max((row["articles"] for row in rows), default=0) or 1
    drawn = [row | {"": "█" * round(BAR_COLUMNS * row["articles"] / most)} for row in rows]
    print_rows(drawn, as_json=False, columns=("field", "value", "articles", ""))
