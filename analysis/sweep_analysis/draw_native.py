"""Draws the native figure: what it shows is chosen in `native`."""

from matplotlib.lines import Line2D

from . import end_labels, lock_cases, native, report, style
from .registry import registered
from .series import words_of
from .statistics import measured


@registered(needs="two native fractions on one thread and on more")
def native_figure(result, experiment: str):
    """Speed-up over one thread against how much of the work is native, a series a length of the items; None without
    several fractions."""
    panel = native.panel(result, measured(result), experiment)
    if panel is None:
        return None
    title = style.title(result, experiment, "speed-up by native fraction", panel.left_out)
    figure, ((axis,),) = style.canvas(1, 1, title,
                                      report.machine(result),
                                      _caption(result, experiment, panel), style.WIDE)
    rows = panel.cases
    handles = style.points(axis, rows, "native_fraction", rows["relative"], rows["relative_low"], rows["relative_high"])
    lines = _draw_lines(axis, rows)
    axis.set_ylim(0, 1.06 * max(1, axis.dataLim.y1))   # linear always: what lies below 1 is the point
    axis.yaxis.set_major_formatter("{x:g}")
    axis.set_ylabel("Speed-up over one thread", fontsize=style.TEXT)
    axis.set_xlabel("Native fraction of an item: runs with the lock released", fontsize=style.TEXT)
    axis.set_xlim(-0.03, 1.03)
    ends = end_labels.ends_of(rows, "native_fraction", "relative", handles)
    end_labels.name_lines(axis, ends, "Measured", {"References": lines})
    return figure


def _draw_lines(axis, rows) -> list:
    """One thread, and the bound of each series at its fractions, in its colour. Returns the legend's handles."""
    thin = dict(linewidth=0.8, linestyle=style.BOUND_LINES["amdahl"])
    look = dict(color=style.BOUND_COLOUR, linewidth=1.1, linestyle=":")
    axis.axhline(1, zorder=1, **look)
    for number, (_, part) in enumerate(rows.groupby("series", sort=False)):
        axis.plot(part["native_fraction"], part["relative_bound"], color=style.COLOURS[number], zorder=1, **thin)
    handles = [Line2D([], [], label="greatest speed-up (bound_s of the file)", color=style.BOUND_COLOUR, **thin)] \
        if rows["relative_bound"].notna().any() else []
    return [*handles, Line2D([], [], label="one thread: 1", **look)]


def _caption(result, experiment: str, panel) -> list:
    rows, slower = panel.cases, native.slower_than_one(panel.cases)
    named = [f"{name} at {', '.join(f'{row.native_fraction:g} ({row.relative:.2f})' for row in part.itertuples())}"
             for name, part in slower.groupby("series", sort=False)]
    key = [axis for axis in ("policy", "length") if axis in panel.references]
    alone = words_of(panel.references, key, result.units["cases"])
    workers = ", ".join(dict.fromkeys(report.workers(case) for _, case in rows.iterrows()))
    return [
        report.caption_of_points(rows) + " " + report.caption_of_choice(panel.merged),
        f"{workers}. Speed-up 1 is one thread under the same lock, at the same length and native fraction: "
        f"{lock_cases.reference_words(panel.references, alone)}.",
        "Bound: one thread's time over the least time that sweep computed for the case."
        if rows["relative_bound"].notna().any() else "",
        f"Slower than one thread, with the whole interval: {'; '.join(named)}." if named else
        "Nowhere slower than one thread with the whole interval.",
        report.not_shown(panel.left_out), *report.footnotes(result, experiment)]
