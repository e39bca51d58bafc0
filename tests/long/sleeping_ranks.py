#!/usr/bin/python3
"""Real against simulated makespan: ranks whose tasks sleep, started by mpirun, on nodes that are pretended.

`sleeping_ranks.py HANDED_OUT PREDICTED`: of the programs of build/ci/tests/simulation. Prints both for 8 and 16 ranks;
exit 1 where the median of RUNS (3) runs is more than 3 % from what the event model says. Sleeping ranks need no core of
their own, but a machine that is busy wakes them late.
"""

import os
import statistics
import subprocess
import sys

TASK, LATENCY, POLL, GRAB, LOOK_AGAIN = 50_000_000, 2_000, 300, 30, 75_000   # ns
RANKS_A_NODE, RUNS = 4, int(os.environ.get("RUNS", "3"))
REPETITIONS = [("static", 1, 0), ("dynamic", 1, 0), ("dynamic", 2, 1), ("guided", 1, 1)]   # schedule, chunk, uneven


def output(*command) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, timeout=300).stdout


def main(handed_out: str, predicted: str) -> int:
    worst = 0
    for ranks in (8, 16):
        for schedule, chunk, uneven in REPETITIONS:
            asked = [schedule, 100 * ranks + 3, chunk, TASK, uneven, GRAB, 0]
            real = statistics.median(
                float(output("mpirun", "-n", ranks, handed_out, *asked, RANKS_A_NODE).split()[0]) for _ in range(RUNS))
            model = float(output(predicted, *asked, ranks // RANKS_A_NODE, RANKS_A_NODE, LATENCY, POLL,
                                 LOOK_AGAIN).split()[0])
            worst = max(worst, abs(model / real - 1))
            print(f"{ranks} ranks, {schedule}, chunk {chunk}, uneven {uneven}: real {1e3 * real:.1f} ms, "
                  f"simulated {1e3 * model:.1f} ms, {100 * (model / real - 1):+.2f} %", flush=True)
    return int(worst > 0.03)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
