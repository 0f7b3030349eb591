"""The calendar of deadlines: stable ids, growing sequences, tentative days, and what is no longer said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar, Event

from articles.model import FoundDate, PolicyEvent
from delivery.calendar import KEPT_FOR, as_calendar, days_of
from tests.conftest import NOON
from tests.delivery.acts import event, stage
from tests.delivery.test_digest import HOSTILE

FIRM = FoundDate(day=date(2026, 4, 1), firm=True)


def written(*acts: PolicyEvent, before: bytes | None = None, days: float = 0) -> bytes:
    found = [day for act in acts for day in days_of(act, href="https://www.cac.example/1")]
    return as_calendar(found, before, language="en", now=NOON + timedelta(days=days))


def events(calendar: bytes) -> list[Event]:
    return [one for one in Calendar.from_ical(calendar).walk("VEVENT") if isinstance(one, Event)]


def test_a_deadline_is_an_all_day_event_that_says_who_and_what() -> None:
    (one,) = events(written(event(deadline=FIRM)))
    assert one.decoded("DTSTART") == date(2026, 4, 1) and one.decoded("DTEND") == date(2026, 4, 2)
    assert str(one["SUMMARY"]).startswith("CAC + 3: 《人工智能智能体服务管理办法") and str(one["SUMMARY"]).endswith(
        "(comments)"
    )
    assert (str(one["STATUS"]), int(one["SEQUENCE"])) == ("CONFIRMED", 0)


def test_a_day_is_tentative_until_the_issuers_own_text_names_it() -> None:
    first = written(event(deadline=replace(FIRM, firm=False)))
    assert str(events(first)[0]["STATUS"]) == "TENTATIVE"
    (one,) = events(written(event(deadline=FIRM), before=first))
    assert (str(one["STATUS"]), int(one["SEQUENCE"])) == ("CONFIRMED", 1)


def test_a_day_that_moves_keeps_its_uid_and_counts_up() -> None:
    first = written(event(deadline=FIRM))
    (one,) = events(written(event(deadline=replace(FIRM, day=date(2026, 4, 15))), before=first, days=1))
    assert str(one["UID"]) == str(events(first)[0]["UID"])
    assert int(one["SEQUENCE"]) == 1 and one.decoded("DTSTART") == date(2026, 4, 15)


def test_what_did_not_change_stays_byte_for_byte() -> None:
    first = written(event(deadline=FIRM, effective=replace(FIRM, day=date(2026, 9, 1))))
    assert written(event(deadline=FIRM, effective=replace(FIRM, day=date(2026, 9, 1))), before=first, days=3) == first


def test_what_is_no_longer_said_is_cancelled_and_gone_when_it_is_over() -> None:
    first = written(event(deadline=FIRM))
    second = written(event(), before=first, days=1)
    (one,) = events(second)
    assert (str(one["STATUS"]), int(one["SEQUENCE"])) == ("CANCELLED", 1)
    assert written(event(), before=second, days=2) == second
    assert events(written(event(), before=second, days=31 + KEPT_FOR.days)) == []


def test_an_act_that_was_taken_back_has_no_days() -> None:
    assert days_of(event(stage(retracted=True), deadline=FIRM), href="#") == []


@pytest.mark.parametrize("words", [*HOSTILE, "BEGIN:VEVENT\r\nSUMMARY:x", "a;b,c\\n"])
def test_texts_of_others_stay_text(words: str) -> None:
    calendar = written(event(deadline=FIRM, title=words))
    (one,) = events(calendar)
    assert str(one["SUMMARY"]).startswith("CAC + 3: ")
    assert len(Calendar.from_ical(calendar).walk("VEVENT")) == 1
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


def test_a_round_trip_through_the_parser_loses_nothing() -> None:
    calendar = written(event(deadline=FIRM))
    assert Calendar.from_ical(calendar).to_ical() == calendar
