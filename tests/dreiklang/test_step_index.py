"""What stands in the index is what the store says now: what changes comes again, what is relevant no more goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from articles.model import Analysis, Article, Search, Translation
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue_changed, waiting
from articles.store.labels import keep_analysis, keep_translation, load_analysis
from articles.store.tables import results
from articles.store.vectors import keep_vectors
from dreiklang.cli.steps import redo
from dreiklang.desk import Desk
from dreiklang.steps import work
from dreiklang.steps.index import VERSION, documents, indexed
from tests.conftest import NOON
from tests.dreiklang.desks import SOURCES, SPORT, article, make_desk, put
from tests.nlp.embedding import HashingEmbedder

pytestmark = pytest.mark.usefixtures("moved_clock")
WAY = ("screen", "analyse", "join", "index", "match")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path, models={"embedder": "none"}, searches={"law": "Gesetz", "english": '"draft law"'})


def run(desk: Desk, *steps: str) -> dict[str, dict[Outcome, int]]:
    return {step: dict(work(desk, step)) for step in steps or WAY}


def found(desk: Desk, query: str = "*:*") -> dict[str, dict[str, Any]]:
    return {hit.article_id: dict(hit.fields) for hit in desk.engine.search(Search(query=query, limit=50)).hits}


def version_of(desk: Desk, one: Article) -> str:
    with desk.store.read() as connection:
        version = connection.scalar(
            select(results.c.version).where(
                results.c.subject == one.id, results.c.step == "index", results.c.outcome.is_not(None)
            )
        )
    assert isinstance(version, str)
    return version


def translate(desk: Desk, one: Article, *, depth: Any = "lead", title: str = "Cabinet approves draft law") -> None:
    """What the step translate leaves behind."""
    english = Translation(
        article_id=one.id,
        revision=one.revision,
        title=title,
        paragraphs=("It is about artificial intelligence.",),
        depth=depth,
        engine="e",
        model="m",
        at=NOON,
    )
    with desk.store.begin() as connection:
        keep_translation(connection, english)
        enqueue_changed(connection, "index", [(one.id, one.revision)], priority=Priority.NEWS)


def enqueue_again(desk: Desk) -> None:
    with desk.store.begin() as connection:
        enqueue_changed(connection, "index", [(article().id, 1)], priority=Priority.NEWS)
    run(desk)


@pytest.mark.parametrize("redone", [False, True])
def test_an_article_that_is_relevant_no_more_leaves_the_index(desk: Desk, redone: bool) -> None:
    put(desk, article(1), article(2, language="en", source_id="gazette"))
    run(desk)
    assert len(found(desk)) == 2
    if redone:  # another version of the screen says otherwise of the same revision
        with desk.store.begin() as connection:
            keep_analysis(connection, Analysis(article_id=article(1).id, revision=1, relevant=False, relevance=0.1))
            enqueue_changed(connection, "join", [(article(1).id, 1)], priority=Priority.REDO)
    else:
        put(desk, article(1, title=SPORT[0], paragraphs=(SPORT[1],)))
    assert run(desk)["index"] == {Outcome.NOT_NEEDED: 1}
    assert list(found(desk)) == [article(2, source_id="gazette").id]


def test_an_article_that_becomes_relevant_later_enters_the_index(desk: Desk) -> None:
    put(desk, article(title=SPORT[0], paragraphs=(SPORT[1],)))
    assert run(desk)["index"] == {}
    put(desk, article())
    assert run(desk)["index"] == {Outcome.INDEXED: 1}
    assert list(found(desk)) == [article().id]


def test_a_changed_input_is_another_version_and_an_unchanged_one_is_not(desk: Desk) -> None:
    put(desk, article())
    run(desk)
    first = version_of(desk, article())
    assert first.startswith(f"{VERSION}.original.")
    enqueue_again(desk)
    assert version_of(desk, article()) == first
    seen = {first}
    with desk.store.begin() as connection:
        analysis = load_analysis(connection, article().id, 1)
        assert analysis is not None
        keep_analysis(connection, replace(analysis, entities=("nvidia",)))
    enqueue_again(desk)
    seen.add(version_of(desk, article()))
    for depth in ("title", "lead"):
        translate(desk, article(), depth=depth)
        run(desk)
        seen.add(version_of(desk, article()))
    assert len(seen) == 4
    assert version_of(desk, article()).startswith(f"{VERSION}.english.")


def test_what_nobody_has_announced_is_found_by_redoing_what_is_outdated(desk: Desk) -> None:
    put(desk, article(1), article(2, language="en", source_id="gazette"))
    run(desk)
    assert redo(desk, "index", "outdated") == 0
    vars(desk)["all_sources"] = SOURCES | {"tagblatt": replace(SOURCES["tagblatt"], country="AT")}
    assert redo(desk, "index", "outdated") == 1
    assert run(desk)["index"] == {Outcome.INDEXED: 1}
    assert found(desk)[article(1).id]["country"] == "AT"
    assert run(desk)["match"] == {}


def test_saved_searches_run_once_for_the_original_and_once_when_the_english_is_there(desk: Desk) -> None:
    put(desk, article())
    assert run(desk)["match"] == {Outcome.MATCHED: 1}
    translate(desk, article(), depth="title")
    assert run(desk)["match"] == {}
    translate(desk, article())
    assert run(desk)["match"] == {Outcome.MATCHED: 1}
    translate(desk, article(), depth="full", title="Cabinet approves a law")
    assert run(desk)["match"] == {}
    assert redo(desk, "index", "all") == 1
    assert run(desk)["match"] == {}


def test_english_that_is_there_before_the_first_indexing_is_matched_once(desk: Desk) -> None:
    put(desk, article())
    run(desk, "screen", "analyse", "join")
    translate(desk, article())
    assert run(desk)["match"] == {Outcome.MATCHED: 1}
    translate(desk, article(), depth="full")
    assert run(desk)["match"] == {}


def test_every_member_of_a_merged_story_is_indexed_under_its_new_id(desk: Desk) -> None:
    words = "Kabinett billigt Gesetz zur künstlichen Intelligenz"

    def told(number: int, days: float) -> Article:
        when = NOON - timedelta(days=20 - days)
        text = f"Das KI-Gesetz regelt Hochrisiko-KI und ihre Aufsicht. {number} " + f"Absatz{number} " * 30
        return article(number, title=words, paragraphs=(text,), published=when, first_seen=when)

    early, late = told(1, 0), told(2, 5)
    put(desk, early, late)
    run(desk)
    assert {hit["story"] for hit in found(desk).values()} == {early.id, late.id}
    put(desk, told(3, 2.5))
    run(desk)
    assert [hit["story"] for hit in found(desk).values()] == [early.id] * 3


def test_the_vector_of_a_document_is_the_one_that_screen_has_kept(desk: Desk) -> None:
    embedder = HashingEmbedder()
    put(desk, article())
    run(desk)
    vars(desk)["reader"] = replace(desk.reader, embedder=embedder)
    one = np.zeros(4, dtype=np.float32)
    one[0] = 1
    with desk.store.begin() as connection:
        keep_vectors(connection, article().id, 1, {"title": one, "lead": one}, embedder=embedder.version)
    with desk.store.read() as connection:
        document = indexed(connection, desk, article().id).document
    assert document is not None
    assert document.vector == (1.0, 0.0, 0.0, 0.0)


def test_documents_are_those_of_the_relevant_articles_or_of_those_asked_for(desk: Desk) -> None:
    put(desk, article(1), article(2, title=SPORT[0], paragraphs=(SPORT[1],)), article(3, language="en"))
    run(desk, "screen", "analyse", "join")
    assert {one.article_id for one in documents(desk)} == {article(1).id, article(3).id}
    assert [one.article_id for one in documents(desk, [article(2).id, article(1).id, "nobody"])] == [article(1).id]


def test_an_article_of_a_source_that_is_declared_no_more_stays_in_the_index(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    put(desk, article())
    run(desk)
    vars(desk)["all_sources"] = {one: source for one, source in SOURCES.items() if one != "tagblatt"}
    assert redo(desk, "index", "outdated") == 1
    with caplog.at_level("CRITICAL"):
        assert run(desk)["index"] == {Outcome.FAILED: 1}
    assert list(found(desk)) == [article().id]
    desk.engine.reindex(partial(documents, desk))
    assert list(found(desk)) == [article().id], "one source that was taken out holds no reindex back"


def test_redoing_all_builds_a_damaged_index_anew(desk: Desk, moved_clock: Callable[[datetime], None]) -> None:
    put(desk, article(1), article(2, language="en", source_id="gazette"))
    run(desk)
    for path in (desk.settings.data / "index").rglob("meta.json"):
        path.write_text("{")
    vars(desk).pop("engine")
    assert redo(desk, "index", "all") == 2
    assert run(desk)["index"] == {Outcome.INDEXED: 2}
    assert len(found(desk)) == 2
    with desk.store.read() as connection:
        assert waiting(connection, "match") == 0
