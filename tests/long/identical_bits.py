#!/usr/bin/python3
"""identical_bits.py FOLDER [KERNEL…]: are a kernel's estimates the same bits however it is run? One campaign a kernel, of
every model × ranks (1, 2, 3, 8) × threads × schedule × chunk × instruction set that this processor has. Says of each
kernel of how many cases the digest of all words, and of how many instruction sets the table of estimates, is that of
the serial base of the portable loops. Exit 1 where one is not, or a case has not finished. Goes on where it was stopped.

    jobs/build.sh release && SWEEP_BINARY=build/release/sweep tests/long/identical_bits.py /tmp/bits
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import h5py

DRAWS = {"pi": 2000, "ep": 2000, "asian": 1500, "first_passage": 300, "ising": 6}  # a setting
RANKS = 8
CAMPAIGN = """[campaign]
name = "{kernel}"
seed = 20261129
repetitions = {{ min = 1, max = 1 }}
warmup = 0

[[experiment]]
name = "{kernel}"
workload = "monte_carlo"
kernel = "{kernel}"
settings = 29
draws = {draws}
isa = ["portable", "avx2", "avx512"]
model = ["serial", "threads", "process_pool", "event_loop", "gil"]
ranks = [1, 2, 3, {ranks}]
threads = [1, 2, 3]
workers = [1, 2, 3]
schedule = ["static", "dynamic", "guided"]
chunk = ["schedule", 1, 7]
"""


def run(kernel: str, folder: Path) -> Path:
    campaign, result = folder / f"{kernel}.toml", folder / f"{kernel}.h5"
    campaign.write_text(CAMPAIGN.format(kernel=kernel, draws=DRAWS[kernel], ranks=RANKS))
    goes_on = ["--resume"] if result.exists() else []
    if goes_on:
        with h5py.File(result, "r") as file:
            if file.attrs["status"] == "complete":
                return result
    command = [os.environ.get("SWEEP_MPIEXEC", "mpirun"), "-n", str(RANKS), "--oversubscribe", "--bind-to", "none",
               os.environ.get("SWEEP_BINARY", "./sweep"), "run", campaign, "-o", result, "--quiet", *goes_on]
    ended = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode:
        print(ended.stdout, file=sys.stderr)
    return result


def judge(kernel: str, result: Path) -> bool:
    with h5py.File(result, "r") as file:
        cases = file["cases"][()]
        estimates = {table.attrs["parameter_isa"]: table[()].tobytes() for table in file["estimates"][kernel].values()}
    finished = [row for row in cases if row["status"] == b"finished"]
    oracle = next(int(row["checksum"]) for row in finished
                  if row["isa"] == b"portable" and row["model"] == b"serial" and row["ranks"] == 1)
    same = [row for row in finished if int(row["checksum"]) == oracle]
    tried = Counter(row["isa"].decode() for row in finished)
    alike = sum(table == estimates["portable"] for table in estimates.values())
    print(f"{kernel}: {len(same)} of {len(cases)} cases have the same bits ("
          + ", ".join(f"{count} {name}" for name, count in sorted(tried.items()))
          + f"); {alike} of {len(estimates)} instruction sets have the same estimates", flush=True)
    return len(same) == len(cases) and alike == len(estimates) == len(tried)


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    kernels = sys.argv[2:] or list(DRAWS)
    return 0 if all([judge(kernel, run(kernel, folder)) for kernel in kernels]) else 1


if __name__ == "__main__":
    sys.exit(main())
