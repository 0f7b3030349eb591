"""Feeds and calendar, rewritten. In: the store and the settings. Out: files below out/, ready for any web server."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from articles import clock
from articles.model import Article, PolicyEvent
from articles.store.events import list_events
from articles.store.labels import load_analysis, load_translation, matches_since, screened_between
from articles.store.texts import load_article
from articles.taxonomy import load_taxonomy
from delivery.calendar import as_calendar, days_of
from delivery.feeds import Entry, article_entry, atom, event_entries, write
from delivery.phrases import phrase
from dreiklang.desk import Desk

FEEDS = "feeds"  # below out/
CALENDAR = "calendar.ics"
FEED_DAYS = timedelta(days=30)
ACT_DAYS = timedelta(days=730)
LANGUAGES = ("de", "zh", "en")


def publish(desk: Desk, *, language: str = "en") -> list[Path]:
    """Rewrite every feed and the calendar; returns the files."""
    with desk.store.read() as connection:
        events = [(event, _href(connection, event)) for event in list_events(connection, since=clock.now() - ACT_DAYS)]
        feeds = dict(_feeds(connection, desk, events, language))
    files = []
    for name, (title, entries) in feeds.items():
        path = desk.settings.out / FEEDS / f"{name}.xml"
        newest = max(
            (one.updated for one in entries), default=clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        )
        write(path, atom(name, title, entries, updated=newest))
        files.append(path)
    return [*files, _calendar(desk, events, language)]


def file_name(kind: str, name: str) -> str:
    """A name of a file for a search or a topic: letters, digits and hyphens of any script."""
    letters = re.sub(r"[^\w-]+", "-", name).strip("-")
    return f"{kind}-{letters or 'unnamed'}"


Feed = tuple[str, list[Entry]]


def _feeds(
    connection: Connection, desk: Desk, events: Iterable[tuple[PolicyEvent, str]], language: str
) -> Iterator[tuple[str, Feed]]:
    acts = [entry for event, href in events for entry in event_entries(event, href=href, language=language)]
    yield "policy-events", (f"Dreiklang: {phrase('part_moved', language)}", acts)
    since = clock.now() - FEED_DAYS
    by_topic: dict[str, list[Entry]] = {topic: [] for topic in load_taxonomy().topics}
    for article, analysis in screened_between(connection, since=since, until=clock.now(), languages=LANGUAGES):
        if analysis.relevant:
            entry = _entry(connection, desk, article, [topic for topic, _ in analysis.topics])
            for topic, _ in analysis.topics:
                by_topic[topic].append(entry)
    for topic, entries in by_topic.items():
        yield file_name("topic", topic), (f"Dreiklang: {load_taxonomy().topics[topic].name[language]}", entries)
    for search in desk.settings.searches:
        found = [load_article(connection, one) for _, one in matches_since(connection, [search], since=since)]
        entries = [_entry(connection, desk, article, _topics(connection, article)) for article in found if article]
        yield file_name("search", search), (f"Dreiklang: {search}", entries)


def _entry(connection: Connection, desk: Desk, article: Article, topics: list[str]) -> Entry:
    translation = load_translation(connection, article.id, article.revision)
    translated = translation.title if translation and translation.title else None
    return article_entry(article, desk.source(article.source), translated=translated, topics=topics)


def _topics(connection: Connection, article: Article) -> list[str]:
    analysis = load_analysis(connection, article.id, article.revision)
    return [topic for topic, _ in analysis.topics] if analysis else []


def _href(connection: Connection, event: PolicyEvent) -> str:
    read = (load_article(connection, one) for one in event.article_ids)
    return next((article.url for article in read if article is not None), "#")


def _calendar(desk: Desk, events: Iterable[tuple[PolicyEvent, str]], language: str) -> Path:
    path = desk.settings.out / CALENDAR
    days = [day for event, href in events for day in days_of(event, href=href)]
    before = path.read_bytes() if path.is_file() else None
    write(path, as_calendar(days, before, language=language, now=clock.now()))
    return path
