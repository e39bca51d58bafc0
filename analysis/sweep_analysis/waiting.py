"""Chooses which cases a waiting figure shows: tasks that wait for devices, over how many can be under way at once.

    concurrency   ranks × threads, or ranks × in_flight of an event loop   [1]

Where an experiment varies that no finer than the number of tasks, they are the axis instead. A serial base is no point
but a reference, scaled to all tasks of its problem. Memory is told by what was under way at once,

    min(concurrency, tasks)   [1]

and how late a task was by how much longer than asked its wait took; of waits that were not all asked to be alike, it is
not known.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from .report import count
from .scaling import MOST_PROBLEMS, beside_cpu_tasks, problem_labels, rows_with_base
from .series import MOST_SERIES, apart, fastest, number_of, split_words, thinned, words_of
from .statistics import whole_work

_ALWAYS = ["model", "problem", "split"]   # in the name of a series, as far as there are words for it
_LATE = "how much later"                   # begins the meaning of a latency that is a lateness already
_ALIKE = ("fixed", "", "-", "-1", "nan")   # distributions of which each wait takes what was asked for


@dataclass(frozen=True)
class Panel:
    """What one row of a waiting figure shows over the column `x`: "concurrency" or "tasks"."""

    x: str
    label: str             # what distinguishes it from the figure's other panels: "parse 1 ms"
    cases: pd.DataFrame    # the chosen cases with `series`, `bound_s` (NaN: none), memory a task under way [B] as
                           # `resident` and `stack`, and how late tasks were as `late_p50_s`, `late_p99_s`, and `late_of`
    bases: pd.DataFrame    # their bases, scaled to all tasks; `problem` tells them apart where the panel has several
    merged: list           # axes that vary among the cases from which each point is the fastest
    left_out: list         # series measured but not shown: "threads, 2 ranks"


@dataclass(frozen=True)
class Crossover:
    """Where the curves of two models cross: `before` is faster up to x = `low`, `after` from `high` on, with intervals
    that do not touch; the medians are the same at `at`, after `time_s`."""

    before: str
    after: str
    at: float
    low: float
    high: float
    time_s: float


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
    alone = cases[x].nunique() == 1   # a row each, as there is no line
    cases = cases.assign(split=[workers_words(case) for _, case in cases.iterrows()] if alone else
                         split_words(cases, cases["concurrency"], both=x == "tasks"))
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


def workers_words(case) -> str:
    """Who works on a case, and how much each has under way: "2 ranks × 20 threads", "1,000 in flight"."""
    each = "worker" if case["model"] == "process_pool" else "thread"
    parts = [count(int(case["ranks"]), "rank")] if case["ranks"] > 1 else []
    parts += [count(int(case["threads"]), each)] if case["threads"] > 1 else []
    if case.get("in_flight", 1) > 1:
        parts.append(f"{int(case['in_flight']):,} in flight")
    return " × ".join(parts) or "1 rank"


def crossovers(panel: Panel) -> list:
    """The Crossovers of each two series of different models, from the least x on."""
    curves = {name: rows.sort_values(panel.x) for name, rows in panel.cases.groupby("series", sort=False)}
    found = [_crossover(one, curves[one], two, curves[two], panel.x) for one, two in combinations(curves, 2)
             if curves[one]["model"].iloc[0] != curves[two]["model"].iloc[0]]
    return sorted(filter(None, found), key=lambda crossover: crossover.at)


def _crossover(one: str, first: pd.DataFrame, two: str, second: pd.DataFrame, x: str):
    """The first Crossover of two curves, read between their points linearly in log time over log x; else None."""
    low, high = max(first[x].min(), second[x].min()), min(first[x].max(), second[x].max())
    at = np.unique([value for value in (*first[x], *second[x]) if low <= value <= high])
    if len(at) < 2 or not (first["median_s"] > 0).all() or not (second["median_s"] > 0).all():
        return None
    read = [{name: np.interp(np.log(at), np.log(rows[x]), np.log(rows[name].where(rows[name] > 0)))
             for name in ("median_s", "low_s", "high_s")} for rows in (first, second)]
    leads = np.where(read[0]["high_s"] < read[1]["low_s"], 1, np.where(read[1]["high_s"] < read[0]["low_s"], -1, 0))
    clear = np.flatnonzero(leads)
    turns = [(begin, end) for begin, end in zip(clear, clear[1:]) if leads[begin] != leads[end]]
    if not turns:
        return None
    begin, end = turns[0]
    beyond = (read[0]["median_s"] - read[1]["median_s"])[begin:end + 1] * leads[begin]   # negative: who led still does
    place = int(np.argmax(beyond >= 0))
    share = beyond[place - 1] / (beyond[place - 1] - beyond[place])
    log_x, log_time = (values[begin + place - 1] + share * (values[begin + place] - values[begin + place - 1])
                       for values in (np.log(at), read[0]["median_s"]))
    before, after = (one, two) if leads[begin] > 0 else (two, one)
    return Crossover(before, after, float(np.exp(log_x)), float(at[begin]), float(at[end]), float(np.exp(log_time)))


def _lateness(result, case) -> tuple:
    """p50 and p99 [s] of how late the tasks of a case were, and of how many; NaN and 0 where it is not known."""
    own = result.latencies.get(case["case"])
    number = int(own["latency"].sum()) if own is not None else 0
    noted_late = number > 0 and own.attrs["meaning"].startswith(_LATE)
    if not number or not (noted_late or str(case.get("distribution", "")) in _ALIKE):
        return float("nan"), float("nan"), 0
    asked_s = 0.0 if noted_late else case["wait_s"]
    return *(max(0.0, own.attrs[f"latency_{name}_s"] - asked_s) for name in ("p50", "p99")), number


def _axis(cases: pd.DataFrame) -> str:
    finest = cases.groupby(["model", "base"])["concurrency"].nunique().max()
    return "concurrency" if finest > cases["tasks"].nunique() else "tasks"


def _panel(result, x: str, label: str, cases: pd.DataFrame, bases: pd.DataFrame) -> Panel:
    named, left_out = _named(result, cases, x)
    chosen, merged = fastest(named, ["series", x], result.axes)
    chosen = chosen.assign(bound_s=chosen["bound_s"].where(chosen["bound_s"] > 0),
                           **{name: memory_of_task(result, chosen, column) * chosen["tasks"]
                              / chosen[["concurrency", "tasks"]].min(axis=1)
                              for name, column in (("resident", "rss_growth_bytes"), ("stack", "stack_bytes"))})
    late = [_lateness(result, case) for _, case in chosen.iterrows()]
    for number, name in enumerate(("late_p50_s", "late_p99_s", "late_of")):
        chosen[name] = [own[number] for own in late]
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
