"""compare_downloads BUILD OUTPUT.csv [ROUNDS]: sweep and the Python peers on one server, in turn, and a table of both.

Starts BUILD/latency_source; in every round runs each contender once, in random order; writes every time to OUTPUT.csv.
A ratio is that of times in the same round. Medians are given with their interval by order statistics.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

from ..statistics import coverage_of, median_interval, median_interval_rank

ROOT = Path(__file__).resolve().parents[3]
PEERS = Path(__file__).resolve().parent / "downloads"
DOCUMENTS, SEQUENTIAL, THREADS, IN_FLIGHT = 500, 20, 20, 100
SIZE, LATENCY_S, SEED = 330_000, 0.1, 215

# The contenders in Python: name, script, documents, further arguments.
PYTHON = [
    (f"Python, one after the other, {SEQUENTIAL} documents", "sequential.py", SEQUENTIAL, []),
    (f"Python, ThreadPoolExecutor({THREADS})", "thread_pool.py", DOCUMENTS, [THREADS]),
    (f"Python, asyncio, {IN_FLIGHT} in flight", "event_loop.py", DOCUMENTS, [IN_FLIGHT]),
]

# The models of sweep, and the name of each contender.
SWEEP = {
    "serial": f"sweep, serial, {SEQUENTIAL} documents",
    "threads": f"sweep, {THREADS} threads",
    "event_loop": f"sweep, event loop, {IN_FLIGHT} in flight",
}

# What is divided by what.
RATIOS = [(PYTHON[0][0], SWEEP["serial"]), (PYTHON[1][0], SWEEP["threads"]), (PYTHON[1][0], SWEEP["event_loop"]),
          (PYTHON[2][0], SWEEP["event_loop"])]


def run_peer(script: str, url: str, documents: int, more: list) -> tuple:
    """(time, the sum of what it read)"""
    done = subprocess.run([sys.executable, "-B", PEERS / script, url, str(documents), *map(str, more)],
                          check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    return answer["wall_s"], answer["sum"]


def run_sweep(build: Path, url: str) -> dict:
    """The time of each model's only repetition. The answers are checked by sweep itself."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.h5"
        subprocess.run(["mpirun", "-n", "1", build / "sweep", "run", ROOT / "configs/compare_python.toml", "--quiet",
                        "--seed", str(SEED), "--set", f"documents.url={url}", "-o", result],
                       check=True, stdout=subprocess.DEVNULL)
        with h5py.File(result) as file:
            models = {row["case"]: row["model"].decode() for row in file["cases"][()]}
            return {models[row["case"]]: row["wall_s"] for row in file["samples"][()]}


def run_round(build: Path, url: str) -> dict:
    """Contender → time, each run once."""
    times, sums = {}, {}
    turns = [*PYTHON, None]
    random.shuffle(turns)
    for turn in turns:
        if turn is None:
            times |= {SWEEP[model]: time for model, time in run_sweep(build, url).items()}
        else:
            name, script, documents, more = turn
            times[name], found = run_peer(script, url, documents, more)
            if sums.setdefault(documents, found) != found:
                sys.exit(f"compare_downloads: {name} read other documents than the peer before it; the times are void")
    return times


def in_words(values: list, unit: str, width: int = 0) -> str:
    """The median, and its interval with what it covers at least: all values where they are too few for 95 %."""
    low, high = median_interval(values)
    rank = max(1, median_interval_rank(len(values)))
    covers = 100 * coverage_of(len(values), rank)
    return f"{np.median(values):{width}.3f}{unit}   [{low:.3f}, {high:.3f}] {covers:.1f} %"


def print_table(rounds: list):
    for name in [*(contender[0] for contender in PYTHON), *SWEEP.values()]:
        print(f"  {name:44} {in_words([times[name] for times in rounds], ' s', 7)}")
    print()
    for slow, fast in RATIOS:
        print(f"  {slow} / {fast}: {in_words([times[slow] / times[fast] for times in rounds], '')}")


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="folder of the built sweep")
    parser.add_argument("output", type=Path, help="file to write (CSV)")
    parser.add_argument("rounds", type=int, nargs="?", default=5, help="default: 5")
    return parser.parse_args(arguments)


def main(build: Path, output: Path, rounds: int):
    build = build.resolve()
    source = [build / "latency_source", f"--seed={SEED}", f"--size={SIZE}", f"--latency={LATENCY_S}"]
    with subprocess.Popen(source, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/{{n}}.json"
        done = [run_round(build, url) for _ in range(rounds)]
        server.stdin.close()  # with which it ends
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["round", "contender", "wall_s"])
        writer.writerows([number, name, time] for number, times in enumerate(done) for name, time in times.items())
    print(f"{DOCUMENTS} documents of {SIZE} B, {LATENCY_S} s away, in {rounds} rounds: median, its interval and how often "
          "it covers\n")
    print_table(done)
    print(f"\nevery time: {output}")


if __name__ == "__main__":
    main(**vars(parse(sys.argv[1:])))
