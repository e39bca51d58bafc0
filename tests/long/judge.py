"""Asks the program judge_medians, which is the code of `sweep compare`, for verdicts."""

import subprocess

import numpy as np


def judge(program, comparisons) -> np.ndarray:
    """A row of letters (s, f, =, u) a comparison; each is (threshold, base, other), with a row of medians a case."""
    lines = []
    for threshold, base, other in comparisons:
        lines.append(f"{threshold} {len(base)} {base.shape[1]} {other.shape[1]}")
        lines += [" ".join(f"{value:.9g}" for value in row) for row in np.hstack([base, other])]
    told = subprocess.run([program], input="\n".join(lines), text=True, capture_output=True, check=True).stdout
    return np.array([list(line) for line in told.split()])
