"""While the search engine is away, nothing is lost: the steps stop, everything waits, and the next run goes on."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from articles.errors import DocumentsRefused, SearchUnavailable
from articles.model import Answer, Search, SearchDocument
from articles.outcome import Outcome
from articles.store.tables import results
from dreiklang.desk import Desk
from dreiklang.steps import work
from tests.dreiklang.desks import article, make_desk, put


class Away:
    """An engine that is not there, until it is; `refusing` are documents it cannot hold."""

    def __init__(self) -> None:
        self.back = False
        self.refusing: set[str] = set()
        self.held: set[str] = set()

    def index(self, documents: Iterable[SearchDocument]) -> int:
        self._answer()
        given = {one.article_id for one in documents}
        self.held |= given - self.refusing
        if given & self.refusing:
            raise DocumentsRefused(dict.fromkeys(given & self.refusing, "does not fit"))
        return len(given)

    def delete(self, article_ids: Sequence[str]) -> None:
        self._answer()
        self.held -= set(article_ids)

    def search(self, search: Search) -> Answer:
        self._answer()
        return Answer(total=0, hits=())

    def _answer(self) -> None:
        if not self.back:
            raise SearchUnavailable("no Elasticsearch answers")


@pytest.fixture
def away() -> Away:
    return Away()


@pytest.fixture
def desk(tmp_path: Path, moved_clock: object, away: Away) -> Desk:
    """Three articles that wait to be indexed."""
    made = make_desk(tmp_path, models={"embedder": "none"}, searches={"AI": "KI"})
    vars(made)["engine"] = away
    put(made, *(article(number) for number in range(3)))
    for step in ("screen", "analyse", "join"):
        work(made, step)
    return made


def outcomes(desk: Desk, step: str) -> list[tuple[str | None, int]]:
    with desk.store.read() as connection:
        asked = select(results.c.outcome, results.c.attempts).where(results.c.step == step)
        return [(row.outcome, row.attempts) for row in connection.execute(asked)]


def test_an_engine_that_is_away_costs_no_attempt_however_long(desk: Desk, away: Away) -> None:
    for _ in range(10):
        with pytest.raises(SearchUnavailable):
            work(desk, "index")
    assert outcomes(desk, "index") == [(None, 0)] * 3
    away.back = True
    assert work(desk, "index") == {Outcome.INDEXED: 3}


def test_saved_searches_wait_for_the_engine_too(desk: Desk, away: Away) -> None:
    away.back = True
    work(desk, "index")
    away.back = False
    for _ in range(10):
        with pytest.raises(SearchUnavailable):
            work(desk, "match")
    assert outcomes(desk, "match") == [(None, 0)] * 3
    away.back = True
    assert work(desk, "match").total() == 3


def test_one_document_that_does_not_fit_fails_alone(desk: Desk, away: Away) -> None:
    away.back = True
    away.refusing = {article(1).id}
    assert work(desk, "index") == {Outcome.INDEXED: 2, Outcome.FAILED: 1}
    assert away.held == {article(0).id, article(2).id}
