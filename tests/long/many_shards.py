#!/usr/bin/python3
"""many_shards.py BUILD [SHARDS]: measures each of the 1,000 shards of a campaign of small cases, merges their files, and
compares with the run that was not split: every column of /cases and every estimate, bit for bit, but for what was measured or guessed. Says
what merging took.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
from merge_shards import MOST_MEGABYTES, MOST_SECONDS, merge

CAMPAIGN = f"""[campaign]
name = "many"
seed = 7
repetitions = {{ min = 2, max = 2, interval = "100%" }}
warmup = 0

[[experiment]]
name = "draws"
workload = "monte_carlo"
settings = 4
draws = {list(range(100, 600))}
model = ["serial", "threads"]
threads = 2
schedule = ["static", "dynamic"]
"""
MEASURED = {"bound_s", "step_s", "round_s", "warnings"}  # all other columns of /cases are promised
AT_ONCE = 3


def said(path):
    """What is promised of a file."""
    with h5py.File(path) as file:
        cases, estimates = file["cases"], {}
        file["estimates"].visititems(
            lambda name, each: estimates.update({name: each[()].tobytes()}) if isinstance(each, h5py.Dataset) else None
        )
        columns = {name: cases[name].tolist() for name in cases.dtype.names if name not in MEASURED}
        return file.attrs["status"], columns, estimates


def main(build, shards=1000):
    sweep = build / "sweep"
    with tempfile.TemporaryDirectory(prefix="sweep-shards-") as name:
        folder = Path(name)
        (folder / "many.toml").write_text(CAMPAIGN)

        calm = os.environ | {"OMP_WAIT_POLICY": "passive"}  # several runs share the cores

        def run(*words):
            subprocess.run([sweep, "run", "many.toml", "--quiet", *words], cwd=folder, env=calm, check=True)

        run("-o", "whole.h5")
        begin = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda number: run("--shard", f"{number}/{shards}", "-o", f"s{number}.h5"), range(1, shards + 1)))
        print(f"{shards} shards measured in {time.monotonic() - begin:.0f} s")
        seconds, megabytes = merge(sweep, [folder / f"s{number}.h5" for number in range(1, shards + 1)], folder / "all.h5", 0)
        merged, whole = said(folder / "all.h5"), said(folder / "whole.h5")
        print(f"merged in {seconds:.1f} s, with {megabytes:.0f} MB: {len(merged[1]['case'])} cases, {len(merged[2])} estimates")
        for what, one, other in zip(("status", "cases", "estimates"), merged, whole, strict=True):
            if one != other:
                sys.exit(f"{what}: merged they are not the run that was not split")
    if seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES:
        sys.exit(f"more than {MOST_SECONDS} s or {MOST_MEGABYTES} MB")
    print("the same as the run that was not split")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:]))
