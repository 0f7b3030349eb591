"""The step join: which story does an article belong to? In: a screened Article. Out: its story, under one lock.

It looks across articles, so only one process does it at a time, one article after the other: what `prepare` sees cannot
change before `keep` writes.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from articles.model import Article
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed
from articles.store.labels import keep_in_story, stories_of, story_of
from articles.store.texts import list_articles
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import analysis_of, article_of
from nlp.duplicates import same_text
from nlp.stories import VERSION, WINDOW, same_story


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Where an article belongs."""

    outcome: Outcome
    story: str
    near_duplicate_of: str | None = None


def build(desk: Desk) -> Step[Joined]:
    """The step, reading from the desk's store."""

    def prepare(lease: Lease) -> Joined:
        with desk.store.read() as connection:
            return join(connection, article_of(connection, lease))

    return Step(name="join", version=VERSION, prepare=prepare, keep=keep, alone=True)


def keep(connection: Connection, lease: Lease, joined: Joined) -> Outcome:
    """Write the story down; a relevant article goes on to the index."""
    keep_in_story(connection, lease.subject, joined.story, near_duplicate_of=joined.near_duplicate_of)
    if analysis_of(connection, lease).relevant:
        enqueue_changed(connection, "index", [(lease.subject, lease.revision)], priority=lease.priority)
    return joined.outcome


def join(connection: Connection, article: Article) -> Joined:
    """The story it is in already, that of a neighbour with the same text or about the same event, or a new one."""
    known = story_of(connection, article.id)
    if known is not None:
        return _again(article, *known)
    neighbours = _neighbours(connection, article)
    for other, story in neighbours:
        if same_text(article, other):
            return Joined(outcome=Outcome.NEAR_DUPLICATE, story=story, near_duplicate_of=other.id)
    for other, story in neighbours:
        if same_story(article, other):
            return Joined(outcome=Outcome.JOINED, story=story)
    return Joined(outcome=Outcome.NEW_STORY, story=article.id)


def _again(article: Article, story: str, near_duplicate_of: str | None) -> Joined:
    """An article that is edited or done again stays where it is."""
    first = Outcome.NEW_STORY if story == article.id else Outcome.JOINED
    outcome = Outcome.NEAR_DUPLICATE if near_duplicate_of else first
    return Joined(outcome=outcome, story=story, near_duplicate_of=near_duplicate_of)


def _neighbours(connection: Connection, article: Article) -> list[tuple[Article, str]]:
    around = list_articles(connection, since=article.dated - WINDOW, until=article.dated + WINDOW)
    near = [other for other in around if other.language == article.language and other.id != article.id]
    stories = {one: story for story, ids in stories_of(connection, [one.id for one in near]).items() for one in ids}
    return [(other, stories[other.id]) for other in near if other.id in stories]
