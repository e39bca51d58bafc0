"""Draws the figure of rates: how many files a second are created, looked up, read, renamed and removed."""

from matplotlib.lines import Line2D

from . import rate_axes, report, style
from .bandwidth import RATED
from .operation_series import name_series, words_of_bases
from .operations import measured_operations, without_bases
from .registry import registered

_APART = 0.13   # inches between the points of an operation


@registered(needs="files created, looked up, renamed or removed")
def rates_figure(result, experiment: str):
    """Items a second of each operation with their intervals, one below the other; None where the workload's measure is
    another, or nothing has been measured."""
    rows = measured_operations(result, experiment)
    rows, bases = without_bases(rows[rows["workload"].isin(RATED) & (rows["rate"] > 0)])
    if rows.empty:
        return None
    named, merged, left_out = name_series(result, rows, ["operation"], "rate")
    operations = list(dict.fromkeys(named.sort_values("case", kind="stable")["operation"]))
    series = list(dict.fromkeys(named["series"]))
    height = len(operations) * (0.2 + _APART * len(series))
    caption = _caption(result, experiment, named, merged, left_out, bases)
    title = style.title(result, experiment, "items a second", left_out)
    figure, ((axis,),) = style.canvas(1, 1, title, report.machine(result), caption,
                                      (style.WIDE[0], max(1.2, height)))
    _draw_points(axis, named, operations, series, _APART * len(operations) / height)
    axis.set_yticks(range(len(operations)), operations)
    axis.set_ylim(len(operations) - 0.5, -0.5)
    axis.grid(False, axis="y")
    for border in range(1, len(operations)):
        axis.axhline(border - 0.5, color="#e4e4e4", linewidth=0.6, zorder=0)
    rate_axes.rate_axis(axis.xaxis)
    axis.set_xlabel("Rate: items a second, median", fontsize=style.TEXT)
    style.legends(axis, _legends(named, series))
    return figure


def _draw_points(axis, rows, operations: list, series: list, apart: float):
    """Each operation's points a step `apart`, so that their bars do not cover each other."""
    for number, name in enumerate(series):
        for hollow, part in rows[rows["series"] == name].groupby("from_memory"):
            places = part["operation"].map(operations.index) + apart * (number - (len(series) - 1) / 2)
            bars = style.interval_bars(part["rate"], part["rate_low"], part["rate_high"])
            colour = style.COLOURS[number]
            axis.errorbar(part["rate"], places, xerr=bars, capsize=2, elinewidth=0.9, zorder=3,
                          **style.series(number) | dict(linestyle="", mfc="white" if hollow else colour))


def _legends(rows, series: list) -> dict:
    sections = {"Measured": [Line2D([], [], label=style.series_label(name), **style.series(number) | dict(linestyle=""))
                             for number, name in enumerate(series)]}
    look = style.series(0) | dict(color=style.BOUND_COLOUR, linestyle="", mfc="white")
    memory = {"Markers": [Line2D([], [], label="read from memory, or mostly", **look)]}
    return sections | (memory if rows["from_memory"].any() else {})


def _caption(result, experiment: str, rows, merged, left_out, bases) -> list:
    return [
        report.caption_of_points(rows),
        "Rate of a repetition: items of all ranks / (end of the last rank − begin of the first).",
        f"Where cases differ in {', '.join(merged)} only, the one with the greatest rate is shown." if merged else "",
        "Hollow: less than half of the bytes read came from a device; the rest was in memory (page cache)."
        if rows["from_memory"].any() else "",
        report.not_shown([*left_out, *words_of_bases(bases)]), *report.footnotes(result, experiment)]
