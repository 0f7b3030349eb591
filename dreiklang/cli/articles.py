"""The commands articles and show. In: the store. Out: lists of articles, and one to read."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from sqlalchemy import Connection

from articles.errors import BadInput
from articles.model import Article, Translation
from articles.store.labels import load_analysis, load_translation, story_of
from articles.store.texts import article_id, list_articles, load_article
from dreiklang.cli.options import (
    json_option,
    limit_option,
    open_desk,
    print_rows,
    since_options,
    source_option,
)

COLUMNS = ("id", "published", "language", "source", "relevance", "state", "title")


@click.command()
@since_options
@source_option
@limit_option
@click.option(
    "--screened-out",
    is_flag=True,
    help="Those found not to be about AI governance, with their scores.",
)
@json_option
@click.pass_context
def articles(
    ctx: click.Context,
    since: datetime | None,
    until: datetime | None,
    source_ids: tuple[str, ...],
    limit: int | None,
    screened_out: bool,
    as_json: bool,
) -> None:
    """List articles that are relevant or not screened yet, newest first."""
    desk = open_desk(ctx)
    desk.named(source_ids)
    rows: list[dict[str, Any]] = []
    with desk.store.read() as connection:
        for article in list_articles(connection, since=since, until=until, sources=source_ids or None):
            row = _row(connection, article)
            if (row["relevant"] is False) is screened_out:
                rows.append(row)
            if limit and len(rows) >= limit:
                break
        told = "" if rows else _none(connection, asked=bool(since or until or source_ids or screened_out))
    if told:
        click.echo(told, err=True)
    if rows or as_json:
        print_rows(rows, as_json=as_json, columns=COLUMNS)


@click.command()
@click.argument("what")
@click.option("--revision", type=int, help="An older revision.")
@json_option
@click.pass_context
def show(ctx: click.Context, what: str, revision: int | None, as_json: bool) -> None:
    """Read one article, by id or URL, with its labels."""
    desk = open_desk(ctx)
    with desk.store.read() as connection:
        wanted = article_id(connection, _normalised(what)) or what
        article = load_article(connection, wanted, revision=revision)
        if article is None:
            raise BadInput(
                f"no article under '{what}'; `dreiklang explain URL` tells what happened to a URL",
                subject=what,
            )
        analysis = load_analysis(connection, article.id, article.revision)
        translation = load_translation(connection, article.id, article.revision)
        story = story_of(connection, article.id)
    if as_json:
        labels = {
            "analysis": asdict(analysis) if analysis else None,
            "story": story[0] if story else None,
            "translation": asdict(translation) if translation else None,
        }
        print_rows([asdict(article) | labels], as_json=True, columns=())
        return
    for line in _lines(article):
        click.echo(line)
    if analysis is not None:
        topics = ", ".join(topic for topic, _ in analysis.topics) or "none"
        found = "relevant" if analysis.relevant else "screened out"
        click.echo(f"\nrelevance {analysis.relevance:.2f} ({found}) - topics: {topics}")
    if translation is not None:
        click.echo("\n" + "\n".join(_in_english(translation)))


def _none(connection: Connection, *, asked: bool) -> str:
    """Why there is nothing to list."""
    if next(iter(list_articles(connection)), None) is None:
        return "there is no article yet; `dreiklang run` brings some"
    if asked:
        return "no article is like that; `dreiklang articles` without options lists all that are relevant"
    return "no article is relevant so far; `dreiklang articles --screened-out` lists the others"


def _in_english(translation: Translation) -> Iterator[str]:
    """Marked as a machine's, with its doubts."""
    from nlp.translation_checks import FLAGS

    yield f"machine translation by {translation.engine}, {translation.depth}: {translation.title}"
    yield from (f"\n{paragraph}" for paragraph in translation.paragraphs if paragraph)
    for flag, places in translation.flags.items():
        where = ", ".join("title" if place < 0 else f"paragraph {place + 1}" for place in places)
        yield f"\ndoubtful ({where}): {FLAGS[flag]}"


def _normalised(what: str) -> str:
    from crawlers.urls import normalise

    return normalise(what) if "://" in what else what


def _row(connection: Connection, article: Article) -> dict[str, Any]:
    analysis = load_analysis(connection, article.id, article.revision)
    return {
        "id": article.id,
        "published": article.dated,
        "language": article.language,
        "source": article.source,
        "relevant": analysis.relevant if analysis else None,
        "relevance": analysis.relevance if analysis else None,
        "state": article.state,
        "title": article.title,
        "url": article.url,
    }


def _lines(article: Article) -> list[str]:
    by = f"by {', '.join(article.authors)} - " if article.authors else ""
    when = article.published or article.first_seen
    shown = f"{when:%Y-%m-%d %H:%M} UTC" if article.published_precision == "minute" else f"{when:%Y-%m-%d}"
    head = [
        article.title,
        article.url,
        f"{by}{article.source} - {shown} - {article.language} - {article.state}",
    ]
    head.append(f"revision {article.revision}" + (f" - text from {article.origin}" if article.origin else ""))
    documents = [
        f"\n[{one.name or one.url}] {len(one.pages)} pages" + (f" - unread: {one.unread}" if one.unread else "")
        for one in article.attachments
    ]
    return [*head, "", "\n\n".join(article.paragraphs), *documents]
