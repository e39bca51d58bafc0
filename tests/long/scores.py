#!/usr/bin/python3
"""scores.py FILE.h5…: are the estimates of kernels what theory says? Of every problem whose kernel tells an exact value,
the scores (estimate − exact) / standard error of all settings: their mean, their variance and their Kolmogorov-Smirnov
distance from the standard normal distribution, each with its p-value and a threshold that right programs exceed once in
10,000. Where no exact value is known (the arithmetic mean of `asian`), the estimates of two files of other seeds are
scored against each other. Settings count where the
program says so (analysis/README.md). Exit 1 where a threshold is exceeded, or nothing is judged.

    for seed in 215 216; do mpirun -n 1 ./sweep run tests/long/scores.toml --seed $seed -o s$seed.h5; done
    python3 tests/long/scores.py s215.h5 s216.h5
"""

import itertools
import math
import sys

import h5py
import numpy as np
from scipy import special

QUANTILE, KOLMOGOROV = 3.89, 2.225          # exceeded with probability 1e-4
STUDENT = 63 / 61                           # variance of a mean of 64 batches divided by its own error
SPREAD = 2.2                                # variance of a squared score, of a normal one 2
# Columns of an estimate, its standard error and the exact value.
KNOWN = [("mean", "standard_error", "exact"), ("mean_steps", "mean_steps_error", "exact_mean_steps"),
         ("geometric_mean", "geometric_standard_error", "geometric_exact")]


def distance(scores) -> float:
    """Of the distribution of scores from the standard normal one."""
    normal = special.ndtr(np.sort(scores))
    steps = np.arange(len(scores) + 1) / len(scores)
    return max((normal - steps[:-1]).max(), (steps[1:] - normal).max())


def judge(name: str, scores, settings: int, variance: float = 1) -> bool:
    number = len(scores)
    if number == 0:
        print(f"{name}: no setting with enough draws")
        return False
    width = 1 / math.sqrt(number)
    found = [("mean", scores.mean(), 0, width), ("variance", (scores ** 2).mean(), variance, math.sqrt(SPREAD) * width)]
    good, texts = True, []
    for what, value, expected, deviation in found:
        off = abs(value - expected) / deviation
        good &= off <= QUANTILE
        texts.append(f"{what} {value:.4f} (p = {special.erfc(off / math.sqrt(2)):.2g})")
    off = distance(scores)
    good &= off <= KOLMOGOROV * width + 0.01  # what chains and counts may differ
    texts.append(f"distance {off:.4f} (p = {special.kolmogorov(off / width):.2g})")
    print(f"{name}: {number} of {settings} settings; " + ", ".join(texts) + ("" if good else " ← not standard normal"))
    return good


def problems(path: str) -> dict:
    found = {}
    with h5py.File(path) as file:
        file["estimates"].visititems(lambda name, table: found.update({name: table[()]})
                                     if isinstance(table, h5py.Dataset) else None)
    return found


def judge_exact(name: str, rows) -> list[bool]:
    """Every estimate whose exact value is known. Where the program tells scores, of the settings that count there."""
    names, good = set(rows.dtype.names), []
    variance = STUDENT if "effective_draws" in names else 1
    for estimate, error, exact in KNOWN:
        if exact in names:
            is_scored = "score" in names and exact in ("exact", "geometric_exact")
            with np.errstate(divide="ignore", invalid="ignore"):
                scores = rows["score"] if is_scored else (rows[estimate] - rows[exact]) / rows[error]
            good.append(judge(f"{name} {estimate}", scores[~np.isnan(scores)], len(rows), variance))
    return good


def judge_pair(name: str, one, other) -> list[bool]:
    """Estimates of other seeds, of the same settings, where nothing better is known of the mean."""
    if "exact" in one.dtype.names or len(one) != len(other):
        return []
    fit = (one["standard_error"] > 0) & (other["standard_error"] > 0)
    scores = (one["mean"] - other["mean"])[fit] / np.hypot(one["standard_error"], other["standard_error"])[fit]
    return [judge(f"{name} mean, of two seeds", scores, len(one))]


def main(paths) -> int:
    files = [problems(path) for path in paths]
    good = []
    for path, file in zip(paths, files):
        print(path)
        for name, rows in file.items():
            good += judge_exact(name, rows)
    for one, other in itertools.pairwise(files):
        for name in one.keys() & other.keys():
            good += judge_pair(name, one[name], other[name])
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
