"""Chooses which cases a scaling figure shows: strong scaling of one problem over p = ranks × threads.

Cases with the same `base` are the same problem. Where several cases of a series share a p (other schedules, chunks …),
the one with the least median stands for them. Tasks that wait for devices are left to the module `waiting`: p is not
what matters to them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .statistics import numbers, whole_work

MOST_SERIES = 7      # colours and markers that stay distinguishable
MOST_PROBLEMS = 3    # rows of panels that stay legible

# Axes that say how a problem is computed; the columns of NOT_AXES are no axes at all.
HOW = ("policy", "ranks", "threads", "schedule", "chunk")
NOT_AXES = ("case", "base", "p", "status", "error", "warnings", "checksum", "median_s", "low_s", "high_s", "q1_s",
            "q3_s", "p95_s", "max_s", "repetitions", "speedup", "efficiency", "experiment", "series", "split", "units",
            "starved", "peak", "unit_s", "task_s", "chunk_s", "granularity_s", "curve", "wait_s", "bound_s",
            "tasks_run", "concurrency", "place", "relative", "relative_low", "relative_high", "reference", "p50_s",
            "p99_s", "latencies")


@dataclass(frozen=True)
class Problem:
    """One problem of an experiment: its base, and the chosen cases with the columns `series` and `p`."""

    base: pd.Series        # the row of its case, the times scaled to all tasks
    label: str             # what distinguishes it from the experiment's other problems: "draws 10000"
    cases: pd.DataFrame
    merged: list           # axes that vary among the cases from which each point is the fastest


def problems(table: pd.DataFrame, experiment: str) -> list:
    """The problems of an experiment that have more than one p, slowest base first; `table` from `measured`.

    Workload `empty` is none: it has no work to divide and only feeds the bounds of the others.
    """
    rows = whole_work(rows_with_base(table, experiment))
    rows = rows[(rows["workload"] != "empty") & (rows["wait_s"] <= 0) & ~beside_cpu_tasks(rows)]
    scaling = rows.groupby("base")["p"].transform("nunique") > 1
    bases = rows[scaling & (rows["case"] == rows["base"])].sort_values("median_s", ascending=False, kind="stable")
    found = []
    for _, base in bases.iterrows():
        group = rows[rows["base"] == base["case"]]
        chosen, merged = fastest(name_series(group, MOST_SERIES), ["series", "p"])
        found.append(Problem(base, problem_label(base, varying(bases)), chosen, merged))
    return found


def rows_with_base(table: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The experiment's cases whose base has been measured."""
    return table[(table["experiment"] == experiment) & table["base"].isin(table["case"])]


def beside_cpu_tasks(rows: pd.DataFrame) -> pd.Series:
    """Whether the workload is a task that waits beside tasks that compute: what counts is its latency, not
    when all have ended."""
    return numbers(rows, "cpu_tasks").notna()


def at_one_p(table: pd.DataFrame, experiment: str) -> bool:
    """Whether each model of the experiment has one p only, bases aside: it was not made to show scaling."""
    rows = table[(table["experiment"] == experiment) & (table["case"] != table["base"])]
    return bool((rows.groupby("model")["p"].nunique() <= 1).all())


def problem_label(base, differing: list) -> str:
    """What distinguishes a problem from others: "kernel pi, draws 10000", from the axes in which their bases differ."""
    redundant = ("tasks",) if "settings" in differing else ()   # a task a setting
    return ", ".join(f"{column} {base[column]:.6g}" if isinstance(base[column], float) else f"{column} {base[column]}"
                     for column in differing if column not in (*HOW, "model", *redundant))


def name_series(group: pd.DataFrame, most: int) -> pd.DataFrame:
    """Adds the column `series`: the finest of three ways to name series that gives at most `most` of them."""
    group = group.assign(split="")
    for _, rows in group.groupby(["model", "policy"]):
        group.loc[rows.index, "split"] = _split(rows)
    for columns in (["model", "policy", "split"], ["model", "policy"], ["model"]):
        names = group[columns].apply(lambda row: ", ".join(word for word in row if word not in ("", "-")), axis=1)
        if names.nunique() <= most:
            break
    return group.assign(series=names)


def fastest(group: pd.DataFrame, key: list) -> tuple:
    """The row with the least median for each value of `key`, and the axes that vary among the rows of one value.

    Series keep the order in which `group` names them.
    """
    merged = [column for column in varying(group)
              if column not in key and (group.groupby(key)[column].nunique() > 1).any()]
    chosen = group.loc[group.groupby(key)["median_s"].idxmin()]
    names = list(dict.fromkeys(group["series"]))
    first = chosen["series"].map(names.index)
    return chosen.assign(first=first).sort_values(["first", *key]).drop(columns="first").reset_index(drop=True), merged


def thinned(rows: pd.DataFrame, most: dict) -> pd.DataFrame:
    """The rows whose values are among `most[axis]` of their model's: of numbers evenly chosen ones, else the first."""
    keep = pd.Series(True, index=rows.index)
    for _, part in rows.groupby("model"):
        for axis, number in most.items():
            values = part[axis].unique()
            if len(values) > number and pd.api.types.is_numeric_dtype(part[axis]):
                values = np.sort(values)[np.linspace(0, len(values) - 1, number).round().astype(int)]
            keep[part.index] &= part[axis].isin(values[:number])
    return rows[keep]


def varying(rows: pd.DataFrame) -> list:
    """The axes (columns of /cases that say what was asked for) with more than one value in `rows`."""
    return [column for column in rows if column not in NOT_AXES and rows[column].nunique() > 1]


def _split(rows: pd.DataFrame) -> pd.Series:
    """How p splits into ranks and threads, said by whichever takes fewer values; "" where there are no threads."""
    if (rows["threads"] <= 1).all():
        return pd.Series("", index=rows.index)
    if rows["threads"].nunique() <= rows["ranks"].nunique():
        return rows["threads"].map(lambda n: f"{n} thread{'s' * (n > 1)} a rank")
    return rows["ranks"].map(lambda n: f"{n} rank{'s' * (n > 1)}")
