"""Digests by profile: when they are due, what one tells that the one before did not, and that each goes out once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update

from articles import clock
from articles.errors import BadInput
from articles.model import Analysis, Article
from articles.store.claims import waiting
from articles.store.events import list_events
from articles.store.labels import keep_analysis, keep_in_story
from articles.store.tables import polls
from articles.store.texts import keep_article
from delivery.digest import Digest
from delivery.policy import fix_event
from dreiklang.alerting import decide
from dreiklang.delivery_settings import ProfileSettings
from dreiklang.desk import Desk
from dreiklang.digesting import Issue, build_digest
from dreiklang.digests import is_due, make_due, preview
from dreiklang.sending import send_all
from tests.conftest import NOON
from tests.delivery.fakes import FakeChannel
from tests.delivery.test_policy import by, draft, found
from tests.dreiklang.desks import article, make_desk
from tests.dreiklang.test_alerting import a_desk, tell

pytestmark = pytest.mark.usefixtures("moved_clock")
WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)


def at(hour: float, *, day: datetime = WEDNESDAY) -> datetime:
    return day + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        (at(4.9), None, False),
        (at(5), None, True),
        (at(9), at(5.1), False),
        (at(5) + timedelta(days=1), at(5.1), True),
        (at(9, day=WEDNESDAY + timedelta(days=3)), None, False),
        (at(9, day=datetime(2026, 4, 3, tzinfo=UTC)), None, False),
        (at(4, day=datetime(2026, 3, 30, tzinfo=UTC)), at(5, day=datetime(2026, 3, 27, tzinfo=UTC)), True),
    ],
    ids=[
        "before its hour",
        "at its hour",
        "made already",
        "the next day",
        "on Saturday",
        "on Good Friday",
        "summer time",
    ],
)
def test_a_digest_is_due_once_after_its_hour_on_workdays_in_the_readers_own_time(
    now: datetime, last: datetime | None, due: bool
) -> None:
    assert is_due(ProfileSettings(at="06:00", time_zone="Europe/Berlin"), last, now) is due


def test_a_weekly_digest_is_due_on_its_day() -> None:
    table = ProfileSettings(weekly="wed")
    assert is_due(table, None, at(9), weekly=True)
    assert not is_due(table, None, at(33), weekly=True)


def desk_with(folder: Path, channel: FakeChannel, **profile: Any) -> Desk:
    profiles = {"daily": {"to": ("mail",), "time_zone": "UTC", "at": "06:00"} | profile}
    return a_desk(folder, channel, profiles=profiles, alerts={})


def read(desk: Desk, *articles: Article) -> None:
    for one in articles:
        with desk.store.begin() as connection:
            kept = keep_article(connection, one).article
            keep_analysis(connection, Analysis(article_id=kept.id, revision=1, relevant=True, relevance=0.9))
            keep_in_story(connection, kept.id, kept.id, near_duplicate_of=None)


def the_text(files: list[Path]) -> str:
    return next(path for path in files if path.suffix == ".txt").read_text()


def test_what_one_digest_told_the_next_one_does_not_tell_again(
    tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    channel = FakeChannel()
    desk = desk_with(tmp_path, channel)
    read(desk, by("paper1", 1, language="de", title="Das erste Gesetz"))
    first = the_text(make_due(desk))
    moved_clock(NOON + timedelta(days=1))
    read(desk, by("paper1", 2, language="de", days=0.9, title="Das zweite Gesetz"))
    second = the_text(make_due(desk))
    assert "Das erste Gesetz" in first
    assert "Das zweite Gesetz" in second and "Das erste Gesetz" not in second


def test_a_profile_whose_hour_has_not_come_waits(tmp_path: Path) -> None:
    assert make_due(desk_with(tmp_path, FakeChannel(), at="18:00")) == []


def test_each_digest_goes_out_once_whoever_makes_it(tmp_path: Path) -> None:
    channel = FakeChannel()
    desk = desk_with(tmp_path, channel)
    read(desk, by("paper1", 1, language="de"))
    assert make_due(desk)
    assert make_due(desk_with(tmp_path, channel)) == []
    send_all(desk)
    send_all(desk)
    assert len(channel.wire) == 1


def test_an_act_that_moved_stands_in_the_digest_with_its_deadline(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    tell(desk, by("cac", 1), draft(deadline=found(NOON.date() + timedelta(days=9))))
    told = the_text(make_due(desk))
    assert "→ DRAFT FOR COMMENT · comments until 11 Mar (firm)" in told
    assert "2 DEADLINES, 14 DAYS\n11 Mar  CAC" in told


def test_a_story_out_of_the_profiles_topics_or_languages_is_left_out(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel(), languages=("zh",))
    read(desk, by("paper1", 1, language="de", title="Nur auf Deutsch"))
    assert "Nur auf Deutsch" not in the_text(make_due(desk))


def test_what_was_published_long_before_it_was_seen_stands_as_late(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    read(desk, by("paper1", 1, language="de", published=NOON - timedelta(days=10)))
    told = the_text(make_due(desk))
    assert "1 found late" in told and "ONE STORY" not in told


def test_a_preview_is_written_and_nothing_is_sent(tmp_path: Path) -> None:
    channel = FakeChannel()
    desk = desk_with(tmp_path, channel)
    read(desk, by("paper1", 1, language="de", title="Das erste Gesetz"))
    assert "Das erste Gesetz" in the_text(preview(desk, "daily"))
    send_all(desk)
    assert channel.wire == []
    assert make_due(desk), "the digest itself is still to come"


def test_a_profile_that_is_not_there_is_named_with_its_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Did you mean 'daily'"):
        preview(make_desk(tmp_path), "dayly")


def test_reprints_count_as_one_origin(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    original = article(1, source_id="paper1")
    copy = article(2, source_id="paper2")
    read(desk, original)
    with desk.store.begin() as connection:
        kept = keep_article(connection, copy).article
        keep_analysis(connection, Analysis(article_id=kept.id, revision=1, relevant=True, relevance=0.9))
        keep_in_story(connection, kept.id, original.id, near_duplicate_of=original.id)
    assert "2 articles, 1 origin" in the_text(make_due(desk))


def next_day(moved: Callable[[datetime], None], days: int = 1) -> None:
    moved(NOON + timedelta(days=days))


def test_a_find_on_the_watch_list_outside_the_topics_is_told_once(
    tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    profile = {"to": ("mail",), "time_zone": "UTC", "topics": ("chips_compute",), "watch": ("lusatia",)}
    lists = {"lusatia": {"de": ("Lausitz",)}}
    desk = a_desk(tmp_path, FakeChannel(), profiles={"daily": profile}, alerts={}, watch=lists)
    one = by("paper1", 1, language="de", title="Rechenzentrum in der Lausitz")
    with desk.store.begin() as connection:
        keep_article(connection, one)
        watched = Analysis(article_id=one.id, revision=1, relevant=True, relevance=0.9, entities=("watch:lusatia",))
        keep_analysis(connection, watched)
        keep_in_story(connection, one.id, one.id, near_duplicate_of=None)
    assert "Rechenzentrum in der Lausitz" in the_text(make_due(desk))
    next_day(moved_clock)
    assert "Rechenzentrum in der Lausitz" not in the_text(make_due(desk))


def test_what_was_narrowly_left_out_is_shown_once(tmp_path: Path, moved_clock: Callable[[datetime], None]) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    one = by("paper1", 1, language="de", title="Am Rande")
    with desk.store.begin() as connection:
        keep_article(connection, one)
        keep_analysis(connection, Analysis(article_id=one.id, revision=1, relevant=False, relevance=0.4))
    assert "Am Rande" in the_text(make_due(desk))
    next_day(moved_clock)
    assert "Am Rande" not in the_text(make_due(desk))


def reached(desk: Desk) -> None:
    """Every source answered."""
    with desk.store.begin() as connection:
        for source_id in desk.sources:
            row = {"source": source_id, "visit": 1, "due_at": NOON, "reached_at": NOON}
            connection.execute(polls.insert().values(row))


def test_a_language_that_told_a_story_before_is_never_called_silent(
    tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    desk = desk_with(tmp_path, FakeChannel(), languages=("de", "zh"))
    reached(desk)
    for number, (source_id, language) in enumerate((("cac", "zh"), ("paper1", "de"))):
        next_day(moved_clock, number)
        one = by(source_id, number, language=language, days=number)
        with desk.store.begin() as connection:
            connection.execute(polls.update().values(reached_at=clock.now()))
            keep_article(connection, one)
            keep_analysis(connection, Analysis(article_id=one.id, revision=1, relevant=True, relevance=0.9))
            keep_in_story(connection, one.id, "s1", near_duplicate_of=None)
        told = the_text(make_due(desk))
        assert ("0 of 41" in told) is (number == 0), "German is silent on the first day, Chinese on neither"
        assert "0 of 1 " not in told


def test_a_stage_that_was_written_while_a_digest_was_made_stands_in_the_next_once(
    tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    make_due(desk)
    moved_clock(NOON - timedelta(seconds=1))
    tell(desk, by("cac", 1), draft())
    for day, stands in ((1, True), (2, False)):
        next_day(moved_clock, day)
        assert ("→ DRAFT FOR COMMENT" in the_text(make_due(desk))) is stands


def test_the_deadline_of_an_act_that_was_taken_back_is_not_due(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    one = by("cac", 1)
    tell(desk, one, draft(deadline=found(NOON.date() + timedelta(days=9))))
    tell(desk, one, None)
    assert "11 Mar" not in the_text(make_due(desk))


def test_a_digest_that_fails_holds_no_other_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles = {name: {"to": ("mail",), "time_zone": "UTC"} for name in ("broken", "whole")}
    desk = a_desk(tmp_path, FakeChannel(), profiles=profiles, alerts={})

    def built(connection: Connection, desk: Desk, of: Issue) -> Digest:
        if of.profile == "broken":
            raise KeyError("a phrase that is not there")
        return build_digest(connection, desk, of)

    monkeypatch.setattr("dreiklang.digests.build_digest", built)
    assert {path.stem for path in make_due(desk)} == {"2026-03-02-whole"}


def test_a_digest_that_was_made_today_is_written_anew_and_sent_once(tmp_path: Path) -> None:
    channel = FakeChannel()
    desk = desk_with(tmp_path, channel)
    assert make_due(desk, always=True) == make_due(desk, always=True)
    assert send_all(desk).total() == 1 and send_all(desk).total() == 0
    with desk.store.read() as connection:
        assert waiting(connection, "deliver") == 0


def test_a_source_that_fails_now_is_not_counted_as_seen(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel())
    reached(desk)
    number = len(desk.sources)
    with desk.store.begin() as connection:
        failed = update(polls).where(polls.c.source == "paper1").values(failures=1, failing_since_at=NOON)
        connection.execute(failed)
    told = the_text(preview(desk, "daily"))
    assert f"{number - 1} of {number} sources seen" in told


def test_a_profile_of_some_topics_is_quiet_on_those_alone(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, FakeChannel(), topics=("chips_compute",))
    reached(desk)
    tell(desk, by("cac", 1), draft())
    assert "A quiet day: nothing new on your topics." in the_text(preview(desk, "daily"))


def test_a_day_on_which_nothing_was_reached_is_not_called_quiet(tmp_path: Path) -> None:
    told = the_text(preview(desk_with(tmp_path, FakeChannel()), "daily"))
    assert "quiet" not in told and "not assessable: too few main sources reachable" in told


def test_a_correction_stands_in_the_digest_with_what_was_said_and_what_is_right(tmp_path: Path) -> None:
    profiles = {"daily": {"to": ("mail",), "time_zone": "UTC"}}
    desk = a_desk(tmp_path, FakeChannel(), profiles=profiles)
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    decide(desk)
    send_all(desk)
    with desk.store.begin() as connection:
        event = list_events(connection)[0]
        fix_event(connection, event.id, {"deadline": found(date(2026, 4, 3))})
    decide(desk)
    assert "  deadline: we said 1 Apr 2026, right is 3 Apr 2026\n" in the_text(preview(desk, "daily"))
