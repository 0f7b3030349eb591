"""From an article in the store to a digest on disk, step by step."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from articles.model import Analysis, Search
from articles.outcome import OUTCOMES, STEPS, Outcome
from articles.store.claims import Priority, counts, enqueue, enqueue_changed
from articles.store.labels import keep_analysis, load_analysis, matches_of, receipts_of, story_of
from articles.store.locks import alone
from articles.store.redo import enqueue_all
from articles.store.tables import results
from articles.store.texts import set_state
from dreiklang.desk import Desk
from dreiklang.digests import make_due
from dreiklang.steps import STEPS as WORKED
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.desks import SPORT, article, make_desk, put

pytestmark = pytest.mark.usefixtures("moved_clock")
MoveClock = Callable[[datetime], None]
AFTER_EXTRACT = STEPS[STEPS.index("screen") :]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path, searches={"AI law": "AI Act", "Gesetz": "Gesetz", "nothing": "zeppelin"})


def run_all(desk: Desk) -> dict[str, dict[str, int]]:
    """Every step after extract once; returns what is in the store at the end."""
    for step in AFTER_EXTRACT:
        if step == "deliver":
            make_due(desk, always=True)
        work(desk, step)
    with desk.store.read() as connection:
        return {step: dict(counted) for step, counted in counts(connection).items()}


def test_steps_are_done_in_the_order_of_an_articles_way() -> None:
    assert STEPS[STEPS.index("extract") :] == WORKED


def test_a_relevant_article_goes_the_whole_way(desk: Desk) -> None:
    put(desk, article())
    assert run_all(desk) == {
        "screen": {"relevant": 1},
        "analyse": {"analysed": 1},
        "join": {"new_story": 1},
        "translate": {"no_model": 1},
        "index": {"indexed": 1},
        "match": {"matched": 1},
        "deliver": {"delivered": 1},
    }


def test_an_irrelevant_article_is_joined_and_goes_no_further(desk: Desk) -> None:
    put(desk, article(title=SPORT[0], paragraphs=(SPORT[1],)))
    ended = run_all(desk)
    assert ended == {"screen": {"screened_out": 1}, "join": {"new_story": 1}, "deliver": {"delivered": 1}}
    assert desk.engine.count() == 0


def test_every_outcome_of_a_step_is_one_that_is_documented_for_it(desk: Desk) -> None:
    put(desk, article(), article(2, title=SPORT[0]), article(3, language="en", source_id="gazette"))
    put(desk, article(4, language="zh", source_id="ribao"), article(5, language="de", title="x", paragraphs=("y",)))
    for step, ended in run_all(desk).items():
        for outcome in ended:
            assert step in OUTCOMES[Outcome(outcome)][0]


def test_a_second_run_repeats_nothing(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    assert [work(desk, step) for step in AFTER_EXTRACT] == [{}] * len(AFTER_EXTRACT)


def test_copies_of_one_text_are_near_duplicates_of_the_first(desk: Desk) -> None:
    first, copy = article(1), article(2, source_id="amtsblatt", first_seen=NOON + timedelta(minutes=5))
    put(desk, first)
    run_all(desk)
    put(desk, copy)
    assert run_all(desk)["join"] == {"new_story": 1, "near_duplicate": 1}
    with desk.store.read() as connection:
        assert story_of(connection, copy.id) == (first.id, first.id)


def test_a_copy_is_found_even_when_another_article_of_the_story_is_newer(desk: Desk) -> None:
    first = article(1)
    newer = article(2, paragraphs=("Ganz anderer Text zur KI-Regulierung.",))
    newer = replace(newer, published=NOON + timedelta(hours=1))
    put(desk, first, newer)
    run_all(desk)
    put(desk, article(3, source_id="amtsblatt"))
    run_all(desk)
    with desk.store.read() as connection:
        joined = story_of(connection, article(3, source_id="amtsblatt").id)
    assert joined is not None
    assert joined[1] == first.id


def test_an_edited_article_keeps_its_story_and_is_indexed_anew(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    put(desk, article(title="Kabinett billigt KI-Gesetz nach Streit"))
    assert run_all(desk)["join"] == {"new_story": 2}
    assert [hit.fields["title"] for hit in desk.engine.search(Search(query="Streit")).hits] == [
        "Kabinett billigt KI-Gesetz nach Streit"
    ]
    assert desk.engine.count() == 1


def test_an_older_revision_that_comes_late_does_not_write_over_the_newer(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    put(desk, article(title="Kabinett billigt KI-Gesetz nach Streit"))
    run_all(desk)
    with desk.store.begin() as connection:
        enqueue(connection, "index", [(article().id, 1)], priority=Priority.NEWS)
    assert work(desk, "index") == {Outcome.INDEXED: 1}
    assert desk.engine.search(Search(query="Streit")).total == 1


def test_a_removed_article_stays_findable_and_is_marked(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    with desk.store.begin() as connection:
        set_state(connection, article(), "removed")
        enqueue_changed(connection, "index", [(article().id, 1)], priority=Priority.NEWS)
    work(desk, "index")
    assert [hit.fields["state"] for hit in desk.engine.search(Search(query="Kabinett")).hits] == ["removed"]


def test_an_article_removed_before_it_was_screened_is_not_indexed(desk: Desk) -> None:
    put(desk, article())
    with desk.store.begin() as connection:
        enqueue_changed(connection, "index", [(article().id, 1)], priority=Priority.NEWS)
    assert work(desk, "index") == {Outcome.NOT_NEEDED: 1}
    assert desk.engine.count() == 0


def test_indexing_all_again_matches_nothing_again(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    with desk.store.begin() as connection:
        assert enqueue_all(connection, "index", version="plain-1") == 1
    assert work(desk, "index") == {Outcome.INDEXED: 1}
    assert work(desk, "match") == {}


def test_each_saved_search_is_satisfied_by_its_own_articles_only(desk: Desk) -> None:
    german, english = article(1), article(2, language="en", source_id="gazette")
    put(desk, german, english)
    run_all(desk)
    with desk.store.read() as connection:
        assert matches_of(connection, german.id) == ["Gesetz"]
        assert matches_of(connection, english.id) == ["AI law"]


def test_nothing_old_is_matched(desk: Desk) -> None:
    put(desk, article(published=NOON - timedelta(days=4)))
    assert run_all(desk)["match"] == {"too_old": 1}


def test_join_done_elsewhere_is_left_alone(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    put(desk, article())
    work(desk, "screen")
    work(desk, "analyse")
    with caplog.at_level(logging.CRITICAL), alone(desk.store, "join"):
        assert work(desk, "join") == {}
    assert work(desk, "join") == {Outcome.NEW_STORY: 1}


def test_a_lost_article_fails_alone(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    put(desk, article())
    with desk.store.begin() as connection:
        enqueue(connection, "screen", [("nowhere", 1)], priority=Priority.NEWS)
        enqueue(connection, "join", [("nowhere", 1)], priority=Priority.NEWS)
    with caplog.at_level(logging.CRITICAL):
        assert work(desk, "screen") == {Outcome.RELEVANT: 1, Outcome.FAILED: 1}
        assert work(desk, "join") == {Outcome.FAILED: 1}
    with desk.store.read() as connection:
        told = connection.scalar(select(results.c.detail).where(results.c.outcome == "failed"))
    assert told == "BadInput: no article nowhere in revision 1"


def test_an_article_that_is_not_screened_says_so_to_join(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    put(desk, article())
    with desk.store.begin() as connection:
        enqueue(connection, "join", [(article().id, 1)], priority=Priority.NEWS)
    with caplog.at_level(logging.CRITICAL):
        assert work(desk, "join") == {Outcome.FAILED: 1}
    with desk.store.read() as connection:
        detail = connection.scalar(select(results.c.detail).where(results.c.step == "join"))
    assert "run `dreiklang screen`" in detail


def test_the_digest_carries_what_is_relevant_and_leaves_a_receipt(desk: Desk) -> None:
    put(desk, article(), article(2, title=SPORT[0], paragraphs=(SPORT[1],)))
    run_all(desk)
    folder = desk.settings.out / "digests"
    assert sorted(path.name for path in folder.iterdir()) == [
        "2026-03-02-daily.html", "2026-03-02-daily.md", "2026-03-02-daily.txt",
    ]  # fmt: skip
    assert "Kabinett billigt KI-Gesetz" in (folder / "2026-03-02-daily.txt").read_text(encoding="utf-8")
    assert SPORT[0] not in (folder / "2026-03-02-daily.html").read_text(encoding="utf-8")
    with desk.store.read() as connection:
        (receipt,) = receipts_of(connection, article().id)
    assert receipt.startswith("folder|")


def test_what_was_seen_before_a_digest_and_fetched_after_it_stands_in_the_next_one_only(
    desk: Desk, moved_clock: MoveClock
) -> None:
    put(desk, article(1))
    run_all(desk)
    found = []
    for day in (1, 2):
        moved_clock(NOON + timedelta(days=day))
        if day == 1:
            put(desk, article(2, title="KI-Gesetz: Bundesrat berät", first_seen=NOON - timedelta(hours=1)))
        run_all(desk)
        text = desk.settings.out / "digests" / f"2026-03-0{2 + day}-daily.txt"
        found.append("Bundesrat berät" in text.read_text(encoding="utf-8"))
    assert found == [True, False]


def test_a_digest_made_again_on_the_same_day_is_the_same_digest_and_is_sent_once(
    desk: Desk, moved_clock: MoveClock
) -> None:
    put(desk, article(1))
    run_all(desk)
    text = desk.settings.out / "digests" / "2026-03-02-daily.txt"
    before = text.read_text(encoding="utf-8")
    moved_clock(NOON + timedelta(hours=3))
    put(desk, article(2, title="KI-Gesetz: Bundesrat berät", first_seen=NOON + timedelta(hours=2)))
    assert run_all(desk)["deliver"] == {"delivered": 1}
    assert text.read_text(encoding="utf-8") == before, "what came after it waits for the next one"


def test_screening_again_does_not_translate_again(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    with desk.store.begin() as connection:
        enqueue_all(connection, "screen", version="any")
    ended = run_all(desk)
    assert ended["translate"] == {"no_model": 1}
    assert ended["index"] == {"indexed": 1}


def test_labels_of_a_newer_screen_reach_the_index(desk: Desk) -> None:
    put(desk, article())
    run_all(desk)
    with desk.store.begin() as connection:
        analysis = load_analysis(connection, article().id, 1)
        assert isinstance(analysis, Analysis)
        keep_analysis(connection, replace(analysis, topics=(("made up", 1.0),)))
        enqueue_changed(connection, "index", [(article().id, 1)], priority=Priority.REDO)
    work(desk, "index")
    assert desk.engine.search(Search(query="Kabinett")).hits[0].fields["topic"] == ["made up"]
