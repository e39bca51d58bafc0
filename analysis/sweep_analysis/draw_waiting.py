"""Draws the waiting figure: what it shows is chosen in `waiting`, its bounds are those of the file."""

import pandas as pd
from matplotlib.lines import Line2D

from . import dots, end_labels, report, scaling, style, waiting
from .registry import registered
from .statistics import measured

_REFERENCE = ("-", (0, (6, 2)), (0, (1, 1.5)))   # of the serial base of each problem in a panel
_RING = dict(color="black", marker="o", markersize=11, mfc="none", linestyle="", markeredgewidth=1.3)
_MOST_CROSSED = 2                                # crossovers of a panel


@registered(needs="tasks that wait, on any model beside the base")
def waiting_figure(result, experiment: str):
    """Time of a repetition against how many tasks can be under way at once, or against the number of tasks, beside its
    bound; a dot a case where there is one number of them only. None where no task waits."""
    found = waiting.panels(result, measured(result), experiment)
    if not found:
        return None
    if not any(dots.has_trend(panel.cases, panel.x) for panel in found):
        return _chart(result, experiment, found)
    shown = found[:scaling.MOST_PROBLEMS]
    title = style.title(result, experiment, "time of tasks that wait", left_out(shown))
    figure, rows = style.canvas(len(shown), 1, title,
                                report.machine(result), _caption(result, experiment, found, shown), style.WIDE)
    for (axis,), panel in zip(rows, shown):
        handles, sections = _draw_times(axis, panel)
        style.count_axis(axis, panel.cases[panel.x], words_of_axis(panel))
        sections |= _draw_crossovers(axis, panel)
        end_labels.name_lines(axis, end_labels.ends_of(panel.cases, panel.x, "median_s", handles), "Measured", sections)
        if panel.label:
            axis.set_title(panel.label, fontsize=style.TEXT, loc="left")
    return figure


def drawn(result, experiment: str, found: list, what: str, caption, draw_lines):
    """A row a panel, of the first few: `draw_lines(axis, panel)` returns its legends, `caption(result, experiment, found,
    shown)` the words below."""
    shown = found[:scaling.MOST_PROBLEMS]
    figure, rows = style.canvas(len(shown), 1, style.title(result, experiment, what, left_out(shown)),
                                report.machine(result), caption(result, experiment, found, shown), style.WIDE)
    for (axis,), panel in zip(rows, shown):
        style.legends(axis, draw_lines(axis, panel))
        style.count_axis(axis, panel.cases[panel.x], words_of_axis(panel))
        if panel.label:
            axis.set_title(panel.label, fontsize=style.TEXT, loc="left")
    return figure


def left_out(shown: list) -> list:
    return list(dict.fromkeys(name for panel in shown for name in panel.left_out))


def words_of_axis(panel) -> str:
    if panel.x == "tasks":
        return "Number of tasks"
    products = {"ranks × threads": panel.cases["threads"] > 1,
                "ranks × in_flight": panel.cases["concurrency"] > panel.cases["p"]}
    used = " or ".join(words for words, rows in products.items() if rows.any())
    return f"Tasks that can be under way at once: {used or 'ranks'}"


def named(panel) -> list:
    """(name, case) of each case of a chart of dots."""
    several = panel.cases["tasks"].nunique() > 1
    return [(case["series"] + (f", {report.count(case['tasks'], 'task')}" if several else ""), case)
            for _, case in panel.cases.iterrows()]


def _chart(result, experiment: str, found: list):
    groups = {}
    for panel in found:
        rows = []
        for _, base in panel.bases.sort_values("tasks").iterrows():
            words = ", ".join(filter(None, ("serial, one after the other", base["problem"])))
            rows.append(dots.of_time(words, base, is_base=True,
                                     more=" (scaled)" if base["tasks_run"] < base["tasks"] else ""))
        groups[panel.label] = rows + [dots.of_time(name, case, case["bound_s"]) for name, case in named(panel)]
    rows = pd.concat([panel.cases for panel in found])
    title = style.title(result, experiment, f"time of tasks that wait, {report.repetitions(rows)}", left_out(found))
    return dots.chart(result, title, groups, lambda axis: style.seconds_axis(axis, from_zero=True),
                      f"Time of a repetition{_of_tasks(rows)}, median",
                      {"value": "median and interval", "base": "serial base", "bound": "least time (bound_s)"},
                      _caption(result, experiment, found, found))


def _of_tasks(rows) -> str:
    return f" of {report.count(rows['tasks'].iloc[0], 'task')}" if rows["tasks"].nunique() == 1 else ""


def _draw_times(axis, panel) -> tuple:
    """Medians, the bound of each series beside it, the serial bases; returns the handles of series and the legends."""
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
    return handles, bounds | {"Serial base, for all tasks": references}


def _draw_crossovers(axis, panel) -> dict:
    """A ring where the curves of two models cross; returns the legend."""
    crossed = waiting.crossovers(panel)[:_MOST_CROSSED]
    for crossover in crossed:
        axis.plot(crossover.at, crossover.time_s, zorder=5, **_RING)
    words = [f"at {crossover.at:,.3g}: before, {crossover.before}; after, {crossover.after} is faster"
             for crossover in crossed]
    return {"Crossover": [Line2D([], [], label=style.wrapped(text), **_RING | dict(markersize=8)) for text in words]} \
        if crossed else {}


def _caption(result, experiment: str, found: list, shown: list) -> list:
    rows = pd.concat([panel.cases for panel in shown])
    merged = list(dict.fromkeys(axis for panel in shown for axis in panel.merged))
    return [
        report.caption_of_points(rows) + " " + report.caption_of_choice(merged),
        words_of_waits(rows) + _words_of_bounds(rows), _words_of_bases(shown), _words_of_crossovers(shown),
        report.not_shown([*left_out(shown), *(panel.label for panel in found[len(shown):])]),
        *report.footnotes(result, experiment)]


def words_of_waits(rows) -> str:
    waits = report.axis_words("", sorted(rows["wait_s"].unique()), "s").strip()
    return f"Each task waits {waits} as asked for."


def _words_of_bounds(rows) -> str:
    return " Bound: the least time that sweep computed for the case, from its waits and the processor time it was " \
        "measured to take." if rows["bound_s"].notna().any() else ""


def _words_of_crossovers(shown: list) -> str:
    """The ranges of the rings, and how many are not drawn."""
    words, more = [], 0
    for panel in shown:
        crossed = waiting.crossovers(panel)
        more += len(crossed[_MOST_CROSSED:])
        words += [f"{crossover.at:,.3g} (between {crossover.low:,g} and {crossover.high:,g})"
                  for crossover in crossed[:_MOST_CROSSED]]
    rest = f"; {more} more not marked" if more else ""
    return (f"Crossover, a ring: two models take the same time at {', '.join(words)}, read between the points; at the "
            f"ends of the range their intervals lie apart{rest}.") if words else ""


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
