"""Recomputes /contention from /locks and /samples: what interpreter locks did to the threads of a case.

The C++ writer (src/results/locks.cpp) uses the same definitions (agreement: 1e-12 relative). Contention is how busy a
lock was, as gilknocker's `contention_metric`: 1 if some thread held it all the time.
"""

import pandas as pd

from .schema import CONTENTION_COLUMNS

STATES = ("held", "waiting", "released", "device")   # of a thread
_COUNTS = ("requested_drops", "voluntary_drops", "switches", "forced_waits", "timed_out_waits")


def summarise_locks(locks: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A row a case with the columns of /contention: medians over repetitions, of sums over threads and ranks."""
    if locks.empty:
        return pd.DataFrame(columns=list(CONTENTION_COLUMNS)).astype({"case": int})
    rows = locks.merge(samples[["case", "repetition", "rank", "wall_s"]], on=["case", "repetition", "rank"])
    grouped = rows.groupby(["case", "repetition"])
    repetitions = grouped[[*(f"{state}_s" for state in STATES), *_COUNTS]].sum()
    repetitions["switches_per_s"] = repetitions["switches"] / grouped["wall_s"].max()
    repetitions["contention"] = _contention(rows).reindex(repetitions.index, fill_value=0.0)
    return repetitions.groupby("case")[list(CONTENTION_COLUMNS[1:])].median().reset_index()


def _contention(rows: pd.DataFrame) -> pd.Series:
    """By (case, repetition): the share of a rank's time for which its lock was held, mean over locks and ranks."""
    needed = rows[rows["lock"] >= 0].groupby(["case", "repetition", "rank", "lock"])
    busy = needed["held_s"].sum() / needed["wall_s"].first()
    return busy.clip(0, 1).groupby(["case", "repetition"]).mean()
