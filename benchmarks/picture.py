"""The figures of a run as one picture: word F1 by page type, and CPU time beside it. It measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

COLOURS = ("#1b6ca8", "#9aa5b1", "#d2b48c", "#b0c4b1")


def draw(
    path: Path, kinds: Sequence[str], scores: Mapping[str, Sequence[float]], milliseconds: Mapping[str, float]
) -> None:
    """An SVG with a group of bars per page type and one bar per system for its time; `scores` follow `kinds`."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "boilerstrip", "font.size": 9, "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9.2, 3.0), width_ratios=(4.2, 1), layout="constrained")
    width = 0.8 / len(scores)
    for number, (name, values) in enumerate(scores.items()):
        places = [place + (number - (len(scores) - 1) / 2) * width for place in range(len(kinds))]
        bars = left.bar(places, values, width, label=name, color=COLOURS[number % len(COLOURS)])
        if number == 0:
            left.bar_label(bars, fmt="%.2f", fontsize=7, padding=1)
    left.set_xticks(range(len(kinds)), kinds, fontsize=8)
    left.set_ylim(0, 1.05)
    left.set_title("word F1 by page type (higher is better)", fontsize=9)
    figure.legend(*left.get_legend_handles_labels(), fontsize=8, frameon=False, loc="outside lower left", ncols=9)
    names = list(milliseconds)
    bars = right.barh(names, list(milliseconds.values()), color=COLOURS)
    right.bar_label(bars, fmt="%.1f", fontsize=7, padding=2)
    right.invert_yaxis()
    right.margins(x=0.2)
    right.set_title("CPU ms per page", fontsize=9)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
