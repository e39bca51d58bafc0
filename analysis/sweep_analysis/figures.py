"""Draws `scaling-<experiment>.png` and `granularity-<experiment>.png`. What they show is chosen in `scaling` and
`granularity`; how they look in `style`; what they say in `report`."""

import re
from pathlib import Path

import numpy as np
from matplotlib.lines import Line2D

from . import bounds, granularity, report, scaling, style
from .statistics import measured


def write_figures(result, folder) -> tuple:
    """Writes every figure the data allow as PNG; returns (paths written, a sentence for each experiment without one).

    Nothing is said about workload `empty`, which is drawn in the bounds of the other experiments.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written, missing = [], []
    for experiment in result.experiments:
        name = re.sub(r"[^\w.-]+", "-", experiment)
        figures = {"scaling": scaling_figure(result, experiment), "granularity": granularity_figure(result, experiment)}
        for kind, figure in figures.items():
            if figure is not None:
                path = folder / f"{kind}-{name}.png"
                figure.savefig(path, dpi=200)
                written.append(path)
        workloads = result.cases.loc[result.cases["experiment"] == experiment, "workload"]
        if not any(figures.values()) and (workloads != "empty").any():
            missing.append(f"No figure for {experiment}: it needs a serial base and two values of ranks × threads, or "
                           "three of draws or chunk, measured without failure.")
    return written, missing or ([] if written else [
        f"{result.path} has no measured case with work in it; nothing to draw."])


def scaling_figure(result, experiment: str):
    """Speed-up and time against p with the three bounds, a row of panels a problem; None without two values of p, and
    where the base is one of the two and a granularity figure shows the cases better."""
    table = measured(result)
    found = scaling.problems(table, experiment)
    if not found or (scaling.at_one_p(table, experiment) and granularity.curves(result, table, experiment)):
        return None
    shown = found[:scaling.MOST_PROBLEMS]
    bases = [bounds.base_of(result, table, problem.base) for problem in shown]
    overheads = [_overheads(result, table, problem, base) for problem, base in zip(shown, bases)]
    caption = _scaling_caption(result, table, experiment, found, bases, overheads)
    figure, rows = style.canvas(len(shown), 2, _title(result, experiment), report.machine(result), caption)
    for axes, problem, base, points in zip(rows, shown, bases, overheads):
        _draw_problem(axes, problem, base, points, result.cores)
    return figure


def granularity_figure(result, experiment: str):
    """Efficiency against the length of a task or a chunk, METG(50 %) marked; None without three granularities."""
    table = measured(result)
    found = granularity.curves(result, table, experiment)
    if not found:
        return None
    shown = found[:scaling.MOST_PROBLEMS]
    caption = _granularity_caption(result, table, experiment, found)
    figure, rows = style.canvas(len(shown), 1, _title(result, experiment), report.machine(result), caption, (5.6, 3.3))
    for (axis,), problem in zip(rows, shown):
        _draw_curves(axis, problem)
    return figure


def _title(result, experiment: str) -> str:
    return f"{result.campaign.get('name', 'campaign')} · {experiment}"


# ---- scaling

def _overheads(result, table, problem, base) -> tuple:
    """({p: least o(p) of the shown cases}, sources in words)."""
    points, sources = {}, []
    for _, case in problem.cases.iterrows():
        seconds, source = bounds.overhead(result, table, case, base)
        points[case["p"]] = min(seconds, points.get(case["p"], seconds))
        sources.append(source)
    return dict(sorted(points.items())), list(dict.fromkeys(sources))


def _in_flight(cases) -> list:
    """How many waits one thread holds under way at once: the values among the shown cases, 1 where none says so."""
    return sorted(set(cases["in_flight"])) if "in_flight" in cases else [1]


def _draw_problem(axes, problem, base, overheads, cores):
    cases, values = problem.cases, sorted(set(problem.cases["p"]))
    speedup, time = axes
    _draw_points(speedup, cases, *(base.time_s / cases[column] for column in ("median_s", "high_s", "low_s")))
    handles = _draw_points(time, cases, cases["median_s"], cases["low_s"], cases["high_s"])
    lines = _draw_bounds(axes, base, overheads[0], values, cores, _in_flight(cases))
    for axis in axes:
        style.parallel_axis(axis, values)
        if cores and cores < values[-1]:
            axis.axvspan(max(cores, values[0] / 2), values[-1] * 2, color="#f5f0e8", linewidth=0, zorder=-2)
            axis.axvline(cores, color="#a08560", linewidth=1, linestyle=":", zorder=-1)
    style.speedup_axis(speedup)
    style.seconds_axis(time.yaxis, from_zero=True)
    time.set_ylabel("Time of a repetition, median", fontsize=style.TEXT)
    if problem.label:
        speedup.set_title(problem.label, fontsize=style.TEXT, loc="left")
    style.legend(time, handles, "Measured", 1.0)
    style.legend(time, lines, "Bounds", 0.92 - 0.056 * sum(1 + handle.get_label().count("\n") for handle in handles))


def _draw_points(axis, cases, middle, low, high) -> list:
    """One line a series with its intervals. Markers are hollow, so that none hides another; moving them sideways would
    lift them above the bounds."""
    names = list(dict.fromkeys(cases["series"]))
    handles = []
    for number, name in enumerate(names):
        rows = cases["series"] == name
        bars = np.array([middle[rows] - low[rows], high[rows] - middle[rows]]).clip(min=0)
        look = style.series(number) | dict(mfc="none")
        axis.errorbar(cases.loc[rows, "p"], middle[rows], yerr=bars, capsize=2, elinewidth=0.9, zorder=3, **look)
        handles.append(Line2D([], [], label=style.wrapped(name), **look))
    return handles


def _draw_bounds(axes, base, overheads, values, cores, in_flight) -> list:
    """The ideal line for each value of in_flight, and for the largest Amdahl's and the one with measured overhead.

    At whole p only: between 1 and 2 a bound is as straight as the line between two measured points.
    """
    p = np.unique(np.concatenate([np.geomspace(values[0], values[-1], 200).round(), values, [cores or values[0]]]))
    p = p[(p >= values[0]) & (p <= values[-1])]
    most = in_flight[-1]
    lines = [("ideal" if n == in_flight[0] else "ideal, more in flight",
              _ideal_words(base, values[-1], cores, n, len(in_flight) > 1),
              p, [bounds.ideal_time(base, x, cores, n) for x in p]) for n in in_flight]
    at = list(overheads)
    lines.append(("amdahl", f"Amdahl: s = {report.duration(base.serial_s)} "
                            f"({report.percent(base.serial_s / base.time_s)} of base)",
                  p, [bounds.amdahl_time(base, x, cores, most) for x in p]))
    lines.append(("overhead", f"measured overhead: o({at[-1]}) = {report.duration(overheads[at[-1]])}", at,
                  [bounds.overhead_time(base, overheads[x], x, cores, most) for x in at]))
    handles = []
    for name, label, x, seconds in lines:
        look = dict(color=style.BOUND_COLOUR, linestyle=style.BOUND_LINES[name], linewidth=1.1)
        axes[0].plot(x, base.time_s / np.array(seconds), zorder=1, **look)
        axes[1].plot(x, seconds, zorder=1, **look)
        handles.append(Line2D([], [], label=style.wrapped(label), **look))
    return handles


def _ideal_words(base, p, cores, waits, say_waits) -> str:
    limited = cores and bounds.ideal_time(base, p, cores, waits) > bounds.ideal_time(base, p, None, waits)
    return ("ideal: p" + (f", {waits:g} in flight a thread" if say_waits else "")
            + (f", at most {cores} cores" if limited else ""))


def _scaling_caption(result, table, experiment, found, bases, overheads) -> list:
    shown = found[:len(bases)]
    rows = table[table["case"].isin({case for problem in shown for case in problem.cases["case"]})]
    own = [table[table["case"] == problem.base].iloc[0] for problem in shown]
    absolute = "; ".join(f"{problem.label + ': ' if problem.label else ''}{report.duration(base['median_s'])} "
                         f"[{report.duration(base['low_s'])}, {report.duration(base['high_s'])}]"
                         for problem, base in zip(shown, own))
    sources = list(dict.fromkeys(source for _, words in overheads for source in words))
    merged = list(dict.fromkeys(axis for problem in shown for axis in problem.merged))
    limit = f" Shaded: more ranks × threads than the {result.cores} cores." \
        if result.cores and rows["p"].max() > result.cores else ""
    return [sentence for sentence in (
        report.caption_of_points(rows) + " " + report.caption_of_choice(merged),
        f"Speed-up 1 is serial on one rank: {absolute}.{limit}",
        f"Bounds: s from {bases[0].source}; o(p) from {' and '.join(sources)}.",
        _not_shown(found, shown), *report.footnotes(result, experiment)) if sentence.strip()]


# ---- granularity

def _draw_curves(axis, problem):
    handles = []
    names = list(dict.fromkeys(problem.rows["series"]))
    for number, name in enumerate(names):
        rows = problem.rows[problem.rows["series"] == name].sort_values("granularity_s")
        look = style.series(number)
        axis.plot(rows["granularity_s"], rows["efficiency"], **look | dict(marker=""), zorder=2)
        for starved, part in rows.groupby("starved"):
            bars = [part["efficiency"] * (1 - part["median_s"] / part["high_s"]),
                    part["efficiency"] * (part["median_s"] / part["low_s"] - 1)]
            axis.errorbar(part["granularity_s"], part["efficiency"], yerr=np.clip(bars, 0, None), capsize=2,
                          elinewidth=0.9, zorder=3, clip_on=False,
                          **look | dict(linestyle="", mfc="white" if starved else look["color"]))
        found = granularity.metg(rows)
        if found.kind == "crossing":
            axis.plot([found.seconds] * 2, [0, 0.5], color=look["color"], linestyle=":", linewidth=1, zorder=2)
            axis.plot(found.seconds, 0.5, marker="*", markersize=12, color=look["color"], mec="black", mew=0.5,
                      zorder=4)
        unbroken = re.sub(r"(?<!,) ", "\N{NO-BREAK SPACE}", name)
        handles.append(Line2D([], [], label=f"{style.wrapped(unbroken)}\n   METG {_metg_words(found)}", **look))
    axis.axhline(0.5, color=style.BOUND_COLOUR, linewidth=0.9, linestyle=style.BOUND_LINES["amdahl"], zorder=1)
    axis.axhline(1.0, color=style.BOUND_COLOUR, linewidth=0.9, zorder=1)
    style.seconds_axis(axis.xaxis)
    axis.set_xlabel(f"Task granularity: length of a {problem.of} at the peak rate", fontsize=style.TEXT)
    axis.set_ylim(0, max(1.08, 1.05 * problem.rows["efficiency"].max()))
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_ylabel("Efficiency (peak rate = 100 %)", fontsize=style.TEXT)
    if problem.label:
        axis.set_title(problem.label, fontsize=style.TEXT, loc="left")
    style.legend(axis, handles, "Measured, with METG(50 %)", 1.0)


def _metg_words(found) -> str:
    return {"crossing": f"= {report.duration(found.seconds)}", "below": f"< {report.duration(found.seconds)}",
            "never": "not reached"}[found.kind]


def _granularity_caption(result, table, experiment, found) -> list:
    shown = found[:scaling.MOST_PROBLEMS]
    rows = table[table["case"].isin({case for problem in shown for case in problem.rows["case"]})]
    peaks = []
    for problem in shown:
        own = table[table["case"] == problem.peak].iloc[0]
        draws = max(1, own.get("draws", 1))
        unit = "draw" if own.get("draws", -1) > 0 else "task"
        peaks.append(f"{problem.label + ': ' if problem.label else ''}"
                     f"{report.duration(own['median_s'] / (own['tasks'] * draws))} a {unit}")
    starved = any(problem.rows["starved"].any() for problem in shown)
    common = [words for words in shown[0].common if all(words in problem.common for problem in shown)]
    left_out = list(dict.fromkeys(words for problem in shown for words in problem.left_out))
    return [sentence for sentence in (
        report.caption_of_points(rows) + (f" All curves: {', '.join(common)}." if common else ""),
        f"100 % is the peak rate: the fastest serial base with the most work a task ({'; '.join(peaks)}), times "
        f"min(ranks × threads, {f'{result.cores} ' if result.cores else ''}cores).",
        "METG(50 %), a star where a curve crosses it: the smallest granularity that keeps 50 % of the peak rate "
        "(Task Bench, SC'20)."
        + (" Open markers: fewer chunks than ranks × threads, so that some have nothing to do." if starved else ""),
        _not_shown(found, shown, left_out), *report.footnotes(result, experiment)) if sentence.strip()]


def _not_shown(found, shown, left_out=()) -> str:
    rest = [*left_out, *(problem.label for problem in found[len(shown):])]
    return f"Measured but not shown: {'; '.join(rest)}." if rest else ""
