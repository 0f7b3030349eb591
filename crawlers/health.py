"""How well we see every source. In: how its polls and pages went. Out: a SourceState, with the figure it was decided by.

Pure decisions, in this order: polls that fail, pages that cannot be read, too little history, silence. docs/health.md says what
each state means; the bounds below are all there are. What we did not look at counts for nothing, and the faults of a single
poll are none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from articles.model import Sight, Source, SourceState
from articles.outcome import OUTCOMES, REFUSED, Outcome
from articles.store.sightings import Hours, Polled
from crawlers.calendars import EPOCH, places_in_week
from crawlers.expected import LEARNED_DAYS, Rhythm, learn, watched
from crawlers.lost_pages import lost_pages, odds

# Polls that fail: three in a row, over at least two hours. A server that is restarted or maintained at night is back within one
# or two hours, and three polls of a source that is asked every ten minutes are over in twenty minutes.
FAILED_POLLS = 3
FAILED_FOR = timedelta(hours=2)
# Silence: so unlikely that a source as it has been would look silent once in 300 months. That is three times better than what is
# promised (once in 100), because real sources are not quite as regular as the model has them; `benchmarks/health.py` measures it.
FALSE_ALARMS_A_MONTH = 1 / 300
LEARNS_FOR_DAYS = 14  # two of each weekday; before that nobody calls a source silent
QUIET_AFTER = timedelta(days=1)  # without an article: fine, but worth a word
OFFLINE_SHARE = 0.5  # of the sources that were asked lately: when so many cannot be reached it is our own connection
ONLINE_HOURS = 72  # looked back on for when we were online; polls of a source that fails are at most a day apart

NO_CONNECTION = frozenset({Outcome.UNREACHABLE, Outcome.TIMED_OUT})
NO_LIST = frozenset({Outcome.NOT_A_FEED, Outcome.NO_ROUTE, Outcome.NOT_FOUND, Outcome.TOO_LARGE, Outcome.FAILED})
REMEDY: Mapping[Outcome, str] = {
    Outcome.FORBIDDEN: "ask the publisher, or set its `user_agent` as agreed with them",
    Outcome.BLOCKED: "the server refuses automatic readers: raise `delay_s`, ask the publisher, or set a `fallback`",
    Outcome.JS_CHALLENGE: "it wants a browser: ask the publisher for a feed, or set `needs_browser` and a `fallback`",
    Outcome.ROBOTS_DENIED: "respect it: ask the publisher, or take the source out",
    Outcome.RATE_LIMITED: "raise `delay_s` and `interval_minutes`",
    Outcome.TLS_REFUSED: "look at its certificate; set crawl.ca_file where an authority is missing here",
    Outcome.COOKIE_LOOP: "set `cookies = true`",
    Outcome.NEEDS_BROWSER: "declared so: nothing of it is read; its `fallback` has to do",
    Outcome.PRIVATE_ADDRESS: "set crawl.allow_private if it is meant",
    Outcome.CONSENT_WALL: "look at a page; set `cookies = true`, or layout hints",
    Outcome.PAYWALL: "its pages are for sale now: only teasers are read",
    Outcome.NOT_FOUND: "its addresses have changed: `dreiklang sources add` finds the new ones",
}
CHECK = "`dreiklang sources check {}` asks its lists once"
LAYOUT = "its pages are built anew: add a [[layouts]] table (docs/sources.md), then `dreiklang extract --from-archive`"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that a state is decided by; `hours` is None while nothing was ever reached.

    `cut_off` says that its last poll failed while our own connection did (see `was_cut_off`).
    """

    source: Source
    polled: Polled | None
    hours: Hours | None
    cut_off: bool = False


def source_state(facts: Facts, *, now: datetime) -> SourceState:
    """The state of a source."""
    polled = facts.polled
    if polled is None or polled.first_at is None:
        return _state(facts, "unknown", None, "not polled yet", todo="`dreiklang crawl` polls it")
    return _failing(facts, polled, now=now) or _lost(facts, polled, now=now) or _heard(facts, polled, now=now)


def is_offline(polled: Iterable[Polled], *, now: datetime) -> bool:
    """Whether so many of the sources that were asked lately fail for want of a connection that it is ours."""
    lately = [one for one in polled if one.polled_at is not None and now - one.polled_at < FAILED_FOR]
    failed = [one for one in lately if one.failures and one.outcome in NO_CONNECTION]
    return len(failed) >= FAILED_POLLS and len(failed) > OFFLINE_SHARE * len(lately)


def online_hours(hours: Iterable[Hours]) -> frozenset[int]:
    """Of the last days: hours since 1970 in which a list of any source was read."""
    looked = ((one.first + len(one.reached) - ONLINE_HOURS, one.reached[-ONLINE_HOURS:]) for one in hours)
    return frozenset(int(at) for first, reached in looked for at in first + np.flatnonzero(reached))


def was_cut_off(polled: Polled, online: Collection[int]) -> bool:
    """Whether its last poll failed for want of a connection in an hour in, or after, which no other source was reached either.

    After a failure of our own connection sources wait for their next poll for as long as it lasted.
    """
    if polled.polled_at is None or not polled.failures or polled.outcome not in NO_CONNECTION:
        return False
    hour = int((polled.polled_at - EPOCH) / timedelta(hours=1))
    return not {hour - 1, hour} <= set(online)


def kind_of(outcome: str) -> Sight:
    """The state that polls or pages which end so stand for."""
    if outcome in REFUSED:
        return "blocked"
    return "feed_error" if outcome in NO_LIST else "unreachable"


def _failing(facts: Facts, polled: Polled, *, now: datetime) -> SourceState | None:
    since = polled.failing_since
    if since is None or polled.outcome is None:
        return None
    if facts.cut_off or polled.failures < FAILED_POLLS or now - since < FAILED_FOR:
        return None
    figure = f"{polled.failures} polls in a row ended as {polled.outcome} ({OUTCOMES[Outcome(polled.outcome)][1]})"
    state = kind_of(polled.outcome)
    return _state(facts, state, since, figure, outcome=polled.outcome)


def _lost(facts: Facts, polled: Polled, *, now: datetime) -> SourceState | None:
    """Lists are read and the pages they name are not, any more."""
    if facts.source.needs_browser:
        told = OUTCOMES[Outcome.NEEDS_BROWSER][1]
        return _state(facts, "blocked", polled.first_at, told, outcome=Outcome.NEEDS_BROWSER)
    found = lost_pages(facts.hours) if facts.hours is not None else None
    if found is None or polled.lost_as is None or now - found.since < FAILED_FOR:
        return None
    if polled.lost_as == Outcome.PAYWALL and not found.read_before:  # its texts were always for sale
        return None
    figure = f"{found.lost} of the last {found.pages} pages could not be read ({polled.lost_as}); {odds(found.chance)}"
    state: Sight = "blocked" if polled.lost_as in REFUSED else "drift"
    return _state(facts, state, found.since, figure, outcome=polled.lost_as)


def _heard(facts: Facts, polled: Polled, *, now: datetime) -> SourceState:
    """Lists and pages are read: does as much come as by the source's own rhythm?"""
    hours, source = facts.hours, facts.source
    if hours is None or polled.reached_at is None:
        return _state(facts, "unknown", polled.first_at, f"{polled.failures} polls, none of them reached a list yet")
    seen = watched(hours.reached, interval_minutes=source.interval_minutes)
    if seen.sum() < 24 * LEARNS_FOR_DAYS:
        figure = f"watched for {seen.sum() / 24:.1f} days; its rhythm is known after {LEARNS_FOR_DAYS}"
        return _state(facts, "unknown", polled.first_at, figure, todo="")
    places = places_in_week(hours.first, len(seen), time_zone=source.time_zone, country=source.country)
    last, at = _last_fresh(hours), np.arange(len(seen))
    learned = seen & (at <= last) & (at > last - 24 * LEARNED_DAYS)  # the silence that is asked about teaches nothing
    rhythm = learn(hours.fresh[learned], places[learned])
    expected = float(rhythm.rates.ravel()[places[seen & (at > last)]].sum())
    return _by_volume(facts, polled, rhythm, expected, now=now)


def _by_volume(facts: Facts, polled: Polled, rhythm: Rhythm, expected: float, *, now: datetime) -> SourceState:
    since = polled.fresh_at or polled.first_at or now
    chance = rhythm.chance_of_none(expected)
    figure = f"nothing new since, {expected:.1f} expected: {odds(chance)}"
    if chance < FALSE_ALARMS_A_MONTH / max(1.0, rhythm.monthly / rhythm.clump):
        return _state(facts, "silent", since, figure, expected=expected)
    if now - since >= QUIET_AFTER:
        return _state(facts, "quiet", since, figure, expected=expected, todo="")
    return _state(facts, "fine", since, f"{rhythm.monthly / 30.4:.1f} articles a day", expected=expected, todo="")


def _last_fresh(hours: Hours) -> int:
    """The hour in which something came last; where nothing ever did, the last hour."""
    came = np.flatnonzero(hours.fresh)
    return int(came[-1]) if len(came) else len(hours.fresh) - 1


def _state(
    facts: Facts,
    state: Sight,
    since: datetime | None,
    figure: str,
    *,
    outcome: str | None = None,
    expected: float | None = None,
    todo: str | None = None,
) -> SourceState:
    polled = facts.polled
    return SourceState(
        source=facts.source.id,
        state=state,
        since=since,
        figure=figure,
        todo=_todo(facts.source, state, outcome) if todo is None else todo,
        outcome=outcome or (polled.outcome if polled and polled.failures else None),
        seen_at=polled.reached_at if polled else None,
        expected=expected,
    )


def _todo(source: Source, state: Sight, outcome: str | None) -> str:
    if outcome is not None and outcome in REMEDY:
        return REMEDY[Outcome(outcome)]
    return LAYOUT if state == "drift" else CHECK.format(source.id)
