"""Recomputes /operations from /phases: what the ranks did with files in each operation of a case, and how fast.

The C++ writer (src/results/operations.cpp) uses the same definitions (agreement: 1e-12 relative). As IOR defines it, a
repetition's bandwidth is the bytes of all ranks / (end of the last rank − begin of the first).
"""

import numpy as np
import pandas as pd

from .schema import OPERATION_COLUMNS
from .statistics import equally_often, median_interval, parallelism

PHASES = ("open", "transfer", "sync", "close")   # of a rank, one after the other
IDLE_BACKEND = "none"                            # moves nothing: its bandwidth is the harness's
MOSTLY = 0.5                                     # share of the bytes read below which memory, not a device, gave them
_KEY = ["case", "operation"]
_INTERVALS = {"seconds": ("low_s", "high_s"), "bandwidth": ("bandwidth_low", "bandwidth_high"),
              "rate": ("rate_low", "rate_high")}
_NUMBERS = (*OPERATION_COLUMNS[2:-2], "repetitions")


def summarise_operations(phases: pd.DataFrame) -> pd.DataFrame:
    """A row a (case, operation), the numbers of /operations and `repetitions`; the operations of a case in the order in
    which it carried them out."""
    if phases.empty:
        return pd.DataFrame(columns=["case", "operation", *_NUMBERS])
    summary = pd.concat([_medians(_of_repetitions(phases)), _shares(phases)], axis=1)[list(_NUMBERS)]
    order = phases[_KEY].drop_duplicates().sort_values("case", kind="stable")
    return summary.loc[pd.MultiIndex.from_frame(order)].reset_index()


def _of_repetitions(phases: pd.DataFrame) -> pd.DataFrame:
    """By (case, operation, repetition): seconds from the first begin to the last end; what all ranks did, and in a
    second; the bandwidth of the slowest and the fastest rank, each over its own time."""
    end = phases["begin_s"].copy()
    for phase in PHASES:
        end += phases[f"{phase}_s"]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = phases["bytes"] / (end - phases["begin_s"])
    grouped = phases.assign(end=end, own=own).groupby([*_KEY, "repetition"])
    found = grouped.agg(begin=("begin_s", "min"), end=("end", "max"), bytes=("bytes", "sum"), items=("items", "sum"),
                        slowest=("own", "min"), fastest=("own", "max"))
    seconds = found["end"] - found["begin"]
    return found.assign(seconds=seconds, bandwidth=found["bytes"] / seconds, rate=found["items"] / seconds)


def _medians(repetitions: pd.DataFrame) -> pd.DataFrame:
    """By (case, operation): medians over the repetitions with their intervals, the mean of the bytes."""
    grouped = repetitions.groupby(_KEY)
    found = grouped.median().rename(columns={"seconds": "median_s", "slowest": "slowest_rank",
                                             "fastest": "fastest_rank"})
    found = found.assign(bytes=grouped["bytes"].mean(), repetitions=grouped.size())
    places = repetitions.assign(place=grouped.ngroup())
    for column, names in _INTERVALS.items():
        ends = np.empty((2, len(found)))
        for place, values in equally_often(places, "place", column):
            ends[:, place] = median_interval(values)
        found[list(names)] = ends.T
    return found


def _shares(phases: pd.DataFrame) -> pd.DataFrame:
    """By (case, operation): the share of each phase in the time of all ranks, and that of devices in the bytes: none
    where there are none, though a device may write then too (a file's metadata)."""
    columns = [f"{phase}_s" for phase in PHASES]
    devices = [name for name in ("device_read_bytes", "device_written_bytes") if name in phases]
    total = phases.groupby(_KEY)[[*columns, *devices, "bytes"]].sum()
    shares = total[columns].div(total[columns].sum(axis=1), axis=0)
    shares.columns = [f"{phase}_share" for phase in PHASES]
    by_devices = total[devices].sum(axis=1) / total["bytes"].where(total["bytes"] > 0)
    return shares.assign(device_share=by_devices.fillna(0.0))


def measured_operations(result, experiment: str) -> pd.DataFrame:
    """The recomputed operations of an experiment's cases that have not failed, with the columns of /cases, `p` =
    ranks × threads, `reads`: whether bytes were read, and `from_memory`: whether less than half of them came from a
    device.

    What was done is called `bytes_done` and `items_done`: a workload may have a parameter `items`.
    """
    cases = result.cases[(result.cases["experiment"] == experiment) & (result.cases["status"] != "failed")]
    done = summarise_operations(result.phases[result.phases["case"].isin(cases["case"])])
    rows = cases.assign(p=parallelism(cases)).merge(
        done.rename(columns={"bytes": "bytes_done", "items": "items_done"}), on="case")
    reads = (rows["operation"] == "read") & (rows["bytes_done"] > 0)
    if "backend" in rows:
        reads &= rows["backend"] != IDLE_BACKEND
    return rows.assign(reads=reads, from_memory=reads & (rows["device_share"] < MOSTLY))


def without_bases(rows: pd.DataFrame) -> tuple:
    """The rows without the serial bases that are no more than that, and those bases: one that ran fewer of its problem's
    tasks than the cases that it is the base of."""
    is_reference = (rows["case"] == rows["base"]) & (rows["tasks"] < rows.groupby("base")["tasks"].transform("max"))
    return rows[~is_reference], rows[is_reference]
