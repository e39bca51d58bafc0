"""Draws estimates beside their exact answers, and their scores: what it shows is chosen in `scores`."""

from statistics import NormalDist

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from . import report, scores, style
from .registry import registered
from .scaling import MOST_PROBLEMS

MOST_BARS = 60      # settings drawn, of which each keeps an error bar that can be seen
FARTHEST = 5        # scores beyond are drawn there
_EXACT = dict(color="#000000", linewidth=1.2, linestyle=style.BOUND_LINES["ideal"])
_ESTIMATE = dict(color=style.COLOURS[0], marker="o", markersize=3.2, linestyle="", mfc="white")
_NOT_COUNTING = _ESTIMATE | dict(color="#8a8a8a", marker="x", markersize=3.8)


@registered(needs="a kernel of monte_carlo that knows the exact answer")
def estimates_figure(result, experiment: str):
    """A row a problem: estimates and the exact answer over what is swept; their difference, with error bars; the
    distribution of the scores beside the standard normal one. None of workloads and kernels without an exact answer."""
    found = scores.known(result, experiment)
    if not found:
        return None
    shown = found[:MOST_PROBLEMS]
    figure, rows = style.canvas(len(shown), 3, style.title(result, experiment, "estimates and what is exact"),
                                report.machine(result), _caption(result, experiment, found), (3.0, 2.9))
    for axes, problem in zip(rows, shown):
        _draw_estimates(axes[0], problem)
        _draw_differences(axes[1], problem)
        _draw_scores(axes[2], problem)
        if problem.label:
            axes[0].set_title(problem.label, fontsize=style.TEXT, loc="left")
        style.legends(axes[2], {"Estimates": [
            Line2D([], [], label=_few_words(problem), **_ESTIMATE),
            *([Line2D([], [], label="whose score does not count", **_NOT_COUNTING)] if not _counts(problem.rows).all() else []),
            Line2D([], [], label="exact answer", **_EXACT)],
            "Scores": [Patch(facecolor=style.COLOURS[5], edgecolor="#333333", label=_score_words(problem)),
                       Line2D([], [], label="standard normal", **_EXACT)]})
    return figure


def _some(rows):
    """At most MOST_BARS of them, evenly, with both ends."""
    return rows.iloc[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), MOST_BARS)).round().astype(int))]


def _draw_estimates(axis, problem):
    rows = _some(problem.rows)
    axis.plot(rows["x"], rows["exact"], **_EXACT, zorder=3)
    _bars(axis, rows, rows["mean"])
    _label(axis, problem, f"Estimate ({problem.estimate})")


def _draw_differences(axis, problem):
    rows = _some(problem.rows)
    axis.axhline(0, **_EXACT, zorder=3)
    _bars(axis, rows, rows["mean"] - rows["exact"])
    _label(axis, problem, "Estimate − exact answer")


def _counts(rows):
    return rows["score"].notna()


def _bars(axis, rows, values):
    for which, look in ((_counts(rows), _ESTIMATE), (~_counts(rows), _NOT_COUNTING)):
        if which.any():
            axis.errorbar(rows["x"][which], values[which], yerr=rows["standard_error"][which], elinewidth=0.8, zorder=2, **look)


def _label(axis, problem, estimate: str):
    axis.set_xlabel(_with_unit(problem.over.replace("_", " "), problem.units["x"]), fontsize=style.TEXT)
    axis.set_ylabel(_with_unit(estimate, problem.units["estimate"]), fontsize=style.TEXT)
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.yaxis.set_major_locator(MaxNLocator(6))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:.5g}".replace("-", "−"))


def _with_unit(words: str, unit: str) -> str:
    return words if unit == "1" else f"{words} [{unit}]"


def _draw_scores(axis, problem):
    values = np.clip(problem.scores.values, -FARTHEST, FARTHEST)
    if len(values):
        width = 0.25 if len(values) >= 400 else 0.5
        edges = np.arange(-FARTHEST, FARTHEST + width / 2, width)
        axis.hist(values, bins=edges, density=True, histtype="stepfilled", facecolor=style.COLOURS[5],
                  edgecolor="#333333", linewidth=0.8, zorder=2)
    places = np.linspace(-FARTHEST, FARTHEST, 101)
    axis.plot(places, [NormalDist().pdf(place) for place in places], **_EXACT, zorder=3)
    axis.set_xlim(-FARTHEST, FARTHEST)
    axis.set_xticks(range(-4, 5, 2))
    axis.yaxis.set_major_locator(MaxNLocator(5))
    axis.set_xlabel("Score: (estimate − exact) / standard error", fontsize=style.TEXT)
    axis.set_ylabel("Density", fontsize=style.TEXT)


def _few_words(problem) -> str:
    shown, number = len(_some(problem.rows)), len(problem.rows)
    return "estimate ± standard error" + (f",\n{shown} of {number:,} settings" if shown < number else "")


def _score_words(problem) -> str:
    """The test's numbers and verdict."""
    own = problem.scores
    words = [f"of {len(own.values):,} of {len(problem.rows):,} settings"]
    if len(own.values):
        words += [f"mean square {own.mean_square:.3g} (right: 1)"]
    if own.distance is not None:
        words += [f"distance {own.distance:.2g} (at most {own.most:.2g})"]
    doubted = " and ".join(f"{each} of the scores" for each in own.doubts)
    enough = len(own.values) >= scores.FEWEST_FOR_VARIANCE
    return "\n".join([*words, *style.wrapped(f"doubted: {doubted}" if doubted else
                                            "not doubted" if enough else "too few to be judged").split("\n")])


def _caption(result, experiment: str, found) -> list:
    return [
        "Bars: one standard error either way, of the setting's own draws; if they are right they leave out the exact answer in 32 % "
        "of the settings whose score counts: those with draws enough and chains long enough for it to be standard normal.",
        "Scores are doubted where their mean square is farther from 1 (of ten and more), or their distribution from the standard "
        "normal one (of a hundred and more), than those of right estimates are once in a million results.",
        f"Scores beyond ± {FARTHEST} are drawn there." if any(
            (abs(problem.scores.values) > FARTHEST).any() for problem in found[:MOST_PROBLEMS]) else "",
        report.not_shown([problem.label for problem in found[MOST_PROBLEMS:]]),
        *report.footnotes(result, experiment)]
