"""Digests by profile: when they are due, what one tells that the one before did not, and that each goes out once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.errors import BadInput
from articles.model import Analysis, Article
from articles.store.labels import keep_analysis, keep_in_story
from articles.store.texts import keep_article
from dreiklang.delivery_settings import ProfileSettings
from dreiklang.desk import Desk
from dreiklang.digests import is_due, make_due, preview
from dreiklang.sending import send_all
from tests.conftest import NOON
from tests.delivery.fakes import FakeChannel
from tests.dreiklang.desks import article, make_desk
from tests.dreiklang.test_alerting import a_desk, tell
from tests.dreiklang.test_policy import by, draft, found

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
    assert "→ DRAFT FOR COMMENT · until 11 Mar (firm)" in told
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
    assert "2 articles, 1 origins" in the_text(make_due(desk))
