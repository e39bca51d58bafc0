#!/usr/bin/python3
"""time_launches.py TIMES "RANKS…" -- LAUNCHER… RANKS PROGRAM first_collective: for jobs/startup.sh.

Starts the launcher so many times for each number of ranks, in turn, which takes the place of the word RANKS, and prints a
table: from its start until the ranks have met, which the program tells by the node's monotonic clock, and until it has ended.
"""

import statistics
import subprocess
import sys
import time


def launch(command: list) -> tuple:
    """Seconds until the ranks had met, and until the end. The launcher's own words on standard error stay there."""
    begin = time.monotonic_ns()
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    end = time.monotonic_ns()
    return (int(told) - begin) * 1e-9, (end - begin) * 1e-9


def cell(seconds: list) -> str:
    return f"{statistics.median(seconds):6.3f} s ({min(seconds):.3f} … {max(seconds):.3f} s)"


def main(arguments: list) -> int:
    times, ranks, command = int(arguments[0]), list(dict.fromkeys(arguments[1].split())), arguments[3:]
    found = {number: [] for number in ranks}
    for _ in range(times):
        for number in ranks:
            try:
                found[number].append(launch([number if word == "RANKS" else word for word in command]))
            except (subprocess.CalledProcessError, ValueError) as error:
                print(f"a launch on {number} ranks failed ({error}); see what mpirun says above", file=sys.stderr)
                return 1
    print(f"{'ranks':>5}  {'mpirun to first collective':30}  {'mpirun to its end':30}  median (least … greatest) of {times}")
    for number, seconds in found.items():
        met, ended = zip(*seconds)
        print(f"{number:>5}  {cell(met):30}  {cell(ended):30}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
