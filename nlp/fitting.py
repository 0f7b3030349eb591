"""Fitting heads. In: feature rows, labels, and the story of each row. Out: a Head, and its probabilities out of fold.

Rows of one story never stand on both sides of a split, so that a retelling cannot vouch for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.heads import Floats, Head, Shape, sigmoid, softmax

FOLDS = 10
C = 10.0  # chosen by cross-validation over stories on the training articles, among 1, 3, 10, 30
LEAST_SCALE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A head and what it says of rows it had not seen: (n, k) calibrated probabilities, out of fold."""

    head: Head
    out_of_fold: Floats


def fit(
    features: Floats,
    labels: NDArray[np.int64],
    *,
    stories: Sequence[str],
    shape: Shape,
    classes: Sequence[str],
    fitted_on: str = "",
    c: float = C,
    scaled: slice | None = None,
    weight: float = 1.0,
) -> Fitted:
    """Fit and calibrate one head.

    Shapes: n rows: `features` (n, d); `labels` (n,) of 0/1 (binary) or class numbers (one_of), or (n, k) of 0/1 (many_of).
    `scaled` names the columns that are standardised (counts) to a deviation of `weight`; the others (unit vectors) are
    taken as they are.
    """
    centre, scale = _standard(features, scaled, weight)
    rows = (features - centre) / scale
    targets = _targets(labels, shape, len(classes))
    unseen = np.zeros(targets.shape)
    for train, test in folds(stories):
        weights, bias = _weights(rows[train], targets[train], c)
        unseen[test] = rows[test] @ weights.T + bias
    platt = np.array([_platt(unseen[:, column], targets[:, column]) for column in range(targets.shape[1])])
    weights, bias = _weights(rows, targets, c)
    head = Head(
        fitted_on=fitted_on,
        shape=shape,
        classes=tuple(classes),
        weights=weights,
        bias=bias,
        centre=centre,
        scale=scale,
        platt=platt,
    )
    return Fitted(head=head, out_of_fold=_calibrated(unseen, platt, shape))


def fit_plain(
    features: Floats, labels: NDArray[np.int64], *, shape: Shape, classes: Sequence[str], fitted_on: str, c: float = C
) -> Head:
    """A head without calibration, for its logits; the features are taken as they are."""
    weights, bias = _weights(features, _targets(labels, shape, len(classes)), c)
    outputs, width = weights.shape
    return Head(
        fitted_on=fitted_on,
        shape=shape,
        classes=tuple(classes),
        weights=weights,
        bias=bias,
        centre=np.zeros(width),
        scale=np.ones(width),
        platt=np.tile([1.0, 0.0], (outputs, 1)),
    )


def _calibrated(logits: Floats, platt: Floats, shape: Shape) -> Floats:
    calibrated = logits * platt[:, 0] + platt[:, 1]
    return softmax(calibrated) if shape == "one_of" else sigmoid(calibrated)


def _standard(features: Floats, scaled: slice | None, weight: float) -> tuple[Floats, Floats]:
    centre, scale = np.zeros(features.shape[1]), np.ones(features.shape[1])
    if scaled is not None:
        centre[scaled] = features[:, scaled].mean(axis=0)
        scale[scaled] = np.maximum(features[:, scaled].std(axis=0), LEAST_SCALE) / weight
    return centre, scale


def _targets(labels: NDArray[np.int64], shape: Shape, classes: int) -> NDArray[np.int64]:
    if shape == "binary":
        return labels.reshape(-1, 1)
    return labels if shape == "many_of" else np.eye(classes, dtype=np.int64)[labels]


def folds(stories: Sequence[str]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(train, test) row numbers; all rows of a story are in one test."""
    from sklearn.model_selection import GroupKFold

    splits = GroupKFold(min(FOLDS, len(set(stories)))).split(np.zeros(len(stories)), groups=np.array(stories))
    return list(splits)


def _weights(rows: Floats, targets: NDArray[np.int64], c: float) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((targets.shape[1], rows.shape[1])), np.zeros(targets.shape[1])
    for column in range(targets.shape[1]):
        wanted = targets[:, column]
        if wanted.min() == wanted.max():  # a class that no row has: never likely
            bias[column] = -20.0 if wanted.max() == 0 else 20.0
            continue
        model = LogisticRegression(C=c, max_iter=3000).fit(rows, wanted)
        weights[column], bias[column] = model.coef_[0], model.intercept_[0]
    return weights, bias


def _platt(logits: Floats, targets: NDArray[np.int64]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    if targets.min() == targets.max():
        return np.array([1.0, 0.0])
    model = LogisticRegression(C=1e3, max_iter=1000).fit(logits.reshape(-1, 1), targets)
    return np.array([max(model.coef_[0, 0], LEAST_SCALE), model.intercept_[0]])
