"""Draws the memory figure: what a task that waits takes; what it shows is chosen in `waiting`."""

import pandas as pd
from matplotlib.lines import Line2D

from . import dots, report, style, waiting
from .draw_waiting import drawn, left_out, named
from .registry import registered
from .statistics import measured

_RESIDENT, _STACK = "resident, grown by", "reserved for stacks"
_LABEL = "Memory a task under way"


@registered(needs="tasks that wait and take memory")
def memory_figure(result, experiment: str):
    """Memory by tasks under way at once, against how many those can be or the number of tasks; a dot a case where there
    is one number of them only. None where no task waits, or memory has not grown."""
    found = [panel for panel in waiting.panels(result, measured(result), experiment)
             if (panel.cases[["resident", "stack"]] > 0).any(axis=None)]
    if not found:
        return None
    if not any(dots.has_trend(panel.cases, panel.x) for panel in found):
        return _chart(result, experiment, found)
    return drawn(result, experiment, found, "memory a task under way", _caption, _draw_lines)


def _draw_lines(axis, panel) -> dict:
    """Resident as lines, reserved for stacks as hollow markers; returns the legends."""
    handles = []
    for number, (name, rows) in enumerate(panel.cases.groupby("series", sort=False)):
        look = style.series(number)
        grown, reserved = rows[rows["resident"] > 0], rows[rows["stack"] > 0]
        axis.plot(grown[panel.x], grown["resident"], zorder=2, **look)
        axis.plot(reserved[panel.x], reserved["stack"], zorder=3, **look | dict(linestyle="", mfc="none"))
        handles.append(Line2D([], [], label=style.series_label(name), **look))
    style.bytes_axis(axis.yaxis)
    axis.set_ylabel(_LABEL, fontsize=style.TEXT)
    look = style.series(0) | dict(color=style.BOUND_COLOUR)
    resident = Line2D([], [], label=_RESIDENT, **look)
    stacks = Line2D([], [], label=_STACK, **look | dict(linestyle="", mfc="none"))
    return {"Measured": handles, "Memory": [resident, stacks] if (panel.cases["stack"] > 0).any() else [resident]}


def _chart(result, experiment: str, found: list):
    groups = {panel.label: [_dot(name, case) for name, case in named(panel)] for panel in found}
    rows = pd.concat([panel.cases for panel in found])
    title = style.title(result, experiment, f"memory a task under way, {report.repetitions(rows)}", left_out(found))
    return dots.chart(result, title, groups, lambda axis: style.bytes_axis(axis, 7), _LABEL,
                      {"value": _RESIDENT, "other": _STACK}, _caption(result, experiment, found, found))


def _dot(name: str, case) -> dots.Dot:
    resident, stack = (case[column] if case[column] > 0 else float("nan") for column in ("resident", "stack"))
    words = report.size(resident) if resident > 0 else "did not grow"
    words += f", {report.size(stack)} reserved" if stack > 0 else ""
    return dots.Dot(name, resident, words=words, other=stack)


def _caption(result, experiment: str, found: list, shown: list) -> list:
    rows = pd.concat([panel.cases for panel in shown])
    return [
        f"Points: what memory grew by in a repetition, summed over ranks, the most of {report.repetitions(rows)} (so that "
        "there is no interval), by the tasks under way at once: the least of tasks and how many can be.",
        "Where resident memory did not grow, as it had been taken before, there is no point. Reserved for stacks is "
        "address space; what is used of it is resident.",
        report.not_shown([*left_out(shown), *(panel.label for panel in found[len(shown):])]),
        *report.footnotes(result, experiment)]
