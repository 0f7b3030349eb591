"""States of sources: told when they are there, by their bound, and not told when they are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from articles.model import Source, SourceState
from articles.outcome import Outcome
from articles.store.sightings import Hours
from crawlers.calendars import MAKE_UP, places_in_week
from crawlers.health import FAILED_FOR, LEARNS_FOR_DAYS, is_offline, kind_of, online_hours, source_state, was_cut_off
from tests.crawlers.rhythms import PATTERNS, START, facts, hour_number, hours_of, now_of, published, source
from tests.crawlers.silences import HISTORY, PACES, WATCHED, false_alarms, simulated

NEWSROOM, MINISTRY, GAZETTE = PATTERNS
DAYS = HISTORY + WATCHED
SPRING_FESTIVAL = datetime(2026, 2, 15, tzinfo=UTC)
NATIONAL_DAY = datetime(2026, 10, 1, tzinfo=UTC)


def state_at(of: Source, hours: Hours, until: int, **polled: object) -> SourceState:
    return source_state(facts(of, hours, until=until, **polled), now=now_of(hours, until))


def usual(
    of: Source,
    pace: float = 5.0,
    *,
    days: int = DAYS,
    start: datetime = START,
    pattern: object = NEWSROOM,
    seed: int = 7,
) -> Hours:
    rng = np.random.default_rng(seed)
    return hours_of(published(rng, pattern, pace, of=of, days=days, start=start), start)  # type: ignore[arg-type]  # a Pattern


def falling_silent(hours: Hours, at: int) -> Hours:
    fresh = hours.fresh.copy()
    fresh[at:] = 0
    return replace(hours, fresh=fresh)


def test_false_alarms_are_rare_and_silence_is_told_within_its_bound() -> None:
    """For 1, 5 and 50 articles a day; benchmarks/health.py measures the same on ten times as many sources."""
    most_days = {1.0: 20, 5.0: 5, 50.0: 1.1}
    alarms = months = 0
    for pace in PACES:
        for pattern in PATTERNS:
            for seed, country in enumerate(("DE", "CN") * 6):
                told, delay = simulated(pattern, pace, country, seed)
                alarms, months = alarms + told, months + 1
                assert delay <= 24 * most_days[pace], (pattern.name, pace, country, seed)
    assert alarms <= months / 100


@pytest.mark.parametrize(
    ("starts", "country"),
    [(SPRING_FESTIVAL, "CN"), (NATIONAL_DAY, "CN"), (datetime(2026, 12, 24, tzinfo=UTC), "DE")],
)
def test_six_days_of_holidays_without_a_word_are_no_silence(starts: datetime, country: str) -> None:
    of, start = source(country=country), starts - timedelta(days=HISTORY)
    for seed in range(10):
        hours = usual(of, 20.0, days=HISTORY + 6, start=start, pattern=MINISTRY, seed=seed)
        state = state_at(of, falling_silent(hours, 24 * HISTORY), 24 * (HISTORY + 6))
        assert state.state == "quiet", (seed, state.figure)


def test_the_same_week_without_holidays_would_be_one() -> None:
    of = source(country="US")
    hours = falling_silent(usual(of, 20.0, pattern=MINISTRY), 24 * HISTORY)
    assert state_at(of, hours, 24 * (HISTORY + 4)).state == "silent"


def test_a_chinese_saturday_that_makes_up_for_a_holiday_is_a_workday() -> None:
    of, start = source(country="CN"), datetime(2026, 9, 20, tzinfo=UTC)
    places = places_in_week(hour_number(start), 24, time_zone=of.time_zone, country="CN")
    assert set(places[:16] // 24) == {MAKE_UP}  # a Sunday on which China works
    assert set(places_in_week(hour_number(start), 24, time_zone="Europe/Berlin", country="DE")[:22] // 24) == {6}


def test_places_follow_the_clock_of_the_source_through_the_change_to_summer_time() -> None:
    before, after = datetime(2026, 3, 27, 8, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert [
        int(places_in_week(hour_number(one), 1, time_zone="Europe/Berlin", country="DE")[0] % 24)
        for one in (before, after)
    ] == [9, 10]


def test_a_quiet_sunday_of_a_ministry_is_quiet() -> None:
    of = source()
    hours = usual(of, 5.0, pattern=MINISTRY)
    last_friday = max(at for at in np.flatnonzero(hours.fresh) if at < 24 * (HISTORY + 4) + 18)
    monday = 24 * (HISTORY + 7)
    state = state_at(of, falling_silent(hours, int(last_friday) + 1), monday)
    assert state.state == "quiet"
    assert state.figure.startswith("nothing new since, ")


def test_a_silence_is_told_with_its_beginning_its_figure_and_what_to_do_and_stays_told() -> None:
    of = source()
    hours = falling_silent(usual(of, 50.0), 24 * HISTORY)
    came = int(np.flatnonzero(hours.fresh)[-1])
    for days in (2, 20, 30):
        state = state_at(of, hours, 24 * (HISTORY + days))
        assert (state.state, state.since) == ("silent", now_of(hours, came) + timedelta(minutes=30))
        assert "expected: the chance of that is below 1 in a billion" in state.figure
        assert state.todo == "`dreiklang sources check miit` asks its lists once"
    assert not state.sees


def test_a_silence_is_over_with_the_next_article() -> None:
    of = source()
    hours = falling_silent(usual(of, 50.0), 24 * HISTORY)
    hours.fresh[24 * (HISTORY + 5)] = 1
    assert state_at(of, hours, 24 * (HISTORY + 5)).state == "silent"
    assert state_at(of, hours, 24 * (HISTORY + 5) + 1).state == "fine"


def test_nobody_calls_a_new_source_silent() -> None:
    of = source()
    hours = falling_silent(usual(of, 50.0), 24 * 4)
    for day in range(1, LEARNS_FOR_DAYS):
        state = state_at(of, hours, 24 * day)
        assert state.state == "unknown" and "its rhythm is known after 14" in state.figure
    assert state_at(of, hours, 24 * (LEARNS_FOR_DAYS + 1)).state == "silent"


def test_the_first_poll_of_a_source_and_a_back_fill_are_not_its_rhythm() -> None:
    of = source()
    hours = usual(of, 2.0)
    hours.fresh[0] += 400  # everything that its lists hold on the first day
    for days in (HISTORY, HISTORY + 10, HISTORY + 20):
        assert state_at(of, hours, 24 * days).state in ("fine", "quiet")
    known = state_at(of, hours, 24 * (HISTORY + 20)).expected
    plain = state_at(of, usual(of, 2.0), 24 * (HISTORY + 20)).expected
    assert known == pytest.approx(plain, rel=0.05)


@pytest.mark.parametrize("days_away", [1, 5, 21])
def test_time_in_which_we_did_not_poll_counts_for_nothing(days_away: int) -> None:
    of = source()
    hours = usual(of, 50.0)
    away = slice(24 * HISTORY, 24 * (HISTORY + days_away))
    hours.reached[away] = 0
    hours.fresh[away] = 0
    back = 24 * (HISTORY + days_away)
    for hour in range(4):
        assert state_at(of, hours, back + hour).state in ("fine", "quiet")
    hours.fresh[back] = 500  # what had come meanwhile, all at once
    for hour in range(24):
        assert state_at(of, hours, back + 1 + hour).state in ("fine", "quiet")


def test_a_program_that_runs_three_times_a_day_watches_all_the_same() -> None:
    of = source()
    hours = falling_silent(usual(of, 20.0), 24 * HISTORY)
    runs = np.arange(len(hours.fresh)) % 8 == 0
    fresh = np.add.reduceat(hours.fresh, np.flatnonzero(runs))
    sparse = replace(hours, reached=runs.astype(np.int64), fresh=np.where(runs, np.repeat(fresh, 8)[: len(runs)], 0))
    assert state_at(of, sparse, 24 * (HISTORY - 1)).state in ("fine", "quiet")
    assert state_at(of, sparse, 24 * (HISTORY + 6)).state == "silent"


def test_a_source_that_has_slowed_down_is_not_silent_each_night() -> None:
    of = source()
    slower = usual(of, 4.0).fresh
    fresh = usual(of, 50.0).fresh.copy()
    fresh[24 * HISTORY :] = slower[24 * HISTORY :]
    rates = NEWSROOM.rates(4.0).ravel()[
        places_in_week(hour_number(START), len(fresh), time_zone=of.time_zone, country="DE")
    ]
    assert false_alarms(of, np.roll(fresh, 24 * 8), rates, START) <= 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.FORBIDDEN, "blocked"),
        (Outcome.BLOCKED, "blocked"),
        (Outcome.JS_CHALLENGE, "blocked"),
        (Outcome.ROBOTS_DENIED, "blocked"),
        (Outcome.RATE_LIMITED, "blocked"),
        (Outcome.TLS_REFUSED, "blocked"),
        (Outcome.UNREACHABLE, "unreachable"),
        (Outcome.TIMED_OUT, "unreachable"),
        (Outcome.SERVER_ERROR, "unreachable"),
        (Outcome.NOT_A_FEED, "feed_error"),
        (Outcome.NOT_FOUND, "feed_error"),
        (Outcome.NO_ROUTE, "feed_error"),
    ],
)
def test_polls_that_fail_are_told_by_their_outcome_after_three_of_them_and_two_hours(
    outcome: Outcome, state: str
) -> None:
    of, hours = source(), usual(source())
    now = now_of(hours, 24 * HISTORY)

    def failing(polls: int, span: timedelta) -> SourceState:
        return state_at(of, hours, 24 * HISTORY, outcome=outcome, failures=polls, failing_since=now - span)

    told = failing(3, FAILED_FOR)
    assert (told.state, told.since, told.outcome) == (state, now - FAILED_FOR, outcome)
    assert told.figure.startswith(f"3 polls in a row ended as {outcome} (") and told.todo
    assert failing(2, 5 * FAILED_FOR).state in ("fine", "quiet")
    assert failing(12, FAILED_FOR - timedelta(minutes=1)).state in ("fine", "quiet")
    assert kind_of(outcome) == state


def pages(hours: Hours, read: dict[int, int], lost: dict[int, int]) -> Hours:
    """The same with pages read and lost at these hours."""

    def numbers(by_hour: dict[int, int]) -> NDArray[np.int64]:
        made = np.zeros_like(hours.fresh)
        made[list(by_hour)] = list(by_hour.values())
        return made

    return replace(hours, read=numbers(read), lost=numbers(lost))


def test_a_layout_that_changed_is_told_after_five_lost_pages_and_two_hours() -> None:
    of, plain, end = source(), usual(source()), 24 * HISTORY
    before = dict.fromkeys(range(0, end - 6, 6), 2)
    one_poll = pages(plain, before, {end - 1: 6})
    assert state_at(of, one_poll, end, lost_as=Outcome.EMPTY_PAGE).state in ("fine", "quiet")
    four = pages(plain, before, {end - 4: 2, end - 2: 2})
    assert state_at(of, four, end, lost_as=Outcome.EMPTY_PAGE).state in ("fine", "quiet")
    five = pages(plain, before, {end - 4: 3, end - 2: 2})
    told = state_at(of, five, end, lost_as=Outcome.EMPTY_PAGE)
    assert (told.state, told.since, told.outcome) == ("drift", now_of(plain, end - 4), "empty_page")
    assert told.figure.startswith("5 of the last 5 pages could not be read (empty_page)")
    assert "[[layouts]]" in told.todo


def test_pages_that_are_refused_while_lists_are_read_are_blocked() -> None:
    of, plain, end = source(), usual(source()), 24 * HISTORY
    lost = pages(plain, dict.fromkeys(range(0, end - 6, 6), 2), dict.fromkeys(range(end - 5, end), 2))
    told = state_at(of, lost, end, lost_as=Outcome.JS_CHALLENGE)
    assert (told.state, told.outcome) == ("blocked", "js_challenge")


def test_a_drift_is_over_when_two_pages_can_be_read_again() -> None:
    of, plain, end = source(), usual(source()), 24 * HISTORY
    before, lost = dict.fromkeys(range(0, end - 90, 6), 2), dict.fromkeys(range(end - 80, end - 10), 1)
    assert state_at(of, pages(plain, before, lost), end, lost_as=Outcome.GARBLED).state == "drift"
    mended = pages(plain, before | {end - 3: 1, end - 1: 1}, lost)
    assert state_at(of, mended, end, lost_as=Outcome.GARBLED).state in ("fine", "quiet")


def test_a_source_that_always_loses_many_pages_is_told_of_later() -> None:
    of, plain, end = source(), usual(source()), 24 * HISTORY
    half = dict.fromkeys(range(0, end - 30, 6), 2)
    five = dict.fromkeys(range(end - 6, end), 1)
    assert state_at(of, pages(plain, half, half | five), end, lost_as=Outcome.CONSENT_WALL).state in ("fine", "quiet")
    twenty = dict.fromkeys(range(end - 25, end), 1)
    assert state_at(of, pages(plain, half, half | twenty), end, lost_as=Outcome.CONSENT_WALL).state == "drift"


def test_texts_that_were_always_for_sale_are_no_change_but_new_walls_are() -> None:
    of, plain, end = source(), usual(source()), 24 * HISTORY
    always = pages(plain, {}, dict.fromkeys(range(0, end, 6), 2))
    assert state_at(of, always, end, lost_as=Outcome.PAYWALL).state in ("fine", "quiet")
    assert state_at(of, always, end, lost_as=Outcome.CONSENT_WALL).state == "drift"  # nothing of it was ever read
    fresh = pages(plain, dict.fromkeys(range(0, end - 30, 6), 2), dict.fromkeys(range(end - 24, end, 3), 1))
    assert state_at(of, fresh, end, lost_as=Outcome.PAYWALL).state == "drift"


def test_a_source_nobody_has_polled_is_unknown_and_one_nobody_reached_says_so() -> None:
    of, hours = source(), usual(source())
    never = replace(facts(of, hours), polled=None, hours=None)
    assert source_state(never, now=START).figure == "not polled yet"
    begun = facts(of, hours, reached_at=None, failures=1, outcome=Outcome.TIMED_OUT, failing_since=START)
    told = source_state(replace(begun, hours=None), now=START)
    assert (told.state, told.outcome, told.sees) == ("unknown", "timed_out", False)


def test_a_source_declared_for_browsers_is_blocked_by_declaration() -> None:
    of = source(needs_browser=True)
    assert state_at(of, usual(of), 24 * HISTORY).outcome == Outcome.NEEDS_BROWSER


def test_when_most_sources_have_no_connection_it_is_our_own() -> None:
    hours = usual(source())
    now = now_of(hours, 24 * HISTORY)
    well = facts(source(), hours, until=24 * HISTORY).polled
    assert well is not None
    gone = replace(well, failures=2, outcome=Outcome.UNREACHABLE, failing_since=now)
    refused = replace(gone, outcome=Outcome.FORBIDDEN)
    assert is_offline([gone, gone, gone, well], now=now)
    assert not is_offline([gone, gone, well, well], now=now)
    assert not is_offline([refused, refused, refused, gone], now=now)
    assert not is_offline([gone, gone], now=now)
    assert not is_offline([gone, gone, gone, well], now=now + timedelta(hours=3))  # nobody was asked since


def test_after_a_failure_of_our_own_connection_a_source_is_not_blamed_before_it_was_asked_again() -> None:
    of, hours = source(), usual(source())
    end = 24 * HISTORY
    hours.reached[end - 8 : end - 1] = 0  # nobody was reached for seven hours
    now = now_of(hours, end)
    failing = {"outcome": Outcome.UNREACHABLE, "failures": 5, "failing_since": now - timedelta(hours=8)}
    for last_h, blamed in ((2, False), (0.5, False), (-1.5, True)):
        hours.reached[end : end + 2] = 1
        known = facts(of, hours, until=end + 2, polled_at=now - timedelta(hours=last_h), **failing)
        assert known.polled is not None and known.hours is not None
        cut_off = was_cut_off(known.polled, online_hours([known.hours]))
        assert (
            source_state(replace(known, cut_off=cut_off), now=now + timedelta(hours=2)).state == "unreachable"
        ) == blamed
