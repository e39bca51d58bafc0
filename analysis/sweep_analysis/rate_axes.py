"""Axes of bandwidths and rates, in the way of those in `style`."""

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from .report import size
from .style import linear_from_zero, powers_of_two


def bandwidth_axis(axis, most=9):
    """An axis of bytes a second with at most `most` ticks, "64 MiB/s": in powers of two, with halves between them where
    there is room, but linear from 0 if the bandwidths lie within a small factor."""
    if linear_from_zero(axis):
        high = axis.get_view_interval()[1]
        unit = 1024.0 ** (np.log2(max(1, high)) // 10)   # so that ticks are round in the unit that they are labelled in
        ticks = MaxNLocator(min(6, most), steps=[1, 2, 2.5, 5, 10]).tick_values(0, high / unit) * unit
        axis.set_major_locator(FixedLocator(ticks[ticks <= high]))
    else:
        powers_of_two(axis, most)
        low, high = axis.get_view_interval()
        if 2 * np.log2(high / low) <= most:
            ticks = np.outer(2.0 ** np.arange(np.floor(np.log2(low)), np.log2(high)), (1, 1.5)).ravel()
            axis.set_major_locator(FixedLocator(ticks[(ticks >= low) & (ticks <= high)]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{size(value)}/s" if value else "0"))


def rate_axis(axis):
    """An axis of things a second, logarithmic, but linear from 0 if the rates lie within a small factor."""
    if not linear_from_zero(axis):
        axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        low, high = sorted(axis.get_view_interval())
        axis.set_major_locator(LogLocator(subs=(1,) if high / low >= 1e3 else (1, 2, 5), numticks=9))
        axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 10 else f"{value:g}"))
