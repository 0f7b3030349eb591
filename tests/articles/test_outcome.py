"""The closed list of Outcomes."""

from articles.outcome import OUTCOMES, STEPS, Outcome
from articles.store.tables import results


def test_every_outcome_is_explained_and_belongs_to_known_steps() -> None:
    assert set(OUTCOMES) == set(Outcome)
    for steps, meaning in OUTCOMES.values():
        assert steps
        assert set(steps) <= set(STEPS)
        assert meaning == meaning.strip()
        assert not meaning.endswith(".")


def test_every_step_has_a_good_end_and_may_fail() -> None:
    for step in STEPS:
        ends = [outcome for outcome, (steps, _) in OUTCOMES.items() if step in steps]
        assert Outcome.FAILED in ends
        assert len(ends) >= 2


def test_names_fit_into_their_columns() -> None:
    assert max(len(outcome) for outcome in Outcome) <= results.c.outcome.type.length
    assert max(len(step) for step in STEPS) <= results.c.step.type.length
