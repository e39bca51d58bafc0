#!/usr/bin/python3
"""merge_shards.py BUILD [SHARDS CASES]: time and memory of merging 1,000 shards of 100,000 cases, of which the issue asks
less than 60 s and 2 GB; and that merging them in groups first, or in another order, makes the same file.

    cmake --build --preset release --target shard_files sweep && tests/long/merge_shards.py build/release
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

MOST_SECONDS, MOST_MEGABYTES = 60, 2000


def merge(sweep, files, output, code):
    """Seconds and the most memory in MB."""
    begin = time.monotonic()
    command = ["/usr/bin/env", "python3", "-c", MEASURED, sweep, "merge", *files, "-o", output]
    told = subprocess.run(command, text=True, capture_output=True, check=False)
    seconds = time.monotonic() - begin
    assert told.returncode == code, told.stdout + told.stderr
    return seconds, int(told.stderr.split()[-1]) / 1000


# Runs a program and says on standard error how many KiB it had at most.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def said(path):
    """All tables and attributes of a file."""
    found = {}

    def visit(name, each):
        rows = each[()].tobytes() if isinstance(each, h5py.Dataset) and each.dtype.hasobject is False else None
        texts = str(each[()].tolist()) if isinstance(each, h5py.Dataset) and rows is None else None
        found[name] = rows, texts, {key: str(value) for key, value in each.attrs.items()}

    with h5py.File(path) as file:
        file.visititems(visit)
        found["/"] = {key: str(value) for key, value in file.attrs.items()}
    return found


def main(build, shards=1000, cases=100_000):
    sweep, make = build / "sweep", build / "tests/long/shard_files"
    with tempfile.TemporaryDirectory(prefix="sweep-shards-") as name:
        folder = Path(name)
        begin = time.monotonic()
        subprocess.run([make, folder, str(shards), str(cases)], check=True)
        files = [folder / f"s{number}.h5" for number in range(1, shards + 1)]
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{shards} shards, {cases} cases beside their bases: {size:.0f} MB, made in {time.monotonic() - begin:.0f} s")
        seconds, megabytes = merge(sweep, files, folder / "all.h5", 0)
        print(f"merged in {seconds:.1f} s, with {megabytes:.0f} MB; {(folder / 'all.h5').stat().st_size / 1e6:.0f} MB")
        random.Random(20).shuffle(files)
        groups = [files[first : first + shards // 8 + 1] for first in range(0, shards, shards // 8 + 1)]
        for number, group in enumerate(groups):
            merge(sweep, group, folder / f"group{number}.h5", 75)
        seconds_of_groups, _ = merge(sweep, [folder / f"group{i}.h5" for i in range(len(groups))], folder / "again.h5", 0)
        print(f"{len(groups)} groups of them merged in {seconds_of_groups:.1f} s")
        assert said(folder / "again.h5") == said(folder / "all.h5"), "merged in groups it is another file"
        print("in groups and another order: the same file")
    if shards >= 1000 and (seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES):
        sys.exit(f"more than {MOST_SECONDS} s or {MOST_MEGABYTES} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:]))
