"""Draws the native figure: what it shows is chosen in `native`."""

import numpy as np
from matplotlib.lines import Line2D

from . import lock_cases, native, report, style
from .statistics import measured

_BOUND = ("-", (0, (6, 2)), (0, (2, 1.5)))   # of each number of ranks and threads


def native_figure(result, experiment: str):
    """Speed-up over one thread against how much of the work is native, a series a length of the items; None without
    several fractions."""
    panel = native.panel(result, measured(result), experiment)
    if panel is None:
        return None
    figure, ((axis,),) = style.canvas(1, 1, report.title(result, experiment), report.machine(result),
                                      _caption(result, experiment, panel), style.WIDE)
    rows = panel.cases
    handles = style.points(axis, rows, "native_fraction", rows["relative"], rows["relative_low"], rows["relative_high"])
    lines = _draw_lines(axis, rows, result.cores)
    axis.set_ylim(0, 1.06 * max(1, axis.dataLim.y1))   # linear always: what lies below 1 is the point
    axis.yaxis.set_major_formatter("{x:g}")
    axis.set_ylabel("Speed-up over one thread", fontsize=style.TEXT)
    axis.set_xlabel("Native fraction of an item: runs with the lock released", fontsize=style.TEXT)
    axis.set_xlim(-0.03, 1.03)
    style.legends(axis, {"Measured": handles, "Bounds": lines})
    return figure


def _draw_lines(axis, rows, cores) -> list:
    """One thread, and what a lock allows for each number of ranks and threads, at measured fractions only: between them
    a bound is as straight as the line between two measured points. Returns the legend's handles."""
    look = dict(color=style.BOUND_COLOUR, linewidth=1.1, zorder=1)
    axis.axhline(1, linestyle=":", **look)
    handles = []
    locked = native.of_one_lock(rows)
    fractions = np.unique(locked["native_fraction"])
    for line, (ranks, p) in zip(_BOUND, locked[["ranks", "p"]].drop_duplicates().to_numpy()):
        axis.plot(fractions, native.bound(fractions, ranks, p, cores), linestyle=line, **look)
        label = f"lock: {ranks}/(1 − f), at most {min(p, cores or p)}"
        handles.append(Line2D([], [], label=label, linestyle=line, **look))
    return [*handles, Line2D([], [], label="one thread: 1", linestyle=":", **look)]


def _caption(result, experiment: str, panel) -> list:
    rows, slower = panel.cases, native.slower_than_one(panel.cases)
    named = [f"{name} at {', '.join(f'{row.native_fraction:g} ({row.relative:.2f})' for row in part.itertuples())}"
             for name, part in slower.groupby("series", sort=False)]
    key = [axis for axis in ("policy", "length") if axis in panel.references]
    alone = lock_cases.words_of(panel.references, key, result.units.get("cases", {}))
    workers = ", ".join(dict.fromkeys(report.workers(case) for _, case in rows.iterrows()))
    return [
        report.caption_of_points(rows) + " " + report.caption_of_choice(panel.merged),
        f"{workers}. Speed-up 1 is one thread under the same lock, at the same length and native fraction: "
        f"{lock_cases.reference_words(panel.references, alone)}.",
        "Bound: the rest of an item, 1 − f, is done by one thread of a rank at a time."
        if len(native.of_one_lock(rows)) else "",
        f"Slower than one thread, with the whole interval: {'; '.join(named)}." if named else
        "Nowhere slower than one thread with the whole interval.",
        report.not_shown(panel.left_out), *report.footnotes(result, experiment)]
