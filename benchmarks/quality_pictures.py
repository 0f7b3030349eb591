"""Pictures for docs/quality.md. In: scores and cells. Out: SVG files, the same bytes for the same numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.quality_counts import Score

BINS = 10
COLOURS = ("#1b6ca8", "#c8553d", "#4f7942", "#6b6b6b")
mpl.rcParams.update(
    {
        "svg.hashsalt": "dreiklang",  # the same ids in every run
        "svg.fonttype": "none",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


def intervals(groups: Mapping[str, Sequence[Score]], file: Path) -> None:
    """F1 with its interval, one line a name, one colour a group."""
    names = [one.name for one in next(iter(groups.values()))]
    figure, axes = plt.subplots(figsize=(7, 0.9 + 0.14 * len(names) * (len(groups) + 1)))
    step = 0.8 / len(groups)
    for number, ((group, scores), colour) in enumerate(zip(groups.items(), COLOURS, strict=False)):
        places = [at + number * step for at in range(len(names))]
        axes.hlines(places, [one.low for one in scores], [one.high for one in scores], color=colour, alpha=0.5)
        axes.plot([one.f1 for one in scores], places, "o", color=colour, markersize=4, label=group)
    axes.set_yticks([at + step * (len(groups) - 1) / 2 for at in range(len(names))], names)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.02), xlabel="F1 and its 95 % interval")
    axes.grid(axis="x", alpha=0.3)
    if len(groups) > 1:
        axes.legend(frameon=False, loc="lower left")
    _save(figure, file)


def calibration(cells: Mapping[str, tuple[Sequence[float], Sequence[bool]]], file: Path) -> None:
    """What was said against what came true, in ten bins of equal size."""
    figure, row = plt.subplots(1, len(cells), figsize=(3 * len(cells), 3.1), squeeze=False)
    for axes, (name, (said, truth)) in zip(row[0], cells.items(), strict=True):
        order = np.argsort(said, kind="stable")
        bins = [part for part in np.array_split(order, BINS) if len(part)]
        axes.plot([0, 1], [0, 1], color=COLOURS[3], linewidth=0.8, linestyle=":")
        axes.plot(
            [np.mean(np.array(said)[part]) for part in bins],
            [np.mean(np.array(truth)[part]) for part in bins],
            "o-",
            color=COLOURS[0],
            markersize=4,
        )
        axes.set(title=f"{name} ({len(said)})", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="said")
    row[0][0].set_ylabel("came true")
    _save(figure, file)


def coverage(cells: Mapping[str, Sequence[tuple[float, bool, bool]]], file: Path) -> None:
    """How many are right of the surest ones; a ring where `unsure` begins."""
    figure, axes = plt.subplots(figsize=(6, 3.4))
    for (name, found), colour in zip(cells.items(), COLOURS, strict=False):
        ranked = sorted(found, key=lambda cell: (cell[1], -cell[0]))
        _curve(axes, [right for _, _, right in ranked], f"{name} ({len(ranked)})", colour)
        shown = sum(not unsure for _, unsure, _ in ranked)
        if shown:
            right = np.mean([right for _, _, right in ranked[:shown]])
            axes.plot(shown / len(ranked), right, "o", markerfacecolor="none", color=colour, markersize=9)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04), xlabel="share that is shown, the surest first", ylabel="right")
    axes.axhline(0.85, color=COLOURS[3], linewidth=0.8, linestyle=":")
    axes.axvline(0.6, color=COLOURS[3], linewidth=0.8, linestyle=":")
    axes.legend(frameon=False, loc="lower left")
    _save(figure, file)


def _curve(axes: Axes, right: Sequence[bool], label: str, colour: str) -> None:
    counted = np.arange(1, len(right) + 1)
    axes.plot(counted / max(len(right), 1), np.cumsum(right) / counted, color=colour, label=label)


def _save(figure: Figure, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
