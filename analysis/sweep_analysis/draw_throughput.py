"""Draws the throughput figure: what it shows is chosen in `throughput`."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from . import dots, end_labels, lock_cases, report, scaling, style, throughput
from .registry import registered
from .statistics import measured
from .waiting import workers_words

_LABEL = "Throughput (one thread = 1)"


@registered(needs="work on one thread and on more under an interpreter lock")
def throughput_figure(result, experiment: str):
    """Tasks a second under interpreter locks, over those of one thread, against the number of threads or the switch
    interval, a row a panel; None where nothing was measured on one thread and on more."""
    found = throughput.panels(result, measured(result), experiment)
    if not found:
        return None
    if not any(dots.has_trend(panel.cases, panel.x) for panel in found):
        return _chart(result, experiment, found)
    shown = found[:scaling.MOST_PROBLEMS]
    title = style.title(result, experiment, "throughput", _left_out(shown))
    figure, rows = style.canvas(len(shown), 1, title, report.machine(result),
                                _caption(result, experiment, found, shown), style.WIDE)
    for (axis,), panel in zip(rows, shown):
        handles = _draw_points(axis, panel)
        lines = _draw_lines(axis, panel, result.cores)
        style.speedup_axis(axis)
        axis.set_ylabel(_LABEL, fontsize=style.TEXT)
        if panel.label:
            axis.set_title(panel.label, fontsize=style.TEXT, loc="left")
        ends = end_labels.ends_of(panel.cases, panel.x, "relative", handles)
        end_labels.name_lines(axis, ends, "Measured", {"Bounds": lines})
    return figure


def _left_out(shown: list) -> list:
    return list(dict.fromkeys(name for panel in shown for name in panel.left_out))


def _chart(result, experiment: str, found: list):
    groups = {panel.label: [_dot(case, result.cores) for _, case in panel.cases.iterrows()] for panel in found}
    rows = pd.concat([panel.cases for panel in found])
    title = style.title(result, experiment, f"throughput, {report.repetitions(rows)}", _left_out(found))
    return dots.chart(result, title, groups, _scale, _LABEL, {"value": "median and interval", "bound": "ideal"},
                      _caption(result, experiment, found, found))


def _dot(case, cores) -> dots.Dot:
    values = [case[name] for name in ("relative", "relative_low", "relative_high")]
    words = f"{values[0]:.2f}" + (f" [{values[1]:.2f}, {values[2]:.2f}]" if np.isfinite(values).all() else "")
    workers = workers_words(case)
    name = case["series"] if workers in case["series"] else f"{case['series']}, {workers}"
    return dots.Dot(name, *values, words, min(case["p"], cores or case["p"]))


def _scale(axis):
    if not style.linear_from_zero(axis):
        style.powers_of_two(axis)
    axis.set_major_formatter("{x:g}")


def _draw_points(axis, panel) -> list:
    """A line a series; one without values of x is a level, across the panel. Returns the legend's handles."""
    handles = []
    for number, (name, rows) in enumerate(panel.cases.groupby("series", sort=False)):
        look = style.series(number) | dict(mfc="none")
        if rows[panel.x].isna().all():
            look |= dict(marker="", linestyle=(0, (6, 2)))
            axis.axhline(rows["relative"].iloc[0], zorder=2, **look)
        else:
            bars = style.interval_bars(rows["relative"], rows["relative_low"], rows["relative_high"])
            axis.errorbar(rows[panel.x], rows["relative"], yerr=bars, capsize=2, elinewidth=0.9, zorder=3, **look)
        handles.append(Line2D([], [], label=style.series_label(name), **look))
    values = panel.cases[panel.x].dropna()
    if panel.x == "p":
        style.count_axis(axis, values, "Threads of all ranks: ranks × threads")
    else:
        style.count_axis(axis, values, "Switch interval", report.asked)
    return handles


def _draw_lines(axis, panel, cores) -> list:
    """The ideal, and what one core gives; shaded: more threads than cores. Returns the legend's handles."""
    look = dict(color=style.BOUND_COLOUR, linewidth=1.1, zorder=1)
    ideal = dict(linestyle=style.BOUND_LINES["ideal"], **look)
    one = dict(linestyle=style.BOUND_LINES["amdahl"], **look)
    axis.axhline(1, **one)
    most = panel.cases["p"].max()
    limit = f"at most {report.count(cores, 'core')}" if cores and cores < most else ""
    if panel.x == "p":
        values = sorted({1, *panel.cases["p"], min(cores or most, most)})
        axis.plot(values, [min(p, cores or p) for p in values], **ideal)
        words = "ideal: p" + (f", {limit}" if limit else "")
        if limit:
            axis.axvspan(cores, axis.get_xlim()[1], color="#f5f0e8", linewidth=0, zorder=-2)
            axis.axvline(cores, color="#a08560", linewidth=1, linestyle=":", zorder=-1)
    else:
        axis.axhline(min(most, cores or most), **ideal)
        words = f"ideal: {min(most, cores or most)}" + (f", {limit}" if limit else "")
    return [Line2D([], [], label=words, **ideal), Line2D([], [], label="one core: 1", **one)]


def _caption(result, experiment: str, found: list, shown: list) -> list:
    rows = pd.concat([panel.cases for panel in shown])
    merged = list(dict.fromkeys(axis for panel in shown for axis in panel.merged))
    by_p = shown[0].x == "p"
    levels = not by_p and rows["switch_interval"].isna().any()
    references = pd.concat([panel.references for panel in shown]).drop_duplicates("case")
    shaded = f" Shaded: more threads than the {result.cores} cores." \
        if by_p and result.cores and rows["p"].max() > result.cores else ""
    return [
        report.caption_of_points(rows) + " " + report.caption_of_choice(merged),
        "Throughput: tasks a second of all ranks and threads. 1 is one thread on one rank under the same lock"
        f"{'' if by_p else ' at the same switch interval'}: {lock_cases.reference_words(references)}.{shaded}",
        "Dashed and coloured: a lock without a switch interval." if levels else "", lock_cases.words_of_wrong(rows),
        report.not_shown([*_left_out(shown), *(panel.label for panel in found[len(shown):])]),
        *report.footnotes(result, experiment)]
