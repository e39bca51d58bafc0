"""Inside or outside the bar: of pairs of runs, by the interval of the median of what they differ by."""

import math
from dataclasses import dataclass
from itertools import count

import numpy as np

from ...statistics import coverage_of, median_interval, median_interval_rank

COVERAGE = 0.9         # of the interval, by order statistics, at least
MOST_LOAD = 0.1        # cores that others may use during a run that is judged
FEWEST_PAIRS = next(pairs for pairs in count() if median_interval_rank(pairs, COVERAGE))   # that have an interval


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
        """What pairs differ by: the difference of points, the logarithm of the ratio or of the larger over `below`."""
        cpython, emulation = np.asarray(cpython, dtype=float), np.asarray(emulation, dtype=float)
        if self.points:
            return emulation - cpython
        if self.below:
            return np.log(np.maximum(cpython, emulation) / self.below)
        return np.log(emulation / cpython)

    def limits(self, cpython: float) -> tuple:
        """Of what pairs may differ by, where CPython's value is this."""
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
    cpython: float = math.nan      # medians over the pairs
    emulation: float = math.nan
    differ: float = math.nan       # median, and its interval: a ratio, or a difference of points
    low: float = math.nan
    high: float = math.nan
    coverage: float = math.nan     # of the interval, exactly; NaN with too few pairs for one
    pairs: int = 0                 # that were judged
    verdict: str = "not judged"


def decide(low: float, high: float, limits: tuple) -> str:
    if limits[0] <= low and high <= limits[1]:
        return "inside"
    if high < limits[0] or limits[1] < low:
        return "outside"
    return "undecided"


def judge(pairs: list, bar: Bar) -> Judgement:
    """`pairs` of (CPython's value, the emulation's, the larger other load [cores] of the two runs)."""
    quiet = [(cpython, emulation) for cpython, emulation, load in pairs if load <= MOST_LOAD]
    if not quiet:
        return Judgement(verdict=f"not judged: load in {len(pairs)} of {len(pairs)} pairs" if pairs else
                         "not judged: every run failed")
    cpython, emulation = map(np.array, zip(*quiet))
    values = bar.differ(cpython, emulation)
    rank = median_interval_rank(len(values), COVERAGE)
    low, high = median_interval(values, COVERAGE) if rank else (math.nan, math.nan)
    scale = (lambda value: value) if bar.points else math.exp
    if rank:
        verdict = decide(low, high, bar.limits(float(np.median(cpython))))
    elif len(pairs) >= FEWEST_PAIRS:
        verdict = f"not judged: load in {len(pairs) - len(quiet)} of {len(pairs)} pairs"
    else:
        verdict = f"not judged: {len(quiet)} of {FEWEST_PAIRS} pairs"
    return Judgement(float(np.median(cpython)), float(np.median(emulation)), scale(float(np.median(values))),
                     scale(low), scale(high), coverage_of(len(quiet), rank) if rank else math.nan, len(quiet), verdict)


def agrees(verdict: str, expected: str) -> bool:
    """Whether a verdict is the expected one, or none was possible."""
    return verdict.startswith("not judged") or verdict == expected
