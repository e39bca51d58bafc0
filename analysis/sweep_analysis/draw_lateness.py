"""Draws the lateness figure: how much longer than asked the waits of tasks took; what it shows is chosen in
`waiting`."""

import pandas as pd
from matplotlib.lines import Line2D

from . import dots, report, style, waiting
from .draw_waiting import drawn, left_out, named, words_of_waits
from .registry import registered
from .statistics import measured

_LABEL = "Lateness: longer than asked by"


@registered(needs="tasks that note how long they waited")
def lateness_figure(result, experiment: str):
    """p50 and p99 of how late tasks were, against how many can be under way at once or the number of tasks; a dot a case
    where there is one number of them only. None where that was not noted."""
    found = [panel for panel in waiting.panels(result, measured(result), experiment)
             if (panel.cases["late_of"] > 0).any()]
    if not found:
        return None
    if not any(dots.has_trend(panel.cases, panel.x) for panel in found):
        return _chart(result, experiment, found)
    return drawn(result, experiment, found, "how late tasks were", _caption, _draw_lines)


def _draw_lines(axis, panel) -> dict:
    """p50 as lines, p99 hollow at the end of a bar; returns the legends."""
    handles = []
    for number, (name, rows) in enumerate(panel.cases.groupby("series", sort=False)):
        look = style.series(number)
        axis.plot(rows[panel.x], rows["late_p50_s"], zorder=3, **look)
        axis.vlines(rows[panel.x], rows["late_p50_s"], rows["late_p99_s"], color=look["color"], linewidth=0.9, zorder=2)
        axis.plot(rows[panel.x], rows["late_p99_s"], zorder=3, **look | dict(linestyle="", mfc="white"))
        handles.append(Line2D([], [], label=style.series_label(name), **look))
    _scale(axis.yaxis, panel.cases)
    axis.set_ylabel(_LABEL, fontsize=style.TEXT)
    look = style.series(0) | dict(color=style.BOUND_COLOUR)
    return {"Measured": handles, "Lateness": [Line2D([], [], label="p50", **look),
                                              Line2D([], [], label="p99", **look | dict(linestyle="", mfc="white"))]}


def _scale(axis, cases):
    values = pd.concat([cases["late_p50_s"], cases["late_p99_s"]]).dropna()
    if (values <= 0).any():
        style.axis_with_zeros(axis, values, 10, style.seconds)
    else:
        style.seconds_axis(axis, from_zero=True)


def _chart(result, experiment: str, found: list):
    rows = pd.concat([panel.cases for panel in found])
    groups = {panel.label: [_dot(name, case) for name, case in named(panel) if case["late_of"] > 0] for panel in found}
    title = style.title(result, experiment, f"how late tasks were, {_number(rows)}", left_out(found))
    return dots.chart(result, title, groups, lambda axis: _scale(axis, rows), _LABEL, {"value": "p50", "other": "p99"},
                      _caption(result, experiment, found, found))


def _dot(name: str, case) -> dots.Dot:
    median, most = case["late_p50_s"], case["late_p99_s"]
    return dots.Dot(name, median, median, most, f"{report.duration(median)}, p99 {report.duration(most)}", other=most)


def _number(rows) -> str:
    known = rows.loc[rows["late_of"] > 0, "late_of"]
    least, most = int(known.min()), int(known.max())
    return f"n = {least:,} waits" if least == most else f"n = {least:,}–{most:,} waits"


def _caption(result, experiment: str, found: list, shown: list) -> list:
    rows = pd.concat([panel.cases for panel in shown])
    return [
        f"Filled: the median of how late tasks were; hollow, at the end of the bar: p99. {_number(rows)} a case, of all "
        f"its repetitions together. {words_of_waits(rows)}",
        "Late is what comes on top of that: the timer, waiting for a processor or a lock, and waiting in a loop for "
        "those that are served first.",
        report.not_shown([*left_out(shown), *(panel.label for panel in found[len(shown):])]),
        *report.footnotes(result, experiment)]
