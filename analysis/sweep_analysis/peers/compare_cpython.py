"""How near the emulation of CPython's lock comes to CPython: judges a result of configs/compare_cpython.toml.

    python3 -m sweep_analysis.peers.compare_cpython FILE.h5 configs/compare_cpython/bars.toml

The bars are data; what they say is explained there. A row's two cases are compared launch by launch, each by the median
of its repetitions there, and judged by the 95 % interval of the median over launches, of which it takes six. Told the
truth only by a quiet machine: repetitions during which other programs took more than 0.1 core do not count. A claim,
never a test: the exit code says only whether all rows were measured.
"""

import argparse
import math
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..load import Result, load
from ..schema import ResultError
from ..statistics import FEWEST_LAUNCHES, median_interval, repetitions_of

MOST_STRANGERS = 0.1   # cores that other programs may take during a repetition that is judged
FIRST_WAIT_S = 0.1     # of each thread of the rows `io`; the lock does not limit it
UNITS = {"_per_s": (1, "/s"), "_s": (1e3, " ms")}   # of values, by the end of their name
_KEY = ["case", "repetition"]


@dataclass(frozen=True)
class Bar:
    """How far the emulation may be from CPython: a `ratio` of 0.1 is 10 % more or as much less; `least` [unit of the
    value] is allowed where that is more. `points`: a difference instead. `below`: no bar between them, but both lie
    below this."""

    ratio: float = 0
    least: float = 0
    points: float = 0
    below: float = 0

    def differ(self, cpython, emulation) -> np.ndarray:
        """By launch: the difference of points, the logarithm of the ratio or of the larger over `below`."""
        cpython, emulation = np.asarray(cpython, dtype=float), np.asarray(emulation, dtype=float)
        if self.points:
            return emulation - cpython
        if self.below:
            return np.log(np.maximum(cpython, emulation) / self.below)
        return np.log(emulation / cpython)

    def limits(self, cpython: float) -> tuple:
        """Of what they may differ by, where CPython's value is this."""
        if self.points:
            return -self.points, self.points
        if self.below:
            return -math.inf, 0.0
        limit = math.log1p(max(self.ratio, self.least / cpython))
        return -limit, limit

    def __str__(self):
        if self.points:
            return f"±{100 * self.points:.0f} points"
        if self.below:
            return f"both < {self.below:g}"
        return f"±{100 * self.ratio:.0f} %" + (f" or {1e3 * self.least:g} ms" if self.least else "")


@dataclass(frozen=True)
class Judgement:
    """Of one value of one row."""

    row: str
    value: str
    bar: Bar
    must_be: str                   # verdict
    verdict: str = ""              # inside, outside, undecided, or not judged: why
    cpython: float = math.nan      # medians over launches
    emulation: float = math.nan
    differ: float = math.nan       # median over launches, with its interval; as Bar.differ has it
    low: float = math.nan
    high: float = math.nan
    strangers: float = math.nan    # most of a repetition [cores]

    @property
    def agrees(self) -> bool:
        return self.verdict == self.must_be or self.verdict.startswith("not judged")


def find_case(result: Result, conditions: dict) -> int:
    """The one whose columns have these values. Raises LookupError, in words."""
    cases = result.cases
    for column, wanted in conditions.items():
        if column not in cases:
            raise LookupError(f"no case has a column {column}")
        same = np.isclose(pd.to_numeric(cases[column], errors="coerce"), wanted) if isinstance(wanted, (int, float)) \
            else cases[column] == wanted
        cases = cases[same]
    if len(cases) != 1:
        raise LookupError(f"{len(cases)} cases are {', '.join(f'{key} {value}' for key, value in conditions.items())}")
    return int(cases["case"].iloc[0])


def _on_one_thread(result: Result, case: int, conditions: dict) -> int:
    model = result.cases.set_index("case").loc[case, "model"]
    others = {key: value for key, value in conditions.items() if key not in ("workers", "executor")}
    return find_case(result, {**others, "model": model, "threads": 1})


class Values:
    """What was measured of the cases, a value a repetition."""

    def __init__(self, result: Result):
        self.result = result
        times = repetitions_of(result.cases, result.samples).set_index(_KEY)
        sums = result.samples.groupby(_KEY)[["cpu_s", "strangers_s"]].sum()
        self.repetitions = times.join(sums)
        self.repetitions["strangers"] = self.repetitions["strangers_s"] / self.repetitions["time_s"]
        self._locks = result.locks.groupby(_KEY)[["held_s", "switches"]].sum()

    def _of_repetitions(self, case: int, value: str) -> pd.Series:
        """By repetition. Of the emulation slices are known from what its lock did."""
        own = self.repetitions.loc[case]
        if value in ("wall_s", "speedup"):   # a speed-up is made of two of them
            return own["time_s"]
        if value == "after_wait":
            return (own["time_s"] - FIRST_WAIT_S) / own["cpu_s"]
        measures = self.result.measures
        told = measures[(measures["case"] == case) & (measures["measure"] == value)]
        if not told.empty:
            return told.set_index("repetition")["value"]
        if value in ("slice_s", "switches_per_s") and case in self._locks.index.get_level_values("case"):
            locks = self._locks.loc[case]
            return locks["held_s"] / (locks["switches"] + 1) if value == "slice_s" else locks["switches"] / own["time_s"]
        raise LookupError(f"case {case} has no {value}")

    def of_launches(self, case: int, value: str, most_strangers: float) -> pd.Series:
        """By launch, the median of the repetitions that no more than so many strangers disturbed; without launches that
        have none."""
        own = self.repetitions.loc[case]
        quiet = own[~(own["strangers"] > most_strangers)]
        found = self._of_repetitions(case, value).reindex(quiet.index)
        return found.groupby(quiet["launch"]).median().dropna()

    def side(self, conditions: dict, value: str, most_strangers: float) -> tuple:
        """(values by launch, launches in which the case was measured, most of strangers)."""
        case = find_case(self.result, conditions)
        if case not in self.repetitions.index.get_level_values("case"):
            raise LookupError(f"case {case} was not measured: {self.result.cases.set_index('case').loc[case, 'error']}")
        found = self.of_launches(case, value, most_strangers)
        if value == "speedup":
            alone = _on_one_thread(self.result, case, conditions)
            found = (self.of_launches(alone, value, most_strangers) / found).dropna()
        own = self.repetitions.loc[case]
        return found, set(own["launch"]), float(own["strangers"].max())


def decide(low: float, high: float, limits: tuple) -> str:
    if limits[0] <= low and high <= limits[1]:
        return "inside"
    if high < limits[0] or limits[1] < low:
        return "outside"
    return "undecided"


def _why_not(count: int, launches: int) -> str:
    """Why so many quiet launches of these are not judged; empty where they are."""
    if count >= FEWEST_LAUNCHES:
        return ""
    others = f", others ran in {launches - count}" if count < launches else ""
    return f"not judged: {count} of {FEWEST_LAUNCHES} launches{others}"


def _sides(values: Values, row: dict, value: str, most_strangers: float) -> tuple:
    """(values of both sides by launch, launches with both, most of strangers)."""
    (cpython, launches, one), (emulation, others, other) = (
        values.side(row[side], value, most_strangers) for side in ("cpython", "emulation"))
    both = pd.DataFrame({"cpython": cpython, "emulation": emulation}).dropna()
    return both, len(launches & others), max(one, other)


def judge(values: Values, row: dict, value: str) -> Judgement:
    """With no quiet launch the values are those of all, and are not judged."""
    bar = Bar(**row["bars"][value])
    told = {"row": row["name"], "value": value, "bar": bar, "must_be": row.get("must_be", "inside")}
    try:
        both, launches, strangers = _sides(values, row, value, MOST_STRANGERS)
        verdict = _why_not(len(both), launches)
        if both.empty:
            both, *_ = _sides(values, row, value, math.inf)
    except LookupError as error:
        return Judgement(**told, verdict=f"not judged: {error.args[0]}")
    differ = bar.differ(both["cpython"], both["emulation"])
    low, high, middle = math.nan, math.nan, float(both["cpython"].median())
    if not verdict:
        low, high = map(float, median_interval(differ))
        verdict = decide(low, high, bar.limits(middle))
    return Judgement(**told, verdict=verdict, cpython=middle, emulation=float(both["emulation"].median()),
                     differ=float(np.median(differ)), low=low, high=high, strangers=strangers)


def judge_all(result: Result, bars: dict) -> list:
    values = Values(result)
    return [judge(values, row, value) for row in bars["row"] for value in row["bars"]]


def _number(name: str, value: float) -> str:
    scale, unit = next((UNITS[end] for end in UNITS if name.endswith(end)), (1, ""))
    return "–" if math.isnan(value) else f"{value * scale:.4g}{unit}"


def _difference(found: Judgement) -> str:
    """With its interval, as a ratio or in points."""
    if math.isnan(found.differ):
        return "–"
    shown = (lambda value: f"{100 * value:.1f}") if found.bar.points else (lambda value: f"{math.exp(value):.3f}")
    interval = "no interval" if math.isnan(found.low) else f"[{shown(found.low)}, {shown(found.high)}]"
    return f"{shown(found.differ)} {interval}" + (" pt" if found.bar.points else " largest" if found.bar.below else "")


def _line(found: Judgement) -> str:
    mark = "" if found.agrees else f"  (must be {found.must_be})"
    strangers = "–" if math.isnan(found.strangers) else f"{found.strangers:.2f}"
    return (f"{found.row:34} {found.value:15} {_number(found.value, found.cpython):>10} "
            f"{_number(found.value, found.emulation):>10}  {_difference(found):25} {str(found.bar):16} {strangers:>5}  "
            f"{found.verdict}{mark}")


def table(result: Result, judgements: list) -> str:
    interpreters = [text for name, text in result.provenance.items() if name.startswith("interpreter ")]
    lines = [f"{'; '.join(map(str, interpreters))}; {len(result.launches)} launches; others: at most {MOST_STRANGERS} core",
             "", f"{'row':34} {'value':15} {'CPython':>10} {'emulation':>10}  {'ratio or difference':25} {'bar':16} others  "
             "verdict", *map(_line, judgements), ""]
    right = [found.verdict.partition(":")[0] for found in judgements if found.must_be == "inside"]
    wrong = [found.verdict for found in judgements if found.must_be == "outside"]
    counts = ", ".join(f"{right.count(verdict)} {verdict}" for verdict in ("inside", "outside", "undecided", "not judged"))
    return "\n".join([*lines, f"{counts}; of {len(wrong)} values of wrong locks {wrong.count('outside')} outside"])


def main(arguments: list) -> int:
    parser = argparse.ArgumentParser(prog="compare_cpython", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="of configs/compare_cpython.toml")
    parser.add_argument("bars", type=Path, help="configs/compare_cpython/bars.toml, or bars of your own")
    options = parser.parse_args(arguments)
    try:
        result, bars = load(options.result), tomllib.loads(options.bars.read_text(encoding="utf-8"))
        judgements = judge_all(result, bars)
    except (OSError, ResultError, tomllib.TOMLDecodeError) as error:
        print(f"compare_cpython: {error}", file=sys.stderr)
        return 2
    print(table(result, judgements))
    return int(any(found.verdict.startswith("not judged") and math.isnan(found.strangers) for found in judgements))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
