"""Chooses what the figure of estimates shows, and judges their scores as `src/workloads/scores.hpp` does.

A table of estimates whose kernel knows an answer has, beside `mean` and `standard_error`, the column `exact`; or, of
another estimate of it, `geometric_exact` beside `geometric_mean` and `geometric_standard_error`. `score` is (mean − exact) /
standard_error where that is near to a standard normal number, else no number: the setting does not count.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

LEVEL = 1e-8              # of false alarms
TOLERATED_RATIO, TOLERATED_DISTANCE = 1.1, 0.05
FEWEST_FOR_VARIANCE, FEWEST_FOR_DISTRIBUTION = 10, 100


@dataclass(frozen=True)
class Scores:
    """What the scores of one problem say; `distance` and the most that it may be are None of fewer than a hundred."""

    values: np.ndarray    # those that count, ascending
    mean_square: float
    distance: float
    most: float
    doubts: list          # "variance", "distribution"


@dataclass(frozen=True)
class Known:
    """One problem's estimates beside their exact answers, by the column over which they are drawn."""

    problem: int          # its number in the experiment
    label: str            # what tells it from the experiment's other problems: "draws 1000"
    over: str             # the parameter that is swept; "setting" where none is, or several are
    rows: pd.DataFrame    # x, mean, standard_error, exact, score
    estimate: str         # "mean", "geometric mean"
    units: dict
    scores: Scores


def known(result, experiment: str) -> list:
    """The problems of an experiment whose exact answers are in the file with their scores."""
    return [_of(result, experiment, table) for table in result.estimates.get(experiment, [])
            if {"setting", "mean", "score"} <= set(table) and _beginning(table) is not None and len(table)]


def judged(scores) -> Scores:
    """Of scores, in any order, those that are no numbers left out."""
    values = np.sort(np.asarray(scores, dtype=float))
    values = values[~np.isnan(values)]
    number = len(values)
    if number == 0:
        return Scores(values, math.nan, None, None, [])
    mean_square = float(np.mean(values ** 2))
    ratio = max(1.0, mean_square / TOLERATED_RATIO) if mean_square > 1 else min(1.0, mean_square * TOLERATED_RATIO)
    fits = math.isfinite(ratio) and ratio > 0 and number / 2 * (ratio - 1 - math.log(ratio)) < math.log(2 / LEVEL)
    doubts = [] if fits or number < FEWEST_FOR_VARIANCE else ["variance"]
    if number < FEWEST_FOR_DISTRIBUTION:
        return Scores(values, mean_square, None, None, doubts)
    normal = np.array([NormalDist().cdf(value) for value in values])
    steps = np.arange(number + 1) / number
    distance = float(max((normal - steps[:-1]).max(), (steps[1:] - normal).max()))
    most = math.sqrt(math.log(2 * math.e / LEVEL) / 2 / number) + TOLERATED_DISTANCE
    return Scores(values, mean_square, distance, most, doubts + (["distribution"] if distance > most else []))


def _of(result, experiment: str, table: pd.DataFrame) -> Known:
    begins = _beginning(table)
    over = _swept(table)
    rows = pd.DataFrame({"x": table[over], **{name: table[begins + name] for name in ("mean", "standard_error", "exact")},
                         "score": table["score"]}).sort_values("x", kind="stable", ignore_index=True)
    problem = table.attrs.get("problem", 0)
    units = result.units.get(f"estimates/{experiment}/{problem}", {})
    label = ", ".join(f"{name.removeprefix('parameter_')} {value}" for name, value in sorted(table.attrs.items())
                      if name.startswith("parameter_"))
    return Known(problem, label, over, rows, f"{begins}mean".replace("_", " "),
                 {"x": units.get(over, "1"), "estimate": units.get(begins + "mean", "1")}, judged(rows["score"]))


def _beginning(table: pd.DataFrame):
    """How the columns begin of the estimate with an exact answer, or None."""
    begins = [name.removesuffix("exact") for name in table if name.endswith("exact")]
    return next((each for each in begins if {each + "mean", each + "standard_error"} <= set(table)), None)


def _swept(table: pd.DataFrame) -> str:
    """The only parameter that differs: parameters stand between `setting` and `mean`."""
    names = list(table)
    different = [name for name in names[names.index("setting") + 1:names.index("mean")] if table[name].nunique() > 1]
    return different[0] if len(different) == 1 else "setting"
