"""Chooses which cases a native figure shows: the speed-up of threads over one thread against how much of the work is in
an extension that releases the interpreter lock."""

from dataclasses import dataclass

import pandas as pd

from . import lock_cases
from .series import legible, words_of
from .statistics import numbers


@dataclass(frozen=True)
class Panel:
    """What a native figure shows."""

    cases: pd.DataFrame        # with `series`, `native_fraction`, `relative`, `relative_low`, `relative_high`,
                               # `relative_bound`
    references: pd.DataFrame   # the cases of one thread
    merged: list               # axes that vary among the cases from which each point is the fastest
    left_out: list             # series measured but not shown


def varies(rows: pd.DataFrame) -> bool:
    """Whether the rows have several native fractions."""
    return numbers(rows, "native_fraction").nunique() > 1


def panel(result, table: pd.DataFrame, experiment: str):
    """The Panel of an experiment, or None without several fractions at which both one thread and more were measured."""
    rows = lock_cases.under_locks(table, experiment)
    if not varies(rows):
        return None
    rows = rows[numbers(rows, "native_fraction").notna()]
    rows, references = lock_cases.relative_to_one_thread(rows, result.axes)
    rows = rows[(rows["reference"] >= 0) & (rows["p"] > 1)]
    if not varies(rows):
        return None
    key = lock_cases.axes_apart(rows, ["native_fraction"], result.axes, ("policy", "length"))
    named = rows.sort_values([axis for axis in ("length", "p") if axis in rows], kind="stable")
    named = named.assign(series=words_of(named, key, result.units["cases"]))
    shown, merged, left_out = legible(named, "native_fraction", result.axes)
    return Panel(shown, references[references["case"].isin(shown["reference"])], merged, left_out)


def slower_than_one(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases whose whole interval lies below the median of one thread."""
    return cases[cases["relative_high"] < 1]
