"""Maintenance, on both databases: what is over goes, all that is needed stays, and the index gets back what it lacks."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, select, update

from articles.model import Candidate, Message, Search
from articles.outcome import Outcome
from articles.store import Store, retention
from articles.store.claims import Priority, claim, enqueue, finish, waiting
from articles.store.labels import keep_receipt, receipts_of
from articles.store.locks import alone
from articles.store.outbox import (
    digests_of,
    key,
    load_posted,
    mark_sent,
    post,
    sent_alerts,
    tell_of,
    thread_of,
    told_of,
)
from articles.store.pages import Validators, keep_validators
from articles.store.sightings import count as sighted
from articles.store.tables import (
    article_urls,
    articles,
    bands,
    candidates,
    outbox,
    receipts,
    results,
    source_days,
    traits,
    validators,
)
from articles.store.texts import load_article
from articles.store.visits import Noted, Visited, due_visits, end_visits, note
from dreiklang import doctor
from dreiklang.desk import Desk
from dreiklang.digesting import issue
from dreiklang.explain import explain
from dreiklang.maintaining import maintain
from dreiklang.model_check import outdated
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import SPORT, article, make_desk, put

MoveClock = Callable[[datetime], None]
DAY = timedelta(days=1)
URL = "https://www.tagblatt.example/news/1"
QUIET: dict[str, Any] = {"models": {"embedder": "none", "judge": "none", "translator": "none"}}


@pytest.fixture
def desk(tmp_path: Path, store_url: str, moved_clock: MoveClock) -> Iterator[Desk]:
    """A desk without weights, on each database in turn."""
    made = make_desk(tmp_path, store={"url": store_url}, **QUIET)
    yield made
    made.store.close()


def count(store: Store, table: Table, *where: Any) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0


def done(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


def through(desk: Desk) -> None:
    for step in ("screen", "analyse", "join", "translate", "index", "match"):
        work(desk, step)


# What was polled and visited


def poll(store: Store, *days: int, source: str = "tagblatt", move: MoveClock) -> None:
    for visit, day in enumerate(days, start=1):
        move(NOON + day * DAY)
        with store.begin() as connection:
            enqueue(connection, "discover", [(source, visit)], priority=Priority.NEWS)
        (lease,) = claim(store, "discover", version="1", limit=1)
        with store.begin() as connection:
            finish(connection, lease, Outcome.LISTED)


def visit(store: Store, outcome: Outcome, *, next_due: datetime | None = None) -> None:
    """The next visit that is due ends so."""
    with store.begin() as connection:
        (one,) = due_visits(connection, "www.tagblatt.example", limit=1)
        end_visits(connection, [Visited(visit=one, outcome=outcome, version="1", next_due=next_due)])


def listed(store: Store, url: str = URL, *, wanted: bool = True, published: datetime | None = NOON) -> None:
    found = Candidate(url=url, source="tagblatt", published=published)
    with store.begin() as connection:
        due_at = NOON if wanted else None
        note(
            connection,
            [Noted(candidate=found, host="www.tagblatt.example", priority=Priority.NEWS, due_at=due_at)],
        )
        keep_validators(connection, Validators(url=url, digest="x"))


def test_old_polls_go_and_the_last_one_of_a_source_stays(desk: Desk, moved_clock: MoveClock) -> None:
    poll(desk.store, 0, 1, 2, move=moved_clock)
    poll(desk.store, 0, 95, source="amtsblatt", move=moved_clock)
    moved_clock(NOON + 100 * DAY)
    assert done(maintain(desk)) == {"polls": 3}
    with desk.store.read() as connection:
        left = connection.execute(select(results.c.subject, results.c.revision)).all()
    assert set(left) == {("tagblatt", 3), ("amtsblatt", 2)}


def test_what_came_of_a_source_is_known_for_a_year_and_more(desk: Desk, moved_clock: MoveClock) -> None:
    for days in (0, 1, 390):
        moved_clock(NOON + days * DAY)
        with desk.store.begin() as connection:
            sighted(connection, "tagblatt", "reached")
    moved_clock(NOON + 401 * DAY)
    assert done(maintain(desk)) == {"sightings": 1}
    assert count(desk.store, source_days) == 2


def test_visits_without_news_go_and_explain_still_tells_how_the_article_came(
    desk: Desk, moved_clock: MoveClock
) -> None:
    listed(desk.store)
    put(desk, article(1))
    visit(desk.store, Outcome.FETCHED, next_due=NOON + DAY)
    moved_clock(NOON + DAY)
    visit(desk.store, Outcome.UNCHANGED, next_due=NOON + 3 * DAY)
    moved_clock(NOON + 3 * DAY)
    visit(desk.store, Outcome.UNCHANGED)
    through(desk)
    moved_clock(NOON + 400 * DAY)
    counts = done(maintain(desk))
    assert (counts["visits"], "candidates" in counts) == (2, False)
    with desk.store.read() as connection:
        told = "\n".join(explain(connection, URL, sources=desk.sources))
    for expected in ("seen 2026-03-02 12:00 UTC by tagblatt", "fetched", "relevant", "indexed", "so          here"):
        assert expected in told


def test_addresses_that_became_no_article_go_with_what_was_known_of_them(desk: Desk, moved_clock: MoveClock) -> None:
    listed(desk.store)
    visit(desk.store, Outcome.NOT_FOUND)
    listed(desk.store, URL + "/sport", wanted=False)
    moved_clock(NOON + 179 * DAY)
    assert done(maintain(desk)) == {}
    moved_clock(NOON + 181 * DAY)
    assert maintain(desk, dry_run=True)["candidates"] == 2
    assert done(maintain(desk)) == {"candidates": 2}
    for table in (candidates, validators, results):
        assert count(desk.store, table) == 0


def test_an_address_stays_that_would_pass_for_new_were_it_listed_again(desk: Desk, moved_clock: MoveClock) -> None:
    listed(desk.store, published=None)
    visit(desk.store, Outcome.EMPTY_PAGE)
    moved_clock(NOON + 181 * DAY)
    assert done(maintain(desk)) == {}


def test_an_address_stays_that_is_still_to_be_visited(desk: Desk, moved_clock: MoveClock) -> None:
    listed(desk.store)
    moved_clock(NOON + 181 * DAY)
    assert done(maintain(desk)) == {}


def test_more_rows_go_than_fit_into_one_transaction_or_are_read_at_once(
    desk: Desk, moved_clock: MoveClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 10)
    monkeypatch.setattr(retention, "MOST_READ", 25)
    found = [
        Noted(
            candidate=Candidate(url=f"{URL}/{number}", source="tagblatt"),
            host="www.tagblatt.example",
            priority=Priority.NEWS,
            due_at=None,
        )
        for number in range(60)
    ]
    with desk.store.begin() as connection:
        note(connection, found)
    moved_clock(NOON + 181 * DAY)
    assert done(maintain(desk)) == {"candidates": 60}


# Messages


def message(number: int, *, kind: Any = "alert", rule: str = "acts", thread: str = "", **changes: Any) -> Message:
    made = Message(
        id=f"m{number}",
        kind=kind,
        rule=rule,
        thread=thread or f"t{number}",
        subject="An act",
        text="",
        html="",
        language="en",
        created_at=NOON + number * DAY,
        subjects=(f"stage{number}",),
        facts={f"stage{number}": {"status": "draft"}},
    )
    return replace(made, **changes)


def send(store: Store, *messages: Message, article_id: str | None = None, waits: bool = False) -> None:
    for one in messages:
        with store.begin() as connection:
            tell_of(connection, one)
            post(connection, one, {"mail": ["me"]})
        if waits:
            continue
        (lease,) = claim(store, "deliver", version="1", limit=1, subjects=[key("mail", "me", one.id)])
        with store.begin() as connection:
            posted = load_posted(connection, lease.subject)
            assert posted is not None
            mark_sent(connection, posted)
            ids = [article_id] if article_id else []
            keep_receipt(connection, lease.subject, channel="mail", place="here", article_ids=ids)
            finish(connection, lease, Outcome.DELIVERED)


def ids_left(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(select(outbox.c.message_id)))


def test_old_messages_go_and_nothing_is_told_twice(desk: Desk, moved_clock: MoveClock) -> None:
    send(desk.store, message(0), message(1), message(480))
    moved_clock(NOON + 500 * DAY)
    assert done(maintain(desk)) == {"messages": 2}
    assert ids_left(desk.store) == {"m480"}
    assert count(desk.store, results) == count(desk.store, receipts) == 1
    with desk.store.begin() as connection:
        assert told_of(connection, "acts") == {"stage0", "stage1", "stage480"}
        assert not tell_of(connection, message(0, id="again"))


def test_a_thread_that_goes_on_stays_whole(desk: Desk, moved_clock: MoveClock) -> None:
    first, answer = message(0, thread="act"), message(450, thread="act")
    send(desk.store, first, message(1), answer)
    moved_clock(NOON + 500 * DAY)
    assert done(maintain(desk)) == {"messages": 1}
    with desk.store.read() as connection:
        posted = load_posted(connection, key("mail", "me", answer.id))
        assert posted is not None
        assert thread_of(connection, posted) == ["m0", "m450"]


def test_what_can_still_be_corrected_stays(desk: Desk, moved_clock: MoveClock) -> None:
    send(desk.store, *(message(day) for day in range(0, 140, 20)))
    moved_clock(NOON + 140 * DAY)
    made = make_desk(
        desk.settings.data.parent,
        store={"url": desk.settings.store_url},
        retention={"messages_days": 90},
        **QUIET,
    )
    before = sent_alerts_of(made, since=NOON + 80 * DAY)
    assert done(maintain(made)) == {"messages": 3}
    assert sent_alerts_of(made, since=NOON + 80 * DAY) == before
    assert len(before) == 3
    made.store.close()


def sent_alerts_of(desk: Desk, *, since: datetime) -> list[Any]:
    with desk.store.read() as connection:
        return sent_alerts(connection, since=since)


def test_a_digest_knows_what_the_ones_before_it_told_however_long_ago(desk: Desk, moved_clock: MoveClock) -> None:
    rule = "digest/daily/daily"
    send(
        desk.store,
        *(message(day, kind="digest", rule=rule, article_ids=(f"a{day}",)) for day in (0, 100, 101, 108)),
    )
    moved_clock(NOON + 900 * DAY)
    with desk.store.read() as connection:
        before = issue(connection, desk, "daily")
    assert done(maintain(desk)) == {"messages": 1}
    with desk.store.read() as connection:
        assert issue(connection, desk, "daily") == before
        assert len(digests_of(connection, rule, before=NOON + 900 * DAY)) == 3
    assert before.told == {"a100", "a101", "a108"}


def test_a_message_that_waits_for_its_channel_stays(desk: Desk, moved_clock: MoveClock) -> None:
    send(desk.store, message(0), waits=True)
    send(desk.store, message(480))
    moved_clock(NOON + 500 * DAY)
    assert done(maintain(desk)) == {}


def test_where_an_article_was_delivered_is_known_for_ever(desk: Desk, moved_clock: MoveClock) -> None:
    send(desk.store, message(0), article_id="a1")
    send(desk.store, message(480))
    moved_clock(NOON + 500 * DAY)
    assert done(maintain(desk)) == {"messages": 1}
    with desk.store.read() as connection:
        assert receipts_of(connection, "a1") == ["mail|me|m0"]
    assert count(desk.store, receipts) == 2


# Articles, traces and the index


def test_articles_with_all_that_is_said_of_them_stay_for_ever(desk: Desk, moved_clock: MoveClock) -> None:
    put(desk, *(article(number) for number in range(3)), article(9, title=SPORT[0], paragraphs=(SPORT[1],)))
    through(desk)
    work(desk, "deliver")
    before = {table.name: count(desk.store, table) for table in (articles, article_urls, results)}
    moved_clock(NOON + 3000 * DAY)
    assert done(maintain(desk)) == {"traces": 4}
    assert before == {table.name: count(desk.store, table) for table in (articles, article_urls, results)}
    assert count(desk.store, traits) == count(desk.store, bands) == 0
    with desk.store.read() as connection:
        assert load_article(connection, article(1).id) is not None


def test_articles_that_the_index_lacks_wait_to_be_indexed_and_no_other_does(desk: Desk) -> None:
    put(desk, *(article(number) for number in range(5)))
    through(desk)
    desk.engine.delete([article(2).id])
    assert maintain(desk, dry_run=True)["indexed_again"] == 1
    assert done(maintain(desk)) == {"indexed_again": 1}
    assert work(desk, "index") == {Outcome.INDEXED: 1}
    assert desk.engine.count() == 5
    assert work(desk, "match") == {}
    assert done(maintain(desk)) == {}


def test_a_relevant_article_that_never_came_to_the_index_is_sent_there(desk: Desk) -> None:
    put(desk, article(1))
    through(desk)
    desk.engine.delete([article(1).id])
    with desk.store.begin() as connection:
        connection.execute(results.delete().where(results.c.step == "index"))
    assert done(maintain(desk)) == {"indexed_again": 1}
    work(desk, "index")
    assert desk.engine.search(Search(query="*:*")).total == 1


def test_an_index_that_lost_most_of_its_articles_is_left_to_a_person(desk: Desk) -> None:
    put(desk, *(article(number) for number in range(3)))
    through(desk)
    desk.engine.delete([article(number).id for number in range(2)])
    todo: list[str] = []
    assert done(maintain(desk, tell=todo.append)) == {}
    assert todo == ["the search index lacks 2 of 3 articles; run `dreiklang reindex`"]


def test_an_index_that_cannot_be_read_stops_nothing_else(desk: Desk, moved_clock: MoveClock) -> None:
    put(desk, article(1))
    through(desk)
    for path in desk.settings.data.joinpath("index").rglob("*.json"):
        path.write_text("{")
    vars(desk).pop("engine")
    moved_clock(NOON + 100 * DAY)
    todo: list[str] = []
    assert done(maintain(desk, tell=todo.append)) == {"traces": 1}
    assert "cannot be read" in todo[0]
    assert "dreiklang reindex" in todo[0]


def test_articles_in_the_index_that_nobody_knows_of_are_told(desk: Desk) -> None:
    put(desk, article(1), article(2))
    through(desk)
    with desk.store.begin() as connection:
        connection.execute(
            update(results)
            .where(results.c.subject == article(2).id, results.c.step == "index")
            .values(outcome=str(Outcome.NOT_NEEDED))
        )
    todo: list[str] = []
    assert done(maintain(desk, tell=todo.append)) == {}
    assert todo == ["the search index holds 1 articles that the store does not know of; run `dreiklang reindex`"]


def test_doctor_and_maintain_agree_on_what_the_index_holds(desk: Desk) -> None:
    put(desk, article(1), article(2))
    through(desk)
    desk.engine.delete([article(2).id])
    of_index = (results.c.step == "index", results.c.subject == article(2).id)
    with desk.store.begin() as connection:
        (row,) = connection.execute(select(results).where(*of_index)).mappings()
        later = {"revision": row["revision"] + 1, "outcome": str(Outcome.NOT_NEEDED)}
        connection.execute(results.insert().values({**row, **later}))
    todo: list[str] = []
    assert done(maintain(desk, tell=todo.append)) == {} and todo == []
    assert [(one.level, one.told) for one in doctor.index(desk)] == [("ok", "1 articles")]


def test_an_article_that_failed_when_it_was_indexed_again_is_no_reason_to_build_the_index_anew(desk: Desk) -> None:
    put(desk, article(1))
    through(desk)
    with desk.store.begin() as connection:
        connection.execute(update(results).where(results.c.step == "index").values(outcome=str(Outcome.FAILED)))
    todo: list[str] = []
    assert done(maintain(desk, tell=todo.append)) == {} and todo == []


# Models


def test_results_of_an_older_version_are_told_with_the_command_that_makes_them_again(desk: Desk) -> None:
    put(desk, article(1), article(2))
    through(desk)
    with desk.store.begin() as connection:
        connection.execute(update(results).where(results.c.step == "screen").values(version="older"))
    assert list(outdated(desk)) == [
        "2 results of screen are of an older version; `dreiklang screen --redo outdated` makes them again"
    ]
    assert done(maintain(desk)) == {}
    with desk.store.read() as connection:
        assert waiting(connection, "screen") == 0


def test_a_model_whose_bytes_changed_is_told(tmp_path: Path, moved_clock: MoveClock) -> None:
    desk = make_desk(tmp_path, **QUIET)
    folder = desk.settings.models_folder / "qwen"
    folder.mkdir(parents=True)
    (folder / "weights.bin").write_bytes(b"other")
    pinned = {"sha256": "0" * 64, "seen": [5, 0]}
    told = {"model": "org/name@1", "revision": "1", "licence": "mit", "files": {"weights.bin": pinned}}
    folder.rename(folder.with_name("org--name"))
    (folder.with_name("org--name") / "SHA256.json").write_text(json.dumps(told))
    todo: list[str] = []
    maintain(desk, tell=todo.append)
    assert len(todo) == 1
    assert "model org/name@1 is damaged" in todo[0]
    assert "run `dreiklang models pull org/name@1`" in todo[0]


# A second run, a second process, a kill


def everything_at_once(desk: Desk, move: MoveClock) -> None:
    """A store with something of every kind that will be over."""
    put(desk, article(1), article(2))
    through(desk)
    poll(desk.store, 0, 1, 2, move=move)
    move(NOON)
    listed(desk.store, URL + "/gone")
    visit(desk.store, Outcome.NOT_FOUND)
    listed(desk.store, URL)
    visit(desk.store, Outcome.FETCHED, next_due=NOON)
    visit(desk.store, Outcome.UNCHANGED)
    send(desk.store, message(0), message(480))
    desk.engine.delete([article(2).id])
    enqueue_nothing_lost(desk.store)
    move(NOON + 500 * DAY)


def enqueue_nothing_lost(store: Store) -> None:
    """A lease of a dead process."""
    store.worker = store.worker.rpartition("/")[0] + "/1"
    with store.begin() as connection:
        enqueue(connection, "screen", [("left behind", 1)], priority=Priority.NEWS)
    claim(store, "screen", version="1", limit=1)


EVERYTHING = {
    "leases": 1, "polls": 2, "visits": 1, "candidates": 1, "sightings": 1, "traces": 2, "messages": 1, "indexed_again": 1
}  # fmt: skip


def test_a_second_run_finds_nothing(desk: Desk, moved_clock: MoveClock) -> None:
    everything_at_once(desk, moved_clock)
    assert done(maintain(desk, dry_run=True)) == EVERYTHING
    assert done(maintain(desk)) == EVERYTHING
    work(desk, "index")
    assert done(maintain(desk)) == {}


class Killed(BaseException):
    """As if the process had died: nothing after it is done."""


def test_a_kill_at_any_point_does_no_harm(desk: Desk, moved_clock: MoveClock, monkeypatch: pytest.MonkeyPatch) -> None:
    everything_at_once(desk, moved_clock)
    begin, kills, left = Store.begin, 0, 0

    def begin_or_die(store: Store) -> AbstractContextManager[Connection]:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return begin(store)

    monkeypatch.setattr(Store, "begin", begin_or_die)
    for allowed in range(30):
        left = allowed
        with begin(desk.store) as connection:  # the lock of one who died runs out
            connection.execute(update(Table("locks", results.metadata)).values(lease_token=None))
        try:
            maintain(desk)
            break
        except Killed:
            kills += 1
    monkeypatch.undo()
    assert kills > 4
    work(desk, "index")
    assert done(maintain(desk)) == {}
    tables = (articles, candidates, validators, outbox, receipts, traits, bands, results)
    assert {table.name: count(desk.store, table) for table in tables} == {
        "articles": 2, "candidates": 1, "validators": 1, "outbox": 1, "receipts": 1, "traits": 0, "bands": 0,
        "results": 13 + 1 + 1 + 1,
    }  # fmt: skip
    assert desk.engine.count() == 2


def test_the_store_is_left_to_another_process_that_maintains_it(desk: Desk, moved_clock: MoveClock) -> None:
    poll(desk.store, 0, 1, move=moved_clock)
    moved_clock(NOON + 500 * DAY)
    with alone(desk.store, "maintain"):
        assert done(maintain(desk, tell=pytest.fail)) == {}
    assert done(maintain(desk)) == {"polls": 1}


# The command line


def test_the_command_fails_where_a_person_has_to_act(
    call: Call, real_settings: Path, noon: Callable[[datetime], None], tmp_path: Path
) -> None:
    noon(NOON)
    desk = make_desk(tmp_path, **QUIET)
    put(desk, article(1))
    through(desk)
    desk.engine.delete([article(1).id])
    told = call("maintain")
    assert told.code == 1
    assert "TO DO: the search index lacks 1 of 1 articles; run `dreiklang reindex`" in told.out
    desk.store.close()


def test_the_command_tells_what_it_did_in_json_and_in_words(
    call: Call, real_settings: Path, noon: Callable[[datetime], None], tmp_path: Path
) -> None:
    with real_settings.open("a") as file:
        file.write('[models]\nembedder = "none"\njudge = "none"\ntranslator = "none"\n')
    noon(NOON)
    desk = make_desk(tmp_path)
    poll(desk.store, 0, 1, move=noon)
    noon(NOON + 500 * DAY)
    dry = call("maintain", "--dry-run")
    assert "1 polls forgotten (retention.visits_days)" in dry.out
    assert "only counted and nothing done" in dry.out
    told = json.loads(call("maintain", "--json").out)
    assert (told["step"], told["todo"], told["outdated"], told["dry_run"]) == ("maintain", [], [], False)
    assert done(told["outcomes"]) == {"polls": 1}
    assert call("maintain").out == "maintain: 0 in all; articles stay\n"
    desk.store.close()
