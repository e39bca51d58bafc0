"""Chooses which cases a latency figure shows: how long a task that waits is away, beside tasks that compute under an
interpreter lock, against the switch interval.

    law   d + I: who comes back after d waits for the switch interval I, then asks for the lock, and gets it   [s]

d is the wait asked for, or where the workload has none (echo) the median latency of the task when it is alone: at
`cpu_tasks` 0, in whatever experiment, else in the serial base, which computes only afterwards.
"""

from dataclasses import dataclass

import pandas as pd

from . import lock_cases
from .scaling import beside_cpu_tasks
from .series import legible, words_of
from .statistics import numbers

LAWFUL = ("interval",)   # policies with one lock that force a switch
_SAME = ("workload", "wait", "bytes", "burst")
FEWEST_INTERVALS = 2


@dataclass(frozen=True)
class Panel:
    """What a latency figure shows."""

    cases: pd.DataFrame   # with `series`, `switch_interval` (NaN: of none), `p50_s`, `p99_s`, `latencies`
    alone: pd.DataFrame   # cases of the task alone, with the same columns but `series`
    laws: dict            # d → the series that it is for
    left_out: list        # series measured but not shown


def panel(result, table: pd.DataFrame, experiment: str):
    """The Panel of an experiment, or None without two switch intervals beside tasks that compute."""
    rows = table[(table["experiment"] == experiment) & beside_cpu_tasks(table)]
    rows = _with_latencies(result, rows)
    rows = rows.assign(switch_interval=numbers(rows, "switch_interval"))
    beside = rows[(numbers(rows, "cpu_tasks") > 0) & (rows["case"] != rows["base"])]
    if beside["switch_interval"].nunique() < FEWEST_INTERVALS:
        return None
    key = lock_cases.axes_apart(beside, ["switch_interval"], result.axes, ("model", "policy", "cpu_tasks"))
    named = beside.assign(series=words_of(beside, key, result.units["cases"]))
    shown, _, left_out = legible(named, "switch_interval", result.axes)
    alone = _alone(result, table, shown)
    return Panel(shown, alone, _laws(shown, alone), left_out)


def law(case, alone: pd.DataFrame) -> float:
    """d + I of a case [s]."""
    return _wait(case, alone) + case["switch_interval"]


def too_long(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with a switch interval that took as long as CPU tasks compute at most, which may have given up before
    the rounds were over."""
    return cases[(cases["median_s"] >= numbers(cases, "longest")) & cases["switch_interval"].notna()]


def _with_latencies(result, rows: pd.DataFrame) -> pd.DataFrame:
    number = [int(result.latencies[case]["latency"].sum()) if case in result.latencies else 0 for case in rows["case"]]
    rows = rows.assign(latencies=number)
    rows = rows[rows["latencies"] > 0]
    quantiles = {f"{name}_s": [result.latencies[case].attrs[f"latency_{name}_s"] for case in rows["case"]]
                 for name in ("p50", "p99")}
    return rows.assign(**quantiles)


def _alone(result, table: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Of each kind of task in `shown` the case in which it is alone, preferably one of the same experiment."""
    same = [column for column in _SAME if column in table]
    candidates = table[(numbers(table, "cpu_tasks") == 0) & (table["case"] != table["base"])
                       & (table["ranks"] == 1)]
    candidates = pd.concat([candidates, table[table["case"].isin(shown["base"])]])
    candidates = _with_latencies(result, candidates)
    elsewhere = candidates["experiment"] != shown["experiment"].iloc[0]
    is_base = candidates["case"] == candidates["base"]
    order = candidates.assign(last=2 * is_base + elsewhere).sort_values(["last", "case"]).drop(columns="last")
    order = order.merge(shown[same].drop_duplicates(), on=same)
    return order.drop_duplicates(same).reset_index(drop=True)


def _wait(case, alone: pd.DataFrame) -> float:
    """The d of a case."""
    if case.get("wait", -1) >= 0:
        return case["wait"]
    same = [column for column in _SAME if column in alone]
    matching = alone[[all(own[column] == case[column] or pd.isna(case[column]) for column in same)
                      for _, own in alone.iterrows()]]
    return matching["p50_s"].iloc[0] if len(matching) else 0.0


def _laws(shown: pd.DataFrame, alone: pd.DataFrame) -> dict:
    found = {}
    for _, case in shown[shown["policy"].isin(LAWFUL) & shown["switch_interval"].notna()].iterrows():
        found.setdefault(_wait(case, alone), set()).add(case["series"])
    return found
