"""Errors say what, the value, what was expected and what to do."""

import inspect

from articles import errors


def test_every_error_stands_in_the_drawn_tree() -> None:
    assert errors.__doc__ is not None
    for name, error in inspect.getmembers(errors, inspect.isclass):
        if issubclass(error, errors.DreiklangError):
            assert name in errors.__doc__
            assert error is errors.DreiklangError or issubclass(error, (errors.Retryable, errors.Permanent))


def test_an_error_carries_its_subject() -> None:
    error = errors.BadInput("no", subject="https://example.org/")
    assert error.subject == "https://example.org/"
    assert errors.BadInput("no").subject is None


def test_a_name_nobody_knows_is_answered_with_the_nearest_one() -> None:
    told = errors.unknown("source", "spigel", ["spiegel", "zeit"])
    assert told == "no source named 'spigel'; known: spiegel, zeit. Did you mean 'spiegel'?"


def test_a_name_like_no_other_gets_no_guess() -> None:
    assert "Did you mean" not in errors.unknown("source", "qqq", ["spiegel", "zeit"])


def test_long_lists_are_cut_and_counted() -> None:
    told = errors.unknown("source", "x", [f"name{number:02}" for number in range(20)])
    assert told.endswith("name07 and 12 more.")
