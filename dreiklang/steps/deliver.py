"""The step deliver: a day -> a digest on disk, with a receipt. In: stories of the last hours. Out: files in `out`."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from articles import clock
from articles.model import Article
from articles.outcome import Outcome
from articles.store.labels import (
    keep_receipt,
    load_analysis,
    load_translation,
    stories_of,
)
from articles.store.tables import polls
from articles.store.texts import list_articles
from delivery.digest import Digest, ToldStory, as_page, as_text
from dreiklang.desk import Desk

CHANNEL = "file"


def deliver(desk: Desk, *, since: datetime | None = None) -> tuple[Outcome, list[Path]]:
    """Write today's digest, replacing an earlier one of the same day."""
    as_of = clock.now()
    with desk.store.read() as connection:
        digest = build_digest(connection, desk, since=since or as_of - timedelta(days=1), as_of=as_of)
    paths = _write(desk.settings.out, digest)
    with desk.store.begin() as connection:
        carried = [article.id for story in digest.stories for article in story.articles]
        key = f"digest/{as_of:%Y-%m-%d}"
        keep_receipt(connection, key, channel=CHANNEL, place=str(paths[0]), article_ids=carried)
    return Outcome.DELIVERED, paths


def build_digest(connection: Connection, desk: Desk, *, since: datetime, as_of: datetime) -> Digest:
    """What was first seen since then, in stories; what was published long before stands as late."""
    max_age = timedelta(hours=desk.settings.digest.max_age_hours)
    seen = [article for article in list_articles(connection) if since <= article.first_seen <= as_of]
    relevant = [article for article in seen if _relevant(connection, article)]
    fresh = {article.id: article for article in relevant if article.first_seen - article.dated <= max_age}
    stories = [
        ToldStory(
            id=story,
            articles=tuple(sorted((fresh[one] for one in ids), key=lambda article: article.dated)),
        )
        for story, ids in stories_of(connection, list(fresh)).items()
    ]
    return Digest(
        as_of=as_of,
        stories=tuple(stories),
        late=tuple(article for article in relevant if article.id not in fresh),
        seen=_reached(connection, since),
        expected=len(desk.sources),
        sources=desk.all_sources,
        untranslated=sum(_untranslated(connection, article) for article in fresh.values()),
    )


def _relevant(connection: Connection, article: Article) -> bool:
    analysis = load_analysis(connection, article.id, article.revision)
    return analysis is not None and analysis.relevant


def _untranslated(connection: Connection, article: Article) -> bool:
    return article.language != "en" and load_translation(connection, article.id, article.revision) is None


def _reached(connection: Connection, since: datetime) -> int:
    return connection.scalar(select(func.count()).where(polls.c.reached_at >= since)) or 0


def _write(folder: Path, digest: Digest) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    day = f"digest-{digest.as_of:%Y-%m-%d}"
    written = []
    for name, text in (
        (f"{day}.txt", as_text(digest)),
        (f"{day}.html", as_page(digest)),
    ):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
