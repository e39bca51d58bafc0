"""Chooses which cases a throughput figure shows: work for the processor on threads under interpreter locks.

Over p = ranks × threads, or where an experiment varies the switch interval finer, over that. Processes are ranks of one
thread each: they are shown under one lock only, as no thread shares a lock with another there.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import lock_cases, native
from .report import count
from .scaling import beside_cpu_tasks, problem_labels
from .series import MOST_SERIES, legible, words_of
from .statistics import numbers

PROCESSES = "processes: 1 thread a rank"


@dataclass(frozen=True)
class Panel:
    """What one row shows over the column `x`: "p" or "switch_interval"."""

    x: str
    label: str                 # what distinguishes it from the figure's other panels: "draws 1000, 4 threads"
    cases: pd.DataFrame        # with `series`, `relative`, `relative_low`, `relative_high`; of any x where x is NaN
    references: pd.DataFrame   # the cases of one thread
    merged: list               # axes that vary among the cases from which each point is the fastest
    left_out: list             # series measured but not shown


def panels(result, table: pd.DataFrame, experiment: str) -> list:
    """The Panels of an experiment, slowest problem first; none without a case of one thread and two values of p."""
    rows = lock_cases.under_locks(table, experiment)
    rows = rows[(rows["wait_s"] <= 0) & ~beside_cpu_tasks(rows)]
    if rows.empty or native.varies(rows):
        return []
    rows, references = lock_cases.relative_to_one_thread(rows, result.axes)
    rows = rows[rows["reference"] >= 0].assign(switch_interval=numbers(rows, "switch_interval"))
    if rows["p"].nunique() < 2:
        return []
    bases = table[table["case"].isin(rows["base"])].sort_values("median_s", ascending=False, kind="stable")
    labels = problem_labels(result, bases)
    by_interval = rows["switch_interval"].nunique() > rows["p"].nunique()
    found = []
    for _, base in bases.iterrows():
        problem, alone = rows[rows["base"] == base["case"]], references[references["base"] == base["case"]]
        panels_over = _over_intervals if by_interval else _over_p
        found += panels_over(result, problem, alone, labels[base["case"]])
    return found


def _over_intervals(result, rows, alone, label: str) -> list:
    """A panel for each number of ranks and threads but 1 × 1."""
    found = []
    for (ranks, threads), part in rows[rows["p"] > 1].groupby(["ranks", "threads"]):
        key = lock_cases.axes_apart(part, ["switch_interval"], result.axes)
        named = part.assign(series=words_of(part, key, result.units["cases"]))
        words = ", ".join(([count(ranks, "rank")] if rows["ranks"].nunique() > 1 else []) + [count(threads, "thread")])
        found.append(Panel("switch_interval", ", ".join(filter(None, (label, words))), *_chosen(
            result, named, alone, "switch_interval", [])))
    return found


def _over_p(result, rows, alone, label: str) -> list:
    """Threads of one rank, a series a lock; processes; and threads of several ranks as far as there is room."""
    key = lock_cases.axes_apart(rows, ["ranks", "threads"], result.axes)
    rows = rows.assign(lock=words_of(rows, key, result.units["cases"]))
    if rows["ranks"].nunique() == 1:
        return [Panel("p", label, *_chosen(result, rows.assign(series=rows["lock"]), alone, "p", []))]
    locks = list(dict.fromkeys(rows["lock"]))
    of_threads = [ranks for ranks, part in rows.groupby("ranks") if part["threads"].nunique() > 1]
    few, many = of_threads[:1], of_threads[1:]
    room = max(0, (MOST_SERIES - 1) // len(locks) - 1)
    kept = [many[place] for place in np.linspace(len(many) - 1, 0, len(many)).round().astype(int)][:room]
    processes = rows[(rows["threads"] == 1) & (rows["lock"] == locks[0])]
    shown = [rows[rows["ranks"] == ranks].assign(series=lambda part: part["lock"] + f", {count(int(ranks), 'rank')}")
             for ranks in (*few, *sorted(kept))]
    named = pd.concat([processes.assign(series=PROCESSES), *shown], ignore_index=True)
    left_out = [f"threads of {count(ranks, 'rank')}" for ranks in many if ranks not in kept]
    left_out += [f"processes under {', '.join(locks[1:])}"] if len(locks) > 1 else []
    return [Panel("p", label, *_chosen(result, named, alone, "p", left_out))]


def _chosen(result, named, alone, x: str, left_out: list) -> tuple:
    shown, merged, rest = legible(named, x, result.axes)
    return shown, alone[alone["case"].isin(shown["reference"])], merged, [*left_out, *rest]
