"""Draws the waiting figure: what it shows is chosen in `waiting`, its bounds are those of the file."""

import pandas as pd
from matplotlib.lines import Line2D

from . import report, scaling, style, waiting
from .registry import registered
from .statistics import measured

_REFERENCE = ("-", (0, (6, 2)), (0, (1, 1.5)))   # of the serial base of each problem in a panel


@registered(needs="tasks that wait, on any model beside the base")
def waiting_figure(result, experiment: str):
    """Time of a repetition against how many tasks can be under way at once, or against the number of tasks with memory
    a task beside it; each case with its bound. None where no task waits."""
    found = waiting.panels(result, measured(result), experiment)
    if not found:
        return None
    shown = found[:scaling.MOST_PROBLEMS]
    by_tasks = shown[0].x == "tasks"
    columns, size = (2, style.NARROW) if by_tasks else (1, style.WIDE)
    figure, rows = style.canvas(len(shown), columns, report.title(result, experiment), report.machine(result),
                                _caption(result, experiment, found, shown), size)
    for axes, panel in zip(rows, shown):
        sections = _draw_times(axes[0], panel)
        if by_tasks:
            sections |= _draw_memory(axes[1], panel)
        style.legends(axes[-1], sections)
        for axis in axes:
            style.count_axis(axis, panel.cases[panel.x], _words_of_axis(panel))
        if panel.label:
            axes[0].set_title(panel.label, fontsize=style.TEXT, loc="left")
    return figure


def _draw_times(axis, panel) -> dict:
    """Medians, the bound of each series beside it, the serial bases; returns the legends."""
    cases = panel.cases
    handles = style.points(axis, cases, panel.x, cases["median_s"], cases["low_s"], cases["high_s"])
    thin = dict(linewidth=0.8, linestyle=style.BOUND_LINES["amdahl"])
    for number, (_, rows) in enumerate(cases.groupby("series", sort=False)):
        look = thin | dict(color=style.COLOURS[number], marker="_", markersize=5)   # a bound of one point shows too
        axis.plot(rows[panel.x], rows["bound_s"], zorder=1, **look)
    references = []
    for line, (problem, rows) in zip(_REFERENCE, panel.bases.sort_values("tasks").groupby("problem", sort=False)):
        look = dict(color=style.BOUND_COLOUR, linewidth=1.2, linestyle=line)
        if len(rows) > 1:
            axis.plot(rows["tasks"], rows["median_s"], zorder=1, **look)
        else:
            axis.axhline(rows["median_s"].iloc[0], zorder=1, **look)
        references.append(Line2D([], [], label=style.wrapped(problem or "one task after the other"), **look))
    style.seconds_axis(axis.yaxis)
    axis.set_ylabel("Time of a repetition, median", fontsize=style.TEXT)
    bound = Line2D([], [], color=style.BOUND_COLOUR, label="least time (bound_s of the file)", **thin)
    bounds = {"Bounds": [bound]} if cases["bound_s"].notna().any() else {}
    return {"Measured": handles} | bounds | {"Serial base, for all tasks": references}


def _draw_memory(axis, panel) -> dict:
    """Memory a task: resident as lines, reserved for stacks as hollow markers; returns the legend."""
    for number, (_, rows) in enumerate(panel.cases.groupby("series", sort=False)):
        look = style.series(number)
        grown, reserved = rows[rows["resident"] > 0], rows[rows["stack"] > 0]
        axis.plot(grown[panel.x], grown["resident"], zorder=2, **look)
        axis.plot(reserved[panel.x], reserved["stack"], zorder=3, **look | dict(linestyle="", mfc="none"))
    style.bytes_axis(axis)
    axis.set_ylabel("Memory a task", fontsize=style.TEXT)
    look = style.series(0) | dict(color=style.BOUND_COLOUR)
    resident = Line2D([], [], label="resident", **look)
    stacks = Line2D([], [], label="reserved for stacks", **look | dict(linestyle="", mfc="none"))
    return {"Memory": [resident, stacks] if (panel.cases["stack"] > 0).any() else [resident]}


def _words_of_axis(panel) -> str:
    if panel.x == "tasks":
        return "Number of tasks"
    products = {"ranks × threads": panel.cases["threads"] > 1,
                "ranks × in_flight": panel.cases["concurrency"] > panel.cases["p"]}
    used = " or ".join(words for words, rows in products.items() if rows.any())
    return f"Tasks that can be under way at once: {used or 'ranks'}"


def _caption(result, experiment: str, found: list, shown: list) -> list:
    rows = pd.concat([panel.cases for panel in shown])
    merged = list(dict.fromkeys(axis for panel in shown for axis in panel.merged))
    left_out = list(dict.fromkeys(name for panel in shown for name in panel.left_out))
    return [
        report.caption_of_points(rows) + " " + report.caption_of_choice(merged),
        _words_of_bounds(rows), _words_of_bases(shown),
        "Memory: what resident memory grew by in the repetition, summed over ranks, the most of any repetition, by "
        "tasks; where it did not grow there is no point." if shown[0].x == "tasks" else "",
        report.not_shown([*left_out, *(panel.label for panel in found[len(shown):])]),
        *report.footnotes(result, experiment)]


def _words_of_bounds(rows) -> str:
    waits = report.axis_words("", sorted(rows["wait_s"].unique()), "s").strip()
    bound = " Bound: the least time that sweep computed for the case, from its waits and the processor time it was " \
        "measured to take." if rows["bound_s"].notna().any() else ""
    return f"Each task waits {waits} as asked for.{bound}"


def _words_of_bases(shown: list) -> str:
    """The absolute time of each base; where they are many, which differ in tasks, of the first and the last."""
    words = []
    for panel in shown:
        for problem, rows in panel.bases.sort_values("tasks").groupby("problem", sort=False):
            name = ", ".join(word for word in (panel.label, problem) if word)
            rows = rows.iloc[[0, -1]] if len(rows) > 1 else rows
            times = ", ".join((f"{report.count(base['tasks'], 'task')} " if len(rows) > 1 else "")
                              + report.base_words(base) for _, base in rows.iterrows())
            words.append(f"{name}: {times}" if name else times)
    return f"Serial base, one rank: {'; '.join(words)}."
