"""The step join: where an article belongs among all others. In: a screened Article. Out: its story, its policy event.

1. join_story.py: what is it a copy of, and which story is it part of?
2. delivery/policy.py: which act does it announce? Only a relevant article can; one that does no more takes back what it told.
3. Articles whose story, original or event changed are indexed anew, and so is one that the index must do without from now on.

It looks across articles, so only one process does it at a time, one article after the other: what `prepare` sees cannot
change before `keep` writes. An article that comes again, edited or redone, is looked at again and stays in its story.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from articles import clock
from articles.model import Analysis, Article
from articles.outcome import Outcome
from articles.store.claims import Lease, been_through, enqueue_changed
from articles.store.joins import prune
from articles.store.texts import load_article
from delivery.policy import join_event
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.join_story import Joined, Kept, StoryJoin, version
from dreiklang.steps.screen import source_type
from dreiklang.steps.subject import analysis_of, article_of
from nlp import duplicates

# An article that comes to us as late as copies are looked for still finds what it is a copy of.
KEPT = 2 * duplicates.WINDOW


@dataclass(frozen=True, kw_only=True)
class Found:
    """An article as it was read, and where it belongs."""

    article: Article
    analysis: Analysis
    joined: Joined


def build(desk: Desk) -> Step[Found]:
    """The step, reading from the desk's store."""
    story_join = StoryJoin(desk.reader)

    def prepare(lease: Lease) -> Found:
        with desk.store.read() as connection:
            article, analysis = article_of(connection, lease), analysis_of(connection, lease)
            joined = story_join.find(connection, article, source_type=source_type(desk, article.source))
        return Found(article=article, analysis=analysis, joined=joined)

    def keep(connection: Connection, lease: Lease, found: Found) -> Outcome:
        kept = story_join.keep(connection, found.article, found.joined)
        _join_event(connection, desk, found)
        _index(connection, lease, found, kept)
        if found.joined.near_duplicate_of is not None:
            return Outcome.NEAR_DUPLICATE
        return Outcome.NEW_STORY if kept.story == found.article.id else Outcome.JOINED

    def alone_again() -> None:
        story_join.forget()
        forget_old(desk, KEPT)

    return Step(
        name="join", version=version(desk.reader), prepare=prepare, keep=keep, alone=True, alone_again=alone_again
    )


def forget_old(desk: Desk, kept: timedelta) -> int:
    """Drop what articles of long ago are found by; returns how many."""
    with desk.store.begin() as connection:
        return prune(connection, before=clock.now() - kept)


def _join_event(connection: Connection, desk: Desk, found: Found) -> None:
    """Let the article tell what it announces, of a source that is still declared."""
    article, analysis = found.article, found.analysis
    source = desk.all_sources.get(article.source)
    if source is None:
        return
    original = found.joined.near_duplicate_of
    join_event(
        connection,
        article,
        analysis.announcement if analysis.relevant else None,
        source=source,
        original=load_article(connection, original) if original else None,
        topics=tuple(topic for topic, _ in analysis.topics),
    )


def _index(connection: Connection, lease: Lease, found: Found, kept: Kept) -> None:
    """An article that was indexed and is no longer relevant comes again, so that the index lets it go."""
    changed = {one: revision for one, revision in kept.changed if one != lease.subject}
    if found.analysis.relevant or been_through(connection, "index", lease.subject):
        changed[lease.subject] = lease.revision
    enqueue_changed(connection, "index", changed.items(), priority=lease.priority)
