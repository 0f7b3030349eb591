"""The step match: which saved searches does a newly indexed article satisfy? In: its id. Out: Matches, each once."""

from datetime import timedelta

from sqlalchemy import Connection

from articles import clock
from articles.model import Match
from articles.outcome import Outcome
from articles.store.claims import Lease
from articles.store.labels import keep_match
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.subject import load_subject

VERSION = "words-1"
Found = tuple[list[Match], Outcome]


def build(desk: Desk) -> Step[Found]:
    """The step, asking the desk's engine."""

    def prepare(lease: Lease) -> Found:
        article = load_subject(desk, lease)
        if clock.now() - article.dated > timedelta(hours=desk.settings.digest.max_age_hours):
            return [], Outcome.TOO_OLD
        names = [
            name
            for name, query in desk.settings.searches.items()
            if desk.engine.search(query, limit=1, ids=[article.id])
        ]
        found = [Match(search=name, article_id=article.id, at=clock.now()) for name in names]
        return found, Outcome.MATCHED if found else Outcome.NO_MATCH

    return Step(name="match", version=VERSION, prepare=prepare, keep=keep)


def keep(connection: Connection, lease: Lease, found: Found) -> Outcome:
    """Record each match once."""
    matches, outcome = found
    for match in matches:
        keep_match(connection, match)
    return outcome
