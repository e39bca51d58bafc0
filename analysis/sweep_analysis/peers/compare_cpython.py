"""Runs CPython and the emulation of its lock in turn, at the same places, and prints and keeps how near they come.

Told the truth only by a quiet machine: the table states the other load of each row and does not judge rows with more
than 0.1 core of it. A claim, never a test: the exit code says only whether everything ran.
"""

import argparse
import fnmatch
import os
import subprocess
import sys
from pathlib import Path

from .fidelity import result_file, runs, table
from .fidelity.cpython import Interpreter, look_at
from .fidelity.rows import ROWS
from .fidelity.verdicts import FEWEST_PAIRS


def parse(arguments: list):
    parser = argparse.ArgumentParser(prog="compare_cpython", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="folder of the built sweep")
    parser.add_argument("output", type=Path, help="result file to write (HDF5)")
    parser.add_argument("interpreters", nargs="*", metavar="PYTHON", help="default: /usr/bin/python3")
    parser.add_argument("--rows", default="*", help="only experiments whose name matches this pattern, as 'convoy*'")
    parser.add_argument("--pairs", type=int, default=FEWEST_PAIRS, help=f"default: {FEWEST_PAIRS}, the fewest judged")
    parser.add_argument("--quick", action="store_true", help="one pair of each: does it run; nothing is judged")
    parser.add_argument("--call-cost", type=float, default=4.0, metavar="US",
                        help="what the emulation charges a wait for the interpreter's own work (default: 4 us; from "
                             "waking up to the next system call CPython 3.11 took 20 us, the emulation without it 16)")
    return parser.parse_intermixed_args(arguments)  # options before, between and after the interpreters


class Record:
    """The comparisons so far, and their file, rewritten after every round of pairs."""

    def __init__(self, options):
        self.options, self.comparisons = options, []

    def lines(self, comparison, rows: list) -> list:
        return [line for row in rows for line in table.lines_of(comparison, row)]

    def keep(self, status: str):
        version = subprocess.run([self.options.build / "sweep", "--version"], text=True, capture_output=True,
                                 check=False, env=os.environ).stdout.strip()
        result_file.write(self.options.output, [run for comparison, _ in self.comparisons for run in comparison.runs],
                          [line for each in self.comparisons for line in self.lines(*each)],
                          {"status": status, "sweep": version, "host": os.uname().nodename,
                           "cores": len(os.sched_getaffinity(0))})

    def compare(self, interpreter: Interpreter):
        """One interpreter; prints its table."""
        program = interpreter.program
        rows = [row for row in ROWS
                if row.policy == interpreter.policy and fnmatch.fnmatch(row.name, self.options.rows)]
        if not rows:
            print(f"{program}: there is no experiment for policy {interpreter.policy} that matches "
                  f"{self.options.rows}; nothing is compared")
            return
        comparison = runs.Comparison(self.options.build / "sweep", interpreter, self.options.call_cost * 1e-6)
        self.comparisons.append((comparison, rows))
        pairs = 1 if self.options.quick else self.options.pairs

        def after_pair(pair: int, wanted: int):
            if wanted:
                print(f"CPython {interpreter.version}: pair {pair + 1} of {wanted} experiments done", file=sys.stderr)
                self.keep("partial")

        runs.compare(comparison, rows, pairs, 1 if self.options.quick else 2 * pairs, after_pair)
        print(f"\nCPython {interpreter.version} ({program}) and policy {interpreter.policy}; threads on the allowed "
              f"{len(os.sched_getaffinity(0))} cores in turn; at most "
              f"{runs.MOST_LOAD} core of other load")
        table.print_table(self.lines(comparison, rows))
        for failure in dict.fromkeys(comparison.failures):
            print(f"{comparison.failures.count(failure)} x failed: {failure}", file=sys.stderr)


def main(arguments: list) -> int:
    options = parse(arguments)
    options.build, options.output = options.build.resolve(), options.output.resolve()
    record = Record(options)
    try:
        interpreters = [look_at(program) for program in options.interpreters or ["/usr/bin/python3"]]
    except ValueError as error:
        print(f"compare_cpython: {error}", file=sys.stderr)
        return 2
    for interpreter in interpreters:
        record.compare(interpreter)
    if record.comparisons:
        record.keep("complete")
        print(f"\nevery value: {options.output}")
    return int(any(comparison.failures for comparison, _ in record.comparisons))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
