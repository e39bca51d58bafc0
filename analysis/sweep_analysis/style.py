"""How figures look: colours, axes with units, a header and a caption with places of their own. Lengths in inches."""

import re
import textwrap

import numpy as np
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from .report import size
from .report import title as report_title

# Okabe & Ito, "Color Universal Design" (2008), without the yellow that vanishes on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
BOUND_COLOUR = "#555555"
BOUND_LINES = {"ideal": "-", "amdahl": (0, (6, 2)), "overhead": (0, (2, 1.5))}

LINEAR = 4                         # greatest over least value below which an axis is linear from 0
TEXT, SMALL = 9, 7.8               # points
NARROW, WIDE = (3.5, 3.3), (5.6, 3.3)   # panels: two in a row, or one
_LEFT, _GAP, _LEGEND = 0.85, 0.9, 2.75
_LINE = 0.155                      # height of a line of the caption
_HEADER, _ROW_GAP, _AXIS = 0.75, 0.85, 0.55


def canvas(rows: int, columns: int, title: str, machine: str, caption: list, panel=NARROW,
           left_of_panels=_LEFT) -> tuple:
    """A figure with rows × columns panels, room for a legend right of each row, a header and a wrapped caption (of
    sentences, where "" is none); `left_of_panels` is the room for the words of the y axis.

    Returns (figure, list of rows of axes).
    """
    width = left_of_panels + columns * panel[0] + (columns - 1) * _GAP + _LEGEND
    characters = int(width * 16.5)
    unbroken = [re.sub(r" (?==)|(?<==) |(?<=\d) (?=[mµn]?s\b)", "\N{NO-BREAK SPACE}", sentence) for sentence in caption]
    lines = [line for sentence in unbroken for line in textwrap.wrap(sentence, characters, subsequent_indent="   ")]
    below = _AXIS + 0.15 + len(lines) * _LINE
    height = _HEADER + rows * panel[1] + (rows - 1) * _ROW_GAP + below
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = [[figure.add_axes(((left_of_panels + column * (panel[0] + _GAP)) / width,
                              (below + (rows - 1 - row) * (panel[1] + _ROW_GAP)) / height,
                              panel[0] / width, panel[1] / height))
             for column in range(columns)] for row in range(rows)]
    left = 0.12 / width
    figure.text(left, 1 - 0.1 / height, title, fontsize=TEXT + 2, fontweight="bold", va="top")
    figure.text(left, 1 - 0.33 / height, machine, fontsize=SMALL, color="#333333", va="top")
    for number, line in enumerate(lines):
        figure.text(left, (below - _AXIS - 0.1 - number * _LINE) / height, line, fontsize=SMALL, va="top")
    for axis in (axis for row in axes for axis in row):
        axis.tick_params(labelsize=SMALL)
        axis.grid(True, which="major", color="#e4e4e4", linewidth=0.6)
        axis.set_axisbelow(True)
        axis.spines[["top", "right"]].set_visible(False)
    return figure, axes


def count_axis(axis, values, label: str, words="{:,.0f}".format):
    """x is a number of things, logarithmic, with a tick at each measured value (thinned so that no labels touch)."""
    axis.set_xscale("log", base=2)
    values = sorted(set(values))
    margin = max(1.25, (values[-1] / values[0]) ** 0.05)
    characters = max(len(words(value)) for value in values)
    apart = max(1.3, (values[-1] / values[0]) ** (0.018 * (characters + 2)))
    ticks = []
    for value in values:
        if not ticks or value / ticks[-1] >= apart:
            ticks.append(value)
    axis.set_xticks(ticks, [words(value) for value in ticks])
    axis.xaxis.set_minor_locator(NullLocator())
    axis.set_xlim(values[0] / margin, values[-1] * margin)
    axis.set_xlabel(label, fontsize=TEXT)


def seconds_axis(axis, from_zero=False):
    """An axis of times whose labels carry the unit: 20 µs, 1 ms. Logarithmic, but linear from 0 if that is asked for
    and the times lie within LINEAR."""
    if not (from_zero and linear_from_zero(axis)):
        axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        low, high = sorted(axis.get_view_interval())
        wide = high / max(low, 1e-300) >= 1e3
        axis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5), numticks=7 if wide else 12))
        axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: seconds(value)))


def seconds(value: float) -> str:
    """A tick's label: "20 µs"."""
    return f"{value:,.0f} s" if value >= 1000 else EngFormatter(unit="s", sep=" ")(value)


def speedup_axis(axis):
    """y is a speed-up, logarithmic in powers of two like p, so that ideal scaling is a straight line; linear from 0 if
    the speed-ups lie within LINEAR, where powers of two would leave two ticks."""
    if not linear_from_zero(axis.yaxis):
        powers_of_two(axis.yaxis)
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    axis.set_ylabel("Speed-up over the serial base", fontsize=TEXT)


def bytes_axis(axis, most=9):
    """An axis of memory, logarithmic with at most `most` ticks at powers of two: "64 KiB"; of positive values only."""
    low, high = axis.get_data_interval()
    if np.isfinite([low, high]).all() and 0 < low <= high:
        margin = max(2.0, (high / low) ** 0.06)
        axis.axes.set(**{f"{axis.axis_name}lim": (low / margin, high * margin)})
    powers_of_two(axis, most)
    axis.set_major_formatter(FuncFormatter(lambda value, _: size(value)))


def powers_of_two(axis, most=9):
    """Makes an axis logarithmic with at most `most` ticks, one of them at 1 if that is in sight."""
    getattr(axis.axes, f"set_{axis.axis_name}scale")("log", base=2)
    low, high = np.log2(axis.get_view_interval())
    step = int(np.ceil((high - low) / (most - 1)))
    axis.set_major_locator(FixedLocator(2.0 ** np.arange(step * np.ceil(low / step), high, step)))
    axis.set_minor_locator(NullLocator())


def axis_with_zeros(axis, values, base: int, words):
    """Logarithmic from the least of these positive values on, linear from there to 0, with some seven ticks at powers of
    `base`; linear where the values span less than two of them."""
    positive = values[values > 0]
    least, most = (positive.min(), positive.max()) if len(positive) else (1, 1)
    low, high = int(np.floor(np.emath.logn(base, least))), int(np.ceil(np.emath.logn(base, most)))
    if high - low < 2:
        axis.axes.set(**{f"{axis.axis_name}lim": (-0.03 * most, 1.06 * most)})
        axis.set_major_locator(FixedLocator(np.arange(5) * 2.0 ** (high - 2)) if base == 2 else
                               MaxNLocator(6, steps=[1, 2, 2.5, 5, 10], integer=most >= 1))
    else:
        step = int(np.ceil((high - low) / 6))
        threshold = float(base) ** low
        getattr(axis.axes, f"set_{axis.axis_name}scale")("symlog", base=base, linthresh=threshold, linscale=step)
        axis.axes.set(**{f"{axis.axis_name}lim": (-0.1 * threshold, 1.3 * positive.max())})
        axis.set_major_locator(FixedLocator([0, *float(base) ** np.arange(low, high + 1, step)]))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: words(value)))


def linear_from_zero(axis) -> bool:
    """Makes the axis linear from 0 if its data lie within LINEAR; whether it did."""
    low, high = sorted(axis.get_data_interval())
    if low * LINEAR <= high:
        return False
    axis.axes.set(**{f"{axis.axis_name}scale": "linear", f"{axis.axis_name}lim": (0, 1.06 * high)})
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    return True


def series(number: int) -> dict:
    """The line and marker of the series of that number, in every figure."""
    return dict(color=COLOURS[number], marker=MARKERS[number], markersize=5.5, linewidth=1.1)


def points(axis, cases, x: str, middle, low, high) -> list:
    """A line for each of the column `series` over the column `x`, with intervals; returns the legend's handles.

    Markers are hollow, so that none hides another; moving them sideways would lift them above the bounds.
    """
    handles = []
    for number, (name, rows) in enumerate(cases.groupby("series", sort=False)):
        at = rows.index
        bars = interval_bars(middle[at], low[at], high[at])
        look = series(number) | dict(mfc="none")
        bars = bars if np.isfinite(bars).any() else None   # of too few repetitions for an interval
        axis.errorbar(rows[x], middle[at], yerr=bars, capsize=2, elinewidth=0.9, zorder=3, **look)
        handles.append(Line2D([], [], label=series_label(name), **look))
    return handles


def interval_bars(middle, low, high):
    """The lengths of bars below and above `middle`, as matplotlib wants them."""
    return np.array([middle - low, high - middle]).clip(min=0)


def legends(axis, handles: dict, top=1.0):
    """Legends right of the panel, one below the other from `top` on: title → handles."""
    inch = 1 / (axis.get_position().height * axis.figure.get_figheight())
    for title, entries in handles.items():
        labels = [entry.get_label() for entry in entries]
        axis.add_artist(Legend(axis, entries, labels, title=title, loc="upper left", bbox_to_anchor=(1.02, top),
                               bbox_transform=axis.transAxes, frameon=False, fontsize=SMALL, borderaxespad=0,
                               title_fontproperties={"size": SMALL, "weight": "bold"}, labelspacing=0.45,
                               alignment="left"))
        top -= inch * height_of_legends({title: entries})


def height_of_legends(handles: dict) -> float:
    """What `legends` takes, in inches."""
    return sum(0.3 + sum(0.15 + 0.12 * entry.get_label().count("\n") for entry in entries)
               for entries in handles.values())


def title(result, experiment: str, says: str, left_out=()) -> str:
    """What stands above a figure: campaign and experiment, the one thing that it says, and how many series it lacks."""
    missing = f" ({len(left_out)} more series not shown)" if left_out else ""
    return f"{report_title(result, experiment)}: {says}{missing}"


def series_label(name: str) -> str:
    """A series' legend entry, broken at commas only."""
    return wrapped(re.sub(r"(?<!,) ", "\N{NO-BREAK SPACE}", name))


def room_for(labels) -> float:
    """The room that the longest of these words needs left of an axis, in inches."""
    return 0.35 + 0.06 * max(map(len, labels))


def wrapped(label: str, characters: int = 38) -> str:
    """A legend entry broken into lines that fit the legend's width."""
    return "\n".join(textwrap.wrap(label, characters))
