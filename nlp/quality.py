"""How good probabilities are. In: what a head says and what is true. Out: Quality: F1 or accuracy, and calibration error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.heads import Floats, Shape

BINS = 10


@dataclass(frozen=True, kw_only=True)
class Quality:
    """`score` is F1 (binary), micro-F1 (many_of) or accuracy (one_of); `calibration_error` as below."""

    rows: int
    score: float
    precision: float
    recall: float
    calibration_error: float


def measure(said: Floats, labels: NDArray[np.int64], *, shape: Shape, threshold: float) -> Quality:
    """Shapes: `said` (n, k) probabilities; `labels` as nlp/fitting.py takes them."""
    if shape == "one_of":
        right = said.argmax(axis=1) == labels
        share = float(right.mean())
        error = calibration_error(said.max(axis=1), right)
        return Quality(rows=len(said), score=share, precision=share, recall=share, calibration_error=error)
    truth = labels.reshape(said.shape).astype(bool)
    precision, recall, score = f1(said >= threshold, truth)
    error = calibration_error(said.ravel(), truth.ravel())
    return Quality(rows=len(said), score=score, precision=precision, recall=recall, calibration_error=error)


def f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all cells."""
    hits = float((said & truth).sum())
    precision, recall = hits / max(float(said.sum()), 1.0), hits / max(float(truth.sum()), 1.0)
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def calibration_error(said: Floats, truth: NDArray[np.bool_]) -> float:
    """Expected calibration error: |mean probability - share that is true| over ten bins of equal size (Naeini et al. 2015)."""
    order = np.argsort(said, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    return float(sum(len(part) * abs(said[part].mean() - truth[part].mean()) for part in bins) / max(len(said), 1))
