"""Draws the granularity figure: what it shows is chosen in `granularity`."""

import numpy as np
from matplotlib.lines import Line2D

from . import granularity, report, scaling, style
from .registry import registered
from .statistics import measured


@registered(needs="three values of draws or chunk")
def granularity_figure(result, experiment: str):
    """Efficiency against the length of a task or a chunk, METG(50 %) marked; None without three granularities."""
    table = measured(result)
    found = granularity.curves(result, table, experiment)
    if not found:
        return None
    shown = found[:scaling.MOST_PROBLEMS]
    caption = _caption(result, table, experiment, found)
    title = style.title(result, experiment, "efficiency by granularity")
    figure, rows = style.canvas(len(shown), 1, title, report.machine(result), caption,
                                style.WIDE)
    for (axis,), problem in zip(rows, shown):
        _draw_curves(axis, problem)
    return figure


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
            smallest, largest = rows["granularity_s"].min(), rows["granularity_s"].max()
            axis.plot(np.clip([found.low_s, found.high_s], smallest, largest), [0.5, 0.5], color=look["color"],
                      linewidth=3, alpha=0.5, solid_capstyle="butt", zorder=3)
            axis.plot(found.seconds, 0.5, marker="*", markersize=12, color=look["color"], mec="black", mew=0.5,
                      zorder=4)
        handles.append(Line2D([], [], label=f"{style.series_label(name)}\n   METG {_metg_words(found)}", **look))
    axis.axhline(0.5, color=style.BOUND_COLOUR, linewidth=0.9, linestyle=style.BOUND_LINES["amdahl"], zorder=1)
    axis.axhline(1.0, color=style.BOUND_COLOUR, linewidth=0.9, zorder=1)
    style.seconds_axis(axis.xaxis)
    axis.set_xlabel(f"Task granularity: length of a {problem.of} at the peak rate", fontsize=style.TEXT)
    axis.set_ylim(0, max(1.08, 1.05 * problem.rows["efficiency"].max()))
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_ylabel("Efficiency (peak rate = 100 %)", fontsize=style.TEXT)
    if problem.label:
        axis.set_title(problem.label, fontsize=style.TEXT, loc="left")
    style.legends(axis, {"Measured, with METG(50 %)": handles})


def _metg_words(found) -> str:
    low = report.duration(found.low_s) if found.low_s > 0 else "less"
    high = report.duration(found.high_s) if np.isfinite(found.high_s) else "more"
    return {"crossing": f"= {report.duration(found.seconds)} ({low} … {high})", "below": f"< {report.duration(found.seconds)}",
            "never": "not reached"}[found.kind]


def _caption(result, table, experiment, found) -> list:
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
    return [
        report.caption_of_points(rows) + (f" All curves: {', '.join(common)}." if common else ""),
        f"100 % is the peak rate: the fastest serial base with the most work a task ({'; '.join(peaks)}), times "
        f"min(ranks × threads, {f'{result.cores} ' if result.cores else ''}cores).",
        "METG(50 %), a star where a curve crosses it: the smallest granularity that keeps 50 % of the peak rate "
        "(Task Bench, SC'20); the bar and the range: were all times at an end of their intervals."
        + (" Open markers: fewer chunks than ranks × threads, so that some have nothing to do." if starved else ""),
        report.not_shown([*left_out, *(problem.label for problem in found[len(shown):])]),
        *report.footnotes(result, experiment)]
