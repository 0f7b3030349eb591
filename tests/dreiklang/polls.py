"""Polls of invented sources. In: a desk and an Outcome. Out: the store as the crawler leaves it."""

from articles import clock
from articles.outcome import Outcome
from articles.store.claims import Priority, claim, enqueue, finish
from articles.store.sightings import count_fresh
from articles.store.visits import poll_done, sync_polls
from dreiklang.desk import Desk


def polled(desk: Desk, source_id: str, outcome: Outcome, *, visit: int = 1, fresh: int = 0) -> None:
    """One poll that ended so, and named so many new articles."""
    with desk.store.begin() as connection:
        sync_polls(connection, [source_id])
        enqueue(connection, "discover", [(source_id, visit)], priority=Priority.NEWS)
    lease = claim(desk.store, "discover", version="v1", limit=1, subjects=[source_id])[0]
    with desk.store.begin() as connection:
        finish(connection, lease, outcome)
        poll_done(connection, source_id, visit=visit, due_at=clock.now(), outcome=outcome)
        count_fresh(connection, source_id, fresh)
