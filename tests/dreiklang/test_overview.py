"""What came of every source, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.model import Analysis, Candidate
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, claim, enqueue, finish
from articles.store.labels import keep_analysis
from articles.store.texts import keep_article
from articles.store.visits import Noted, note, poll_done, sync_polls
from dreiklang.overview import by_source, documents_due, due
from tests.conftest import NOON
from tests.dreiklang.desks import SOURCES, article

pytestmark = pytest.mark.usefixtures("moved_clock")
PAGE = Noted(
    candidate=Candidate(url="https://www.tagblatt.example/news/1", source="tagblatt"),
    host="www.tagblatt.example",
    priority=Priority.NEWS,
    due_at=NOON,
)


def ended(store: Store, step: str, subject: str, outcome: Outcome, *, visit: int = 1) -> None:
    with store.begin() as connection:
        enqueue(connection, step, [(subject, visit)], priority=Priority.NEWS)
    lease = claim(store, step, version="v1", limit=1)[0]
    with store.begin() as connection:
        finish(connection, lease, outcome)


def test_a_source_has_its_articles_and_the_outcomes_of_its_polls_visits_and_pages(any_store: Store) -> None:
    with any_store.begin() as connection:
        note(connection, [PAGE])
        sync_polls(connection, SOURCES)
        poll_done(connection, "tagblatt", visit=1, due_at=NOON, outcome=Outcome.LISTED)
        keep_article(connection, article(1))
        keep_article(connection, article(1, title="edited"))
        keep_article(connection, article(2))
        keep_analysis(connection, Analysis(article_id=article(1).id, revision=2, relevant=True, relevance=1.0))
        keep_analysis(connection, Analysis(article_id=article(2).id, revision=1, relevant=False, relevance=0.0))
    ended(any_store, "discover", "tagblatt", Outcome.LISTED)
    ended(any_store, "discover", "tagblatt", Outcome.UNCHANGED, visit=2)
    ended(any_store, "fetch", PAGE.candidate.url, Outcome.FETCHED)
    ended(any_store, "fetch", PAGE.candidate.url, Outcome.UNCHANGED, visit=2)
    ended(any_store, "extract", PAGE.candidate.url, Outcome.EXTRACTED)
    with any_store.read() as connection:
        rows = {row.source.id: row for row in by_source(connection, SOURCES)}
    found = rows["tagblatt"]
    assert (found.articles, found.relevant, found.reached_at) == (2, 1, NOON)
    assert found.outcomes == {
        "discover": {"listed": 1, "unchanged": 1},
        "fetch": {"fetched": 1, "unchanged": 1},
        "extract": {"extracted": 1},
    }
    assert (rows["ribao"].articles, rows["ribao"].outcomes, rows["ribao"].reached_at) == (0, {}, None)
    assert list(rows) == list(SOURCES)


def test_what_is_due_is_counted_and_documents_apart(any_store: Store) -> None:
    document = Candidate(url="https://www.tagblatt.example/a.pdf", source="tagblatt", parent=PAGE.candidate.url)
    with any_store.begin() as connection:
        assert due(connection, SOURCES) == {"polls": len(SOURCES), "visits": 0}
        sync_polls(connection, SOURCES)
        poll_done(connection, "ribao", visit=1, due_at=NOON + timedelta(hours=1), outcome=Outcome.LISTED)
        note(connection, [PAGE])
        assert due(connection, SOURCES) == {"polls": len(SOURCES) - 1, "visits": 1}
        assert due(connection, ["ribao"]) == {"polls": 0, "visits": 0}
        assert documents_due(connection) == 0
        note(connection, [replace(PAGE, candidate=document)])
        assert due(connection, SOURCES)["visits"] == 2
        assert documents_due(connection) == 1
