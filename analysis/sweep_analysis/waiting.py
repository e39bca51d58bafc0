"""Chooses which cases a waiting figure shows: tasks that wait for devices, over how many can be under way at once.

    concurrency   ranks × threads, or ranks × in_flight of an event loop   [1]

Where an experiment varies that no finer than the number of tasks, time is shown over tasks instead, and what a task
takes of memory beside it. A serial base is no point but a reference, scaled to all tasks of its problem.
"""

from dataclasses import dataclass

import pandas as pd

from .bounds import waiting_time
from .report import axis_words, count
from .scaling import HOW, MOST_PROBLEMS, MOST_SERIES, beside_cpu_tasks, fastest, rows_with_base, thinned, varying
from .statistics import whole_work


@dataclass(frozen=True)
class Panel:
    """What one row of a waiting figure shows over the column `x`: "concurrency" or "tasks"."""

    x: str
    label: str             # what distinguishes it from the figure's other panels: "parse 1 ms"
    cases: pd.DataFrame    # the chosen cases with `series`, `bound_s`, and `resident` and `stack` memory a task [B]
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
    rows = rows.assign(problem=_problems(rows, x, result.units["cases"]))
    bases, cases = rows[is_base], rows[~is_base].assign(split=_split(rows[~is_base], x))
    if bases["problem"].nunique() <= MOST_PROBLEMS and _number(cases, _key(cases, x)) <= MOST_SERIES:
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
    named, left_out = _named(cases, x, result.units["cases"])
    chosen, merged = fastest(named, ["series", x])
    chosen = chosen.assign(bound_s=[waiting_time(result, case) for _, case in chosen.iterrows()],
                           resident=memory_of_task(result, chosen, "rss_growth_bytes"),
                           stack=memory_of_task(result, chosen, "stack_bytes"))
    return Panel(x, label, chosen, bases, merged, left_out)


def _problems(rows: pd.DataFrame, x: str, units: dict) -> pd.Series:
    """What distinguishes the problem of each row from the others, in words."""
    bases = rows[rows["case"] == rows["base"]].set_index("case")
    differing = [column for column in varying(bases) if column not in ("model", *HOW, x)]
    words = {case: ", ".join(axis_words(column, [base[column]], units.get(column, "")) for column in differing)
             for case, base in bases.iterrows()}
    return rows["base"].map(words)


def _split(cases: pd.DataFrame, x: str) -> pd.Series:
    """In words, what makes the concurrency of a series: of ranks and threads (or in_flight) what takes fewer values in
    its model, but both where tasks are the axis; "" for what is 1 in all its cases."""
    words = pd.Series("", index=cases.index)
    for _, rows in cases.groupby("model"):
        width = (rows["concurrency"] // rows["ranks"]).astype(int)
        ranks = [count(number, "rank") for number in rows["ranks"]] if (rows["ranks"] > 1).any() else []
        kind = "thread" if (rows["threads"] > 1).any() else "in flight"
        each = [count(number, kind) if kind == "thread" else f"{number:,} {kind}" for number in width]
        each = each if (width > 1).any() else []
        if x == "tasks":
            words[rows.index] = [" × ".join(parts) for parts in zip(*(part for part in (ranks, each) if part))] or ""
        elif width.nunique() > 1 and width.nunique() >= rows["ranks"].nunique():
            words[rows.index] = ranks or ""
        elif ranks and each:
            words[rows.index] = [f"{word} a rank" for word in each]
    return words


def _key(cases: pd.DataFrame, x: str) -> list:
    """The columns that distinguish all cases with the same `x`."""
    key = ["model", "problem", "split"]
    for column in varying(cases):
        if column not in key and (cases.groupby([*key, x], dropna=False)[column].nunique() > 1).any():
            key.append(column)
    return key


def _number(cases: pd.DataFrame, key: list) -> int:
    return len(cases[key].drop_duplicates())


def _named(cases: pd.DataFrame, x: str, units: dict) -> tuple:
    """Adds the column `series`, of what distinguishes cases with the same `x`, and says what was left out: series must
    be legible, so that first all but model, problem and split go, then splits, evenly in each model."""
    key = _key(cases, x)
    while len(key) > 3 and _number(cases, key) > MOST_SERIES:
        key.pop()
    places = list(dict.fromkeys(cases.sort_values(["ranks", "concurrency"])["split"]))
    models = list(dict.fromkeys(["serial", *cases["model"]]))
    cases = cases.assign(place=cases["split"].map(places.index), first=cases["model"].map(models.index))
    cases = cases.sort_values(["first", "place", "case"]).drop(columns="first")
    shown = cases
    for most in range(cases["place"].nunique(), 0, -1):
        shown = thinned(cases, {"place": most})
        if _number(shown, key) <= MOST_SERIES:
            break
    names = (", ".join(word for word in row if word not in ("", "-")) for row in _words(cases[key], units))
    named = cases.assign(series=list(names))
    return named.loc[shown.index], [name for name in dict.fromkeys(named["series"])
                                    if name not in set(named.loc[shown.index, "series"])]


def _words(rows: pd.DataFrame, units: dict) -> list:
    return [[value if isinstance(value, str) else axis_words(column, [value], units.get(column, ""))
             for column, value in zip(rows, values)] for values in rows.itertuples(index=False)]
