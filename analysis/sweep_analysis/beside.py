"""The same cases in two results, beside each other: how much the same program differs from one run to the next. Whether
a change made it slower says `sweep compare`, which looks at launches ("How compare decides" in README.md); this does
not."""

import os
from pathlib import Path

import numpy as np
import pandas as pd

from .lesson import Measured
from .load import ResultError, load
from .statistics import measured

_TIMES = {"median_s": "s", "low_s": "low_s", "high_s": "high_s"}   # columns of `measured` → ends of names here


def find_baseline(result, root):
    """The result that SWEEP_BASELINE names, else the newest of the same campaign in root/results that is older than
    `result`; None where there is none that can be read."""
    if result is None:
        return None
    named = os.environ.get("SWEEP_BASELINE")
    files = sorted((Path(root) / "results").glob("*.h5"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in [Path(named)] if named else files:
        try:
            other = load(file)
        except ResultError:
            continue
        of_same = other.campaign.get("name") == result.campaign.get("name") and other.created < result.created
        if named or of_same:
            return other
    return None


def in_both(old, new) -> pd.DataFrame:
    """A row a case that both have: what it was asked for, `old_s` and `new_s` [s] with their intervals, and `ratio` =
    new / old; empty where one is None or they have no case in common."""
    if old is None or new is None:
        times = [f"{side}_{name}" for side in ("old", "new") for name in _TIMES.values()]
        return pd.DataFrame(columns=[*times, "ratio"], dtype=float)
    key = ["experiment", "workload", *(axis for axis in old.axes if axis in new.axes and axis != "workload")]
    tables = [measured(result)[[*key, *_TIMES]].drop_duplicates(key) for result in (old, new)]
    both, other = (table.rename(columns={column: f"{side}_{name}" for column, name in _TIMES.items()})
                   for side, table in zip(("old", "new"), tables))
    both = both.merge(other, on=key)
    return both.assign(ratio=both["new_s"] / both["old_s"])


def typical_ratio(both: pd.DataFrame, campaign: str) -> Measured:
    """The median over cases of new / old."""
    what = "median over cases of the time of the second run by the first"
    return _said(what, both, campaign, both["ratio"].median(), "×")


def largest_ratio(both: pd.DataFrame, campaign: str) -> Measured:
    """The most by which any case is slower in one of the two, as a factor."""
    most = np.exp(np.abs(np.log(both["ratio"])).max())
    return _said("most by which a case is slower in one of the two runs", both, campaign, most, "×")


def share_apart(both: pd.DataFrame, campaign: str) -> Measured:
    """The share of cases of which the intervals in the two runs have nothing in common."""
    apart = (both["old_high_s"] < both["new_low_s"]) | (both["new_high_s"] < both["old_low_s"])
    return _said("share of cases whose two intervals have nothing in common", both, campaign, apart.mean(), "share")


def _said(what: str, both: pd.DataFrame, campaign: str, value: float, unit: str) -> Measured:
    if both.empty:
        return Measured(what, missing=f"There are not two results with the same cases: run `mpirun -n 2 ./sweep run "
                                      f"configs/{campaign}.toml` twice and open the notebook again.")
    return Measured(what, float(value), unit=unit, holds=f"of {len(both)} cases")
