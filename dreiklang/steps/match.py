"""The step match: which saved searches does a newly indexed article satisfy? In: its id. Out: Matches, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from articles import clock
from articles.model import Article, Match
from articles.outcome import Outcome
from articles.store.claims import Lease
from articles.store.labels import keep_match
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject

VERSION = "words-1"


@dataclass(frozen=True, kw_only=True)
class Matched:
    """An article, and the names of the saved searches it satisfies."""

    article: Article
    searches: tuple[str, ...] = ()


def build(desk: Desk) -> Step[Matched]:
    """The step; each saved search is asked once about a whole batch."""

    def prepare(lease: Lease) -> Matched:
        return Matched(article=load_subject(desk, lease))

    def together(batch: Sequence[Matched]) -> Sequence[Matched]:
        fresh = [one.article.id for one in batch if not _too_old(desk, one.article)]
        hits = {
            name: {hit.article_id for hit in desk.engine.search(query, limit=len(fresh), ids=fresh)}
            for name, query in desk.settings.searches.items()
            if fresh
        }
        return [
            replace(one, searches=tuple(name for name, ids in hits.items() if one.article.id in ids)) for one in batch
        ]

    def keep(connection: Connection, lease: Lease, matched: Matched) -> Outcome:
        for name in matched.searches:
            keep_match(connection, Match(search=name, article_id=lease.subject, at=clock.now()))
        if _too_old(desk, matched.article):
            return Outcome.TOO_OLD
        return Outcome.MATCHED if matched.searches else Outcome.NO_MATCH

    return Step(name="match", version=VERSION, prepare=prepare, together=together, keep=keep)


def _too_old(desk: Desk, article: Article) -> bool:
    """Nothing old alerts: an article is matched within max_age of its publication only."""
    return clock.now() - article.dated > timedelta(hours=desk.settings.digest.max_age_hours)
