"""How good probabilities are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.quality import calibration_error, f1, measure


def test_probabilities_that_come_true_as_often_as_they_say_have_no_error() -> None:
    said = np.repeat([0.0, 0.2, 0.5, 1.0], 50)
    truth = np.concatenate([np.zeros(50), np.tile([1, 0, 0, 0, 0], 10), np.tile([1, 0], 25), np.ones(50)]).astype(bool)
    assert calibration_error(said, truth) < 0.06


def test_certain_and_wrong_is_the_greatest_error() -> None:
    assert calibration_error(np.ones(40), np.zeros(40, dtype=bool)) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    said, truth = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    assert -1e-9 <= calibration_error(said, truth) <= 1 + 1e-9


def test_f1_counts_every_cell() -> None:
    said = np.array([[True, True], [False, False]])
    truth = np.array([[True, False], [True, False]])
    assert f1(said, truth) == (0.5, 0.5, 0.5)
    assert f1(np.zeros((2, 2), dtype=bool), truth) == (0.0, 0.0, 0.0)


def test_one_of_several_is_measured_by_what_is_likeliest() -> None:
    said = np.array([[0.6, 0.4], [0.3, 0.7], [0.9, 0.1]])
    quality = measure(said, np.array([0, 1, 1]), shape="one_of", threshold=0.5)
    assert quality.score == pytest.approx(2 / 3)
    assert quality.rows == 3
