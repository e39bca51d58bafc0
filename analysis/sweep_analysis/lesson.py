"""What the notebooks of the lecture call: predict → measure → compare. A learner writes a guess down; one function here
finds the measured number in a result, and `compare` says how far off the guess is.

Every function that measures takes the result, the campaign whose result has the number ("gil" for configs/gil.toml),
and what its case was asked for, as in workload="tiny_files", threads=20; of several such cases the fastest a task
counts. Where the result lacks it, the `Measured` says so, in one sentence that names the campaign to run, and nothing
is raised. Intervals are those of `statistics`, and `holds` says for what they hold.
"""

import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .load import ResultError, find_result, load
from .measures import summarise_measures
from .report import duration, holds_words, percent, size
from .series import words_of
from .statistics import measured, median_interval, once_measured, whole_work
from .waiting import memory_of_task as bytes_a_task

NAN = float("nan")
_WORDS = {"s": duration, "B": size, "share": percent, "×": lambda value: f"{value:.3g} ×"}


@dataclass(frozen=True)
class Measured:
    """A measured number, or why there is none. `unit`: "s", "B", "×", "share" (of 1), or "" of a count."""

    what: str
    value: float = NAN
    low: float = NAN
    high: float = NAN
    unit: str = ""
    holds: str = ""
    missing: str = ""

    def __repr__(self) -> str:
        if self.missing:
            return self.missing
        return f"{self.what}: {with_interval(self.value, self.low, self.high, self.unit)} {self.holds}".rstrip()


@dataclass(frozen=True)
class Ways:
    """The ways of running one problem, fastest first: columns `way`, and `task_s`, `low_s`, `high_s` [s a task]."""

    table: pd.DataFrame
    missing: str = ""

    def __repr__(self) -> str:
        return self.missing or f"{len(self.table)} ways were measured; guess first, then compare."


def open_result(campaign: str, root="."):
    """The result that SWEEP_RESULT names, else the newest of that campaign in root/results, else the newest there; None
    where there is none that can be read."""
    folder = Path(root) / "results"
    own = sorted(folder.glob(f"{campaign.replace('_', '-')}-[0-9]*.h5"), key=lambda file: file.stat().st_mtime)
    try:
        return once_measured(load(own[-1] if own and not os.environ.get("SWEEP_RESULT") else find_result(folder)))
    except ResultError:
        return None


def time_of(result, campaign: str, **wanted) -> Measured:
    """The median time of a repetition [s]; of a serial base that ran only some of the tasks, as if it had run all."""
    what = f"time of a repetition, {_asked(wanted)}"
    case, missing = _case(result, campaign, wanted)
    return Measured(what, missing=missing) if missing else \
        Measured(what, case["median_s"], case["low_s"], case["high_s"], "s", holds_words(case))


def speedup_of(result, campaign: str, **wanted) -> Measured:
    """The speed-up over the serial base, a task."""
    what = f"speed-up over serial, {_asked(wanted)}"
    case, missing = _case(result, campaign, wanted)
    return Measured(what, missing=missing) if missing else \
        Measured(what, case["speedup"], case["speedup_low"], case["speedup_high"], "×", holds_words(case))


def ratio_of(result, campaign: str, more: dict, less: dict, of: str = "", **both) -> Measured:
    """How many times as much the case `more` takes as the case `less`, of time a task, or of the measure `of`. Its
    interval is from the ends of both, so that it is rather too wide."""
    what = f"{of or 'time a task'}, {_asked(both)}: {_asked(more)} by {_asked(less)}"
    ends = [measure_of(result, campaign, of, **both, **own) if of else _time_a_task(result, campaign, both | own)
            for own in (more, less)]
    missing = next((end.missing for end in ends if end.missing), "")
    if missing or ends[1].value == 0:
        return Measured(what, missing=missing or f"{what}: the latter is 0, so that there is no ratio.")
    low, high = (side / other if other > 0 else NAN for side, other in ((ends[0].low, ends[1].high),
                                                                        (ends[0].high, ends[1].low)))
    return Measured(what, ends[0].value / ends[1].value, low, high, "×", ends[0].holds)


def measure_of(result, campaign: str, name: str, **wanted) -> Measured:
    """What the workload measured itself, such as `ready_s` of workload startup."""
    what = f"{name}, {_asked(wanted)}"
    case, missing = _case(result, campaign, wanted)
    if missing:
        return Measured(what, missing=missing)
    own = summarise_measures(result.measures[result.measures["case"] == case["case"]])
    own = own[own["measure"] == name]
    if own.empty:
        return Measured(what, missing=_run(result, what, campaign))
    row = own.iloc[0]
    unit = row["unit"] if row["unit"] in _WORDS else ""
    return Measured(what, row["median"], row["low"], row["high"], unit, "over all repetitions")


def share_of(result, campaign: str, column: str, **wanted) -> Measured:
    """Which share of the time of all workers a column of /samples [s], such as `cpu_s` or `wait_s`, is."""
    what = f"share of {column} in the time of all workers, {_asked(wanted)}"
    case, missing = _case(result, campaign, wanted)
    if missing:
        return Measured(what, missing=missing)
    sums = result.samples[result.samples["case"] == case["case"]].groupby("repetition")[[column, "wall_s"]].sum()
    shares = sums[column] / (sums["wall_s"] * case["threads"])
    return Measured(what, shares.median(), *median_interval(shares), "share", "over all repetitions")


def memory_a_task(result, campaign: str, **wanted) -> Measured:
    """The resident memory that a task takes [B]: the most of any repetition, so that there is no interval."""
    what = f"memory a task, {_asked(wanted)}"
    case, missing = _case(result, campaign, wanted)
    if missing:
        return Measured(what, missing=missing)
    value = bytes_a_task(result, case.to_frame().T, "rss_growth_bytes").iloc[0]
    return Measured(what, float(value), unit="B", holds="the most of all repetitions")


def ways_of(result, campaign: str, **wanted) -> Ways:
    """The fastest case of each model and policy, on one rank and on several."""
    rows, missing = _cases(result, campaign, wanted)
    if missing:
        return Ways(pd.DataFrame(columns=["way", "task_s", "low_s", "high_s"]), missing)
    names = words_of(rows, ["model", "policy"], result.units["cases"])
    several = np.where(rows["ranks"] > 1, " on ranks", "")
    table = pd.DataFrame(dict(way=np.char.add(np.array(names, dtype=str), several), task_s=rows["task_s"],
                              low_s=rows["low_s"] / rows["tasks"], high_s=rows["high_s"] / rows["tasks"]))
    return Ways(table.drop_duplicates("way").reset_index(drop=True))


def compare(guess, number: Measured):
    """How far the guess is from what was measured: a `guesses.Comparison`."""
    from .guesses import Comparison, how_far   # here, as it draws, and a cell that measures need not wait for that

    if number.missing:
        return Comparison(number.missing)
    return how_far(guess, number.value, number.low, number.high, number.unit, number.what, number.holds)


def compare_choice(guess: str, ways: Ways):
    """How much slower the chosen way is than the fastest: a `guesses.Comparison`."""
    from .guesses import Comparison, how_good

    return Comparison(ways.missing) if ways.missing else how_good(guess, ways.table)


def _case(result, campaign: str, wanted: dict) -> tuple:
    """(the fastest case that was asked for so, "") or (None, why there is none)."""
    rows, missing = _cases(result, campaign, wanted)
    return (None, missing) if missing else (rows.iloc[0], "")


def _cases(result, campaign: str, wanted: dict) -> tuple:
    """(the cases, fastest a task first, with `task_s`; "") or (None, why there are none)."""
    if result is not None:
        rows = whole_work(measured(result))
        for column, value in wanted.items():
            rows = rows[_is(rows[column], value)] if column in rows else rows[:0]
        if len(rows):
            return rows.assign(task_s=rows["median_s"] / rows["tasks"]).sort_values("task_s", kind="stable"), ""
    return None, _run(result, _asked(wanted), campaign)


def _time_a_task(result, campaign: str, wanted: dict) -> Measured:
    case, missing = _case(result, campaign, wanted)
    return Measured("", missing=missing) if missing else \
        Measured("", *(case[end] / case["tasks"] for end in ("median_s", "low_s", "high_s")), "s", holds_words(case))


def _is(column: pd.Series, value) -> pd.Series:
    """Equal, of durations and sizes up to rounding."""
    if isinstance(value, float):
        return pd.Series(np.isclose(pd.to_numeric(column, errors="coerce"), value, rtol=1e-9), index=column.index)
    return column == value


def _asked(wanted: dict) -> str:
    """ "tiny_files, gil, interval, 20 threads, latency 100 ms"."""
    row = pd.DataFrame([wanted])
    units = {"latency": "s", "parse": "s", "wait": "s", "bytes": "B", "size": "B"}
    plain = [column for column in wanted if column in ("workload", "way", "form", "isa", "pace")]
    others = [column for column in wanted if column not in plain]
    words = [str(wanted[column]) for column in plain] + words_of(row, others, units)
    return ", ".join(word for word in words if word) or "any case"


def _run(result, what: str, campaign: str) -> str:
    where = "There is no result that can be read, and so" if result is None else f"{result.path.name} has"
    return (f"{where} nothing of: {what}; run `mpirun -n 2 ./sweep run configs/{campaign}.toml` and open the notebook "
            "again.")


def with_interval(value: float, low: float, high: float, unit: str) -> str:
    """ "1.23 ms (1.20 ms … 1.31 ms)"; without an interval, or where that is one value, the value alone."""
    words = in_unit(value, unit)
    return words if math.isnan(low) or math.isnan(high) or low == high else \
        f"{words} ({in_unit(low, unit)} … {in_unit(high, unit)})"


def in_unit(value: float, unit: str) -> str:
    """ "1.23 ms", "8 MiB", "12 ×", "38 %", "7", "53,540"."""
    return _WORDS.get(unit, lambda number: f"{number:.4g}" if abs(number) < 1e4 else f"{number:,.0f}")(value)
