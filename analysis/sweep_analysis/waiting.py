"""Chooses which cases a waiting figure shows: tasks that wait for devices, over how many can be under way at once.

    concurrency   ranks × threads, or ranks × in_flight of an event loop   [1]

Where an experiment varies that no finer than the number of tasks, time is shown over tasks instead, and what a task
takes of memory beside it. A serial base is no point but a reference, scaled to all tasks of its problem.
"""

from dataclasses import dataclass

import pandas as pd

from .scaling import MOST_PROBLEMS, beside_cpu_tasks, problem_labels, rows_with_base
from .series import MOST_SERIES, apart, fastest, number_of, split_words, thinned, words_of
from .statistics import whole_work

_ALWAYS = ["model", "problem", "split"]   # in the name of a series, as far as there are words for it


@dataclass(frozen=True)
class Panel:
    """What one row of a waiting figure shows over the column `x`: "concurrency" or "tasks"."""

    x: str
    label: str             # what distinguishes it from the figure's other panels: "parse 1 ms"
    cases: pd.DataFrame    # the chosen cases with `series`, `bound_s` (NaN: none), and memory a task [B] as `resident`
                           # and `stack`
    bases: pd.DataFrame    # their bases, scaled to all tasks; `problem` tells them apart where the panel has several
    merged: list           # axes that vary among the cases from which each point is the fastest
    left_out: list         # series measured but not shown: "threads, 2 ranks"


def panels(result, table: pd.DataFrame, experiment: str) -> list:
    """The Panels of an experiment; `table` from `measured`. One if all series are few enough to tell apart in it, else
    one a problem, slowest base first; none where nothing but bases has been measured."""
    rows = whole_work(rows_with_base(table, experiment))
    rows = rows[(rows["wait_s"] > 0) & ~beside_cpu_tasks(rows)]
    rows = rows.assign(concurrency=rows["p"] * (rows["in_flight"] if "in_flight" in rows else 1))
    is_base = rows["case"] == rows["base"]
    if is_base.all():
        return []
    x = _axis(rows[~is_base])
    rows = rows.assign(problem=rows["base"].map(problem_labels(result, rows[is_base], (x,))))
    bases, cases = rows[is_base], rows[~is_base]
    cases = cases.assign(split=split_words(cases, cases["concurrency"], both=x == "tasks"))
    key = apart(cases, result.axes, [x], always=_ALWAYS)
    if bases["problem"].nunique() <= MOST_PROBLEMS and number_of(cases, key) <= MOST_SERIES:
        return [_panel(result, x, "", cases, bases)]
    labels = bases.sort_values("median_s", ascending=False, kind="stable")["problem"].unique()
    return [_panel(result, x, label, *(part[part["problem"] == label].assign(problem="") for part in (cases, bases)))
            for label in labels if (cases["problem"] == label).any()]


def memory_of_task(result, cases: pd.DataFrame, column: str) -> pd.Series:
    """A column of /samples in bytes, by tasks [B]: the sum over the ranks, the most of any repetition."""
    most = result.samples.groupby(["case", "repetition"])[column].sum().groupby("case").max()
    return cases["case"].map(most) / cases["tasks"]


def _axis(cases: pd.DataFrame) -> str:
    finest = cases.groupby(["model", "base"])["concurrency"].nunique().max()
    return "concurrency" if finest > cases["tasks"].nunique() else "tasks"


def _panel(result, x: str, label: str, cases: pd.DataFrame, bases: pd.DataFrame) -> Panel:
    named, left_out = _named(result, cases, x)
    chosen, merged = fastest(named, ["series", x], result.axes)
    chosen = chosen.assign(bound_s=chosen["bound_s"].where(chosen["bound_s"] > 0),
                           resident=memory_of_task(result, chosen, "rss_growth_bytes"),
                           stack=memory_of_task(result, chosen, "stack_bytes"))
    return Panel(x, label, chosen, bases, merged, left_out)


def _named(result, cases: pd.DataFrame, x: str) -> tuple:
    """Adds the column `series`, of what distinguishes cases with the same `x`, and says what was left out: series must
    be legible, so that first all but model, problem and split go, then splits, evenly in each model."""
    key = apart(cases, result.axes, [x], always=_ALWAYS)
    while len(key) > len(_ALWAYS) and number_of(cases, key) > MOST_SERIES:
        key.pop()
    places = list(dict.fromkeys(cases.sort_values(["ranks", "concurrency"])["split"]))
    models = list(dict.fromkeys(["serial", *cases["model"]]))
    cases = cases.assign(place=cases["split"].map(places.index), first=cases["model"].map(models.index))
    cases = cases.sort_values(["first", "place", "case"]).drop(columns="first")
    shown = cases
    for most in range(cases["place"].nunique(), 0, -1):
        shown = thinned(cases, {"place": most})
        if number_of(shown, key) <= MOST_SERIES:
            break
    named = cases.assign(series=words_of(cases, key, result.units["cases"]))
    shown_names = set(named.loc[shown.index, "series"])
    return named.loc[shown.index], [name for name in dict.fromkeys(named["series"]) if name not in shown_names]
