"""Pairs of runs in random order: each row's probe and emulation, and the wrong locks beside them."""

import os
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import cpython, emulation
from .cpython import Interpreter
from .load import LoadMeter
from .observations import READERS
from .rows import Row
from .verdicts import MOST_LOAD

CPYTHON = "cpython"   # a side; the others are the emulation's policies


@dataclass(frozen=True)
class Run:
    interpreter: str
    row: str
    pair: int
    side: str
    order: int            # in which all runs were made
    load: float           # other load [cores]
    placement: str
    values: dict          # what observations.py read
    raw: dict = field(default_factory=dict)


@contextmanager
def only_cores(count: int):
    """What is started meanwhile may use the first `count` cores; all for 0."""
    before = os.sched_getaffinity(0)
    try:
        if count:
            os.sched_setaffinity(0, sorted(before)[:count])
        yield sorted(os.sched_getaffinity(0))
    finally:
        os.sched_setaffinity(0, before)


class Comparison:
    """Of one interpreter with the emulation; keeps every run."""

    def __init__(self, sweep: Path, interpreter: Interpreter, call_s: float):
        self.sweep, self.interpreter, self.call_s = sweep, interpreter, call_s
        self.runs = []
        self.failures = []   # in words

    def run_pair(self, row: Row, pair: int, sides: list):
        """Both sides, and the wrong locks, in random order. The interpreter's costs are measured just before.
        A side that fails is missing in its pair, and the comparison goes on."""
        try:
            costs = {"call_s": self.call_s} | cpython.measure_costs(self.interpreter)
        except RuntimeError as error:
            self.failures.append(str(error))
            return
        for side in random.sample(sides, len(sides)):
            try:
                with only_cores(row.cores) as cores:
                    self.runs.append(self._run(row, pair, side, costs, cores))
            except RuntimeError as error:
                self.failures.append(str(error))

    def _run(self, row: Row, pair: int, side: str, costs: dict, cores: list) -> Run:
        time.sleep(0.02)  # until what ran before is quiet
        meter = LoadMeter()
        if side == CPYTHON:
            found = cpython.run(self.interpreter, row, self.sweep.parent)
        else:
            found = emulation.run(self.sweep, row, side, costs)
        placement = f"threads {row.pin}, cores {' '.join(map(str, cores))}"
        return Run(f"CPython {self.interpreter.version}", row.name, pair, side, len(self.runs), meter.read(), placement,
                   READERS[row.experiment](found), {**costs, **found})

    def sides_of(self, row: Row) -> list:
        return [CPYTHON, self.interpreter.policy, *row.wrong]

    def pairs(self, row: Row, side: str) -> list:
        """(CPython's run, the side's run) of each pair."""
        of = {(run.pair, run.side): run for run in self.runs if run.row == row.name}
        return [(of[pair, CPYTHON], run) for (pair, at), run in of.items() if at == side and (pair, CPYTHON) in of]

    def quiet_pairs(self, row: Row) -> int:
        """Of its side with fewest."""
        return min(sum(max(one.load, other.load) <= MOST_LOAD for one, other in self.pairs(row, side))
                   for side in self.sides_of(row)[1:])


def compare(comparison: Comparison, rows: list, pairs: int, most: int, after_pair):
    """`pairs` pairs of every row; of rows whose pairs had other load, more, but none more than `most`."""
    for pair in range(most):
        wanted = [row for row in rows if pair < pairs or comparison.quiet_pairs(row) < pairs]
        for row in random.sample(wanted, len(wanted)):
            comparison.run_pair(row, pair, comparison.sides_of(row))
        after_pair(pair, len(wanted))
