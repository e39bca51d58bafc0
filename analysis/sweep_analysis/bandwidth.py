"""Chooses what a bandwidth figure shows: workloads that move bytes from and to files, a panel an operation and layout.

The horizontal axis is the size of a transfer where it varies, else ranks × threads where they take three values or
more; where neither does, there is a point a series. Back end "none" is no series: it moves nothing, and what it reaches
is the most that the harness allows.
"""

from dataclasses import dataclass

import pandas as pd

from .operation_series import name_series
from .operations import IDLE_BACKEND, measured_operations, without_bases
from .series import MOST_SERIES

RATED = ("metadata",)   # workloads whose measure is not bytes but things a second
MOST_POINTS = 16        # series that stay legible where each is but a point with its name beside it


@dataclass(frozen=True)
class Bandwidths:
    """What a bandwidth figure shows."""

    x: str                 # "transfer", "p", or "" where each series is one point
    rows: pd.DataFrame     # of `measured_operations`, with `series`
    merged: list           # axes that vary among the cases from which each point is the one with the most bandwidth
    left_out: list         # series measured but not shown
    bases: pd.DataFrame    # serial bases that are no more than that
    idle: pd.DataFrame     # rows of back end "none"

    @property
    def panels(self) -> list:
        """Rows of panels: a list of (layout, operation) for each layout; "" for a workload without."""
        layouts = list(dict.fromkeys(self.rows.sort_values("case")["layout"]))
        return [[(layout, operation) for operation in self.operations] for layout in layouts]

    @property
    def operations(self) -> list:
        """In the order in which they are carried out."""
        return list(dict.fromkeys(self.rows.sort_values("case", kind="stable")["operation"]))

    @property
    def series(self) -> list:
        """The names, in the order in which they are drawn."""
        return list(dict.fromkeys(self.rows["series"]))


def bandwidths(result, experiment: str):
    """The Bandwidths of an experiment; None where no bytes have been moved."""
    rows = measured_operations(result, experiment)
    rows = rows[(rows["bytes_done"] > 0) & ~rows["workload"].isin(RATED)]
    rows = rows.assign(**{column: "" for column in ("backend", "layout") if column not in rows})
    idle = rows["backend"] == IDLE_BACKEND
    chosen, bases = without_bases(rows[~idle])
    if chosen.empty:
        return None
    x = _axis(chosen)
    given = ["operation", "layout", *([x] if x else [])]
    named, merged, left_out = name_series(result, chosen, given, "bandwidth", MOST_SERIES if x else MOST_POINTS)
    return Bandwidths(x, named, [axis for axis in merged if axis not in _following(x)], left_out, bases, rows[idle])


def _axis(rows: pd.DataFrame) -> str:
    if "transfer" in rows and rows["transfer"].nunique() > 1:
        return "transfer"
    return "p" if rows["p"].nunique() > 2 else ""


def _following(x: str) -> tuple:
    """Axes whose values follow from x, which need no mention."""
    return ("chunk", "tasks", *(("ranks", "threads") if x == "p" else ()))
