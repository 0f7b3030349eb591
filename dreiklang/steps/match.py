"""The step match: which saved searches does a newly indexed article satisfy? In: its id. Out: Matches, each once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from articles import clock
from articles.model import Article, Match
from articles.outcome import Outcome
from articles.store.claims import Lease
from articles.store.labels import keep_match
from articles.store.searches import note_run
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.settings import Settings
from dreiklang.steps.subject import load_subject

VERSION = "queries-1"
DIGEST_CHARS = 12


@dataclass(frozen=True, kw_only=True)
class Matched:
    """An article, the names of the saved searches it satisfies, and whether one of them could not be run."""

    article: Article
    searches: tuple[str, ...] = ()
    broken: bool = False


def build(desk: Desk) -> Step[Matched]:
    """The step; each saved search is asked once about a whole batch."""

    def prepare(lease: Lease) -> Matched:
        return Matched(article=load_subject(desk, lease))

    def together(batch: Sequence[Matched]) -> Sequence[Matched]:
        from search.saved import match

        searches = desk.settings.saved_searches
        found = match(
            desk.engine, searches, sorted({one.article.id for one in batch if not _too_old(desk, one.article)})
        )
        with desk.store.begin() as connection:
            for search in searches:
                note_run(connection, search, problem=found.broken.get(search.name))
        return [
            replace(one, searches=found.satisfied.get(one.article.id, ()), broken=bool(found.broken)) for one in batch
        ]

    def keep(connection: Connection, lease: Lease, matched: Matched) -> Outcome:
        for name in matched.searches:
            keep_match(connection, Match(search=name, article_id=lease.subject, at=clock.now()))
        if _too_old(desk, matched.article):
            return Outcome.TOO_OLD
        if matched.broken:
            return Outcome.QUERY_BROKEN
        return Outcome.MATCHED if matched.searches else Outcome.NO_MATCH

    return Step(name="match", version=_version(desk.settings), prepare=prepare, together=together, keep=keep)


def _version(settings: Settings) -> str:
    """Changes with every saved search, so that `--redo outdated` brings articles to what a changed one finds."""
    searches = sorted((one.name, one.query, *one.languages) for one in settings.saved_searches)
    digest = hashlib.sha256(json.dumps(searches, ensure_ascii=False).encode()).hexdigest()
    return f"{VERSION}-{digest[:DIGEST_CHARS]}"


def _too_old(desk: Desk, article: Article) -> bool:
    """Nothing old alerts: an article is matched within max_age of its publication only."""
    return clock.now() - article.dated > timedelta(hours=desk.settings.digest.max_age_hours)
