"""Chooses which cases a scaling figure shows: strong scaling of one problem over p = ranks × threads.

Cases with the same `base` are the same problem. Where several cases of a series share a p (other schedules, chunks …),
the one with the least median stands for them. Tasks that wait for devices are left to the module `waiting`: p is not
what matters to them.
"""

from dataclasses import dataclass

import pandas as pd

from .series import MOST_SERIES, fastest, problem_words, split_words, varying, words_of
from .statistics import numbers, whole_work

MOST_PROBLEMS = 3    # rows of panels that stay legible
HOW = ("policy", "ranks", "threads", "schedule", "chunk")   # axes that say how a problem is computed


@dataclass(frozen=True)
class Problem:
    """One problem of an experiment: its base, and the chosen cases with the columns `series` and `p`."""

    base: pd.Series        # the row of its case, the times scaled to all tasks
    label: str             # what distinguishes it from the experiment's other problems: "draws 10000"
    cases: pd.DataFrame
    merged: list           # axes that vary among the cases from which each point is the fastest


def problems(result, table: pd.DataFrame, experiment: str) -> list:
    """The problems of an experiment that have more than one p, slowest base first; `table` from `measured`.

    Workload `empty` is none: it has no work to divide and only feeds the bounds of the others.
    """
    rows = whole_work(rows_with_base(table, experiment))
    rows = rows[(rows["workload"] != "empty") & (rows["wait_s"] <= 0) & ~beside_cpu_tasks(rows)]
    scaling = rows.groupby("base")["p"].transform("nunique") > 1
    bases = rows[scaling & (rows["case"] == rows["base"])].sort_values("median_s", ascending=False, kind="stable")
    labels = problem_labels(result, bases)
    found = []
    for _, base in bases.iterrows():
        named = _named(rows[rows["base"] == base["case"]], result.units["cases"])
        chosen, merged = fastest(named, ["series", "p"], result.axes)
        found.append(Problem(base, labels[base["case"]], chosen, merged))
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


def problem_labels(result, bases: pd.DataFrame, given=()) -> dict:
    """Case → what distinguishes its problem from the others, in words; `given` is shown and needs none."""
    differing = [axis for axis in varying(bases, result.axes) if axis not in ("model", *HOW, *given)]
    return {base["case"]: problem_words(base, differing, result.units["cases"]) for _, base in bases.iterrows()}


def _named(group: pd.DataFrame, units: dict) -> pd.DataFrame:
    """Adds the column `series`: the finest of three ways to name series that gives few enough of them."""
    group = group.assign(split=split_words(group, group["p"]))
    for key in (["model", "policy", "split"], ["model", "policy"], ["model"]):
        group = group.assign(series=words_of(group, key, units))
        if group["series"].nunique() <= MOST_SERIES:
            break
    return group
