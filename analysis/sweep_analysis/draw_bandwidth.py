"""Draws the bandwidth figure: what it shows is chosen in `bandwidth`."""

import numpy as np
from matplotlib.lines import Line2D

from . import bandwidth, dots, rate_axes, report, style
from .operation_series import words_of_bases
from .registry import registered
from .series import layout_words

_LABELS = {"transfer": "Size of a transfer (moved by one call)", "p": "ranks × threads"}
_WORDS = {"transfer": report.size, "p": "{:,.0f}".format}
_ROOM = 1.0    # left of a panel of lines, for ticks like "512 MiB/s"
_WIDTH = 3.0   # of a panel of points, whose names need room


@registered(needs="bytes moved from or to files")
def bandwidth_figure(result, experiment: str):
    """Bandwidth of each operation with its interval, a row of panels a layout: over the size of a transfer or over the
    ranks, else a point for each back end; None where no bytes have been moved."""
    found = bandwidth.bandwidths(result, experiment)
    if found is None:
        return None
    panels, width = found.panels, len(found.operations)
    size = style.WIDE if width == 1 else style.NARROW
    size, room = (size, _ROOM) if found.x else ((_WIDTH, 0.3 + 0.22 * len(found.series)), style.room_for(found.series))
    title = style.title(result, experiment, "bandwidth", found.left_out)
    figure, rows = style.canvas(len(panels), width, title, report.machine(result),
                                _caption(result, experiment, found), size, room)
    for axes, row in zip(rows, panels):
        for axis, (layout, operation) in zip(axes, row):
            draw = _draw_lines if found.x else _draw_points
            draw(axis, found, layout, operation)
            title = ", ".join(word for word in (operation, layout_words(layout)) if word)
            axis.set_title(title, fontsize=style.TEXT, loc="left")
        if not found.x:
            axes[0].set_yticks(range(len(found.series)), found.series)
    style.legends(rows[0][-1], _legends(found))
    return figure


def _draw_lines(axis, found, layout: str, operation: str):
    """A line a series over x."""
    of_operation = found.rows[found.rows["operation"] == operation]
    shown = of_operation[of_operation["layout"] == layout]
    for number, name in enumerate(found.series):
        rows = shown[shown["series"] == name].sort_values(found.x)
        axis.plot(rows[found.x], rows["bandwidth"], zorder=2, **style.series(number) | dict(marker=""))
        for hollow, part in rows.groupby("from_memory"):
            bars = style.interval_bars(part["bandwidth"], part["bandwidth_low"], part["bandwidth_high"])
            axis.errorbar(part[found.x], part["bandwidth"], yerr=bars, capsize=2, elinewidth=0.9, zorder=3,
                          **_look(number, hollow))
    _same_scale(axis.yaxis, of_operation)
    axis.set_ylabel("Bandwidth, median", fontsize=style.TEXT)
    style.count_axis(axis, found.rows[found.x], _LABELS[found.x], _WORDS[found.x])


def _draw_points(axis, found, layout: str, operation: str):
    """A dot a series, one below the other; their names stand left of the first panel."""
    of_operation = found.rows[found.rows["operation"] == operation]
    shown = of_operation[of_operation["layout"] == layout].set_index("series")
    rows = [dots.Dot("", float("nan")) if name not in shown.index else _dot(shown.loc[name]) for name in found.series]
    dots.draw(axis, rows)
    _same_scale(axis.xaxis, of_operation)
    axis.set_xlabel("Bandwidth, median", fontsize=style.TEXT)


def _dot(row) -> dots.Dot:
    values = [row[name] for name in ("bandwidth", "bandwidth_low", "bandwidth_high")]
    return dots.Dot("", *values, f"{report.size(values[0])}/s", hollow=bool(row["from_memory"]))


def _same_scale(axis, rows):
    """The scale of all panels of an operation, so that layouts can be compared."""
    at = axis.axes.dataLim.x0 if axis.axis_name == "y" else axis.axes.dataLim.y0
    ends = [(value, at) if axis.axis_name == "x" else (at, value)
            for value in (rows["bandwidth_low"].min(), rows["bandwidth_high"].max())]
    if np.isfinite(at):
        axis.axes.update_datalim(ends)
    rate_axes.bandwidth_axis(axis, 9 if axis.axis_name == "y" else 5)


def _look(number: int, hollow: bool) -> dict:
    colour = style.COLOURS[number]
    return style.series(number) | dict(linestyle="", mfc="white" if hollow else colour)


def _legends(found) -> dict:
    series = [Line2D([], [], label=style.series_label(name), **style.series(number))
              for number, name in enumerate(found.series)] if found.x else []
    look = style.series(0) | dict(color=style.BOUND_COLOUR, linestyle="")
    hollow = Line2D([], [], label="read from memory, or mostly", **look | dict(mfc="white"))
    filled = Line2D([], [], label="written, or read from a device", **look)
    sections = {"Measured": series} if series else {}
    return sections | ({"Markers": [filled, hollow]} if found.rows["from_memory"].any() else {})


def _caption(result, experiment: str, found) -> list:
    merged = f"Where cases differ in {', '.join(found.merged)} only, the one with the most bandwidth is shown." \
        if found.merged else ""
    memory = "Hollow: less than half of the bytes read came from a device; the rest was in memory (page cache), so " \
             "that it says nothing about the device." if found.rows["from_memory"].any() else ""
    idle = found.idle["bandwidth"].min()
    return [
        report.caption_of_points(found.rows) + " " + merged,
        "Bandwidth of a repetition: bytes of all ranks / (end of the last rank − begin of the first), opening, waiting "
        "for the disk (sync) and closing included.", memory,
        f"The harness alone (back end none, which moves nothing) reaches {report.size(idle)}/s at least."
        if len(found.idle) else "",
        report.not_shown([*found.left_out, *words_of_bases(found.bases)]), *report.footnotes(result, experiment)]
