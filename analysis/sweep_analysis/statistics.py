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

from .schema import LAUNCH_SUMMARY_COLUMNS, MIN_REPETITIONS, SUMMARY_COLUMNS

TIME_COLUMNS = SUMMARY_COLUMNS[1:-3]
LAUNCH_TIME_COLUMNS = tuple(column for column in LAUNCH_SUMMARY_COLUMNS if column.endswith("_s"))
COVERAGE = 0.95
FEWEST_LAUNCHES = 6   # of which there is an interval of the median over launches
_OF_EACH_MEDIAN = 0.975   # so that both medians of a speed-up are covered in 95 % at least, dependent or not


def repetitions_of(cases: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A row a repetition: `case`, `repetition`, `launch`, `time_s` = the maximum over its ranks of `wall_s`, and `tasks`,
    that all its ranks ran.

    Every rank's clock starts at the common start of the region, so the maximum is the time until the last rank ended.
    A repetition that lacks a rank (a run killed while writing) is no measurement and is left out.
    """
    grouped = samples.groupby(["case", "repetition"], sort=True).agg(
        launch=("launch", "first"), time_s=("wall_s", "max"), tasks=("tasks", "sum"), count=("wall_s", "count"))
    grouped = grouped.reset_index()
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


def summarise(cases: pd.DataFrame, samples: pd.DataFrame, operations=None,
              min_repetitions: int = MIN_REPETITIONS) -> pd.DataFrame:
    """A row a case, the columns of /summary; a case without a whole repetition has NaN and repetitions 0.

    A launch counts that measured `min_repetitions` of the case, or is the only one. median_s is the median over the
    medians of the launches that count. low_s … high_s is, with one launch, the interval of its repetitions; with two to
    five the medians of the ends of theirs; from six on the 95 % interval of the median over launches; where none counts,
    that of all repetitions, as if one launch had made them: `holds_for` says which. Quartiles and beyond are of all
    repetitions.
    speedup = median of the case in column `base` / median in a launch that counts for both, then the median over those
    (NaN without a base), both a task, as a base that waits may run only some of the tasks, and NaN where one of the two
    left out tasks that it has; `operations` is /operations, in each of which a case runs them all. Where no launch counts
    for both, it is the ratio of their medians, without an interval.
    efficiency = speedup / (ranks × threads).
    speedup_low = in a launch the low end of the base's median / high end of the case's own, speedup_high the other way
    round, each median with an interval of 97.5 %, NaN where one has too few repetitions for that (fewer than 7); over
    launches as of the median; but 1 of a base over itself.
    """
    times = repetitions_of(cases, samples)
    summary = _described(times, ["case"], TIME_COLUMNS).reindex(cases["case"].to_numpy())
    summary["repetitions"] = summary["repetitions"].fillna(0).astype(int)
    launches = _of_launches(times, min_repetitions)
    medians = _over_launches(launches).reindex(summary.index)
    counting = medians["launches"].notna()
    for column in ("median_s", "low_s", "high_s"):
        summary[column] = medians[column].where(counting, summary[column])
    speedups = _speedups(cases, summary["median_s"], launches)
    cut = _cut_short(cases, times, operations)
    left_out = (cases["case"].isin(cut) | cases["base"].isin(cut)).to_numpy()
    speedups.loc[left_out, ["speedup", "speedup_low", "speedup_high"]] = np.nan
    speedups.loc[left_out, "speedup_launches"] = 0
    summary["speedup"] = speedups["speedup"]
    summary["efficiency"] = summary["speedup"] / parallelism(cases).to_numpy()
    summary = summary.join(speedups[["speedup_low", "speedup_high"]])
    found = medians["launches"].fillna(0).astype(int)
    summary["holds_for"] = _holds_for(found, summary["repetitions"])
    summary = summary.assign(launches=found, launch_low_s=medians["least"], launch_high_s=medians["greatest"],
                             speedup_launches=speedups["speedup_launches"])
    return summary.rename_axis("case").reset_index()


def _described(times: pd.DataFrame, key: list, columns) -> pd.DataFrame:
    """By key, whose rows follow one another: what `describe` says of `time_s`."""
    places = times.assign(place=times.groupby(key, sort=False).ngroup())
    rows = [pd.DataFrame(describe(matrix), index=keys) for keys, matrix in equally_often(places, "place", "time_s")]
    found = pd.concat([pd.DataFrame(columns=[*columns, "repetitions"], dtype=float), *rows]).sort_index()
    first = times.loc[~places["place"].duplicated(), key]
    return found.set_index(pd.MultiIndex.from_frame(first) if len(key) > 1 else pd.Index(first[key[0]]))


def _of_launches(times: pd.DataFrame, min_repetitions: int) -> pd.DataFrame:
    """A row a (case, launch) that counts: median_s with its interval, low_s and high_s, and the wider one for a ratio of
    two medians, wide_low_s and wide_high_s (NaN of too few repetitions)."""
    key = ["case", "launch"]
    found = _described(times, key, TIME_COLUMNS)
    ends = np.full((2, len(found)), np.nan)
    for places, matrix in equally_often(times.assign(place=times.groupby(key, sort=False).ngroup()), "place", "time_s"):
        if median_interval_rank(matrix.shape[1], _OF_EACH_MEDIAN):
            ends[:, places] = median_interval(matrix, _OF_EACH_MEDIAN)
    found = found.assign(wide_low_s=ends[0], wide_high_s=ends[1]).reset_index()
    alone = ~found["case"].duplicated(keep=False)
    return found[alone | (found["repetitions"] >= min_repetitions)]


def _over_launches(known: pd.DataFrame) -> pd.DataFrame:
    """By case: what its rows of `known`, a value `median_s` with an interval low_s and high_s in each launch, say
    together; the least and greatest value, and `launches`: how many they are."""
    rows = []
    for keys, values in equally_often(known, "case", "median_s"):
        if values.shape[1] >= FEWEST_LAUNCHES:
            low_s, high_s = median_interval(values)
        else:
            own = known[known["case"].isin(keys)]
            low_s, high_s = (np.median(own[end].to_numpy().reshape(values.shape), axis=1) for end in ("low_s", "high_s"))
        rows.append(pd.DataFrame(dict(
            median_s=np.quantile(values, 0.5, axis=1), low_s=low_s, high_s=high_s, least=values.min(axis=1),
            greatest=values.max(axis=1), launches=values.shape[1]), index=keys))
    columns = ["median_s", "low_s", "high_s", "least", "greatest", "launches"]
    return pd.concat([pd.DataFrame(columns=columns, dtype=float), *rows])


def _holds_for(launches: pd.Series, repetitions: pd.Series) -> np.ndarray:
    """What the interval of a median holds for; "" of a case without repetitions."""
    return np.select([repetitions == 0, launches == 0, launches == 1, launches < FEWEST_LAUNCHES],
                     ["", "parts of launches", "one launch", "each launch"], "launches")


def _speedups(cases: pd.DataFrame, median_s: pd.Series, launches: pd.DataFrame) -> pd.DataFrame:
    """By case: `speedup`, `speedup_low`, `speedup_high`, `speedup_launches`."""
    base = pd.Series(cases["base"].to_numpy(), index=median_s.index)
    tasks = pd.Series(cases["tasks"].to_numpy(), index=median_s.index)
    ratio = tasks / base.map(tasks)
    both = launches.assign(base=launches["case"].map(base)).merge(
        launches, left_on=["base", "launch"], right_on=["case", "launch"], suffixes=("", "_of_base"))
    found = _over_launches(pd.DataFrame(dict(
        case=both["case"], median_s=both["median_s_of_base"] / both["median_s"],
        low_s=both["wide_low_s_of_base"] / both["wide_high_s"],
        high_s=both["wide_high_s_of_base"] / both["wide_low_s"])).sort_values("case", kind="stable"))
    found = found.reindex(median_s.index)
    speedup = found["median_s"].where(found["launches"].notna(), base.map(median_s) / median_s) * ratio
    found = pd.DataFrame({"speedup": speedup, "speedup_low": found["low_s"] * ratio,
                          "speedup_high": found["high_s"] * ratio,
                          "speedup_launches": found["launches"].fillna(0).astype(int)})
    found.loc[(base == base.index) & median_s.notna(), ["speedup", "speedup_low", "speedup_high"]] = 1.0
    return found


def parallelism(cases: pd.DataFrame) -> pd.Series:
    """p = ranks × threads; the column `threads` is 1 where a model has none."""
    return cases["ranks"].clip(lower=1) * cases["threads"].clip(lower=1)


def summary_of(result) -> pd.DataFrame:
    """/summary of a result, recomputed."""
    return summarise(result.cases, result.samples, result.operations, result.min_repetitions)


def measured(result) -> pd.DataFrame:
    """Cases joined with their recomputed summary and `p`, without failed cases and cases not yet measured.

    A base that names no base of its own counts as its own here, so that it appears in its own figure; `in_flight`,
    if any case has it, is 1 for the others.
    """
    if result.measured is not None:
        return result.measured.copy()
    table = result.cases.merge(summary_of(result), on="case")
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
    times = {column: rows[column] * (tasks / rows["tasks"]) for column in (*TIME_COLUMNS, *LAUNCH_TIME_COLUMNS)}
    return rows.assign(tasks=tasks, tasks_run=rows["tasks"], **times)
