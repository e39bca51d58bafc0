"""Asks the program judge_medians, which is the code of `sweep compare`, for verdicts."""

import subprocess

import numpy as np


def judge(program, comparisons) -> np.ndarray:
    """A row of letters (s, f, =, u) a comparison; each is (threshold, base, other) or (threshold, base, other, noise), with a
    row of medians a case."""
    lines = []
    for threshold, base, other, *noise in comparisons:
        sides = [base, other, noise[0] if noise else base[:, :0]]
        lines.append(" ".join(map(str, [threshold, len(base), *(side.shape[1] for side in sides)])))
        lines += [" ".join(f"{value:.9g}" for value in row) for row in np.hstack(sides)]
    told = subprocess.run([program], input="\n".join(lines), text=True, capture_output=True, check=True).stdout
    return np.array([list(line) for line in told.split()])
