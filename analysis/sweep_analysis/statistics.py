"""Recomputes /summary from the raw samples; the C++ writer uses the same definitions (agreement: 1e-12 relative).

Nonparametric throughout, no outlier removed, after Hoefler & Belli, "Scientific Benchmarking of Parallel Computing
Systems", SC'15 (doi:10.1145/2807591.2807644), rules 5–8.
"""

from math import comb

import numpy as np
import pandas as pd

from .load import SUMMARY_COLUMNS

TIME_COLUMNS = SUMMARY_COLUMNS[1:-3]


def repetition_times(cases: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A row a repetition: `case`, `repetition`, `time_s` = the maximum over its ranks of `wall_s`.

    Every rank's clock starts at the common start of the region, so the maximum is the time until the last rank ended.
    A repetition that lacks a rank (a run killed while writing) is no measurement and is left out.
    """
    grouped = samples.groupby(["case", "repetition"], sort=True)["wall_s"].agg(["max", "count"]).reset_index()
    ranks = grouped["case"].map(cases.set_index("case")["ranks"])
    times = grouped.loc[grouped["count"] >= ranks, ["case", "repetition", "max"]]
    return times.rename(columns={"max": "time_s"}).reset_index(drop=True)


def interval_rank(n: int) -> int:
    """The 1-based rank k of the lower end of the 95 % interval of the median of n values; 0 if n is too small.

    k is the largest with P(Binomial(n, 1/2) ≤ k − 1) ≤ 0.025; the interval is [x_(k), x_(n+1−k)].
    Source: Le Boudec, "Performance Evaluation of Computer and Communication Systems" (2010), theorem 2.1,
    used by Hoefler & Belli, section 3.1.3. In whole numbers, so that no rounding moves a rank.
    """
    k, below = 0, 0
    while (below := below + comb(n, k)) * 40 <= 2**n:
        k += 1
    return k


def median_interval(values) -> tuple:
    """The 95 % interval (low, high) of the median, by order statistics; (minimum, maximum) for n ≤ 5."""
    ordered = np.sort(np.asarray(values, dtype=float))
    k = max(1, interval_rank(len(ordered)))
    return ordered[k - 1], ordered[len(ordered) - k]


def describe(times_s) -> dict:
    """Median, interval and quantiles [s] of the times of one case; quantiles by linear interpolation (R type 7)."""
    times_s = np.asarray(times_s, dtype=float)
    low_s, high_s = median_interval(times_s)
    q1_s, median_s, q3_s, p95_s = np.quantile(times_s, [0.25, 0.5, 0.75, 0.95])
    return {"median_s": median_s, "low_s": low_s, "high_s": high_s, "q1_s": q1_s, "q3_s": q3_s, "p95_s": p95_s,
            "max_s": times_s.max(), "repetitions": len(times_s)}


def summarise(cases: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A row a case, the columns of /summary; a case without a whole repetition has NaN and repetitions 0.

    speedup = median of the case in column `base` / median (NaN without a base), both a task, as a base that waits may
    run only some of the tasks, and NaN where a deadline says how many tasks are carried out;
    efficiency = speedup / (ranks × threads).
    """
    times = repetition_times(cases, samples)
    rows = {case: describe(group) for case, group in times.groupby("case")["time_s"]}
    summary = pd.DataFrame.from_dict(rows, orient="index", columns=[*TIME_COLUMNS, "repetitions"])
    summary = summary.reindex(cases["case"].to_numpy())
    base = pd.Series(cases["base"].to_numpy(), index=summary.index)
    summary["repetitions"] = summary["repetitions"].fillna(0).astype(int)
    tasks = pd.Series(cases["tasks"].to_numpy(), index=summary.index)
    summary["speedup"] = base.map(summary["median_s"]) / summary["median_s"] * (tasks / base.map(tasks))
    if "deadline" in cases:
        summary["speedup"] = summary["speedup"].mask(cases["deadline"].to_numpy() > 0)
    summary["efficiency"] = summary["speedup"] / parallelism(cases).to_numpy()
    return summary.rename_axis("case").reset_index()


def parallelism(cases: pd.DataFrame) -> pd.Series:
    """p = ranks × threads; the column `threads` is 1 where a model has none."""
    return cases["ranks"].clip(lower=1) * cases["threads"].clip(lower=1)


def measured(result) -> pd.DataFrame:
    """Cases joined with their recomputed summary and `p`, without failed cases and cases not yet measured.

    A base that names no base of its own counts as its own here, so that it appears in its own figure; `in_flight`,
    if any case has it, is 1 for the others.
    """
    table = result.cases.merge(summarise(result.cases, result.samples), on="case")
    table["p"] = parallelism(table)
    table = table[(table["status"] != "failed") & (table["repetitions"] > 0)].reset_index(drop=True)
    table["base"] = table["base"].mask((table["base"] < 0) & table["case"].isin(table["base"]), table["case"])
    if "in_flight" in table:
        table["in_flight"] = pd.to_numeric(table["in_flight"], errors="coerce").fillna(1).clip(lower=1)
    return table


def numbers(rows: pd.DataFrame, column: str) -> pd.Series:
    """A parameter that some cases, or all, do not have: NaN there."""
    values = rows[column] if column in rows else pd.Series(float("nan"), index=rows.index)
    values = pd.to_numeric(values, errors="coerce")
    return values.where(values >= 0)


def whole_work(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `measured` with the times of bases that ran only some of the tasks scaled to all that their problem
    has, as if they had run them; `tasks_run` keeps how many they ran."""
    tasks = rows.groupby("base")["tasks"].transform("max")
    times = {column: rows[column] * (tasks / rows["tasks"]) for column in TIME_COLUMNS}
    return rows.assign(tasks=tasks, tasks_run=rows["tasks"], **times)
