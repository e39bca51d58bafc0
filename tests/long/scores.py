#!/usr/bin/python3
"""scores.py FILE.h5…: are the estimates of kernels what theory says? Of every problem whose kernel tells the exact value,
the scores (mean − exact) / standard_error of all settings: their mean, their variance and their Kolmogorov-Smirnov
distance from the standard normal distribution, each with a threshold that right programs exceed once in 10,000. Chains
count where they have 1,000 effective draws, and Ising's outside 2 % about the critical temperature. Exit 1 where one is
exceeded, or nothing is judged.

    ./sweep run tests/long/scores.toml -o s.h5 && python3 tests/long/scores.py s.h5
"""

import math
import sys

import h5py
import numpy as np

CRITICAL = 2 / math.log(1 + math.sqrt(2))   # temperature of the Ising model, by Onsager
QUANTILE, KOLMOGOROV = 3.89, 2.225          # exceeded with probability 1e-4
STUDENT = 63 / 61                           # variance of a mean of 64 batches divided by its own error


def judged(rows) -> np.ndarray:
    """Which settings have enough draws for a score."""
    names = rows.dtype.names
    fit = rows["standard_error"] > 0
    if "effective_draws" in names:
        fit &= rows["effective_draws"] >= 1000
    if "temperature" in names:
        fit &= abs(rows["temperature"] / CRITICAL - 1) > 0.02
    return fit


def distance(scores) -> float:
    """Of the distribution of sorted scores from the standard normal one."""
    normal = np.array([math.erfc(-score / math.sqrt(2)) / 2 for score in scores])
    steps = np.arange(len(scores) + 1) / len(scores)
    return max((normal - steps[:-1]).max(), (steps[1:] - normal).max())


def judge(name: str, rows) -> bool:
    fit = judged(rows)
    scores = np.sort((rows["mean"] - rows["exact"])[fit] / rows["standard_error"][fit])
    number = len(scores)
    if number == 0:
        print(f"{name}: no setting with enough draws")
        return False
    expected = STUDENT if "effective_draws" in rows.dtype.names else 1
    found = {"mean": (scores.mean(), 0, QUANTILE / math.sqrt(number)),
             "variance": ((scores ** 2).mean(), expected, QUANTILE * math.sqrt(2.2 / number)),
             "distance": (distance(scores), 0, KOLMOGOROV / math.sqrt(number) + 0.01)}
    print(f"{name}: {number} of {len(rows)} settings; " + ", ".join(
        f"{what} {value:.4f} ({middle:.3g} ± {width:.2g})" for what, (value, middle, width) in found.items()))
    return all(abs(value - middle) <= width for value, middle, width in found.values())


def main(paths) -> int:
    good = []
    for path in paths:
        with h5py.File(path) as file:
            file["estimates"].visititems(lambda name, table: good.append(judge(name, table[()])) if isinstance(
                table, h5py.Dataset) and "exact" in table.dtype.names else None)
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
