"""What is kept: every value of every run, every slice and round, and the table. Opens with h5py and pandas."""

import sys
from datetime import datetime, timezone
from pathlib import Path

import h5py
import numpy as np

TEXT = h5py.string_dtype()


def write(path: Path, runs: list, lines: list, attributes: dict):
    """The whole file anew, in place of the one before it only when it is complete."""
    partial = path.with_suffix(".partial")
    with h5py.File(partial, "w") as file:
        file.attrs.update({"format": "sweep-fidelity", "schema_version": 1, "command_line": " ".join(sys.argv),
                           "created": datetime.now(timezone.utc).isoformat(timespec="seconds"), **attributes})
        write_runs(file, runs)
        write_verdicts(file, lines)
    partial.replace(path)


def write_runs(file, runs: list):
    """/runs: a row a run and value, in its own unit (`_s`: seconds; load: cores). /raw/<run>: what was measured."""
    columns = [("run", "i8"), ("interpreter", TEXT), ("experiment", TEXT), ("pair", "i8"), ("side", TEXT),
               ("order", "i8"), ("load", "f8"), ("placement", TEXT), ("value", TEXT), ("measured", "f8")]
    rows = [(number, run.interpreter, run.row, run.pair, run.side, run.order, run.load, run.placement, name, value)
            for number, run in enumerate(runs) for name, value in run.values.items()]
    file.create_dataset("runs", data=np.array(rows, dtype=columns))
    for number, run in enumerate(runs):
        group = file.create_group(f"raw/{number}")
        for name, value in run.raw.items():
            if isinstance(value, (list, np.ndarray)):
                group.create_dataset(name, data=np.asarray(value, dtype=float), compression="gzip")
            else:
                group.attrs[name] = value


def write_verdicts(file, lines: list):
    columns = [("interpreter", TEXT), ("experiment", TEXT), ("side", TEXT), ("value", TEXT), ("cpython", "f8"),
               ("emulation", "f8"), ("differ", "f8"), ("low", "f8"), ("high", "f8"), ("coverage", "f8"), ("bar", TEXT),
               ("pairs", "i8"), ("load", "f8"), ("expected", TEXT), ("verdict", TEXT)]
    rows = []
    for line in lines:
        found = line.judgement
        rows.append((line.interpreter, line.experiment, line.side, line.value, found.cpython, found.emulation,
                     found.differ, found.low, found.high, found.coverage, str(line.bar), found.pairs,
                     line.load, line.expected, found.verdict))
    file.create_dataset("verdicts", data=np.array(rows, dtype=columns))
