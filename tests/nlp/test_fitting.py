"""Fitting heads, keeping them, and applying them with numpy alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from articles.errors import ModelMissing
from nlp.fitting import Fitted, fit
from nlp.heads import Heads, find_heads, heads_file, load_heads, save_heads, sigmoid

RANDOM = np.random.default_rng(7)
ROWS = 240
FEATURES = RANDOM.normal(size=(ROWS, 6))
STORIES = [f"s{number // 2}" for number in range(ROWS)]


def fitted(**changes: object) -> Fitted:
    noise = RANDOM.normal(size=ROWS) * 0.3
    binary = (FEATURES[:, 0] + noise > 0).astype(np.int64)
    given: dict[str, object] = {"stories": STORIES, "shape": "binary", "classes": ("yes",), "fitted_on": "test-1"}
    return fit(FEATURES, binary, **(given | changes))  # type: ignore[arg-type]  # the test varies every argument


def test_a_head_finds_what_can_be_found_and_its_probabilities_are_honest() -> None:
    made = fitted()
    truth = FEATURES[:, 0] > 0
    assert ((made.out_of_fold[:, 0] > 0.5) == truth).mean() > 0.85
    assert made.head.probabilities(FEATURES).shape == (ROWS, 1)


def test_labels_that_only_a_retelling_knows_are_not_learned() -> None:
    secret = np.repeat(RANDOM.integers(0, 2, ROWS // 2), 2)
    marks = np.repeat(RANDOM.normal(size=(ROWS // 2, 40)), 2, axis=0)
    together = fit(marks, secret, stories=STORIES, shape="binary", classes=("yes",))
    apart = fit(marks, secret, stories=[str(number) for number in range(ROWS)], shape="binary", classes=("yes",))
    assert ((apart.out_of_fold[:, 0] > 0.5) == secret).mean() > (
        (together.out_of_fold[:, 0] > 0.5) == secret
    ).mean() + 0.1


def test_one_of_several_sums_to_one_and_many_of_several_need_not() -> None:
    classes = FEATURES[:, :3].argmax(axis=1)
    one = fit(FEATURES, classes, stories=STORIES, shape="one_of", classes=("a", "b", "c"))
    assert np.allclose(one.head.probabilities(FEATURES).sum(axis=1), 1)
    many = fit(
        FEATURES, (FEATURES[:, :3] > 0).astype(np.int64), stories=STORIES, shape="many_of", classes=("a", "b", "c")
    )
    assert many.head.probabilities(FEATURES).shape == (ROWS, 3)


def test_a_class_that_no_row_has_is_never_likely() -> None:
    made = fit(FEATURES, np.zeros((ROWS, 1), dtype=np.int64), stories=STORIES, shape="many_of", classes=("a",))
    assert made.head.probabilities(FEATURES).max() < 0.01


def test_counts_are_brought_to_the_weight_asked_for() -> None:
    head = fitted(scaled=slice(4, None), weight=0.1).head
    assert np.allclose(FEATURES[:, 4:].std(axis=0) / head.scale[4:], 0.1)
    assert np.allclose(head.scale[:4], 1)


def test_heads_are_kept_to_the_number(tmp_path: Path) -> None:
    heads = Heads(embedder="test/e5 base", corpus="c", heads={"x": fitted().head}, means={"de": np.ones(3)})
    file = heads_file(heads.embedder, tmp_path)
    save_heads(heads, file)
    found = find_heads("test/e5 base", tmp_path)
    assert found is not None
    assert np.allclose(found.heads["x"].probabilities(FEATURES), heads.heads["x"].probabilities(FEATURES), atol=1e-5)
    assert found.head("x", "test-1") is not None
    assert found.head("x", "test-2") is None
    assert found.head("y", "test-1") is None
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_the_version_changes_with_any_number() -> None:
    heads = Heads(embedder="e", corpus="c", heads={"x": fitted().head}, means={})
    moved = replace(heads.heads["x"], bias=heads.heads["x"].bias + 0.1)
    assert replace(heads, heads={"x": moved}).version != heads.version


def test_no_heads_or_damaged_ones_say_what_to_do(tmp_path: Path) -> None:
    assert find_heads("unheard-of", tmp_path) is None
    (tmp_path / "x.npz").write_bytes(b"PK\x03\x04 half")
    with pytest.raises(ModelMissing, match="models calibrate"):
        load_heads(tmp_path / "x.npz")


def test_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="fitted on 6"):
        fitted().head.probabilities(FEATURES[:, :5])


def test_the_logistic_function_does_not_overflow() -> None:
    assert np.allclose(sigmoid(np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])
