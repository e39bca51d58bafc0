"""Recomputes /operations from /phases: what the ranks did with files in each operation of a case, and how fast.

The C++ writer (src/results/operations.cpp) uses the same definitions (agreement: 1e-12 relative). As IOR defines it, a
repetition's bandwidth is the bytes of all ranks / (end of the last rank − begin of the first).
"""

import numpy as np
import pandas as pd

from .load import OPERATION_COLUMNS
from .scaling import varying
from .statistics import median_interval, parallelism

PHASES = ("open", "transfer", "sync", "close")   # of a rank, one after the other
IDLE_BACKEND = "none"                            # moves nothing: its bandwidth is the harness's
MOSTLY = 0.5                                     # share of the bytes read below which memory, not a device, gave them
_NUMBERS = (*OPERATION_COLUMNS[2:-2], "repetitions")


def summarise_operations(phases: pd.DataFrame) -> pd.DataFrame:
    """A row a (case, operation), the numbers of /operations and `repetitions`; the operations of a case in the order in
    which it carried them out."""
    if phases.empty:
        return pd.DataFrame(columns=["case", "operation", *_NUMBERS])
    repetitions = _of_repetitions(phases)
    rows = {key: _describe(repetitions.loc[key], ranks)
            for key, ranks in phases.groupby(["case", "operation"], sort=False)}
    summary = pd.DataFrame.from_dict(rows, orient="index", columns=list(_NUMBERS))
    summary.index = pd.MultiIndex.from_tuples(rows, names=["case", "operation"])
    return summary.reset_index().sort_values("case", kind="stable").reset_index(drop=True)


def _of_repetitions(phases: pd.DataFrame) -> pd.DataFrame:
    """By (case, operation, repetition): seconds from the first begin to the last end; what all ranks did; the bandwidth
    of the slowest and the fastest rank, each over its own time."""
    end = phases["begin_s"].copy()
    for phase in PHASES:
        end += phases[f"{phase}_s"]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = phases["bytes"] / (end - phases["begin_s"])
    grouped = phases.assign(end=end, own=own).groupby(["case", "operation", "repetition"])
    found = grouped.agg(begin=("begin_s", "min"), end=("end", "max"), bytes=("bytes", "sum"), items=("items", "sum"),
                        slowest=("own", "min"), fastest=("own", "max"))
    return found.assign(seconds=found["end"] - found["begin"])


def _describe(repetitions: pd.DataFrame, ranks: pd.DataFrame) -> dict:
    """The row of one operation of one case, from its repetitions and from its rows of /phases."""
    row = {"bytes": repetitions["bytes"].mean(), "items": repetitions["items"].median(),
           "slowest_rank": repetitions["slowest"].median(), "fastest_rank": repetitions["fastest"].median(),
           "repetitions": len(repetitions)}
    values = {"": repetitions["seconds"], "bandwidth": repetitions["bytes"] / repetitions["seconds"],
              "rate": repetitions["items"] / repetitions["seconds"]}
    for name, value in values.items():
        middle, low, high = (name, f"{name}_low", f"{name}_high") if name else ("median_s", "low_s", "high_s")
        row |= {middle: value.median(), **dict(zip((low, high), median_interval(value)))}
    total = {phase: ranks[f"{phase}_s"].sum() for phase in PHASES}
    row |= {f"{phase}_share": seconds / sum(total.values()) for phase, seconds in total.items()}
    return row | {"device_share": ranks["device_read_bytes"].sum() / max(1, ranks["bytes"].sum())}


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


def axes_of(result, rows: pd.DataFrame) -> list:
    """The parameters in which the cases of the rows differ."""
    return varying(rows[list(result.cases.columns)])


def without_bases(rows: pd.DataFrame) -> tuple:
    """The rows without the serial bases that are no more than that, and those bases: one that ran fewer of its problem's
    tasks than the cases that it is the base of."""
    is_reference = (rows["case"] == rows["base"]) & (rows["tasks"] < rows.groupby("base")["tasks"].transform("max"))
    return rows[~is_reference], rows[is_reference]
