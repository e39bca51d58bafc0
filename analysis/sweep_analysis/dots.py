"""Dot charts, the way every kind shows what has no numbers along x: a name a row, a dot with its interval, the value in
words beside it, and a mark at its bound. There is no line, as no trend is meant."""

from dataclasses import dataclass

import numpy as np
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from . import report, style

MOST_ROWS = 40
_ROW, _WIDTH = 0.23, 4.4   # inches
_COLOUR, _BASE_COLOUR = style.COLOURS[0], "#555555"


@dataclass(frozen=True)
class Dot:
    """A row of a chart."""

    name: str
    value: float                  # NaN: only `other` is shown
    low: float = float("nan")
    high: float = float("nan")
    words: str = ""               # the value, for people
    bound: float = float("nan")   # what it cannot pass
    other: float = float("nan")   # a second value, hollow
    is_base: bool = False         # what the others are compared with
    hollow: bool = False


def has_trend(cases, x: str) -> bool:
    """Whether any of the column `series` has several values of `x`, so that a line means something."""
    return bool((cases.groupby("series")[x].nunique() > 1).any())


def of_time(name: str, case, bound=float("nan"), is_base=False, more="") -> Dot:
    """The median time of a case, with its interval."""
    words = report.duration(case["median_s"])
    if np.isfinite([case["low_s"], case["high_s"]]).all():
        words += f" [{report.duration(case['low_s'])}, {report.duration(case['high_s'])}]"
    return Dot(name, case["median_s"], case["low_s"], case["high_s"], words + more, bound, is_base=is_base)


def chart(result, title: str, groups: dict, scale, label: str, marks: dict, caption: list):
    """A figure of one panel. `groups`: words above some rows ("": none) → their Dots; `scale(axis)` scales the x axis
    after all is drawn; `marks` says what "value", "base", "bound" and "other" mean."""
    total = sum(map(len, groups.values()))
    if total > MOST_ROWS:
        title, groups = f"{title} (first {MOST_ROWS} of {total} rows)", _first(groups)
    rows = []
    for words, own in groups.items():
        rows += ([words] if words else []) + own
    names = [row if isinstance(row, str) else row.name for row in rows]
    figure, ((axis,),) = style.canvas(1, 1, title, report.machine(result), caption,
                                      (_WIDTH, max(0.6, _ROW * len(rows) + 0.1)), style.room_for(names))
    draw(axis, rows)
    scale(axis.xaxis)
    axis.set_xlabel(label, fontsize=style.TEXT)
    _legend(axis, [row for row in rows if isinstance(row, Dot)], marks)
    return figure


def draw(axis, rows: list):
    """Draws rows, of which words alone are a heading, the first on top."""
    for place, row in enumerate(rows):
        if isinstance(row, Dot):
            _draw_row(axis, place, row)
    axis.set_yticks(range(len(rows)), [row if isinstance(row, str) else row.name for row in rows])
    for tick, row in zip(axis.get_yticklabels(), rows):
        tick.set_fontweight("bold" if isinstance(row, str) else "normal")
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.tick_params(axis="y", length=0)


def _draw_row(axis, place: int, row: Dot):
    colour = _BASE_COLOUR if row.is_base else _COLOUR
    if np.isfinite(row.value):
        bars = [[max(0.0, row.value - row.low)], [max(0.0, row.high - row.value)]]
        axis.errorbar(row.value, place, xerr=bars if np.isfinite(bars).all() else None, capsize=2.5, elinewidth=1,
                      zorder=3, **_look(colour, row.hollow))
    if np.isfinite(row.bound):
        axis.plot(row.bound, place, zorder=2, **_bound_look())
    if np.isfinite(row.other):
        axis.plot(row.other, place, zorder=3, **_look(colour, True))
    axis.text(1.02, place, row.words, transform=axis.get_yaxis_transform(), fontsize=style.SMALL, va="center")


def _look(colour: str, hollow: bool) -> dict:
    return dict(color=colour, marker="o", markersize=5.5, linestyle="", mfc="white" if hollow else colour)


def _bound_look() -> dict:
    return dict(color=style.BOUND_COLOUR, marker="|", markersize=11, markeredgewidth=1.6, linestyle="")


def _legend(axis, rows: list, marks: dict):
    """In one line above the panel: what is right of it are the values."""
    looks = {"value": (any(not row.is_base for row in rows), _look(_COLOUR, False)),
             "other": (any(np.isfinite(row.other) for row in rows), _look(_COLOUR, True)),
             "base": (any(row.is_base for row in rows), _look(_BASE_COLOUR, False)),
             "bound": (any(np.isfinite(row.bound) for row in rows), _bound_look())}
    handles = [Line2D([], [], label=marks[mark], **look) for mark, (used, look) in looks.items()
               if used and mark in marks]
    axis.add_artist(Legend(axis, handles, [handle.get_label() for handle in handles], loc="lower left", frameon=False,
                           bbox_to_anchor=(0, 1.0), bbox_transform=axis.transAxes, ncols=len(handles),
                           fontsize=style.SMALL, borderaxespad=0.2, handletextpad=0.3, columnspacing=1.4,
                           handlelength=1.2))


def _first(groups: dict) -> dict:
    kept, room = {}, MOST_ROWS
    for words, rows in groups.items():
        if room > 0:
            kept[words] = rows[:room]
        room -= len(rows)
    return kept
