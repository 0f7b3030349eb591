"""The texts of a file, joined. In: what each one is joined by, in the order of joining. Out: its story, and its original.

What the step join does in the store, for a list: one text after the other looks among those before it, the copies of the last
30 days by their bands, the same event by the nearest vectors of the last 14. Texts themselves stay where they are, and are read
again for the few that may be copies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from nlp import duplicates, stories
from nlp.duplicates import Print, same_text
from nlp.heads import Head
from nlp.traits import Traits, direction


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What a text is found by."""

    traits: Traits
    bands: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a text belongs: `story` is the number of its first text, `original` that of the text it is a copy of."""

    story: int
    original: int | None


def join(
    traces: Sequence[Trace],
    *,
    text_of: Callable[[int], Print],
    head: Head | None,
) -> list[Place]:
    """The place of every text; `text_of` gives the text of a number."""
    joining = _Joining(traces, text_of, head)
    for number in range(len(traces)):
        joining.add(number)
    return joining.places()


class _Joining:
    """The texts that are joined so far. Shapes, for n texts: `dated` (n,) seconds, `directions` (n, 2d), `story` (n,)."""

    def __init__(self, traces: Sequence[Trace], text_of: Callable[[int], Print], head: Head | None) -> None:
        self.traits = [trace.traits for trace in traces]
        self.bands = [trace.bands for trace in traces]
        self.text_of = text_of
        self.head = head
        self.dated = np.array([one.dated.timestamp() for one in self.traits])
        self.has_direction, self.directions = _directions(self.traits)
        self.story = np.arange(len(traces))
        self.original: dict[int, int] = {}
        self.by_band: dict[str, list[int]] = {}

    def places(self) -> list[Place]:
        return [Place(story=int(story), original=self.original.get(at)) for at, story in enumerate(self.story)]

    def add(self, number: int) -> None:
        """Join the text with those before it."""
        copies = self._copies(number)
        for copy in copies:
            self._keep_original(copy, number)
        together = self._linked_stories(number) | {int(self.story[copy]) for copy in copies}
        if together:
            self.story[np.isin(self.story, [*together, number])] = min(together)
        for band in self.bands[number]:
            self.by_band.setdefault(band, []).append(number)

    def _copies(self, number: int) -> list[int]:
        met = {one for band in self.bands[number] for one in self.by_band.get(band, ())}
        near = [one for one in sorted(met) if self._apart(one, number) <= duplicates.WINDOW.total_seconds()]
        text = self.text_of(number) if near else None
        return [one for one in near if text is not None and same_text(text, self.text_of(one))]

    def _keep_original(self, one: int, other: int) -> None:
        """Of two copies the earlier one is the original, in whatever order they come; of several the earliest."""
        earlier, later = sorted((one, other), key=self._order)
        known = self.original.get(later)
        if known is None or self._order(earlier) < self._order(known):
            self.original[later] = earlier

    def _order(self, number: int) -> tuple[float, int]:
        return float(self.dated[number]), number

    def _linked_stories(self, number: int) -> set[int]:
        candidates = self._candidates(number)
        told = stories.same_event(self.traits[number], [self.traits[one] for one in candidates], self.head)
        return {int(self.story[candidates[at]]) for at in told}

    def _candidates(self, number: int) -> list[int]:
        """The nearest of those before it, and of the last days those that can be compared by rules alone."""
        close = self._before(number, stories.BY_RULES_WITHIN)
        if self.head is None or not self.has_direction[number]:
            return [int(one) for one in close]
        return [*self._nearest(number), *(int(one) for one in close if not self.has_direction[one])]

    def _nearest(self, number: int) -> list[int]:
        before = self._before(number, stories.WINDOW)
        before = before[self.has_direction[before]]
        near = stories.nearest(self.directions[number], [self.directions[before]])
        return [int(before[at]) for at in near]

    def _before(self, number: int, window: timedelta) -> NDArray[np.intp]:
        """The texts joined before this one whose dates are close to its own."""
        apart = np.abs(self.dated[:number] - self.dated[number])
        return np.flatnonzero(apart <= window.total_seconds())

    def _apart(self, one: int, other: int) -> float:
        return float(abs(self.dated[one] - self.dated[other]))


def _directions(found: Sequence[Traits]) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Which texts have vectors, and all of them; zeros where there is none."""
    towards = [direction(one) for one in found]
    size = next((len(one) for one in towards if one is not None), 0)
    rows = np.zeros((len(found), size), dtype=np.float32)
    for row, one in zip(rows, towards, strict=True):
        if one is not None:
            row[:] = one
    return np.array([one is not None for one in towards], dtype=np.bool_), rows
