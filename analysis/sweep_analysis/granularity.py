"""Efficiency against task granularity, and METG(50 %), the smallest granularity that keeps 50 % efficiency.

Source: Slaughter et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC'20:
efficiency is the rate of a run over the peak rate of the whole curve, so that the harness, which weighs on
small tasks of the serial model too, cannot hide in the base.

    unit          a draw where the workload draws, else a task
    peak          least seconds a unit among the serial bases with the most draws a task   [s]
    granularity   peak × units a task × chunk: the length of one chunk                     [s]
    efficiency    I(peak × all units, p) / median time, with I as in the module `bounds`   [1]
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .bounds import Base, base_of, ideal_time
from .scaling import MOST_SERIES, NOT_AXES, fastest, name_series, problem_label, varying

FEWEST_GRANULARITIES = 3

# Axes of which each value has its own peak: all but these, which change how the same units are computed or cut.
_NOT_PROBLEM = ("model", "policy", "ranks", "threads", "schedule", "chunk", "tasks", "settings", "draws", "in_flight")


@dataclass(frozen=True)
class Metg:
    """METG(50 %) of one curve; `kind` is "crossing", "below" (the whole curve is efficient) or "never"."""

    seconds: float
    kind: str


@dataclass(frozen=True)
class Curves:
    """What one panel shows: the rows of cases with the columns `series`, `granularity_s`, `efficiency`, `starved`."""

    peak: int              # the case whose rate is 100 %
    label: str             # what distinguishes this problem from the experiment's others: "kernel asian_option"
    rows: pd.DataFrame
    merged: list           # axes that vary among the cases from which each point is the fastest


def efficiencies(result, table: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The experiment's cases with `granularity_s`, `efficiency` (of the peak) and `starved`: fewer chunks than p."""
    rows = table[(table["experiment"] == experiment) & table["base"].isin(table["case"])
                 & (table["workload"] != "empty")].copy()
    if rows.empty:
        return rows.assign(peak=[], granularity_s=[], starved=[])
    draws = rows["draws"].clip(lower=1) if "draws" in rows else pd.Series(1, index=rows.index)
    chunk = rows["chunk"].where(rows["chunk"] > 0, np.ceil(rows["tasks"] / rows["p"]))
    rows["units"] = draws * rows["tasks"]
    rows["starved"] = np.ceil(rows["tasks"] / chunk) < rows["p"]
    rows["peak"] = -1
    for _, group in rows.groupby(_problem_columns(rows), dropna=False):
        rows.loc[group.index, "peak"] = _peak(group, draws, table)
    bases = {case: base_of(result, table, case) for case in rows["peak"].unique()}
    units = rows.drop_duplicates("base").set_index("base")["units"]
    unit_s = rows["peak"].map(lambda case: bases[case].time_s / units[case])
    rows["granularity_s"] = unit_s * draws * chunk
    rows["efficiency"] = [_ideal(bases[row.peak], row.units / units[row.peak], row, result.cores) / row.median_s
                          for row in rows.itertuples()]
    return rows


def curves(result, table: pd.DataFrame, experiment: str) -> list:
    """The Curves of an experiment, one for each problem whose chunk or draws give three granularities or more."""
    rows = efficiencies(result, table, experiment)
    found = []
    peaks = table[table["case"].isin(rows["peak"])]
    differing = [column for column in varying(peaks) if column not in _NOT_PROBLEM]
    for peak, problem in rows.groupby("peak"):
        shown = [_widest(part, result.cores) for _, part in problem.groupby("model", sort=False)]
        shown = pd.concat([part for part in shown if part is not None] or [problem.head(0)])
        if shown.empty:
            continue
        shown = _name_curves(shown)
        shown["granularity_s"] = shown["granularity_s"].map(lambda seconds: float(f"{seconds:.4g}"))
        chosen, merged = fastest(shown, ["series", "starved", "granularity_s"])
        own = peaks[peaks["case"] == peak].iloc[0]
        found.append(Curves(int(peak), problem_label(own, differing), chosen, merged))
    return found


def metg(curve: pd.DataFrame, level: float = 0.5) -> Metg:
    """Where the curve first rises to `level`, interpolated linearly in efficiency over log granularity.

    Starved points are left out: they are slow for want of chunks, not because of overhead.
    """
    curve = curve[~curve["starved"]].sort_values("granularity_s")
    reached = np.flatnonzero(curve["efficiency"].to_numpy() >= level)
    if len(reached) == 0:
        return Metg(float("nan"), "never")
    after = curve.iloc[reached[0]]
    if reached[0] == 0:
        return Metg(float(after["granularity_s"]), "below")
    before = curve.iloc[reached[0] - 1]
    part = (level - before["efficiency"]) / (after["efficiency"] - before["efficiency"])
    logarithms = np.log([before["granularity_s"], after["granularity_s"]])
    return Metg(float(np.exp(logarithms[0] + part * (logarithms[1] - logarithms[0]))), "crossing")


def _widest(rows: pd.DataFrame, cores):
    """The rows of one p: the largest that the cores allow (the least if none) and that has enough granularities."""
    enough = [(p, part) for p, part in rows.groupby("p") if _granularities(part) >= FEWEST_GRANULARITIES]
    within = [part for p, part in enough if not cores or p <= cores]
    if not enough:
        return None
    return (within[-1] if within else enough[0][1]).sort_values(["threads", "case"])


def _name_curves(rows: pd.DataFrame) -> pd.DataFrame:
    """One series a (model, policy, split, schedule) if that is legible, else as in a scaling figure."""
    rows = name_series(rows, MOST_SERIES)
    by_schedule = rows["series"] + ", " + rows["schedule"]
    return rows.assign(series=by_schedule) if by_schedule.nunique() <= MOST_SERIES else rows


def _problem_columns(rows: pd.DataFrame) -> list:
    return [column for column in rows if column not in (*NOT_AXES, *_NOT_PROBLEM)]


def _peak(group: pd.DataFrame, draws: pd.Series, table: pd.DataFrame) -> int:
    """The base with the least time a unit among the group's cases with the most draws a task."""
    most = group[draws[group.index] == draws[group.index].max()].drop_duplicates("base")
    seconds = most["base"].map(table.set_index("case")["median_s"]) / most["units"]
    return int(most.loc[seconds.idxmin(), "base"])


def _ideal(peak: Base, scale: float, case, cores) -> float:
    scaled = Base(peak.time_s * scale, peak.processor_s * scale, 0.0, 0.0, peak.source)
    return ideal_time(scaled, case.p, cores, getattr(case, "in_flight", 1))


def _granularities(rows: pd.DataFrame) -> int:
    """How many granularities the axes chunk and draws give."""
    return rows.loc[~rows["starved"], "granularity_s"].map(lambda seconds: f"{seconds:.4g}").nunique()
