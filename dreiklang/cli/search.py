"""The command search. In: words. Out: hits, best first."""

import click

from dreiklang.cli.options import json_option, limit_option, open_desk, print_rows


@click.command()
@click.argument("query")
@limit_option
@json_option
@click.pass_context
def search(ctx: click.Context, query: str, limit: int | None, as_json: bool) -> None:
    """Articles that hold every word of QUERY (plain for now: words only)."""
    hits = open_desk(ctx).engine.search(query, limit=limit or 10)
    rows = [{"id": hit.article_id, "score": round(hit.score, 2), **hit.fields} for hit in hits]
    if not rows and not as_json:
        click.echo(f"nothing holds every word of: {query}")
        return
    print_rows(
        rows,
        as_json=as_json,
        columns=("id", "language", "source", "published", "title"),
    )
