"""compare_pools BUILD OUTPUT.csv [ROUNDS]: model process_pool and Python's pools of processes, in turn.

In every round runs each contender once, in random order: tasks that do nothing, handed out one by one to two workers; a
worker started; an object graph handed to one and back. Writes what was measured to OUTPUT.csv. A ratio is of rates or
times in the same round. mpi4py.futures takes part where it is installed (Debian: python3-mpi4py).
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

import numpy as np

from ..load import load
from .compare_downloads import ROOT, in_words, parse

WORKERS, TASKS = 2, 10_000
SIZES = {"1 KiB": 2**10, "1 MiB": 2**20, "64 MiB": 2**26}   # as configs/compare_pools.toml has them
PIPE, GRAPH_PARTS = "sweep, pipe to a forked worker", ["hand_over_s", "encode_s", "decode_s"]
STARTS = {"fork": "sweep, a worker forked", "posix_spawn": "sweep, a worker started anew"}
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
    done = subprocess.run([*launcher, sys.executable, "-B", *module, PROBE, kind, str(WORKERS), str(TASKS),
                           *map(str, SIZES.values())], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    graphs = found.pop("graphs")
    return found | {f"{part}, {words}": graphs[str(size)][part] for words, size in SIZES.items() for part in GRAPH_PARTS}


def run_sweep(build: Path) -> dict:
    """Contender → what run_python() gives of a pool, as far as that is measured there. The answers are checked by sweep
    itself."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.h5"
        subprocess.run(["mpirun", "-n", "1", build / "sweep", "run", ROOT / "configs/compare_pools.toml", "--quiet",
                        "-o", result], check=True, stdout=subprocess.DEVNULL)
        loaded = load(result)
    values = loaded.measures.pivot(index="case", columns="measure", values="value")
    samples = loaded.samples.set_index("case")
    found = {PIPE: {}}
    for case in loaded.cases.itertuples():
        if case.workload == "empty" and case.model == "process_pool":
            sample = samples.loc[case.case]
            found[name_of(case.start, case.in_flight)] = {"tasks_per_second": sample.tasks / sample.wall_s,
                                                          "pss_bytes": sample.pss_bytes}
        elif case.workload == "startup":
            found[STARTS[case.way]] = {"start_s": values.ready_s[case.case]}
        elif case.workload == "transfer":
            own = values.loc[case.case]
            words = next(words for words, size in SIZES.items() if size == case.bytes)
            found[PIPE] |= {f"hand_over_s, {words}": own.encode_s + own.move_s + own.decode_s,
                            f"encode_s, {words}": own.encode_s, f"decode_s, {words}": own.decode_s}
    return found


def run_round(build: Path, taking_part: list) -> dict:
    """Contender → what was measured of it, each run once."""
    found = {}
    for each in random.sample(taking_part, len(taking_part)):
        found |= run_sweep(build) if each == "sweep" else {PYTHON[each]: run_python(each)}
    return found


def values_of(rounds: list, name: str, measure: str) -> np.ndarray:
    return np.array([found[name][measure] for found in rounds])


def names_with(rounds: list, measure: str) -> list:
    """Of those of which it was measured, in its order."""
    return sorted((name for name in rounds[0] if measure in rounds[0][name]),
                  key=lambda name: np.median(values_of(rounds, name, measure)))


def print_measure(rounds: list, title: str, measure: str, scale: float, unit: str):
    print(f"{title}\n")
    for name in names_with(rounds, measure):
        print(f"  {name:42} {in_words(list(values_of(rounds, name, measure) * scale), unit, 10)}")
    print()


def print_ratios(rounds: list, title: str, measure: str, ours: list, inverse: bool = False):
    """Of each of ours to each of Python's, so that above 1 ours is better; `inverse`: where less is."""
    print(f"{title}\n")
    for own in ours:
        for their in (name for name in names_with(rounds, measure) if name.startswith("Python")):
            ratios = values_of(rounds, own, measure) / values_of(rounds, their, measure)
            print(f"  {own} / {their}: {in_words(list(1 / ratios if inverse else ratios), ' x')}")
    print()


def print_tables(rounds: list):
    print_measure(rounds, "tasks that do nothing, one by one: thousands a second", "tasks_per_second", 1e-3, " k/s")
    print_ratios(rounds, "as ratios of rates", "tasks_per_second", [name_of("fork", 4), name_of("fork", 1)])
    print_measure(rounds, "memory of the pool and its workers (PSS)", "pss_bytes", 2.0**-20, " MiB")
    print_measure(rounds, "until a worker is ready", "start_s", 1e3, " ms")
    for words in SIZES:
        for part, what in zip(GRAPH_PARTS, ["there and back", "of that objects to bytes", "of that bytes to objects"]):
            print_measure(rounds, f"an object graph of {words}: {what}", f"{part}, {words}", 1e3, " ms")
    print_ratios(rounds, "as ratios of times, 64 MiB there and back", "hand_over_s, 64 MiB", [PIPE], inverse=True)


def main(build: Path, output: Path, rounds: int):
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    done = [run_round(build.resolve(), contenders()) for _ in range(rounds)]
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["round", "contender", "measure", "value"])
        writer.writerows([number, name, measure, value] for number, found in enumerate(done)
                         for name, measures in found.items() for measure, value in measures.items())
    print(f"{WORKERS} workers, {rounds} rounds: medians, their interval and how often it covers\n")
    print_tables(done)
    print(f"every figure: {output}")


if __name__ == "__main__":
    main(**vars(parse(sys.argv[1:])))
