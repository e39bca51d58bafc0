"""Draws the latency figure: what it shows is chosen in `latency`."""

import numpy as np
from matplotlib.lines import Line2D

from . import end_labels, latency, report, style
from .lock_cases import words_of_wrong
from .registry import registered
from .statistics import measured

_LAW = ("-", (0, (6, 2)), (0, (2, 1.5)))   # of each d
_ALONE = dict(color="#888888", linewidth=1.0, zorder=1)
_ENDED = dict(marker="x", markersize=6, linestyle="")   # p50 of a case whose CPU tasks may have given up


@registered(needs="two switch intervals beside tasks that compute")
def latency_figure(result, experiment: str):
    """p50 and p99 of the latency of a task that waits, beside tasks that compute, against the switch interval, with
    the law d + I; None without two switch intervals."""
    panel = latency.panel(result, measured(result), experiment)
    if panel is None:
        return None
    figure, ((axis,),) = style.canvas(1, 1, style.title(result, experiment, "latency", panel.left_out),
                                      report.machine(result),
                                      _caption(result, experiment, panel), style.WIDE)
    handles = _draw_points(axis, panel.cases)
    values = panel.cases["switch_interval"].dropna()
    style.count_axis(axis, values, "Switch interval", report.asked)
    lines = _draw_lines(axis, panel, np.geomspace(values.min(), values.max(), 100))
    style.seconds_axis(axis.yaxis)
    axis.set_ylabel(f"Latency of a {_thing(panel.cases)}", fontsize=style.TEXT)
    look = style.series(0) | dict(color=style.BOUND_COLOUR, linestyle="")
    quantiles = [Line2D([], [], label="p50", **look), Line2D([], [], label="p99", **look | dict(mfc="white"))]
    if len(latency.too_long(panel.cases)):
        quantiles.append(Line2D([], [], label="p50, when CPU tasks had given up", **look | _ENDED))
    style.legends(axis, {"Measured": handles, "Markers": quantiles, "References": lines})
    return figure


def _thing(cases) -> str:
    """What the latency is of."""
    return "round" if cases["workload"].iloc[0] == "echo" else "wait"


def _draw_points(axis, cases) -> list:
    """p50 with a line, p99 hollow; a series without a switch interval is a level. Returns the legend's handles."""
    handles = []
    for number, (name, rows) in enumerate(cases.groupby("series", sort=False)):
        look = style.series(number)
        if rows["switch_interval"].isna().all():
            look |= dict(marker="", linestyle=(0, (6, 2)))
            axis.axhline(rows["p50_s"].iloc[0], zorder=2, **look)
        else:
            ended = rows["case"].isin(latency.too_long(rows)["case"])
            axis.plot(rows["switch_interval"], rows["p50_s"].mask(ended), zorder=3, **look)
            axis.plot(rows["switch_interval"], rows["p50_s"].where(ended), zorder=3, **look | _ENDED)
            axis.plot(rows["switch_interval"], rows["p99_s"], zorder=2, **look | dict(linestyle="", mfc="white"))
        handles.append(Line2D([], [], label=style.series_label(name), **look))
    return handles


def _draw_lines(axis, panel, intervals) -> list:
    """The law for each d, and the task alone. Returns the legend's handles."""
    handles = []
    for line, wait_s in zip(_LAW, sorted(panel.laws)):
        look = dict(color=style.BOUND_COLOUR, linewidth=1.1, linestyle=line, zorder=1)
        axis.plot(intervals, wait_s + intervals, **look)
        handles.append(Line2D([], [], label=f"law d + I, d = {report.asked(wait_s)}", **look))
    if len(panel.alone):
        for _, case in panel.alone.iterrows():
            axis.axhline(case["p50_s"], linestyle=":", **_ALONE)
        handles.append(Line2D([], [], label="alone, p50", linestyle=":", **_ALONE))
    return handles


def _caption(result, experiment: str, panel) -> list:
    cases = panel.cases
    least, most = cases["latencies"].min(), cases["latencies"].max()
    meaning = result.latencies[cases["case"].iloc[0]].attrs["meaning"]
    levels = cases["switch_interval"].isna().any()
    common = [report.axis_words(axis, [cases[axis].iloc[0]]) for axis in ("policy", "cpu_tasks", "pin")
              if axis in cases and cases[axis].nunique() == 1]
    return [
        f"Latency {meaning}: p50 (filled) and p99 (hollow) of all {least if least == most else f'{least} to {most}'} "
        f"{_thing(cases)}s of a case, in {report.repetitions(cases)} together."
        + (f" All cases: {', '.join(common)}." if common else "")
        + (" Dashed and coloured: p50 without a switch interval." if levels else ""),
        _words_of_law(panel), _words_of_alone(result, panel.alone),
        _words_of_ends(cases), words_of_wrong(cases),
        report.not_shown(panel.left_out), *report.footnotes(result, experiment)]


def _words_of_ends(cases) -> str:
    """Which cases may not be what they seem, as their CPU tasks gave up."""
    words = [f"{name} at {', '.join(map(report.asked, rows['switch_interval']))}"
             for name, rows in latency.too_long(cases).groupby("series", sort=False)]
    longest = report.asked(cases["longest"].max()) if words else ""
    return (f"Crosses: took longer than longest = {longest}, after which CPU tasks give up, so that p50 may be of "
            f"rounds after it, as if alone: {'; '.join(words)}.") if words else ""


def _words_of_law(panel) -> str:
    """What the law says, and how far p50 lies from it."""
    if not panel.laws:
        return ""
    lawful = panel.cases[panel.cases["series"].isin({name for names in panel.laws.values() for name in names})]
    words = []
    for name, rows in lawful.groupby("series", sort=False):
        beyond = [case["p50_s"] - latency.law(case, panel.alone) for _, case in rows.iterrows()]
        words.append(f"{name} {_signed(min(beyond))} to {_signed(max(beyond))}")
    return ("Law beside one task that computes: who comes back after d asks for the lock after the switch interval I, "
            f"and gets it. p50 − (d + I): {'; '.join(words)}.")


def _signed(seconds: float) -> str:
    return f"{'−' if seconds < 0 else '+'}{report.duration(abs(seconds))}"


def _words_of_alone(result, alone) -> str:
    words = [f"p50 {report.duration(case['p50_s'])}, p99 {report.duration(case['p99_s'])} "
             f"({report.case_name(case)} of {case['experiment']})" for _, case in alone.iterrows()]
    return f"Alone, beside no task that computes: {'; '.join(words)}." if words else ""
