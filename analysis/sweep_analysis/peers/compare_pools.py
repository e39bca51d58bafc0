"""compare_pools BUILD OUTPUT.csv [ROUNDS]: model process_pool and Python's pools of processes, in turn.

In every round runs each contender once, in random order: tasks that do nothing, handed out one by one to two workers.
Writes what was measured to OUTPUT.csv. A ratio is of rates in the same round. mpi4py.futures takes part where it is
installed (Debian: python3-mpi4py).
"""

import csv
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

from .compare_downloads import ROOT, in_words, parse

WORKERS, TASKS = 2, 10_000
PROBE = Path(__file__).resolve().parent / "pools" / "executor.py"
PYTHON = {"fork": "Python, ProcessPoolExecutor, fork", "spawn": "Python, ProcessPoolExecutor, spawn",
          "mpi": "Python, mpi4py.futures"}


def name_of(start: str, in_flight: int) -> str:
    return f"sweep, process_pool, {start}, {in_flight} in flight"


def contenders() -> list:
    kinds = [kind for kind in PYTHON if kind != "mpi" or importlib.util.find_spec("mpi4py")]
    return [*kinds, "sweep"]


def run_python(kind: str) -> dict:
    launcher = ["mpirun", "-n", str(WORKERS + 1)] if kind == "mpi" else []
    module = ["-m", "mpi4py.futures"] if kind == "mpi" else []
    done = subprocess.run([*launcher, sys.executable, "-B", *module, PROBE, kind, str(WORKERS), str(TASKS)],
                          check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_sweep(build: Path) -> dict:
    """Of each case what run_python() gives of a pool, but the start. The answers are checked by sweep itself."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.h5"
        subprocess.run(["mpirun", "-n", "1", build / "sweep", "run", ROOT / "configs/compare_pools.toml", "--quiet",
                        "-o", result], check=True, stdout=subprocess.DEVNULL)
        with h5py.File(result) as file:
            names = {row["case"]: name_of(row["start"].decode(), row["in_flight"]) for row in file["cases"][()]
                     if row["model"] == b"process_pool"}
            return {names[row["case"]]: {"tasks_per_second": row["tasks"] / row["wall_s"],
                                         "pss_bytes": int(row["pss_bytes"])}
                    for row in file["samples"][()] if row["case"] in names}


def run_round(build: Path, taking_part: list) -> dict:
    """Contender → what was measured of it, each run once."""
    found = {}
    for each in random.sample(taking_part, len(taking_part)):
        found |= run_sweep(build) if each == "sweep" else {PYTHON[each]: run_python(each)}
    return found


def names_in_order(rounds: list) -> list:
    return sorted(rounds[0], key=lambda name: np.median([found[name]["tasks_per_second"] for found in rounds]))


def print_tables(rounds: list):
    for name in names_in_order(rounds):
        rates = [found[name]["tasks_per_second"] / 1000 for found in rounds]
        memory = np.median([found[name]["pss_bytes"] for found in rounds]) / 2**20
        start = [found[name]["start_s"] for found in rounds if "start_s" in found[name]]
        print(f"  {name:42} {in_words(rates, ' k/s', 9)}"
              + (f"   {memory:.0f} MiB" if memory else "") + (f"   starts in {np.median(start):.3f} s" if start else ""))
    print()
    for ours in (name_of("fork", 4), name_of("fork", 1)):
        for theirs in (name for name in names_in_order(rounds) if name.startswith("Python")):
            ratios = [found[ours]["tasks_per_second"] / found[theirs]["tasks_per_second"] for found in rounds]
            print(f"  {ours} / {theirs}: {in_words(ratios, '')}")


def main(build: Path, output: Path, rounds: int):
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    done = [run_round(build.resolve(), contenders()) for _ in range(rounds)]
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["round", "contender", "measure", "value"])
        writer.writerows([number, name, measure, value] for number, found in enumerate(done)
                         for name, measures in found.items() for measure, value in measures.items())
    print(f"tasks that do nothing, one by one to {WORKERS} workers, in {rounds} rounds: tasks a second, the interval of "
          "the median and how often it covers\n")
    print_tables(done)
    print(f"\nevery figure: {output}")


if __name__ == "__main__":
    main(**vars(parse(sys.argv[1:])))
