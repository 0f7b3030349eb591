"""The step join: which story does an article belong to? In: a screened Article. Out: its story, under one lock."""

from collections.abc import Iterator

from sqlalchemy import Connection

from articles.model import Article
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue
from articles.store.labels import keep_in_story, story_of
from articles.store.texts import list_articles
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import analysis_of, article_of
from nlp.duplicates import SAME, alike, shingles
from nlp.stories import VERSION, WINDOW, same_story


def build(desk: Desk) -> Step[None]:
    """The step; all of it happens inside one transaction, since it looks across articles."""
    return Step(name="join", version=VERSION, prepare=lambda lease: None, keep=keep, batch=1)


def keep(connection: Connection, lease: Lease, result: None) -> Outcome:
    """Join the first neighbour with the same text, else the first about the same event, else begin a story."""
    article = article_of(connection, lease)
    outcome = _join(connection, article)
    if analysis_of(connection, lease).relevant:
        enqueue(
            connection,
            "index",
            [(lease.subject, lease.revision)],
            priority=lease.priority,
        )
    return outcome


def _join(connection: Connection, article: Article) -> Outcome:
    known = story_of(connection, article.id)
    if known is not None:
        return Outcome.JOINED
    ours = shingles(article.text, language=article.language)
    for other, story in _neighbours(connection, article):
        if alike(ours, shingles(other.text, language=other.language)) >= SAME:
            keep_in_story(connection, article.id, story, near_duplicate_of=other.id)
            return Outcome.NEAR_DUPLICATE
        if same_story(article, other):
            keep_in_story(connection, article.id, story, near_duplicate_of=None)
            return Outcome.JOINED
    keep_in_story(connection, article.id, article.id, near_duplicate_of=None)
    return Outcome.NEW_STORY


def _neighbours(connection: Connection, article: Article) -> Iterator[tuple[Article, str]]:
    window = {"since": article.dated - WINDOW, "until": article.dated + WINDOW}
    for other in list(list_articles(connection, **window)):
        story = story_of(connection, other.id)
        if story is not None and other.language == article.language:
            yield other, story[0]
