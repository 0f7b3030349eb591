"""Faults are told of once when they begin and once when they are over, together, to the channels that the settings name."""

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from articles.model import Message
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue
from articles.store.outbox import list_posted
from delivery.channels import Refused
from dreiklang.desk import Desk
from dreiklang.faults import LATE_AFTER, tell_faults
from dreiklang.health import LATE
from dreiklang.sending import send_all
from dreiklang.steps import work
from tests.conftest import NOON
from tests.delivery.fakes import FakeChannel
from tests.dreiklang.desks import SOURCES, make_desk
from tests.dreiklang.polls import polled

HOUR = timedelta(hours=1)
Move = Callable[[datetime], None]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def tell(desk: Desk) -> list[Message]:
    """As a process does that has just been started; what it says is sent at once."""
    vars(desk).pop("looked_at", None)
    messages = tell_faults(desk)
    send_all(desk)
    return messages


class Polls:
    """Hourly polls of all sources, which find nothing new unless another Outcome is named."""

    def __init__(self, desk: Desk, move: Move) -> None:
        self.desk, self.move, self.hour = desk, move, 0
        self.visits: Counter[str] = Counter()

    def go(self, hours: int, *, without: Collection[str] = (), **outcomes: Outcome) -> None:
        for _ in range(hours):
            self.hour += 1
            self.move(NOON + self.hour * HOUR)
            for source_id in SOURCES:
                if source_id not in without:
                    self.visits[source_id] += 1
                    outcome = outcomes.get(source_id, Outcome.UNCHANGED)
                    polled(self.desk, source_id, outcome, visit=self.visits[source_id])


@pytest.fixture
def polls(desk: Desk, moved_clock: Move) -> Polls:
    return Polls(desk, moved_clock)


def test_a_fault_is_told_once_when_it_begins_and_once_when_it_is_over(desk: Desk, polls: Polls) -> None:
    polls.go(2)
    assert tell(desk) == []
    polls.go(2, tagblatt=Outcome.FORBIDDEN)
    assert tell(desk) == []
    polls.go(1, tagblatt=Outcome.FORBIDDEN)
    (begun,) = tell(desk)
    assert (begun.kind, begun.subject) == ("health", "[FAULT] Tagblatt")
    assert "- Tagblatt: refuses us since 2 Mar 16:00 (forbidden)\n" in begun.text
    for _ in range(30):
        polls.go(1, tagblatt=Outcome.FORBIDDEN)
        assert tell(desk) == []
    polls.go(1)
    assert tell(desk) == []
    polls.go(1)
    (over,) = tell(desk)
    assert over.subject == "[OVER] Tagblatt"
    assert "- Tagblatt: in order since 4 Mar 01:00, it was not since 2 Mar 16:00\n" in over.text
    polls.go(5)
    assert tell(desk) == []
    with desk.store.read() as connection:
        assert [posted.channel for posted, *_ in list_posted(connection)] == ["folder", "folder"]


def test_what_changes_between_two_looks_stands_in_one_message(desk: Desk, polls: Polls) -> None:
    polls.go(2)
    polls.go(5, tagblatt=Outcome.TIMED_OUT, gazette=Outcome.NOT_A_FEED)
    (told,) = tell(desk)
    assert told.subject == "[FAULT] Gazette + 1"
    assert "Gazette: its lists cannot be read" in told.text and "Tagblatt: cannot be reached" in told.text


def test_a_source_that_comes_and_goes_is_told_of_once(desk: Desk, polls: Polls) -> None:
    polls.go(5, tagblatt=Outcome.FORBIDDEN)
    assert len(tell(desk)) == 1
    for _ in range(5):
        polls.go(1)
        assert tell(desk) == []
        polls.go(4, tagblatt=Outcome.FORBIDDEN)
        assert tell(desk) == []


@pytest.mark.parametrize(("language", "words"), [("de", "weist uns ab"), ("zh", "拒绝访问"), ("en", "refuses us")])
def test_it_is_told_in_the_language_of_the_settings(
    tmp_path: Path, moved_clock: Move, language: str, words: str
) -> None:
    desk = make_desk(tmp_path, health={"language": language})
    Polls(desk, moved_clock).go(5, tagblatt=Outcome.TLS_REFUSED)
    (told,) = tell(desk)
    assert words in told.text and words in told.html and told.language == language


def test_only_sources_up_to_the_tier_of_the_settings_are_told_of(tmp_path: Path, moved_clock: Move) -> None:
    desk = make_desk(tmp_path, health={"tier": 2})
    low = replace(SOURCES["tagblatt"], tier=3)
    unverified = replace(SOURCES["gazette"], unverified=True)
    browser = replace(SOURCES["ribao"], needs_browser=True)
    vars(desk)["all_sources"] = SOURCES | {"tagblatt": low, "gazette": unverified, "ribao": browser}
    Polls(desk, moved_clock).go(6, tagblatt=Outcome.FORBIDDEN, gazette=Outcome.FORBIDDEN)
    assert tell(desk) == []


def test_an_issuer_that_is_seen_on_no_way_is_told_of_before_its_sources(desk: Desk, polls: Polls) -> None:
    own = replace(SOURCES["amtsblatt"], issuers=("de_bnetza",), fallback="tagblatt")
    vars(desk)["all_sources"] = SOURCES | {"amtsblatt": own}
    polls.go(2)
    polls.go(5, amtsblatt=Outcome.FORBIDDEN)
    (first,) = tell(desk)
    assert first.subject == "[FAULT] Amtsblatt"
    polls.go(5, amtsblatt=Outcome.FORBIDDEN, tagblatt=Outcome.TIMED_OUT)
    (second,) = tell(desk)
    assert second.subject == "[FAULT] BNetzA + 1"
    assert "BNetzA: not seen by any route since" in second.text
    assert "(Amtsblatt forbidden, Tagblatt time-out)" in second.text


def test_our_own_connection_is_one_fault_and_not_that_of_every_source(desk: Desk, polls: Polls) -> None:
    polls.go(2)
    gone = dict.fromkeys(SOURCES, Outcome.UNREACHABLE)
    polls.go(1, **gone)
    assert tell(desk) == []
    polls.go(5, **gone)
    (told,) = tell(desk)
    assert told.subject == "[FAULT] our own connection"
    assert "most sources cannot be reached since 2 Mar 16:00" in told.text and "Tagblatt" not in told.text
    polls.go(1, without=["tagblatt"])  # it waits for its next poll for as long as all of them failed
    assert tell(desk) == []
    polls.go(1, without=["tagblatt"])
    (over,) = tell(desk)
    assert over.subject == "[OVER] our own connection"
    polls.go(3, tagblatt=Outcome.UNREACHABLE)
    (told,) = tell(desk)
    assert told.subject == "[FAULT] Tagblatt"


def test_late_work_is_told_only_when_it_lasts(desk: Desk, polls: Polls) -> None:
    with desk.store.begin() as connection:
        enqueue(connection, "screen", [("article", 1)], priority=Priority.NEWS)
        enqueue(connection, "index", [("old", 1)], priority=Priority.BACK_FILL)
    polls.go(int(LATE / HOUR) + 1)
    assert tell(desk) == []
    polls.move(NOON + polls.hour * HOUR + LATE_AFTER)
    (told,) = tell(desk)
    assert "step screen: work waits since 2 Mar 13:00" in told.text and "index" not in told.text


def test_an_archive_without_room_is_told_of(tmp_path: Path, moved_clock: Move) -> None:
    desk = make_desk(tmp_path, archive={"max_gb": 1e-9})
    desk.archive_folder.mkdir(parents=True)
    (desk.archive_folder / "a.warc.gz").write_bytes(b"x" * 100)
    (told,) = tell(desk)
    assert told.subject == "[FAULT] archive"
    assert "archive: paused since 2 Mar 13:00 for want of room" in told.text


def test_it_goes_to_the_channels_of_the_settings_with_the_next_deliver(tmp_path: Path, moved_clock: Move) -> None:
    channels = {"one": {"kind": "folder"}, "two": {"kind": "folder"}}
    alerts = {"acts": {"events": True, "to": ["one"]}}
    profiles = {"daily": {"to": ["one"]}}
    desk = make_desk(tmp_path, channels=channels, alerts=alerts, profiles=profiles, health={"to": ["two"]})
    Polls(desk, moved_clock).go(5, tagblatt=Outcome.FORBIDDEN)
    assert work(desk, "deliver")[Outcome.DELIVERED] == 1
    with desk.store.read() as connection:
        ((posted, state, _, _),) = list_posted(connection)
    assert (posted.channel, state, json.dumps(posted.message.kind)) == ("two", "sent", '"health"')


def test_one_that_cannot_be_delivered_is_told_of_on_another_channel(tmp_path: Path, moved_clock: Move) -> None:
    channels = {"one": {"kind": "folder"}, "two": {"kind": "folder"}}
    alerts, profiles = {"acts": {"events": True, "to": ["one"]}}, {"daily": {"to": ["one"]}}
    desk = make_desk(tmp_path, channels=channels, alerts=alerts, profiles=profiles, health={"to": ["two"]})
    vars(desk)["channels"] = {
        "one": (other := FakeChannel("one")),
        "two": FakeChannel("two", fails=[Refused("550 no such user")]),
    }
    Polls(desk, moved_clock).go(5, tagblatt=Outcome.FORBIDDEN)
    (message,) = tell(desk)
    send_all(desk)
    (letter,) = other.inbox.values()
    assert letter.message.rule == "dead letters" and message.subject in letter.message.subject


def test_nobody_is_told_where_no_channel_is_named(tmp_path: Path, moved_clock: Move) -> None:
    desk = make_desk(tmp_path, health={"to": []})
    Polls(desk, moved_clock).go(5, tagblatt=Outcome.FORBIDDEN)
    assert len(tell(desk)) == 1
    with desk.store.read() as connection:
        assert list_posted(connection) == []


def test_a_process_that_stays_looks_every_few_minutes_only(desk: Desk, polls: Polls) -> None:
    polls.go(4, tagblatt=Outcome.FORBIDDEN)
    assert len(tell_faults(desk)) == 1
    seen = dict(desk.looked_at)
    polls.move(NOON + polls.hour * HOUR + timedelta(minutes=4))
    tell_faults(desk)
    assert desk.looked_at == seen


def test_a_source_taken_out_of_the_settings_is_forgotten_without_a_word(desk: Desk, polls: Polls) -> None:
    polls.go(5, tagblatt=Outcome.FORBIDDEN)
    assert len(tell(desk)) == 1
    vars(desk)["all_sources"] = {one: source for one, source in SOURCES.items() if one != "tagblatt"}
    vars(desk).pop("sources")
    for hours in (1, 2, 3):
        polls.move(NOON + (polls.hour + hours) * HOUR)
        assert tell(desk) == []
