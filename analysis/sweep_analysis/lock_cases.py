"""What the figures of interpreter locks have in common: which cases they show, what a series is called, what one thread
alone does.

    relative         tasks a second over those of the reference, one thread on one rank under the same lock, with the
                     interval of the case's own median   [1]
    relative_bound   what `bound_s` of the file leaves of it at most; NaN without one   [1]
"""

import pandas as pd

from .series import FOLLOWING, WORKERS, apart

WRONG = ("plain_mutex", "unforced", "relock")   # policies that no interpreter has


def under_locks(table: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The experiment's cases with a policy: of a model with interpreter locks; without workload `empty`."""
    return table[(table["experiment"] == experiment) & ~table["policy"].isin(["", "-"])
                 & (table["workload"] != "empty")]


def all_under_locks(table: pd.DataFrame, experiment: str) -> bool:
    """Whether all of the experiment's cases but bases have a policy."""
    rows = table[(table["experiment"] == experiment) & (table["case"] != table["base"])]
    return len(rows) == len(under_locks(rows, experiment))


def relative_to_one_thread(rows: pd.DataFrame, axes) -> tuple:
    """Adds `relative`, `relative_low`, `relative_high`, `relative_bound` and `reference`, a case; NaN and -1 without
    one. Returns (rows, references)."""
    same = ["base", *(axis for axis in axes if axis not in (*WORKERS, *FOLLOWING))]
    alone = rows[rows["p"] == 1].copy()
    alone = alone.loc[alone.groupby(same, dropna=False)["median_s"].idxmin()]
    task_s = (alone["median_s"] / alone["tasks"]).rename("alone_s")
    found = alone[same].assign(reference=alone["case"], alone_s=task_s)
    joined = rows.merge(found, on=same, how="left")   # which takes NaN for equal to NaN
    rate = joined["alone_s"] * joined["tasks"]
    return joined.assign(relative=rate / joined["median_s"], relative_low=rate / joined["high_s"],
                         relative_high=rate / joined["low_s"],
                         relative_bound=rate / joined["bound_s"].where(joined["bound_s"] > 0),
                         reference=joined["reference"].fillna(-1).astype(int)), alone.sort_values("case")


def axes_apart(rows: pd.DataFrame, given: list, axes, first=("policy",)) -> list:
    """The axes needed to tell apart cases of which the columns `given` are the same; `policy` comes before all, and the
    model is said only where it is asked for in `first`: the policy tells it."""
    own = [axis for axis in axes if axis != "model" or axis in first]
    return apart(rows, own, given, (*first, *WORKERS)) or ["policy"]


def words_of_wrong(cases: pd.DataFrame) -> str:
    """Which policies among the cases are not to be taken for CPython's, or ""."""
    wrong = [policy for policy in WRONG if (cases["policy"] == policy).any()]
    return f"Wrong on purpose, for comparison: {', '.join(wrong)}." if wrong else ""


def reference_words(references: pd.DataFrame, names=None) -> str:
    """The absolute rate of one thread for each of the `names`, one a row, else under each policy: "interval 2,500
    [2,480, 2,510] tasks/s"."""
    named = references.groupby(references["policy"].to_numpy() if names is None else names, sort=False)
    return f"{', '.join(f'{name} {rate_words(rows)}' for name, rows in named)} tasks/s"


def rate_words(cases: pd.DataFrame) -> str:
    """Tasks a second: of one case "2,500 [2,480, 2,510]", of several the least and the greatest, "2,500 to 2,600"."""
    rates = [sorted(cases["tasks"] / cases[column]) for column in ("median_s", "high_s", "low_s")]
    if len(cases) > 1:
        return " to ".join(dict.fromkeys((_rate(rates[0][0]), _rate(rates[0][-1]))))
    middle, low, high = (_rate(values[0]) for values in rates)
    return f"{middle} [{low}, {high}]"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
