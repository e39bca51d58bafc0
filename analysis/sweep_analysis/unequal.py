"""Chooses what the figure of unequal tasks shows, and the closed form beside it.

A setting of the kernel `first_passage` at `place` u costs u^(-tail). Under the schedule `static` without a chunk each of W
workers has an equal share of the settings, so of the places from a to b; with F(u) = u^(1 - tail) / (1 - tail), or ln u
where tail is 1, worker w of 0 … W - 1 computes F(a + (w + 1)(b - a) / W) - F(a + w (b - a) / W), and the repetition ends
with the longest: the efficiency of static is the mean over the workers divided by that. From a = 0 on it is W^(-tail).
"""

import math
from dataclasses import dataclass

import pandas as pd

from .series import fastest
from .statistics import measured

SCHEDULES = ("static", "dynamic", "guided")


@dataclass(frozen=True)
class Unequal:
    """What one experiment says: `rows` with `p`, `series` (the schedule), efficiency and its interval."""

    rows: pd.DataFrame
    tail: float
    places: tuple        # of the first and the last setting's shares
    merged: list


def static_efficiency(tail: float, places: tuple, workers: int) -> float:
    """Of equal shares of the settings, as the head of this module has it."""
    first, last = places

    def cost(place):
        return math.log(place) if tail == 1 else place ** (1 - tail) / (1 - tail)
    ends = [cost(first + share * (last - first) / workers) for share in range(workers + 1)]
    return (ends[-1] - ends[0]) / workers / max(after - before for before, after in zip(ends, ends[1:]))


def chosen(result, experiment: str):
    """The efficiencies of an experiment's schedules, or None where it is not of such a kernel, or of one schedule."""
    estimates = result.estimates.get(experiment, [])
    if not estimates or not {"place", "tail"} <= set(estimates[0].columns):
        return None
    settings = estimates[0]
    table = measured(result)
    table = table[(table["experiment"] == experiment) & table["base"].isin(table["case"])]
    if settings["tail"].nunique() > 1 or table["base"].nunique() != 1 or not _as_in_the_closed_form(settings):
        return None
    base = table[table["case"] == table["base"]].iloc[0]
    rows = table[(table["p"] > 1) & table["schedule"].isin(SCHEDULES)]
    equal_shares = (rows["schedule"] != "static") | (rows["chunk"] * rows["p"] >= rows["tasks"])
    within = rows["p"] <= (result.cores or rows["p"].max())
    rows = rows[equal_shares & within]
    if rows["schedule"].nunique() < 2:
        return None
    rows = rows.assign(series=pd.Categorical(rows["schedule"], SCHEDULES))
    rows, merged = fastest(rows.sort_values("series", kind="stable").astype({"series": str}), ["series", "p"], result.axes)
    ideal_s = base["median_s"] / rows["p"]
    rows = rows.assign(middle=ideal_s / rows["median_s"], low=ideal_s / rows["high_s"], high=ideal_s / rows["low_s"])
    return Unequal(rows, float(settings["tail"].iloc[0]), _places(settings["place"]), merged)


def _as_in_the_closed_form(settings: pd.DataFrame) -> bool:
    """Whether places are evenly spread, the longest task first, and no walk is shorter than its place asks for, as where
    barriers would be too far or too near."""
    steps = settings["place"].diff().iloc[1:]
    if not (len(steps) and (steps > 0).all() and steps.max() < 1.01 * steps.min()):
        return False
    if "exact_mean_steps" not in settings:
        return True
    scaled = settings["exact_mean_steps"] * settings["place"] ** settings["tail"]
    return bool(scaled.max() < 1.2 * scaled.min())


def _places(places: pd.Series) -> tuple:
    """From where to where the shares of evenly spread settings reach: each is the middle of its own."""
    half = (places.iloc[-1] - places.iloc[0]) / max(1, len(places) - 1) / 2
    return max(places.iloc[0] / 2, places.iloc[0] - half), places.iloc[-1] + half
