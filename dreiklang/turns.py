"""Whose turn it is among the steps of an article's way. In: what waits in the store. Out: one bounded turn after the other.

The order of claims holds across steps too: fresh official articles, fresh news, revisits, what is redone, back-fill. Of steps
that are equal in this the one whose turn was longest ago comes next; translate comes after all others, and makes way for them in
the middle of a text. A turn ends after `rhythm.turn_s`, and at once when something more urgent waits for another step.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from articles import clock
from articles.outcome import Outcome
from articles.store.claims import Priority, most_urgent
from dreiklang.desk import Desk
from dreiklang.rests import Rests
from dreiklang.steps import BUILD, work

PATIENT = "translate"
ASK_S = 0.1  # between two questions of a turn whether it has to end; each costs about a millisecond
Rank = tuple[Priority, bool]  # the smaller one goes first


class Turns:
    """The steps from extract to match, one turn at a time; `told` hears of every turn."""

    def __init__(
        self, desk: Desk, *, stopped: Callable[[], bool], told: Callable[[str, Counter[Outcome]], None]
    ) -> None:
        self._desk = desk
        self._stopped = stopped
        self._told = told
        self._rests = Rests()
        self._turned_s = dict.fromkeys(BUILD, 0.0)

    def take_next(self) -> bool:
        """Give the step its turn that is next; False when nothing waits."""
        step = self._next()
        if step is None:
            return False
        self._turned_s[step] = clock.elapsed()
        try:
            counted = work(self._desk, step, until=self._until(step))
        except Exception as error:  # a step that breaks must not stop the others
            self._rests.failed_by(step, error)
            return True
        self._rests.went_well(step)
        if not counted:  # another worker does it, or there was no time for any
            self._rests.pause(step, self._desk.settings.rhythm.look_s)
        self._told(step, counted)
        return True

    def _next(self) -> str | None:
        ranks = self._ranks(step for step in BUILD if not self._rests.left_s(step))
        return min(ranks, key=lambda step: (ranks[step], self._turned_s[step]), default=None)

    def _ranks(self, steps: Iterable[str], *, in_hand: bool = False) -> dict[str, Rank]:
        with self._desk.store.read() as connection:
            found = {step: most_urgent(connection, step, in_hand=in_hand) for step in steps}
        return {step: (priority, step == PATIENT) for step, priority in found.items() if priority is not None}

    def _until(self, step: str) -> Callable[[], bool]:
        """Says yes once the turn of a step has to end."""
        ends_s = clock.elapsed() + self._desk.settings.rhythm.turn_s
        asked_s = clock.elapsed()

        def over() -> bool:
            nonlocal asked_s
            if self._stopped() or clock.elapsed() > ends_s:
                return True
            if clock.elapsed() - asked_s < ASK_S:
                return False
            asked_s = clock.elapsed()
            return self._is_overtaken(step)

        return over

    def _is_overtaken(self, step: str) -> bool:
        others = self._ranks(one for one in BUILD if one != step and not self._rests.left_s(one))
        own = self._ranks([step], in_hand=True)
        return bool(others) and bool(own) and min(others.values()) < own[step]
