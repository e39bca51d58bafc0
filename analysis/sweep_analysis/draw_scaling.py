"""Draws the scaling figure: what it shows is chosen in `scaling`, its bounds are computed in `bounds`."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from . import bounds, dots, end_labels, granularity, native, report, scaling, style, throughput
from .lock_cases import all_under_locks
from .registry import registered
from .statistics import measured
from .waiting import workers_words


@registered(needs="a serial base and two values of ranks × threads")
def scaling_figure(result, experiment: str):
    """Speed-up and time against p with the three bounds, a row of panels a problem; a dot a case where each way of
    running has one p only. None without two values of p, and where another figure shows the cases better."""
    table = measured(result)
    found = scaling.problems(result, table, experiment)
    if not found or _is_shown_better(result, table, experiment):
        return None
    if not any(dots.has_trend(problem.cases, "p") for problem in found):
        return _chart(result, table, experiment, found)
    shown = found[:scaling.MOST_PROBLEMS]
    bases = [bounds.base_of(result, table, problem.base["case"], problem.base["tasks"]) for problem in shown]
    overheads = [_overheads(result, table, problem, base) for problem, base in zip(shown, bases)]
    caption = _caption(result, table, experiment, found, bases, overheads)
    figure, rows = style.canvas(len(shown), 2, style.title(result, experiment, "scaling"), report.machine(result),
                                caption)
    for axes, problem, base, points in zip(rows, shown, bases, overheads):
        _draw_problem(axes, problem, base, points, result.cores)
    return figure


def _is_shown_better(result, table, experiment: str) -> bool:
    """By a figure of files, which a number of processors does not bound; where all is under interpreter locks, by one
    that compares with a thread at an interpreter's pace; or, where the base is one of two values of p, by one of
    granularity."""
    if all_under_locks(table, experiment) and (throughput.panels(result, table, experiment)
                                               or native.panel(result, table, experiment)):
        return True
    of_files = result.phases["case"].isin(table.loc[table["experiment"] == experiment, "case"]).any()
    return bool(of_files or (scaling.at_one_p(table, experiment) and granularity.curves(result, table, experiment)))


def _chart(result, table, experiment: str, found: list):
    groups = {}
    for problem in found:
        base = bounds.base_of(result, table, problem.base["case"], problem.base["tasks"])
        rows = [dots.of_time("serial, 1 rank", problem.base, is_base=True)]
        for _, case in problem.cases[problem.cases["case"] != problem.base["case"]].iterrows():
            ideal = bounds.ideal_time(base, case["p"], _cores(result, case), case.get("in_flight", 1))
            more = f", {case['speedup']:.2f} ×" if np.isfinite(case["speedup"]) else ""
            rows.append(dots.of_time(_row_words(case), case, ideal, more=more))
        groups[problem.label] = rows
    rows = pd.concat([problem.cases for problem in found])
    merged = list(dict.fromkeys(axis for problem in found for axis in problem.merged))
    return dots.chart(
        result, style.title(result, experiment, f"time, {report.repetitions(rows)}"), groups,
        lambda axis: style.seconds_axis(axis, from_zero=True), "Time of a repetition, median",
        {"value": "median and interval", "base": "serial base", "bound": "ideal"},
        [f"{report.caption_of_points(rows)} {report.caption_of_choice(merged)}",
         "Beside it: the time, its interval and the speed-up over the serial base. Ideal: the base's time, with all of "
         f"it divided among ranks × threads{f', at most the cores it may use' if result.cores else ''}.",
         *report.footnotes(result, experiment)])


def _cores(result, case):
    """That the case may use: all, or as many as it was allowed."""
    allowed = case.get("cores", -1)
    return int(min(allowed, result.cores or allowed)) if allowed > 0 else result.cores


def _row_words(case) -> str:
    """Model, policy, and who works; of another serial case than the base, how it gets its tasks."""
    policy = case["policy"] if case["policy"] and f", {case['policy']}" in case["series"] else ""
    how = case["schedule"] if case["model"] == "serial" and case["p"] == 1 else ""
    return ", ".join(filter(None, (case["model"], policy, workers_words(case), how)))


def _overheads(result, table, problem, base) -> tuple:
    """({p: least o(p) of the shown cases}, sources in words)."""
    points, sources = {}, []
    for _, case in problem.cases.iterrows():
        seconds, source = bounds.overhead(result, table, case, base)
        points[case["p"]] = min(seconds, points.get(case["p"], seconds))
        sources.append(source)
    return dict(sorted(points.items())), list(dict.fromkeys(sources))


def _draw_problem(axes, problem, base, overheads, cores):
    cases, values = problem.cases, sorted(set(problem.cases["p"]))
    speedup, time = axes
    style.points(speedup, cases, "p", *(cases[column] for column in ("speedup", "speedup_low", "speedup_high")))
    handles = style.points(time, cases, "p", cases["median_s"], cases["low_s"], cases["high_s"])
    lines = _draw_bounds(axes, base, overheads[0], values, cores)
    for axis in axes:
        style.count_axis(axis, values, "p = ranks × threads")
        if cores and cores < values[-1]:
            axis.axvspan(max(cores, values[0] / 2), values[-1] * 2, color="#f5f0e8", linewidth=0, zorder=-2)
            axis.axvline(cores, color="#a08560", linewidth=1, linestyle=":", zorder=-1)
    style.speedup_axis(speedup)
    style.seconds_axis(time.yaxis, from_zero=True)
    time.set_ylabel("Time of a repetition, median", fontsize=style.TEXT)
    if problem.label:
        speedup.set_title(problem.label, fontsize=style.TEXT, loc="left")
    end_labels.name_lines(time, end_labels.ends_of(cases, "p", "median_s", handles), "Measured", {"Bounds": lines})


def _draw_bounds(axes, base, overheads, values, cores) -> list:
    """The ideal line, Amdahl's and the one with measured overhead.

    At whole p only: between 1 and 2 a bound is as straight as the line between two measured points.
    """
    p = np.unique(np.concatenate([np.geomspace(values[0], values[-1], 200).round(), values, [cores or values[0]]]))
    p = p[(p >= values[0]) & (p <= values[-1])]
    at = list(overheads)
    limit = f", at most {cores} cores" if cores and cores < values[-1] else ""
    lines = [("ideal", f"ideal: p{limit}", p, [bounds.ideal_time(base, x, cores) for x in p]),
             ("amdahl", f"Amdahl: s = {report.duration(base.serial_s)} "
                        f"({report.percent(base.serial_s / base.time_s)} of base)",
              p, [bounds.amdahl_time(base, x, cores) for x in p]),
             ("overhead", f"measured overhead: o({at[-1]}) = {report.duration(overheads[at[-1]])}",
              at, [bounds.overhead_time(base, overheads[x], x, cores) for x in at])]
    handles = []
    for name, label, x, seconds in lines:
        look = dict(color=style.BOUND_COLOUR, linestyle=style.BOUND_LINES[name], linewidth=1.1)
        axes[0].plot(x, base.time_s / np.array(seconds), zorder=1, **look)
        axes[1].plot(x, seconds, zorder=1, **look)
        handles.append(Line2D([], [], label=style.wrapped(label), **look))
    return handles


def _caption(result, table, experiment, found, bases, overheads) -> list:
    shown = found[:len(bases)]
    rows = table[table["case"].isin({case for problem in shown for case in problem.cases["case"]})]
    absolute = "; ".join(f"{problem.label + ': ' if problem.label else ''}{report.base_words(problem.base)}"
                         for problem in shown)
    sources = list(dict.fromkeys(source for _, words in overheads for source in words))
    merged = list(dict.fromkeys(axis for problem in shown for axis in problem.merged))
    limit = f" Shaded: more ranks × threads than the {result.cores} cores." \
        if result.cores and rows["p"].max() > result.cores else ""
    return [
        " ".join((report.caption_of_points(rows), report.caption_of_speedups(rows), report.caption_of_choice(merged))),
        f"Speed-up 1 is serial on one rank: {absolute}.{limit}",
        f"Bounds: s from {bases[0].source}; o(p) from {' and '.join(sources)}.",
        report.not_shown([problem.label for problem in found[len(bases):]]), *report.footnotes(result, experiment)]
