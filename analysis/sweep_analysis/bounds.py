"""Bounds on the time T(p) at p = ranks × threads, after Hoefler & Belli, SC'15, rule 11 and figure 7.

    ideal      T(p) ≥ I(T1, p)
    Amdahl     T(p) ≥ s + I(T1 − s, p)
    overhead   T(p) ≥ s + I(T1 − s, p) + o(p)

T1 is the median of the serial base. I divides a time T among p; with C ≤ T what of it needs a processor (T − `wait_s`
of the base, at least its `cpu_s`; time that the system took away from a base that never waits counts, as it would not
divide beyond the cores) and in_flight the waits for devices that one thread holds under way at once (1 but for an
event loop),

    I(T, p) = max( C / min(p, cores), T / (p × in_flight) ),

the asymptotic bounds of operational analysis (Lazowska et al., "Quantitative System Performance", 1984, section 5.2):
processors cannot do C faster than all cores at once, and p × in_flight tasks under way at once do no more than that.
Without waits this is T / min(p, cores).

Every number is measured:

s     The part nothing divides. From workload `empty` (serial, one rank), whose time is s + tasks × time a task:
      the intercept of the line through its fewest and its most tasks. With one number of tasks only, its whole time,
      an upper estimate. Without `empty`: the least wall − cpu − wait of the base's repetitions, clipped at 0; time that
      the system took away counts as serial then, so that a campaign should contain `empty` with two numbers of tasks.
o(p)  What p adds. From `empty` at the same model, ranks and threads: T_empty(p) − s − (T_empty(1) − s) / p, so that
      the time a task that p does divide is not counted twice; else from `dispatch_s` (the time to get chunks, mean
      over a rank's threads), mean over the ranks: dispatch(p) − dispatch(1) / p. Clipped at 0.

Where tasks wait, p says little; there the bound is `bound_s` of /cases, which sweep computed:
src/campaign/bound.hpp has the sums, and nothing else does.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Base:
    """The serial base of a speed-up, in seconds; `source` says in words where `serial_s` comes from."""

    time_s: float        # T1: median time of the case
    processor_s: float   # C: what needs a processor
    dispatch_s: float    # median time it took to get chunks
    serial_s: float      # s
    source: str


def base_of(result, table: pd.DataFrame, case: int, tasks=None) -> Base:
    """Measures the base `case`; `table` is `statistics.measured(result)`.

    As a base may run only some of the tasks, its work is scaled to so many; not s, nor the time to get its one chunk.
    """
    own = table.set_index("case").loc[case]
    time_s = float(own["median_s"])
    serial_s, source = serial_part(result, table, case)
    processor_s = max(_median_over_repetitions(result, case, "cpu_s"),
                      time_s - _median_over_repetitions(result, case, "wait_s"))
    scale = (tasks or own["tasks"]) / own["tasks"]
    return Base(time_s * scale, min(time_s, processor_s) * scale,
                _median_over_repetitions(result, case, "dispatch_s"), min(serial_s, time_s), source)


def serial_part(result, table: pd.DataFrame, case: int) -> tuple:
    """s [s] and its source in words, as the head of this module defines it."""
    empty = table[(table["workload"] == "empty") & (table["model"] == "serial") & (table["p"] == 1)]
    times = empty.groupby("tasks")["median_s"].min()
    if len(times) > 1:
        slope = (times.iloc[-1] - times.iloc[0]) / (times.index[-1] - times.index[0])
        return max(0.0, times.iloc[0] - slope * times.index[0]), "workload empty, extrapolated to no tasks"
    if len(times) == 1:
        return float(times.iloc[0]), f"workload empty with {times.index[0]} tasks"
    rows = result.samples[result.samples["case"] == case]
    rest = rows["wall_s"] - rows["cpu_s"] - rows["wait_s"]
    return max(0.0, float(rest.min())), "base: wall − cpu − wait"


def ideal_time(base: Base, p: float, cores=None, in_flight: float = 1) -> float:
    """Time [s] if all of the base's work were divided among p; `cores` None means no limit is known."""
    return _divided(base.time_s, base.processor_s, p, cores, in_flight)


def amdahl_time(base: Base, p: float, cores=None) -> float:
    """Time [s] if all but the serial part were divided among p (Amdahl, AFIPS 1967)."""
    rest_s = base.time_s - base.serial_s
    return base.serial_s + _divided(rest_s, min(rest_s, base.processor_s), p, cores)


def overhead_time(base: Base, overhead_s: float, p: float, cores=None) -> float:
    """Amdahl's time [s] plus the measured overhead o(p)."""
    return amdahl_time(base, p, cores) + overhead_s


def overhead(result, table: pd.DataFrame, case, base: Base) -> tuple:
    """o(p) [s] of one case (a row of `table`) and its source in words."""
    empty = _matching_empty(table, case)
    if empty is not None:
        alone_s = float(table.set_index("case").loc[empty["base"], "median_s"])
        serial_s = min(base.serial_s, alone_s)
        return max(0.0, empty["median_s"] - serial_s - (alone_s - serial_s) / case["p"]), "workload empty"
    dispatch_s = _median_over_repetitions(result, case["case"], "dispatch_s")
    return max(0.0, dispatch_s - base.dispatch_s / case["p"]), "dispatch_s"


def _divided(time_s: float, processor_s: float, p: float, cores, in_flight: float = 1) -> float:
    return max(processor_s / (min(p, cores) if cores else p), time_s / (p * max(1, in_flight)))


def _matching_empty(table: pd.DataFrame, case):
    """The `empty` case on the same model, ranks and threads; then same policy, schedule, chunk; then closest tasks."""
    empty = table[(table["workload"] == "empty") & table["base"].isin(table["case"])]
    for column in ("model", "ranks", "threads"):
        empty = empty[empty[column] == case[column]]
    for column in ("policy", "schedule", "chunk"):
        same = empty[empty[column] == case[column]]
        empty = same if len(same) else empty
    if empty.empty:
        return None
    distance = (empty["tasks"] - case["tasks"]).abs()
    return empty.assign(distance=distance).sort_values(["distance", "median_s"]).iloc[0]


def _median_over_repetitions(result, case: int, column: str) -> float:
    """The mean over ranks of a column of /samples [s]; the median over repetitions."""
    rows = result.samples[result.samples["case"] == case]
    means = rows.groupby("repetition")[column].mean().dropna()
    return float(means.median()) if len(means) else float("nan")
