"""Counts behind docs/quality.md. In: labelled texts and what the product says of them. Out: precision, recall, F1 with intervals.

An interval is what 1,000 draws of the stories give (bootstrap, 2.5 % to 97.5 %): texts on one event are drawn together, because
they are right or wrong together. Cells of a few texts have wide ones, and none where all draws are alike.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.taxonomy import load_taxonomy
from benchmarks.label_scores import Labels, label_of
from nlp.announcements import STATUSES
from nlp.corpus import Row
from nlp.instruments import TYPES

DRAWS, SEED = 1000, 1
Pair = tuple[Row, Labels]
Count = Callable[[Row, Labels], tuple[int, int, int]]  # right, wrong, missed


@dataclass(frozen=True, kw_only=True)
class Score:
    """Precision, recall, F1, the interval of F1, and how many there are to find."""

    name: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    wanted: int


def score(name: str, pairs: Sequence[Pair], count: Count) -> Score:
    """One measure over some texts."""
    counts = np.array([count(row, labels) for row, labels in pairs], dtype=np.float64).reshape(-1, 3)
    drawn = _draws([row.story for row, _ in pairs]) @ counts
    drawn = _f1(drawn[drawn.any(axis=1)])  # a draw without anything to find or say has no F1
    right, wrong, missed = counts.sum(axis=0)
    low, high = np.percentile(drawn, (2.5, 97.5)) if len(drawn) else (0.0, 0.0)
    return Score(
        name=name,
        precision=float(right / max(right + wrong, 1)),
        recall=float(right / max(right + missed, 1)),
        f1=float(_f1(counts.sum(axis=0)[None])[0]),
        low=float(low),
        high=float(high),
        wanted=int(right + missed),
    )


def _draws(stories: Sequence[str]) -> NDArray[np.float64]:
    """How often each text stands in each draw. Shape: (DRAWS, n)."""
    known = sorted(set(stories))
    drawn = np.random.default_rng(SEED).multinomial(len(known), np.full(len(known), 1 / len(known)), size=DRAWS)
    return drawn[:, [known.index(story) for story in stories]].astype(np.float64)


def _f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    right, wrong, missed = counts.T
    found: NDArray[np.float64] = 2 * right / np.maximum(2 * right + wrong + missed, 1)
    return found


def by_language() -> dict[str, Count]:
    """What is shown for each language."""
    return {
        "relevance": _flag(lambda row: row.relevant, lambda labels: labels["relevant"]),
        "topics": topics,
        "article type": _class(lambda row: row.article_type, lambda labels: labels["article_type"]),
        "announcement": _flag(
            lambda row: row.announcement.is_announcement, lambda labels: labels["announcement"]["is_announcement"]
        ),
        "stances, not neutral": stances,
        "reported stances": reported,
    }


def by_topic() -> dict[str, Count]:
    return {topic: partial(topics, only=topic) for topic in load_taxonomy().topics}


def by_target() -> dict[str, Count]:
    return {target: partial(stances, only=target) for target in load_taxonomy().targets}


def by_slot(slot: str, values: Sequence[str]) -> dict[str, Count]:
    """Each value of a slot of announcements."""
    return {
        value: _flag(
            lambda row, value=value: getattr(row.announcement, slot) == value,
            lambda labels, value=value: labels["announcement"][slot] == value,
        )
        for value in values
    }


def by_status() -> dict[str, Count]:
    return by_slot("status", STATUSES)


def by_instrument() -> dict[str, Count]:
    return by_slot("instrument_type", TYPES)


def topics(row: Row, labels: Labels, *, only: str | None = None) -> tuple[int, int, int]:
    """Optional topics are neither right nor wrong."""
    said, right = set(labels["topics"]) - set(row.topics_optional), set(row.topics)
    return _sets(said, right, lambda topic: only in (None, topic))


def stances(row: Row, labels: Labels, *, only: str | None = None) -> tuple[int, int, int]:
    """Non-neutral (target, label) pairs; targets that nobody is sure about count only where they are found."""
    said = {(one["target"], one["label"]) for one in labels["stances"] if one["label"] != "neutral"}
    right = {(one.target, one.label) for one in row.stances if one.label != "neutral"}
    soft = {one.target for one in row.stances if one.confidence != "high"}
    return _sets(said, right, lambda one: only in (None, one[0]) and (one in said & right or one[0] not in soft))


def reported(row: Row, labels: Labels) -> tuple[int, int, int]:
    said = {(one["target"], one["label"]) for one in labels["reported_stances"]}
    return _sets(said, {(one.target, one.label) for one in row.reported_stances}, lambda one: True)


def _sets(said: set[Any], right: set[Any], counts: Callable[[Any], bool]) -> tuple[int, int, int]:
    return (
        sum(map(counts, said & right)),
        sum(map(counts, said - right)),
        sum(map(counts, right - said)),
    )


def _flag(right: Callable[[Row], bool], said: Callable[[Labels], bool]) -> Count:
    def count(row: Row, labels: Labels) -> tuple[int, int, int]:
        true, called = bool(right(row)), bool(said(labels))
        return int(true and called), int(called and not true), int(true and not called)

    return count


def _class(right: Callable[[Row], str], said: Callable[[Labels], str]) -> Count:
    """One class of several: F1 is the share that is right."""

    def count(row: Row, labels: Labels) -> tuple[int, int, int]:
        same = int(right(row) == said(labels))
        return same, 1 - same, 1 - same

    return count


def confusions(pairs: Sequence[Pair]) -> dict[str, Counter[tuple[str, str]]]:
    """(right, said) pairs of what has more than two values."""
    found: dict[str, Counter[tuple[str, str]]] = {
        name: Counter() for name in ("stance", "article type", "status", "instrument type")
    }
    for row, labels in pairs:
        found["article type"][row.article_type, str(labels["article_type"])] += 1
        for one in row.stances:
            if one.confidence == "high":
                found["stance"][one.label, label_of(labels, one.target)] += 1
        for name, slot in (("status", "status"), ("instrument type", "instrument_type")):
            right, said = getattr(row.announcement, slot), labels["announcement"][slot]
            if right or said:
                found[name][right or "none", said or "none"] += 1
    return found
