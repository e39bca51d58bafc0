#!/usr/bin/python3
"""compare_draws.py JUDGE_MEDIANS FOLDER [DRAWS]: how often `sweep compare` would be wrong on this machine, from real launches.

FOLDER is what compare_launches.sh has filled. Draws so many comparisons (default 10,000) of n launches against n others of
the same build, and prints how often any case is called slower or faster (bar: 5 %), how many cases stay undecided (bar at
n = 10 and 5 %: 20 %), how often times x 1.05 of one case are found at a threshold of 2 %, x 1.02 at 1 % (bar: 95 %), and
what Welch's test and a rank test on the repetitions of one launch a side say of the same program. Launches are drawn from
all, and once in blocks of neighbours in the order A B B A, as jobs/compare.sh starts them.
"""

import sys
from pathlib import Path

import h5py
import numpy as np
from scipy import stats

from compare_simulation import LEVEL, alarms, holm_rejects, in_turn, percent, table, row
from judge import judge

random = np.random.default_rng(16)


def read_times(folder: Path) -> np.ndarray:
    """Seconds: by launch, case, repetition."""
    launches = []
    for path in sorted(folder.glob("*.h5")):
        with h5py.File(path) as file:
            samples = file["samples"][:]
        cases = range(samples["case"].max() + 1)
        launches.append([samples["wall_s"][samples["case"] == case] for case in cases])
    return np.array(launches)


def scattered(launches, wanted, draws):
    """By draw: `wanted` different launches."""
    return np.array([random.permutation(launches)[:wanted] for _ in range(draws)])


def neighbours(launches, wanted, draws):
    begins = random.integers(0, launches - wanted + 1, draws)
    return begins[:, None] + np.arange(wanted)


def compared(program, medians, chosen, threshold, factor=1.0):
    """Verdicts where one case, another in each comparison, is `factor` times as slow; and whether that one is found."""
    base_side, other_side = in_turn(chosen.shape[1])
    changed = np.arange(len(chosen)) % medians.shape[1]
    comparisons = []
    for launches, case in zip(chosen, changed):
        base, other = medians[launches[base_side]].T, medians[launches[other_side]].T.copy()
        other[case] *= factor
        comparisons.append((threshold, base, other))
    letters = judge(program, comparisons)
    return letters, letters[np.arange(len(changed)), changed] == "s"


def print_draws(program, medians, draws, title, choose):
    table(title, "false alarms", "undecided, 5 %", "undecided, 2 %", "× 1.05 found (2 %)", "× 1.02 found (1 %)")
    for launches in (5, 6, 10, 20, 40):
        chosen = choose(len(medians), 2 * launches, draws)
        few = chosen[: draws // 5]
        wrong = alarms(compared(program, medians, chosen, 1e-9)[0])
        open_ = [(compared(program, medians, few, threshold)[0] == "u").mean() for threshold in (0.05, 0.02)]
        found = [compared(program, medians, few, threshold, factor)[1].mean() for factor, threshold in ((1.05, 0.02), (1.02, 0.01))]
        row(f"n = {launches}", *map(percent, (wrong, *open_, *found)))


def print_inside(times, draws):
    one, two = times[scattered(len(times), 2, draws)].transpose(1, 0, 2, 3)
    welch = stats.ttest_ind(one, two, axis=-1, equal_var=False).pvalue
    rank = stats.mannwhitneyu(one, two, axis=-1, method="auto").pvalue
    print(f"\nOn the {times.shape[2]} repetitions inside one launch a side, corrected likewise: Welch's test {percent(holm_rejects(welch))}, "
          f"rank test {percent(holm_rejects(rank))} false alarms; each case for itself at {LEVEL:.0%}: "
          f"{percent((welch <= LEVEL).mean())} and {percent((rank <= LEVEL).mean())}.")  # fmt: skip


if __name__ == "__main__":
    judge_medians, folder = sys.argv[1], Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    all_times = read_times(folder)
    all_medians = np.median(all_times, axis=-1)
    spread = np.log(all_medians).std(axis=0, ddof=1)
    print(f"{len(all_times)} launches of {all_times.shape[1]} cases; a launch's median varies by "
          + ", ".join(percent(each) for each in spread))  # fmt: skip
    print_draws(judge_medians, all_medians, count, "drawn from all", scattered)
    print_draws(judge_medians, all_medians, count, "neighbours, A B B A", neighbours)
    print_inside(all_times, count)
