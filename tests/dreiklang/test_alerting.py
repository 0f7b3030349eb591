"""Alerts from the store to a receiver: each stage once, each correction once, whatever fails in between."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles import clock
from articles.errors import BadInput, LeaseLost
from articles.model import Analysis, Announcement, Article, Match, Message
from articles.store.claims import reap
from articles.store.joins import merge_stories
from articles.store.labels import keep_analysis, keep_in_story, keep_match
from articles.store.outbox import Posted, list_posted
from articles.store.tables import matches, results
from articles.store.texts import keep_article, set_state
from delivery.alerts import Rule
from delivery.channels import ChannelDown, Refused, TryLater
from delivery.notices import alert
from delivery.policy import fix_event, join_event
from dreiklang.alerting import decide
from dreiklang.desk import Desk
from dreiklang.sending import WAITS_S, send_all
from tests.conftest import NOON
from tests.delivery.fakes import Crash, FakeChannel
from tests.delivery.test_policy import SOURCES, by, draft, final, found, the_event, thirty
from tests.dreiklang.desks import make_desk

pytestmark = pytest.mark.usefixtures("moved_clock")


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def desk(tmp_path: Path, channel: FakeChannel) -> Desk:
    return a_desk(tmp_path, channel)


def a_desk(folder: Path, *channels: FakeChannel, **settings: Any) -> Desk:
    names = [one.name for one in channels]
    usual = {"channels": {name: {} for name in names}, "alerts": {"acts": {"events": True, "to": tuple(names[:1])}}}
    desk = make_desk(folder, **(usual | {"profiles": {}} | settings))
    vars(desk)["all_sources"] = SOURCES
    vars(desk)["channels"] = {one.name: one for one in channels}
    return desk


def tell(desk: Desk, one: Article, announcement: Announcement | None, *, story: str = "s1") -> None:
    """What extract, screen, analyse and join leave of an article."""
    with desk.store.begin() as connection:
        kept = keep_article(connection, one).article
        keep_analysis(
            connection,
            Analysis(
                article_id=kept.id, revision=kept.revision, relevant=True, relevance=0.9, announcement=announcement
            ),
        )
        keep_in_story(connection, kept.id, story, near_duplicate_of=None)
        join_event(connection, kept, announcement, source=SOURCES[kept.source])


def deliver(desk: Desk) -> None:
    decide(desk)
    send_all(desk)


def at(moved: Callable[[datetime], None], desk: Desk, days: float) -> None:
    moved(NOON + timedelta(days=days))


def test_thirty_articles_give_one_alert_and_the_adoption_weeks_later_the_second(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    for one, announcement in thirty():
        at(moved_clock, desk, (one.dated - NOON) / timedelta(days=1))
        tell(desk, one, announcement)
        deliver(desk)
    assert len(channel.inbox) == 1
    at(moved_clock, desk, 60)
    tell(desk, by("cac", 50, days=60), final(), story="s2")
    deliver(desk)
    first, second = channel.inbox.values()
    assert first.message.thread == second.message.thread
    assert channel.answered[second.message.id] == (first.message.id,)
    assert "CONSULTATION" in first.message.subject or "COMMENT" in first.message.subject


def test_a_rerun_a_new_model_and_a_late_article_alert_no_more(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    one = by("cac", 1)
    tell(desk, one, draft())
    deliver(desk)
    deliver(desk)
    tell(desk, one, draft(score=0.5))
    deliver(desk)
    at(moved_clock, desk, 2)
    tell(desk, by("paper1", 2, days=2), draft())
    deliver(desk)
    assert len(channel.wire) == 1


def test_a_new_model_that_reads_the_stage_otherwise_corrects_and_alerts_no_second_time(
    desk: Desk, channel: FakeChannel
) -> None:
    one = by("cac", 1)
    tell(desk, one, draft())
    deliver(desk)
    tell(desk, one, final())
    deliver(desk)
    deliver(desk)
    assert [posted.message.kind for posted in channel.inbox.values()] == ["alert", "correction"]


def test_a_year_of_back_fill_alerts_nothing(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    at(moved_clock, desk, 365)
    for number in range(12):
        tell(
            desk,
            by("cac", number, days=30 * number),
            draft(instrument=f"《第{number}号管理办法（征求意见稿）》"),
            story=f"s{number}",
        )
    deliver(desk)
    assert channel.wire == []


def test_a_crash_before_a_message_is_sent_loses_nothing(desk: Desk, channel: FakeChannel) -> None:
    tell(desk, by("cac", 1), draft())
    decide(desk)
    channel.fails = [Crash()]  # type: ignore[list-item]  # no Exception, as a process that dies
    with pytest.raises(Crash):
        send_all(desk)
    free(desk)
    deliver(desk)
    assert len(channel.wire) == 1


def test_a_crash_between_send_and_receipt_sends_the_same_id_again(
    desk: Desk, channel: FakeChannel, tmp_path: Path
) -> None:
    tell(desk, by("cac", 1), draft())
    decide(desk)
    channel.crashes = True
    with pytest.raises(Crash):
        send_all(desk)
    channel.crashes = False
    free(desk)
    deliver(desk)
    assert len(channel.wire) == 2 and len(channel.inbox) == 1


@pytest.mark.parametrize(
    "point",
    [
        "alerting.tell_of",
        "alerting.post",
        "sending.claim",
        "sending.load_posted",
        "sending.mark_sent",
        "sending.finish",
    ],
)
def test_a_crash_at_any_point_loses_nothing_and_a_receiver_sees_one_id(
    desk: Desk, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    tell(desk, by("cac", 1), draft())
    with monkeypatch.context() as patched:
        patched.setattr(f"dreiklang.{point}", lambda *_, **__: (_ for _ in ()).throw(Crash()))
        with pytest.raises(Crash):
            deliver(desk)
    free(desk)
    deliver(desk)
    deliver(desk)
    assert len(channel.inbox) == 1
    sent_before = point in ("sending.mark_sent", "sending.finish")
    assert len(channel.wire) == (2 if sent_before else 1), "repeated only between send and receipt"


def free(desk: Desk) -> None:
    """What `reap` does for a process that is dead; ours lives."""
    reap(desk.store)
    with desk.store.begin() as connection:
        connection.execute(results.update().values(lease_token=None, lease_until_s=None))


def test_two_deciders_write_one_message(desk: Desk, channel: FakeChannel, tmp_path: Path) -> None:
    tell(desk, by("cac", 1), draft())
    other = a_desk(tmp_path, channel)
    assert len(decide(desk)) == 1
    assert decide(other) == []


def test_a_dry_run_says_what_it_would_tell_and_tells_nothing(desk: Desk, channel: FakeChannel) -> None:
    tell(desk, by("cac", 1), draft())
    assert [message.kind for message in decide(desk, dry_run=True)] == ["alert"]
    assert decide(desk, dry_run=True)
    send_all(desk)
    assert channel.wire == []


def test_a_date_that_changes_is_corrected_once_to_the_first_recipients_in_the_same_thread(
    desk: Desk, channel: FakeChannel
) -> None:
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    deliver(desk)
    channel.recipients = ("somebody.else@example.org",)
    with desk.store.begin() as connection:
        fix_event(connection, the_event(desk.store).id, {"deadline": found(date(2026, 5, 1))})
    deliver(desk)
    deliver(desk)
    first, second = channel.inbox.values()
    assert second.message.kind == "correction"
    assert second.recipient == first.recipient == "desk@example.org"
    assert channel.answered[second.message.id] == (first.message.id,)
    assert "1 May 2026" in second.message.text


def test_a_page_that_vanishes_is_corrected_once(desk: Desk, channel: FakeChannel) -> None:
    one = by("cac", 1)
    tell(desk, one, draft())
    deliver(desk)
    with desk.store.begin() as connection:
        set_state(connection, one, "removed")
    deliver(desk)
    deliver(desk)
    assert [posted.message.kind for posted in channel.inbox.values()] == ["alert", "correction"]


def test_a_saved_search_alerts_once_a_story(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"law": {"search": "law", "to": ("mail",)}}
    desk = a_desk(tmp_path, channel, searches={"law": "gesetz"}, alerts=alerts)
    for number, story in enumerate(("s1", "s1", "s2")):
        one = by(f"paper{number}", number, language="de")
        tell(desk, one, None, story=story)
        with desk.store.begin() as connection:
            keep_match(connection, Match(search="law", article_id=one.id, at=clock.now()))
        deliver(desk)
    assert len(channel.inbox) == 2


def test_a_watch_list_alerts_once_a_story_without_any_index(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"lusatia": {"watch": "lusatia", "to": ("mail",)}}
    desk = a_desk(tmp_path, channel, watch={"lusatia": {"de": ("Lausitz",)}}, alerts=alerts)
    for number, story in enumerate(("s1", "s1", "s2")):
        one = by(f"paper{number}", number, language="de")
        tell(desk, one, None, story=story)
        with desk.store.begin() as connection:
            named = Analysis(
                article_id=one.id, revision=1, relevant=True, relevance=0.2, entities=("de", "watch:lusatia")
            )
            keep_analysis(connection, named)
        deliver(desk)
    old = by("paper9", 9, language="de", published=NOON - timedelta(days=9))
    tell(desk, old, None, story="s3")
    deliver(desk)
    assert len(channel.inbox) == 2
    assert "watch list" in next(iter(channel.inbox.values())).message.text


def test_events_alert_while_nothing_was_ever_indexed_or_matched(desk: Desk, channel: FakeChannel) -> None:
    tell(desk, by("cac", 1), draft())
    with desk.store.read() as connection:
        assert connection.execute(matches.select()).all() == []
    deliver(desk)
    assert len(channel.inbox) == 1


def test_quiet_hours_hold_an_alert_back_and_lose_none(
    tmp_path: Path, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    alerts = {"acts": {"events": True, "to": ("mail",), "quiet": "12:00-18:00", "time_zone": "UTC"}}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    tell(desk, by("cac", 1), draft())
    deliver(desk)
    assert channel.wire == []
    at(moved_clock, desk, 0.25)
    deliver(desk)
    assert len(channel.wire) == 1


def test_what_is_over_the_throttle_comes_in_one_message(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"acts": {"events": True, "to": ("mail",), "most_an_hour": 3}}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    for number in range(7):
        tell(
            desk,
            by("cac", number),
            draft(instrument=f"《第{number}种智能产品与服务管理办法（征求意见稿）》"),
            story=f"s{number}",
        )
    deliver(desk)
    told = [len(posted.message.subjects) for posted in channel.inbox.values()]
    assert sorted(told) == [1, 1, 5]


def test_what_is_not_taken_now_is_tried_again_and_sent_once(
    desk: Desk, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(desk, by("cac", 1), draft())
    channel.fails = [TryLater("452 the mailbox is full")]
    deliver(desk)
    assert states(desk) == [("mail", "waiting", 1)]
    free(desk)
    deliver(desk)
    assert states(desk) == [("mail", "sent", 2)]
    assert len(channel.wire) == 1


def test_a_channel_that_is_down_is_asked_once_and_the_others_are_served(tmp_path: Path) -> None:
    mail, hook = FakeChannel(), FakeChannel(name="hook")
    alerts = {"acts": {"events": True, "to": ("mail", "hook")}}
    desk = a_desk(tmp_path, mail, hook, alerts=alerts)
    for number in range(3):
        tell(
            desk,
            by("cac", number),
            draft(instrument=f"《第{number}种智能产品与服务管理办法（征求意见稿）》"),
            story=f"s{number}",
        )
    mail.fails = [ChannelDown("no answer within 30 s")] * 3
    deliver(desk)
    assert len(mail.fails) == 2, "asked once"
    assert len(hook.inbox) == 3
    mail.fails = []
    free(desk)
    deliver(desk)
    assert len(mail.inbox) == 3 and len(hook.wire) == 3


def test_a_dead_letter_is_shown_and_told_of_on_another_channel(tmp_path: Path) -> None:
    mail, hook = FakeChannel(), FakeChannel(name="hook")
    desk = a_desk(tmp_path, mail, hook)
    tell(desk, by("cac", 1), draft())
    mail.fails = [Refused("550 no such user")]
    deliver(desk)
    send_all(desk)
    assert ("mail", "dead", 1) in states(desk)
    (letter,) = hook.inbox.values()
    assert letter.message.kind == "health" and "550 no such user" in letter.message.text


def test_after_the_last_attempt_a_message_is_a_dead_letter(tmp_path: Path) -> None:
    mail, hook = FakeChannel(), FakeChannel(name="hook")
    desk = a_desk(tmp_path, mail, hook)
    tell(desk, by("cac", 1), draft())
    mail.fails = [TryLater("452")] * (len(WAITS_S) + 1)
    decide(desk)
    for _ in range(len(WAITS_S) + 1):
        free(desk)
        send_all(desk)
    send_all(desk)
    assert mail.wire == [] and len(hook.inbox) == 1


def fix_deadline(desk: Desk, day: date) -> None:
    with desk.store.begin() as connection:
        fix_event(connection, the_event(desk.store).id, {"deadline": found(day)})


def kinds(channel: FakeChannel) -> list[str]:
    return [posted.message.kind for posted in channel.inbox.values()]


def acts(number: int) -> Announcement:
    return draft(instrument=f"《第{number}种智能产品与服务管理办法（征求意见稿）》")


def test_a_correction_waits_for_the_end_of_the_quiet_hours_and_comes_after_its_alert(
    tmp_path: Path, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    alerts = {"acts": {"events": True, "to": ("mail",), "quiet": "12:00-18:00", "time_zone": "UTC"}}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    deliver(desk)
    fix_deadline(desk, date(2026, 5, 1))
    deliver(desk)
    assert channel.wire == []
    at(moved_clock, desk, 0.25)
    deliver(desk)
    assert kinds(channel) == ["alert", "correction"]


def test_a_correction_is_not_handed_over_before_the_alert_that_waits_for_another_attempt(
    desk: Desk, channel: FakeChannel
) -> None:
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    channel.fails = [TryLater("452 the mailbox is full")]
    deliver(desk)
    fix_deadline(desk, date(2026, 5, 1))
    deliver(desk)
    assert channel.wire == []
    free(desk)
    deliver(desk)
    assert kinds(channel) == ["alert", "correction"]


def test_what_changes_to_and_fro_is_corrected_each_time_and_no_more(
    desk: Desk, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    deliver(desk)
    for hour, month in enumerate((5, 4, 5, 4), start=1):
        at(moved_clock, desk, hour / 24)
        fix_deadline(desk, date(2026, month, 1))
        deliver(desk)
        deliver(desk)
    assert kinds(channel) == ["alert", *["correction"] * 4]
    assert decide(desk) == []


def test_each_of_several_acts_in_one_message_is_corrected_once(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"acts": {"events": True, "to": ("mail",), "most_an_hour": 1}}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    pages = [by("cac", number) for number in range(2)]
    for number, page in enumerate(pages):
        tell(desk, page, acts(number), story=f"s{number}")
    deliver(desk)
    for page in pages:
        with desk.store.begin() as connection:
            set_state(connection, page, "removed")
        deliver(desk)
        deliver(desk)
    assert kinds(channel) == ["alert", "correction", "correction"]
    assert decide(desk) == []


def test_who_never_got_the_alert_gets_no_correction(desk: Desk, channel: FakeChannel) -> None:
    channel.recipients = ("desk@example.org", "gone@example.org")
    tell(desk, by("cac", 1), draft(deadline=found(date(2026, 4, 1))))
    channel.fails = [Refused("550 no such user")]
    deliver(desk)
    fix_deadline(desk, date(2026, 5, 1))
    deliver(desk)
    (correction,) = [posted for posted in channel.inbox.values() if posted.message.kind == "correction"]
    dead = [posted.recipient for posted, state in posted_states(desk) if state == "dead"]
    assert len(dead) == 1 and correction.recipient not in dead


def test_many_messages_that_wait_for_another_attempt_hold_back_none_behind_them(
    desk: Desk, channel: FakeChannel
) -> None:
    channel.recipients = tuple(f"reader{number:02}@example.org" for number in range(20))
    tell(desk, by("cac", 1), draft())
    channel.fails = [TryLater("452 the mailbox is full")] * 20
    deliver(desk)
    channel.recipients = ("desk@example.org",)
    tell(desk, by("cac", 2), acts(2), story="s2")
    deliver(desk)
    assert len(channel.wire) == 1


def test_when_the_hour_is_full_what_is_due_comes_together_in_the_next(
    tmp_path: Path, channel: FakeChannel, moved_clock: Callable[[datetime], None]
) -> None:
    alerts = {"acts": {"events": True, "to": ("mail",), "most_an_hour": 1}}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    for number in range(4):
        tell(desk, by("cac", number), acts(number), story=f"s{number}")
        deliver(desk)
    assert len(channel.wire) == 1
    at(moved_clock, desk, 0.1)
    deliver(desk)
    assert [len(posted.message.subjects) for posted in channel.inbox.values()] == [1, 3]


def test_a_rule_that_fails_holds_no_other_back(
    tmp_path: Path, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts = {name: {"events": True, "to": ("mail",)} for name in ("broken", "whole")}
    desk = a_desk(tmp_path, channel, alerts=alerts)
    tell(desk, by("cac", 1), draft())

    def told(rule: Rule, *_: Any, **named: Any) -> Message:
        if rule.name == "broken":
            raise KeyError("a phrase that is not there")
        return alert(rule, *_, **named)

    monkeypatch.setattr("dreiklang.alerting.alert", told)
    deliver(desk)
    assert [posted.message.rule for posted in channel.inbox.values()] == ["whole"]


def test_an_article_on_a_watch_list_waits_until_its_story_is_known(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"lusatia": {"watch": "lusatia", "to": ("mail",)}}
    desk = a_desk(tmp_path, channel, watch={"lusatia": {"de": ("Lausitz",)}}, alerts=alerts)
    for number in range(2):
        named = by(f"paper{number}", number, language="de")
        with desk.store.begin() as connection:
            keep_article(connection, named)
            watched = Analysis(
                article_id=named.id, revision=1, relevant=True, relevance=0.2, entities=("watch:lusatia",)
            )
            keep_analysis(connection, watched)
        deliver(desk)
        with desk.store.begin() as connection:
            keep_in_story(connection, named.id, "s1", near_duplicate_of=None)
        deliver(desk)
    assert len(channel.wire) == 1


def test_a_story_that_was_told_of_and_then_merged_is_not_told_again(tmp_path: Path, channel: FakeChannel) -> None:
    alerts = {"law": {"search": "law", "to": ("mail",)}}
    desk = a_desk(tmp_path, channel, searches={"law": "gesetz"}, alerts=alerts)
    for number in range(2):
        one = by(f"paper{number}", number, language="de", first_seen=NOON - timedelta(hours=number))
        tell(desk, one, None, story=f"s{number}")
        with desk.store.begin() as connection:
            if number:
                assert merge_stories(connection, ["s0", "s1"]) == "s1"
            keep_match(connection, Match(search="law", article_id=one.id, at=clock.now()))
        deliver(desk)
    assert len(channel.wire) == 1


def test_what_no_attempt_can_mend_is_a_dead_letter_at_once(desk: Desk, channel: FakeChannel) -> None:
    tell(desk, by("cac", 1), draft())
    channel.fails = [BadInput("'nobody' is no mail address")]
    deliver(desk)
    assert states(desk) == [("mail", "dead", 1)]


def test_a_lease_that_another_worker_took_over_is_no_error(
    desk: Desk, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(desk, by("cac", 1), draft())
    with monkeypatch.context() as patched:
        patched.setattr("dreiklang.sending.finish", lambda *_, **__: (_ for _ in ()).throw(LeaseLost("taken over")))
        deliver(desk)
    free(desk)
    deliver(desk)
    assert len(channel.wire) == 2 and len(channel.inbox) == 1, "the same id, which a receiver knows"


def posted_states(desk: Desk) -> list[tuple[Posted, str]]:
    with desk.store.read() as connection:
        return [(posted, state) for posted, state, _, _ in list_posted(connection)]


def states(desk: Desk) -> list[tuple[str, str, int]]:
    with desk.store.read() as connection:
        return [(posted.channel, state, attempts) for posted, state, attempts, _ in list_posted(connection)]
