"""How much a source publishes at which hour of its week, by its own history. In: numbers by hour. Out: what was to be expected.

Articles are taken to come at random around a rate for every hour of the week (a Poisson process), in clumps where days differ by
more than chance; the rate itself is known only as well as its history is long. What is asked in the end: how likely is it
that nothing came since the last article?

1. hours teach, and count, only where we looked before and after them: what a back-fill, a new source or the first poll after
   a pause brings is not its rhythm
2. a rate for every hour of the week: of its own hours as far as there are enough, else of all workdays or all days of rest
3. the chance of nothing, from what these rates add up to

Source: the predictive distribution of a Poisson count whose rate has a gamma posterior (negative binomial); dispersion as
Pearson's chi-squared over days (quasi-Poisson).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawlers.calendars import MAKE_UP, REST, ROWS, WORK

LEARNED_DAYS = 56  # each hour of the week eight times; more would make a rhythm slow to change
# How many hours, or articles, of its own an hour of the week, or a day, needs to count as much as what it is part of. Chosen on
# the simulated sources of benchmarks/health.py: OWN_HOURS doubled gives ten times as many false alarms, OWN_ARTICLES halved or
# doubled changes nothing that can be measured. LATELY_ARTICLES at 3 makes the longest delays of slow sources a third longer.
OWN_HOURS = 8.0
OWN_ARTICLES = 10.0
LATELY_DAYS = 7  # a source that has become slower expects no more than it did lately, as after a relaunch or in summer
LATELY_ARTICLES = 10.0
HABIT = 0.75  # of our own waits between two polls are no longer than what we take for usual
LONGEST_WAIT_H = 25  # a source that is asked once a day is watched
FEW_A_DAY = 0.5  # of articles; a single one on a day on which fewer are expected is no clump
Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """Articles an hour for every hour of the week: `rates[row, hour]`, rows as in crawlers/calendars.py.

    Learned from `articles` in `days` of watching; `clump` is how many of them come together, at least 1.
    """

    rates: Numbers
    articles: int
    days: float
    clump: float

    @property
    def monthly(self) -> float:
        """Articles in an ordinary month."""
        return float(self.rates[:MAKE_UP].sum()) * 365.25 / 12 / 7

    def chance_of_none(self, expected: float) -> float:
        """How likely it is that nothing comes while so much is expected."""
        if not self.articles:
            return 1.0
        return float((1 + expected / self.articles) ** (-self.articles / self.clump))


def watched(reached: NDArray[np.int64], *, interval_minutes: int) -> NDArray[np.bool_]:
    """Hours that lie between two polls no further apart than the source's interval, or than our usual wait."""
    looked = reached > 0
    wait = _wait_h(looked, interval_minutes)
    seen = np.concatenate(([0], np.cumsum(looked)))
    at, last = np.arange(len(looked)), len(looked)
    before = seen[at] > seen[np.maximum(at - wait, 0)]
    after = seen[np.minimum(at + wait + 1, last)] > seen[at]
    return before & after


def learn(fresh: NDArray[np.int64], places: NDArray[np.intp]) -> Rhythm:
    """The rhythm of hours that teach: how many articles came in each, and its place in a week."""
    came, looked = _by_place(places, fresh), _by_place(places)
    if not len(fresh):
        return Rhythm(rates=came, articles=0, days=0.0, clump=1.0)
    rates = np.zeros_like(came)
    overall = came.sum() / looked.sum()
    for rows in (WORK, REST):
        level = _drawn(came[rows].sum(), looked[rows].sum(), towards=overall, weight=24 * OWN_HOURS)
        day = _drawn(came[rows].sum(axis=0), looked[rows].sum(axis=0), towards=level, weight=OWN_HOURS)
        for row in rows:
            share = (came[row].sum() + OWN_ARTICLES) / ((looked[row] * day).sum() + OWN_ARTICLES)
            rates[row] = _drawn(came[row], looked[row], towards=day * share, weight=OWN_HOURS)
    rates *= _pace(fresh, rates.ravel()[places])
    clump = _clump(fresh, rates.ravel()[places])
    return Rhythm(rates=rates, articles=int(fresh.sum()), days=len(fresh) / 24, clump=clump)


def _by_place(places: NDArray[np.intp], numbers: NDArray[np.int64] | None = None) -> Numbers:
    return np.bincount(places, numbers, minlength=24 * ROWS).astype(np.float64).reshape(ROWS, 24)


def _wait_h(looked: NDArray[np.bool_], interval_minutes: int) -> int:
    gaps = np.sort(np.diff(np.flatnonzero(looked)))
    usual = int(gaps[int(HABIT * len(gaps))]) if len(gaps) else 0
    return min(max(math.ceil(interval_minutes / 60), usual) + 1, LONGEST_WAIT_H)


def _drawn(came: Numbers, looked: Numbers, *, towards: Numbers | float, weight: float) -> Numbers:
    """A rate, drawn towards another one as if that had been seen for `weight` hours."""
    return (came + weight * towards) / (looked + weight)


def _pace(fresh: NDArray[np.int64], rates: Numbers) -> float:
    """How much slower the source has become lately; never faster, so that a busy week makes nobody nervous."""
    lately = slice(-24 * LATELY_DAYS, None)
    came, expected = fresh[lately].sum(), rates[lately].sum()
    return min(1.0, float((came + LATELY_ARTICLES) / (expected + LATELY_ARTICLES)))


def _clump(fresh: NDArray[np.int64], rates: Numbers) -> float:
    """How much more days of 24 watched hours differ than they would by chance; 1 for a Poisson process."""
    days = np.arange(len(fresh)) // 24
    came, expected = np.bincount(days, fresh), np.bincount(days, rates)
    differs = (came - expected) ** 2 / np.maximum(expected, FEW_A_DAY)
    return max(1.0, float(differs.mean()))
