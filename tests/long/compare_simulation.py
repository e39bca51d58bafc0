#!/usr/bin/python3
"""compare_simulation.py JUDGE_MEDIANS [COMPARISONS]: how often `sweep compare` is wrong, and what it finds, where the truth is known.

Ten cases are compared; a launch differs from the next by 1 % (standard deviation, or what scales to it), repetitions
within a launch by 1 %, twenty a launch. Prints the tables of analysis/README.md: family-wise false alarms on the same
program (any case of ten called slower or faster), what Welch's test and a rank test on the repetitions of one launch a
side would have said, power for one changed case of ten, and why launches are neither run one side after the other nor
compared in pairs. JUDGE_MEDIANS is build/…/tests/long/judge_medians. Takes about five minutes.
"""

import sys

import numpy as np
from scipy import stats

from judge import judge

CASES, REPETITIONS = 10, 20
BETWEEN, WITHIN = 0.01, 0.01
LEVEL = 0.05
random = np.random.default_rng(16)


def autoregressive(shape, correlation=0.5):
    """In order of time along the last axis."""
    noise = random.normal(size=shape)
    for i in range(1, shape[-1]):
        noise[..., i] = correlation * noise[..., i - 1] + np.sqrt(1 - correlation**2) * noise[..., i]
    return noise


NOISES = {
    "normal": lambda shape: random.normal(size=shape),
    "heavy tails (t, 2 degrees)": lambda shape: random.standard_t(2, size=shape) / 1.4,
    "two modes (30 %, 4 % apart)": lambda shape: 4 * (random.random(shape) < 0.3) + 0.3 * random.normal(size=shape),
    "disturbed (a quarter, by 15 %)": lambda shape: (0.3 * random.normal(size=shape)
                                                    + 15 * (random.random(shape) < 0.25) * random.exponential(size=shape)),
    "each like the last (0.5)": autoregressive,
    "all cases together": lambda shape: 0.9 * random.normal(size=shape[:1] + (1,) + shape[2:]) + 0.44 * random.normal(size=shape),
}


def repetitions(noise, comparisons, launches):
    """Times: comparison, case, launch in order of time, repetition."""
    effect = BETWEEN * NOISES[noise]((comparisons, CASES, launches))
    return np.exp(effect[..., None] + WITHIN * random.normal(size=(*effect.shape, REPETITIONS)))


def in_turn(launches):
    """Which launches, in order of time, are the base's and which the other's: A B B A A B B A …"""
    other = np.isin(np.arange(launches) % 4, (1, 2))
    return ~other, other


def one_side_first(launches):
    other = np.arange(launches) >= launches // 2
    return ~other, other


def verdicts(program, medians, sides, threshold, factor=1.0):
    """`factor` changes the first case only."""
    base, other = (medians[..., side].copy() for side in sides)
    other[:, 0] *= factor
    return judge(program, [(threshold, *each) for each in zip(base, other)])


def alarms(letters):
    return np.isin(letters, ("s", "f")).any(axis=1).mean()


def holm_rejects(p_values):
    return (np.minimum.reduce(p_values, axis=1) <= LEVEL / CASES).mean()  # any case, which the least one decides


def signed_rank_alarms(medians, sides):
    base, other = (np.log(medians[..., side]) for side in sides)
    p_values = [[stats.wilcoxon(row, method="exact").pvalue for row in rows] for rows in other - base]
    return holm_rejects(np.array(p_values))


def inside_one_launch(times):
    """What is said of the first two launches by their repetitions."""
    one, two = times[:, :, 0], times[:, :, 1]
    welch = stats.ttest_ind(one, two, axis=-1, equal_var=False).pvalue
    rank = stats.mannwhitneyu(one, two, axis=-1, method="asymptotic").pvalue
    return holm_rejects(welch), holm_rejects(rank)


def percent(share):
    return f"{100 * share:.1f} %"


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def table(*titles):
    print()
    row(*titles)
    row(*["---"] * len(titles))


def print_false_alarms(program, comparisons):
    table("noise of launches", "n = 5", "n = 10", "n = 20", "Welch, in one launch", "rank test, in one launch")
    for noise in NOISES:
        told = []
        for launches in (5, 10, 20):
            times = repetitions(noise, comparisons, 2 * launches)
            told.append(alarms(verdicts(program, np.median(times, axis=-1), in_turn(2 * launches), 0.0)))
        row(noise, *map(percent, told), *map(percent, inside_one_launch(times)))


def print_power(program, comparisons):
    settings = [(1.05, 0.02, 6), (1.05, 0.02, 10), (1.02, 0.01, 20), (1.02, 0.01, 40)]
    table("noise of launches", *[f"× {factor}, n = {n}" for factor, _, n in settings], "undecided, n = 10, ± 2 %", "± 5 %")
    for noise in NOISES:
        found = []
        for factor, threshold, launches in settings:
            medians = np.median(repetitions(noise, comparisons, 2 * launches), axis=-1)
            found.append((verdicts(program, medians, in_turn(2 * launches), threshold, factor)[:, 0] == "s").mean())
        medians = np.median(repetitions(noise, comparisons, 20), axis=-1)
        open_ = [(verdicts(program, medians, in_turn(20), threshold) == "u").mean() for threshold in (0.02, 0.05)]
        row(noise, *map(percent, found), *map(percent, open_))


def print_known_noise(program, comparisons):
    """One launch a side, after twenty launches that tell the noise."""
    table("noise of launches", "false alarms, one launch a side", "× 1.20 found at 2 %", "× 1.30 found at 2 %")
    for noise in NOISES:
        medians = np.median(repetitions(noise, comparisons, 22), axis=-1)
        known, base = medians[..., :20], medians[..., 20:21]
        told = []
        for factor, threshold in ((1, 1e-9), (1.2, 0.02), (1.3, 0.02)):
            other = medians[..., 21:22].copy()
            other[:, 0] *= factor
            told.append(judge(program, [(threshold, *each) for each in zip(base, other, known)]))
        row(noise, percent(alarms(told[0])), *[percent((letters[:, 0] == "s").mean()) for letters in told[1:]])


def print_orders(program, comparisons):
    table("each launch like the last by", "A B B A", "A … A B … B", "A B B A, in pairs (signed rank)")
    for correlation in (0.0, 0.3, 0.5, 0.8):
        medians = np.exp(BETWEEN * autoregressive((comparisons, CASES, 40), correlation))
        row(str(correlation), percent(alarms(verdicts(program, medians, in_turn(40), 0.0))),
            percent(alarms(verdicts(program, medians, one_side_first(40), 0.0))),
            percent(signed_rank_alarms(medians[: comparisons // 2], in_turn(40))))  # fmt: skip


if __name__ == "__main__":
    judge_medians, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    print_false_alarms(judge_medians, count)
    print_power(judge_medians, count)
    print_known_noise(judge_medians, count)
    print_orders(judge_medians, count)
