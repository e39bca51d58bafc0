"""Recomputes /summary from the raw samples; the C++ writer uses the same definitions (agreement: 1e-12 relative).

Nonparametric throughout, no outlier removed, after Hoefler & Belli, "Scientific Benchmarking of Parallel Computing
Systems", SC'15 (doi:10.1145/2807591.2807644), rules 5–8.
"""

import dataclasses
from fractions import Fraction
from functools import cache
from math import comb

import numpy as np
import pandas as pd

from .load import SUMMARY_COLUMNS

TIME_COLUMNS = SUMMARY_COLUMNS[1:-3]
COVERAGE = 0.95
_OF_EACH_MEDIAN = 0.975   # so that both medians of a speed-up are covered in 95 % at least, dependent or not


def repetitions_of(cases: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A row a repetition: `case`, `repetition`, `time_s` = the maximum over its ranks of `wall_s`, and `tasks`, that all
    its ranks ran.

    Every rank's clock starts at the common start of the region, so the maximum is the time until the last rank ended.
    A repetition that lacks a rank (a run killed while writing) is no measurement and is left out.
    """
    grouped = samples.groupby(["case", "repetition"], sort=True).agg(
        time_s=("wall_s", "max"), tasks=("tasks", "sum"), count=("wall_s", "count")).reset_index()
    ranks = grouped["case"].map(cases.set_index("case")["ranks"])
    return grouped[grouped["count"] >= ranks].reset_index(drop=True)


def _cut_short(cases: pd.DataFrame, repetitions: pd.DataFrame, operations) -> set:
    """The cases with a repetition that did not run each task once in each of its operations, as where a deadline came.

    `operations` is /operations, or None where no case has any.
    """
    whole = repetitions["case"].map(cases.set_index("case")["tasks"])
    if operations is not None:
        whole = whole * repetitions["case"].map(operations["case"].value_counts()).fillna(1)
    return set(repetitions.loc[repetitions["tasks"] != whole, "case"])


@cache
def median_interval_rank(count: int, coverage: float = COVERAGE) -> int:
    """The 1-based rank k of the lower end of an interval of the median of `count` values that covers it at least so
    often; 0 if they are too few.

    k is the largest with 2 P(Binomial(n, 1/2) ≤ k − 1) ≤ 1 − coverage; the interval is [x_(k), x_(n+1−k)].
    Source: Le Boudec, "Performance Evaluation of Computer and Communication Systems" (2010), theorem 2.1,
    used by Hoefler & Belli, section 3.1.3. In whole numbers, so that no rounding moves a rank.
    """
    outside = (1 - Fraction(coverage).limit_denominator(1000)) * 2**count
    k, below = 0, 0
    while (below := below + 2 * comb(count, k)) <= outside:
        k += 1
    return k


def coverage_of(count: int, rank: int) -> float:
    """How often [x_(rank), x_(n+1−rank)] covers the median of a continuous distribution, exactly."""
    return 1 - 2 * sum(comb(count, k) for k in range(rank)) / 2**count


def median_interval(values, coverage: float = COVERAGE) -> tuple:
    """The interval (low, high) of the median by order statistics; (minimum, maximum), which covers less, where the
    values are too few (95 %: n ≤ 5). Of a matrix: of each of its rows."""
    ordered = np.sort(np.asarray(values, dtype=float))
    k = max(1, median_interval_rank(ordered.shape[-1], coverage))
    return ordered[..., k - 1], ordered[..., -k]


def describe(times_s) -> dict:
    """Median, interval and quantiles [s] of the times of one case; quantiles by linear interpolation (R type 7). Of a
    matrix: of each of its rows."""
    times_s = np.asarray(times_s, dtype=float)
    low_s, high_s = median_interval(times_s)
    q1_s, median_s, q3_s, p95_s = np.quantile(times_s, [0.25, 0.5, 0.75, 0.95], axis=-1)
    return {"median_s": median_s, "low_s": low_s, "high_s": high_s, "q1_s": q1_s, "q3_s": q3_s, "p95_s": p95_s,
            "max_s": times_s.max(axis=-1), "repetitions": times_s.shape[-1]}


def equally_often(rows: pd.DataFrame, key: str, column: str):
    """What was measured equally often: (keys, a matrix with a row of the column a key), so that NumPy describes many
    cases at once; rows of a key follow one another."""
    for count, some in rows.groupby(rows[key].map(rows[key].value_counts())):
        yield some[key].to_numpy()[::count], some[column].to_numpy().reshape(-1, count)


def summarise(cases: pd.DataFrame, samples: pd.DataFrame, operations=None) -> pd.DataFrame:
    """A row a case, the columns of /summary; a case without a whole repetition has NaN and repetitions 0.

    speedup = median of the case in column `base` / median (NaN without a base), both a task, as a base that waits may
    run only some of the tasks, and NaN where one of the two left out tasks that it has; `operations` is /operations,
    in each of which a case runs them all;
    efficiency = speedup / (ranks × threads).
    speedup_low = low end of the base's median / high end of the case's own, speedup_high the other way round, each
    median with an interval of 97.5 %; NaN where one has too few repetitions for that (fewer than 7), but 1 of a base
    over itself.
    """
    times = repetitions_of(cases, samples)
    rows = [pd.DataFrame(describe(matrix), index=keys) for keys, matrix in equally_often(times, "case", "time_s")]
    summary = pd.concat([pd.DataFrame(columns=[*TIME_COLUMNS, "repetitions"], dtype=float), *rows])
    summary = summary.reindex(cases["case"].to_numpy())
    summary["repetitions"] = summary["repetitions"].fillna(0).astype(int)
    speedups = _speedups(cases, summary["median_s"], times)
    cut = _cut_short(cases, times, operations)
    speedups[(cases["case"].isin(cut) | cases["base"].isin(cut)).to_numpy()] = np.nan
    summary["speedup"] = speedups["speedup"]
    summary["efficiency"] = summary["speedup"] / parallelism(cases).to_numpy()
    summary = summary.join(speedups[["speedup_low", "speedup_high"]])
    return summary.rename_axis("case").reset_index()


def _speedups(cases: pd.DataFrame, median_s: pd.Series, times: pd.DataFrame) -> pd.DataFrame:
    """By case: `speedup`, `speedup_low`, `speedup_high`."""
    base = pd.Series(cases["base"].to_numpy(), index=median_s.index)
    tasks = pd.Series(cases["tasks"].to_numpy(), index=median_s.index)
    low_s, high_s = (pd.Series(np.nan, index=base.index) for _ in range(2))
    for keys, matrix in equally_often(times, "case", "time_s"):
        if median_interval_rank(matrix.shape[1], _OF_EACH_MEDIAN):
            low_s[keys], high_s[keys] = median_interval(matrix, _OF_EACH_MEDIAN)
    ratio = tasks / base.map(tasks)
    found = pd.DataFrame({"speedup": base.map(median_s) / median_s * ratio,
                          "speedup_low": base.map(low_s) / high_s * ratio,
                          "speedup_high": base.map(high_s) / low_s * ratio})
    found.loc[(base == base.index) & median_s.notna(), ["speedup_low", "speedup_high"]] = 1.0
    return found


def parallelism(cases: pd.DataFrame) -> pd.Series:
    """p = ranks × threads; the column `threads` is 1 where a model has none."""
    return cases["ranks"].clip(lower=1) * cases["threads"].clip(lower=1)


def measured(result) -> pd.DataFrame:
    """Cases joined with their recomputed summary and `p`, without failed cases and cases not yet measured.

    A base that names no base of its own counts as its own here, so that it appears in its own figure; `in_flight`,
    if any case has it, is 1 for the others.
    """
    if result.measured is not None:
        return result.measured.copy()
    table = result.cases.merge(summarise(result.cases, result.samples, result.operations), on="case")
    table["p"] = parallelism(table)
    table = table[(table["status"] != "failed") & (table["repetitions"] > 0)].reset_index(drop=True)
    table["base"] = table["base"].mask((table["base"] < 0) & table["case"].isin(table["base"]), table["case"])
    if "in_flight" in table:
        table["in_flight"] = pd.to_numeric(table["in_flight"], errors="coerce").fillna(1).clip(lower=1)
    return table


def once_measured(result):
    """The result for those who draw many figures of it: `measured`, which each needs, is computed once. From then on no
    table of it may change."""
    return dataclasses.replace(result, measured=measured(result))


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
