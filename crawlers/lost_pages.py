"""Whether the pages of a source can be read as they could before. In: pages read and lost by hour. Out: what was lost lately."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from articles.store.sightings import Hours
from crawlers.calendars import EPOCH
from crawlers.expected import LEARNED_DAYS

# The newest hours that hold five pages, over at least two hours (FAILED_FOR in crawlers/health.py); four in five were lost, and
# so many would be lost by chance less than once in ten thousand such looks, as often as pages were lost before. Sources without a
# history are taken to lose one page in twenty.
NEWEST_PAGES = 5
LOST_SHARE = 0.8
LOST_CHANCE = 1e-4
LOST_BEFORE, PAGES_BEFORE = 1.0, 20.0


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Most of the `pages` since then were `lost`; `chance` is how likely that is by those before, `read_before` of them read."""

    since: datetime
    lost: int
    pages: int
    read_before: int
    chance: float


def lost_pages(hours: Hours) -> Lost | None:
    """What was lost lately; None where the newest pages can be read, or where it may well be chance."""
    first = _first_lost(hours)
    if first is None:
        return None
    lost, pages = int(hours.lost[first:].sum()), int((hours.lost + hours.read)[first:].sum())
    before = slice(max(0, first - 24 * LEARNED_DAYS), first)
    lost_before, read_before = int(hours.lost[before].sum()), int(hours.read[before].sum())
    chance = _chance_of_losing(lost, pages, lost_before=lost_before, read_before=read_before)
    if chance > LOST_CHANCE:
        return None
    since = EPOCH + timedelta(hours=hours.first + first)
    return Lost(since=since, lost=lost, pages=pages, read_before=read_before, chance=chance)


def odds(chance: float) -> str:
    """A chance in words."""
    if chance < 1e-9:
        return "the chance of that is below 1 in a billion"
    return f"the chance of that is 1 in {1 / chance:,.0f}" if chance < 0.1 else f"the chance of that is {chance:.0%}"


def _first_lost(hours: Hours) -> int | None:
    """Where the time begins in which most pages are lost; None where the newest ones can be read."""
    pages, lost = (_since_each(numbers) for numbers in (hours.read + hours.lost, hours.lost))
    enough = np.flatnonzero(pages >= NEWEST_PAGES)
    if not len(enough) or lost[enough[-1]] < LOST_SHARE * pages[enough[-1]]:
        return None
    most = np.flatnonzero((lost >= LOST_SHARE * pages) & (hours.lost > 0))
    within = most[most <= enough[-1]]
    return int(within[0]) if len(within) else None


def _since_each(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """What comes from each hour on."""
    return np.cumsum(numbers[::-1])[::-1]


def _chance_of_losing(lost: int, pages: int, *, lost_before: int, read_before: int) -> float:
    """How likely it is to lose at least so many of some pages, if as many are lost as before (a beta-binomial tail)."""
    a, b = lost_before + LOST_BEFORE, read_before + PAGES_BEFORE - LOST_BEFORE

    def log_beta(one: float, other: float) -> float:
        return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)

    chances = (
        math.exp(math.log(math.comb(pages, k)) + log_beta(k + a, pages - k + b) - log_beta(a, b))
        for k in range(lost, pages + 1)
    )
    return min(1.0, sum(chances))
