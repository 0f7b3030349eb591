"""The step match: saved searches over what was just indexed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from articles.errors import SearchUnavailable
from articles.model import SearchDocument
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue
from articles.store.labels import matches_of
from articles.store.redo import enqueue_outdated
from articles.store.searches import search_states
from articles.store.texts import keep_article
from dreiklang.desk import Desk
from dreiklang.steps import work
from dreiklang.steps.match import build
from tests.conftest import NOON
from tests.dreiklang.desks import article, make_desk

pytestmark = pytest.mark.usefixtures("moved_clock")
SEARCHES = {"law": "KI-Gesetz", "air": "Zeppelin"}


def indexed(desk: Desk, number: int = 1, **changes: object) -> str:
    """An article in store and index that waits for match."""
    made = article(number, **changes)  # type: ignore[arg-type]  # fields of an Article
    fields = {"title": made.title, "text": made.paragraphs[0], "language": "de", "published": made.dated.isoformat()}
    desk.engine.index([SearchDocument(article_id=made.id, fields=fields)])
    with desk.store.begin() as connection:
        keep_article(connection, made)
        enqueue(connection, "match", [(made.id, 1)], priority=Priority.NEWS)
    return made.id


def matches(desk: Desk, article_id: str) -> list[str]:
    with desk.store.read() as connection:
        return matches_of(connection, article_id)


def test_each_match_is_recorded_once_however_often_it_is_asked(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, searches=SEARCHES)
    one = indexed(desk)
    assert work(desk, "match") == {Outcome.MATCHED: 1}
    indexed(desk)
    assert work(desk, "match") == {Outcome.MATCHED: 1}
    assert matches(desk, one) == ["law"]


def test_only_the_articles_that_wait_are_asked(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, searches={"all": ""})
    first = indexed(desk)
    work(desk, "match")
    desk.engine.index([SearchDocument(article_id="elsewhere", fields={"title": "KI-Gesetz"})])
    second = indexed(desk, 2)
    assert work(desk, "match") == {Outcome.MATCHED: 1}
    assert matches(desk, first) == matches(desk, second) == ["all"]
    assert matches(desk, "elsewhere") == []


def test_old_articles_never_match(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, searches=SEARCHES)
    old = indexed(desk, published=NOON - timedelta(hours=73))
    assert work(desk, "match") == {Outcome.TOO_OLD: 1}
    assert matches(desk, old) == []


def test_a_broken_search_is_an_outcome_of_its_own_and_the_others_match(
    tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    broken = make_desk(tmp_path, searches=SEARCHES | {"bad": "titel:KI"})
    one = indexed(broken)
    assert work(broken, "match") == {Outcome.QUERY_BROKEN: 1}
    assert matches(broken, one) == ["law"]
    with broken.store.read() as connection:
        assert "no field named 'titel'" in str(search_states(connection)["bad"].problem)
    mended = make_desk(tmp_path, searches=SEARCHES | {"bad": "title:KI"})
    moved_clock(NOON + timedelta(hours=1))
    with mended.store.begin() as connection:
        assert enqueue_outdated(connection, "match", version=build(mended).version) == 1
    assert work(mended, "match") == {Outcome.MATCHED: 1}
    assert set(matches(mended, one)) == {"law", "bad"}
    with mended.store.read() as connection:
        assert search_states(connection)["bad"].problem is None


def test_the_version_follows_the_searches_not_their_order(tmp_path: Path) -> None:
    def version(**searches: str) -> str:
        return build(make_desk(tmp_path, searches=searches)).version

    assert version(a="x", b="y") == version(b="y", a="x")
    assert version(a="x") != version(a="y") != version(b="y")


def test_an_engine_that_does_not_answer_stops_the_step_and_loses_nothing(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, searches=SEARCHES)
    indexed(desk)

    class Down:
        def search(self, _: object) -> None:
            raise SearchUnavailable("the cluster does not answer")

    engine = desk.engine
    vars(desk)["engine"] = Down()
    with pytest.raises(SearchUnavailable):
        work(desk, "match")
    vars(desk)["engine"] = engine
    assert work(desk, "match") == {Outcome.MATCHED: 1}


def test_a_language_bounds_a_saved_search(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, searches={"zh": {"query": "KI-Gesetz", "languages": ["zh"]}})
    indexed(desk)
    assert work(desk, "match") == {Outcome.NO_MATCH: 1}
    assert replace(desk.settings.saved_searches[0], languages=()).query == "KI-Gesetz"
