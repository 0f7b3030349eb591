"""The step deliver: a day -> a digest on disk, with a receipt. In: stories since the last digest. Out: files in `out`.

Plain for now: one digest a day, rewritten whenever the step runs again on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from articles import clock
from articles.model import Article
from articles.outcome import Outcome
from articles.store.claims import Lease, Priority, enqueue
from articles.store.labels import (
    carried_before,
    keep_receipt,
    last_sent,
    load_analysis,
    load_translation,
    place_of,
    stories_of,
)
from articles.store.tables import polls
from articles.store.texts import list_articles
from delivery.digest import Digest, ToldStory, as_page, as_text
from dreiklang.desk import Desk
from dreiklang.loop import Step

VERSION = "plain-1"
CHANNEL = "file"
PREFIX = "digest/"


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What was handed over, and where it lies."""

    article_ids: Sequence[str]
    place: Path


def plan_digest(desk: Desk) -> str:
    """Make today's digest wait for the step; returns its message key."""
    key = f"{PREFIX}{clock.now():%Y-%m-%d}"
    with desk.store.begin() as connection:
        enqueue(connection, "deliver", [(key, 1)], priority=Priority.NEWS)
    return key


def digest_files(desk: Desk) -> list[Path]:
    """Today's digest, as text and as a page."""
    with desk.store.read() as connection:
        place = place_of(connection, f"{PREFIX}{clock.now():%Y-%m-%d}", channel=CHANNEL)
    return [Path(place), Path(place).with_suffix(".html")] if place else []


def build(desk: Desk) -> Step[Delivered]:
    """The step, writing below the desk's `out`."""

    def prepare(lease: Lease) -> Delivered:
        as_of = clock.now()
        with desk.store.read() as connection:
            digest = build_digest(connection, desk, key=lease.subject, as_of=as_of)
        place = _write(desk.settings.out, lease.subject.removeprefix(PREFIX), digest)
        carried = [article.id for story in digest.stories for article in story.articles]
        return Delivered(article_ids=[*carried, *(article.id for article in digest.late)], place=place)

    return Step(name="deliver", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, delivered: Delivered) -> Outcome:
    """Write the receipt."""
    keep_receipt(
        connection, lease.subject, channel=CHANNEL, place=str(delivered.place), article_ids=delivered.article_ids
    )
    return Outcome.DELIVERED


def build_digest(connection: Connection, desk: Desk, *, key: str, as_of: datetime) -> Digest:
    """What no digest before carried, in stories; what was published long before we saw it stands as late.

    What was named by a list before the last digest and could be fetched only after it is still new, within max_age.
    """
    sent = last_sent(connection, before_key=key, prefix=PREFIX)
    since = sent or as_of - timedelta(days=1)
    max_age = timedelta(hours=desk.settings.digest.max_age_hours)
    seen_from = since - max_age if sent else since
    carried = carried_before(connection, before_key=key, prefix=PREFIX)
    relevant = [
        article
        for article in list_articles(connection)
        if seen_from < article.first_seen <= as_of
        and article.id not in carried
        and article.language in desk.settings.digest.languages
        and _relevant(connection, article)
    ]
    fresh = {article.id: article for article in relevant if article.first_seen - article.dated <= max_age}
    return Digest(
        as_of=as_of,
        since=since,
        stories=_stories(connection, fresh),
        late=tuple(article for article in relevant if article.id not in fresh),
        seen=_reached(connection, desk, since),
        expected=len(desk.sources),
        sources=desk.all_sources,
        untranslated=sum(_untranslated(connection, article) for article in fresh.values()),
    )


def _stories(connection: Connection, fresh: dict[str, Article]) -> tuple[ToldStory, ...]:
    return tuple(
        ToldStory(id=story, articles=tuple(sorted((fresh[one] for one in ids), key=lambda article: article.dated)))
        for story, ids in stories_of(connection, list(fresh)).items()
    )


def _relevant(connection: Connection, article: Article) -> bool:
    analysis = load_analysis(connection, article.id, article.revision)
    return analysis is not None and analysis.relevant


def _untranslated(connection: Connection, article: Article) -> bool:
    return article.language != "en" and load_translation(connection, article.id, article.revision) is None


def _reached(connection: Connection, desk: Desk, since: datetime) -> int:
    query = select(func.count()).where(polls.c.reached_at > since, polls.c.source.in_(list(desk.sources)))
    return connection.scalar(query) or 0


def _write(folder: Path, day: str, digest: Digest) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / f"digest-{day}.txt"
    text.write_text(as_text(digest), encoding="utf-8")
    text.with_suffix(".html").write_text(as_page(digest), encoding="utf-8")
    return text
