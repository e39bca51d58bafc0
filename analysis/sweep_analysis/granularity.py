"""Efficiency against task granularity, and METG(50 %), the smallest granularity that keeps 50 % efficiency.

Source: Slaughter et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC'20:
efficiency is the rate of a run over the peak rate of the whole curve, so that the harness, which weighs on
small tasks of the serial model too, cannot hide in the base.

    unit          a draw where the workload draws, else a task
    peak          least seconds a unit among the serial bases with the most units a task   [s]
    length        of a task: peak × units a task; of a chunk: that × chunk                 [s]
    efficiency    I(peak × all units, p) / median time, with I as in the module `bounds`   [1]

One thing varies along a curve: the units a task if the experiment varies them, and the granularity is the length of a
task; else the chunk, and it is the length of a chunk. All else that varies makes curves of their own. A serial base
gives the peak but is no point of a curve: it hands nothing out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .bounds import Base, base_of, ideal_time
from .report import axis_words, workers
from .scaling import rows_with_base
from .series import MOST_SERIES, problem_words, thinned, varying, words_of

FEWEST_GRANULARITIES = 3

# Axes whose product is the units of work in a task.
SIZES = ("draws",)

# What varies along a curve, by what the granularity is the length of; what comes first is preferred.
SWEPT = {"task": SIZES, "chunk": ("chunk",)}

# Axes that tell the curves of one model apart, first those that are thinned first where curves are too many.
_APART = ("chunk", *SIZES, "tasks", "in_flight", "ranks", "schedule", "policy", "team", "poller", "backend")

_WORDS = ("schedule", "team", "poller", "backend")   # axes of words

# Axes of which each value has its own peak: all but these, which change how the same units are computed or cut.
_NOT_PROBLEM = ("model", "threads", "settings", *_APART)


@dataclass(frozen=True)
class Metg:
    """METG(50 %) of one curve; `kind` is "crossing", "below" (the whole curve is efficient) or "never".

    From `low_s` to `high_s`: what it is where every time lies at the one or the other end of its interval; 0 and
    infinity where the curve then no longer crosses.
    """

    seconds: float
    kind: str
    low_s: float = float("nan")
    high_s: float = float("nan")


@dataclass(frozen=True)
class Curves:
    """What one panel shows: the rows of cases with the columns `series`, `granularity_s`, `efficiency`, `starved`."""

    peak: int              # the case whose rate is 100 %
    label: str             # what distinguishes this problem from the experiment's others: "kernel asian_option"
    of: str                # what the granularity is the length of: "task" or "chunk"
    rows: pd.DataFrame
    common: list           # what all curves share, in words: "4096 tasks", "schedule dynamic"
    left_out: list         # values of axes measured but not shown: "chunk 2, 4"


def efficiencies(result, table: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The experiment's cases with `task_s`, `chunk_s`, `efficiency` of the peak and `starved`: fewer chunks than p."""
    rows = rows_with_base(table, experiment)
    rows = rows[rows["workload"] != "empty"].copy()
    if rows.empty:
        return rows.assign(peak=[], task_s=[], chunk_s=[], starved=[])
    size = rows[[name for name in SIZES if name in rows]].clip(lower=1).prod(axis=1)
    chunk = rows["chunk"].where(rows["chunk"] > 0, np.ceil(rows["tasks"] / rows["p"]))
    rows["units"] = size * rows["tasks"]
    rows["starved"] = np.ceil(rows["tasks"] / chunk) < rows["p"]
    units = rows.set_index("case")["units"]   # a base may have fewer than the others of its problem
    rows["unit_s"] = rows["base"].map(table.set_index("case")["median_s"]) / rows["base"].map(units)
    rows["peak"] = -1
    for _, group in rows.groupby(_problem_axes(result, rows), dropna=False):
        rows.loc[group.index, "peak"] = _peak(group, size[group.index])
    bases = {case: base_of(result, table, case) for case in rows["peak"].unique()}
    rows["task_s"] = rows["peak"].map(lambda case: bases[case].time_s / units[case]) * size
    rows["chunk_s"] = rows["task_s"] * chunk
    rows["efficiency"] = [_ideal(bases[row.peak], row.units / units[row.peak], row, result.cores) / row.median_s
                          if row.median_s > 0 else float("nan") for row in rows.itertuples()]
    return rows


def curves(result, table: pd.DataFrame, experiment: str) -> list:
    """The Curves of an experiment, one for each problem with a curve of at least three granularities."""
    rows = efficiencies(result, table, experiment)
    rows = rows[rows["case"] != rows["base"]]
    peaks = table[table["case"].isin(rows["peak"])]
    differing = [axis for axis in varying(peaks, result.axes) if axis not in _NOT_PROBLEM]
    found = []
    for peak, problem in rows.groupby("peak"):
        for of in SWEPT:
            shown = [_widest(part, result.cores) for _, part in _whole_curves(problem, of).groupby("model", sort=False)]
            if shown:
                shown = _named(_legible(pd.concat(shown), of), of, result.units["cases"])
                own = peaks[peaks["case"] == peak].iloc[0]
                label = problem_words(own, differing, result.units["cases"])
                found.append(Curves(int(peak), label, of, shown, _common(shown, of), _left_out(problem, shown)))
                break
    return found


def metg(curve: pd.DataFrame, level: float = 0.5) -> Metg:
    """Where the efficiency falls to `level`, read from the curve's best point towards smaller granularities.

    Interpolated linearly in efficiency over log granularity. What lies beyond that first fall does not count, so that
    a lucky small point moves nothing; nor do starved points, which are slow for want of chunks, not for overhead.
    """
    found, kind = _crossing(curve, curve["efficiency"], level)
    low, low_kind = _crossing(curve, curve["efficiency"] * curve["median_s"] / curve["low_s"], level)
    high, high_kind = _crossing(curve, curve["efficiency"] * curve["median_s"] / curve["high_s"], level)
    return Metg(found, kind, low if low_kind == "crossing" else 0.0, high if high_kind == "crossing" else float("inf"))


def _crossing(curve: pd.DataFrame, efficiency: pd.Series, level: float) -> tuple:
    """Granularity and kind, as of Metg, were `efficiency` that of the curve."""
    curve = curve.assign(efficiency=efficiency)[~curve["starved"]].sort_values("granularity_s")
    efficiency, seconds = curve["efficiency"].to_numpy(), curve["granularity_s"].to_numpy()
    if len(curve) == 0 or efficiency.max() < level:
        return float("nan"), "never"
    low = np.flatnonzero(efficiency[:efficiency.argmax()] < level)
    if len(low) == 0:
        return float(seconds[0]), "below"
    pair = slice(low[-1], low[-1] + 2)
    return float(np.exp(np.interp(level, efficiency[pair], np.log(seconds[pair])))), "crossing"


def _whole_curves(rows: pd.DataFrame, of: str) -> pd.DataFrame:
    """The rows of curves with enough granularities, with the columns `granularity_s` and `curve`, a number."""
    key = [column for column in ("model", "threads", *_APART) if column in rows and column not in SWEPT[of]]
    rows = rows.assign(granularity_s=rows[f"{of}_s"], curve=rows.groupby(key, dropna=False).ngroup())
    fed = rows[~rows["starved"]].groupby("curve")["granularity_s"].nunique()
    rows = rows[rows["curve"].isin(fed.index[fed >= FEWEST_GRANULARITIES])]
    return rows.sort_values(["case"])


def _widest(rows: pd.DataFrame, cores) -> pd.DataFrame:
    """The rows of one p: the largest that the cores allow, the least if none."""
    within = rows["p"] <= (cores or np.inf)
    return rows[rows["p"] == (rows["p"][within].max() if within.any() else rows["p"].min())]


def _legible(rows: pd.DataFrame, of: str) -> pd.DataFrame:
    """At most MOST_SERIES curves: thins the values of axes, each time the axis that costs the fewest curves."""
    axes = [axis for axis in _APART if axis in rows and axis not in SWEPT[of]]
    most = {axis: int(rows.groupby("model")[axis].nunique().max()) for axis in axes}
    shown = rows
    while shown["curve"].nunique() > MOST_SERIES:
        thinner = [most | {axis: values - 1} for axis, values in most.items() if values > 1]
        if not thinner:
            return shown[shown["curve"].isin(shown["curve"].unique()[:MOST_SERIES])]
        most = max(thinner, key=lambda values: thinned(rows, values)["curve"].nunique())
        shown = thinned(rows, most)
    return shown


def _named(rows: pd.DataFrame, of: str, units: dict) -> pd.DataFrame:
    """Adds the column `series`: model, ranks × threads and what else differs; in the order of the axes' values."""
    differing = _differing(rows, of)
    rows = rows.assign(workers=[workers(row) for _, row in rows.iterrows()])
    rows = rows.assign(series=words_of(rows, ["model", "policy", "workers", *differing], units))
    first = rows["model"].map(list(dict.fromkeys(["serial", *rows["model"]])).index)
    numbers = [axis for axis in differing if axis not in _WORDS]
    return rows.assign(first=first).sort_values(["first", "ranks", *numbers, "case"]).drop(columns="first")


def _differing(rows: pd.DataFrame, of: str) -> list:
    """The axes that the name of a curve needs besides model, policy, ranks and threads."""
    return [axis for axis in (*_WORDS, "chunk", *SIZES, "tasks", "in_flight")
            if axis in rows and axis not in SWEPT[of] and rows[axis].nunique() > 1]


def _common(rows: pd.DataFrame, of: str) -> list:
    axes = [axis for axis in ("tasks", *SIZES, "schedule", "chunk") if axis in rows and axis not in SWEPT[of]]
    return [axis_words(axis, rows[axis].unique()) for axis in axes
            if rows[axis].nunique() == 1 and rows[axis].iloc[0] not in (-1, 0)]


def _left_out(measured_rows: pd.DataFrame, shown: pd.DataFrame) -> list:
    """The values of axes of which no case is shown."""
    missing = {axis: sorted(set(measured_rows[axis]) - set(shown[axis]) - {""})
               for axis in ("p", "model", *_APART) if axis in measured_rows and axis != "ranks"}
    return [axis_words(axis, values) for axis, values in missing.items() if values]


def _problem_axes(result, rows: pd.DataFrame) -> list:
    return [axis for axis in result.axes if axis in rows and axis not in _NOT_PROBLEM]


def _peak(group: pd.DataFrame, size: pd.Series) -> int:
    """The base with the least time a unit among the group's cases with the most units a task."""
    most = group[size == size.max()]
    return int(most.loc[most["unit_s"].idxmin(), "base"])


def _ideal(peak: Base, scale: float, case, cores) -> float:
    scaled = Base(peak.time_s * scale, peak.processor_s * scale, 0.0, 0.0, peak.source)
    return ideal_time(scaled, case.p, cores, getattr(case, "in_flight", 1))
