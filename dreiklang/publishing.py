"""Feeds and calendar, rewritten. In: the store and the settings. Out: files below out/, ready for any web server."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Connection, exists, select

from articles import clock
from articles.model import Article, PolicyEvent
from articles.store.events import list_events
from articles.store.labels import latest_matches, latest_naming, latest_on, load_analysis, load_translation
from articles.store.locks import alone
from articles.store.tables import results
from articles.store.texts import load_article
from articles.taxonomy import load_taxonomy
from articles.watch import PREFIX
from delivery.calendar import KEPT_FOR, Day, as_calendar, days_of
from delivery.feeds import MOST_ENTRIES, Entry, article_entry, atom, event_entries, write
from delivery.phrases import phrase
from dreiklang.delivery_settings import as_file_name
from dreiklang.desk import Desk

CHANGES = ("join", "translate", "index", "match")  # steps after which a feed or the calendar may read otherwise
AGAIN_AFTER = timedelta(hours=3)  # then a day may be over; what a person corrects, `dreiklang feeds` shows at once
FEEDS = "feeds"  # below out/
CALENDAR = "calendar.ics"
FEED_DAYS = timedelta(days=30)
ACT_DAYS = timedelta(days=5 * 365)  # EU laws name days of application three years ahead


def publish(desk: Desk, *, language: str = "en") -> list[Path]:
    """Rewrite every feed and the calendar; returns the files. Raises: AlreadyRunning while another process does."""
    with alone(desk.store, "publish"):
        files = []
        with desk.store.read() as connection:
            events = list_events(connection, since=clock.now() - ACT_DAYS)
            for name, (title, entries) in _feeds(connection, desk, events, language):
                path = desk.out / FEEDS / f"{name}.xml"
                newest = max((one.updated for one in entries), default=datetime.combine(clock.now(), time(), UTC))
                write(path, atom(name, title, entries, updated=newest))
                files.append(path)
            days = list(_days(connection, events))
        return [*files, _calendar(desk, days, language)]


def publish_changed(desk: Desk) -> list[Path]:
    """The same, unless this process has written all of it lately and nothing was done since. Raises: AlreadyRunning."""
    now, last = clock.now(), desk.looked_at.get("publish")
    if last is not None and timedelta() <= now - last < AGAIN_AFTER and not _has_changed(desk, since=last):
        return []
    files = publish(desk)
    desk.looked_at["publish"] = now
    return files


def _has_changed(desk: Desk, *, since: datetime) -> bool:
    done = exists().where(results.c.step.in_(CHANGES), results.c.finished_at >= since)
    with desk.store.read() as connection:
        return bool(connection.scalar(select(done)))


def file_name(kind: str, name: str) -> str:
    """A name of a file for a search or a topic."""
    return f"{kind}-{as_file_name(name) or 'unnamed'}"


Feed = tuple[str, list[Entry]]


def _feeds(
    connection: Connection, desk: Desk, events: Iterable[PolicyEvent], language: str
) -> Iterator[tuple[str, Feed]]:
    moved = sorted((one for one in events if one.stage), key=_moved_at, reverse=True)[:MOST_ENTRIES]
    acts = [one for event in moved for one in event_entries(event, href=_href(connection, event), language=language)]
    yield "policy-events", (f"Dreiklang: {phrase('part_moved', language)}", acts)
    since = clock.now() - FEED_DAYS
    entries = Entries(connection, desk)
    topics = load_taxonomy().topics
    for topic, latest in latest_on(connection, since=since, topics=topics, most=MOST_ENTRIES).items():
        yield file_name("topic", topic), (f"Dreiklang: {topics[topic].name[language]}", entries.of(latest))
    watched = {PREFIX + name: name for name in desk.settings.watch}
    for entity, latest in latest_naming(connection, since=since, entities=watched, most=MOST_ENTRIES).items():
        yield file_name("watch", watched[entity]), (f"Dreiklang: {watched[entity]}", entries.of(latest))
    for search in desk.settings.searches:
        latest = latest_matches(connection, search, since=since, most=MOST_ENTRIES)
        yield file_name("search", search), (f"Dreiklang: {search}", entries.of(latest))


class Entries:
    """Articles as entries; one that stands in several feeds is read once."""

    def __init__(self, connection: Connection, desk: Desk) -> None:
        self._connection = connection
        self._desk = desk
        self._made: dict[str, Entry | None] = {}

    def of(self, article_ids: Iterable[str]) -> list[Entry]:
        """The entries of those that can still be read."""
        made = (self._entry(one) for one in article_ids)
        return [entry for entry in made if entry is not None]

    def _entry(self, article_id: str) -> Entry | None:
        if article_id not in self._made:
            article = load_article(self._connection, article_id)
            self._made[article_id] = self._new(article) if article is not None else None
        return self._made[article_id]

    def _new(self, article: Article) -> Entry:
        translation = load_translation(self._connection, article.id, article.revision)
        analysis = load_analysis(self._connection, article.id, article.revision)
        return article_entry(
            article,
            self._desk.source(article.source),
            translated=translation.headline if translation else None,
            topics=[topic for topic, _ in analysis.topics] if analysis else [],
        )


def _moved_at(event: PolicyEvent) -> datetime:
    """When its last stage opened."""
    return max(one.opened_at for one in event.stages if one.opened_at and not one.retracted)


def _days(connection: Connection, events: Iterable[PolicyEvent]) -> Iterator[Day]:
    """What the calendar still shows."""
    first = clock.now().date() - KEPT_FOR
    for event in events:
        if any(found is not None and found.day >= first for found in (event.deadline, event.effective)):
            yield from days_of(event, href=_href(connection, event))


def _href(connection: Connection, event: PolicyEvent) -> str:
    read = (load_article(connection, one) for one in event.article_ids)
    return next((article.url for article in read if article is not None), "#")


def _calendar(desk: Desk, days: Iterable[Day], language: str) -> Path:
    path = desk.out / CALENDAR
    before = path.read_bytes() if path.is_file() else None
    write(path, as_calendar(days, before, language=language, now=clock.now()))
    return path
