"""What the figures of interpreter locks have in common: which cases they show, what a series is called, what one thread
alone does.

    relative   tasks a second over those of the reference, one thread on one rank under the same lock, with the
               interval of the case's own median   [1]
"""

import pandas as pd

from .report import axis_words, count
from .scaling import MOST_SERIES, NOT_AXES, fastest, varying

WRONG = ("plain_mutex", "unforced", "relock")   # policies that no interpreter has
_WORKERS = ("ranks", "threads")
_FOLLOWING = ("chunk", "tasks")   # from how much there is to do and from who does it, unless they were asked for


def under_locks(table: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The experiment's cases with a policy: of a model with interpreter locks; without workload `empty`."""
    return table[(table["experiment"] == experiment) & ~table["policy"].isin(["", "-"])
                 & (table["workload"] != "empty")]


def all_under_locks(table: pd.DataFrame, experiment: str) -> bool:
    """Whether all of the experiment's cases but bases have a policy."""
    rows = table[(table["experiment"] == experiment) & (table["case"] != table["base"])]
    return len(rows) == len(under_locks(rows, experiment))


def relative_to_one_thread(rows: pd.DataFrame, axes: list) -> tuple:
    """Adds `relative`, `relative_low`, `relative_high` and `reference`, a case; NaN and -1 without one. Returns
    (rows, references); `axes` are those of /cases."""
    same = ["base", *(axis for axis in axes if axis not in (*NOT_AXES, *_WORKERS, *_FOLLOWING))]
    alone = rows[rows["p"] == 1].copy()
    alone = alone.loc[alone.groupby(same, dropna=False)["median_s"].idxmin()]
    task_s = (alone["median_s"] / alone["tasks"]).rename("alone_s")
    found = alone[same].assign(reference=alone["case"], alone_s=task_s)
    joined = rows.merge(found, on=same, how="left")   # which takes NaN for equal to NaN
    rate = joined["alone_s"] * joined["tasks"]
    return joined.assign(relative=rate / joined["median_s"], relative_low=rate / joined["high_s"],
                         relative_high=rate / joined["low_s"],
                         reference=joined["reference"].fillna(-1).astype(int)), alone.sort_values("case")


def axes_apart(rows: pd.DataFrame, given: list, axes: list, first=("policy",)) -> list:
    """The axes needed to tell apart cases of which the columns `given` are the same; `policy` comes before all."""
    differing = [axis for axis in varying(rows) if axis in axes and axis not in given
                 and (axis != "model" or axis in first)]
    ordered = [axis for axis in (*first, *_WORKERS) if axis in differing]
    ordered += sorted((axis for axis in differing if axis not in ordered), key=_FOLLOWING.__contains__)
    key = []
    for axis in ordered:
        groups = rows.groupby([*given, *key], dropna=False)
        if (groups[axis].nunique(dropna=False) > 1).any():
            key.append(axis)
    return key or ["policy"]


def words_of(rows: pd.DataFrame, key: list, units: dict) -> list:
    """For each row what a person calls it: "interval, 2 threads, pin spread"."""
    return [", ".join(word for word in (_word(row, axis, units) for axis in key) if word) or row["model"]
            for _, row in rows.iterrows()]


def _word(row, axis: str, units: dict) -> str:
    value = row[axis]
    if value in (-1, "", "-") or pd.isna(value):
        return ""   # its model or policy has no such parameter
    if axis in _WORKERS:
        return count(value, axis[:-1])
    if axis == "model" and row["policy"] not in ("", "-"):
        return ""   # the policy says it
    return value if axis in ("model", "policy") else axis_words(axis, [value], units.get(axis, ""))


def legible(rows: pd.DataFrame, x: str) -> tuple:
    """One case for each value of `x` in the first MOST_SERIES of the column `series`. Returns (rows, axes that vary
    among the cases from which each point is the fastest, names of the series left out)."""
    names = list(dict.fromkeys(rows["series"]))
    shown = rows[rows["series"].isin(names[:MOST_SERIES])].reset_index(drop=True)
    chosen, merged = fastest(shown.assign(place=shown[x].fillna(-1)), ["series", "place"])
    return chosen.drop(columns="place"), [axis for axis in merged if axis != x], names[MOST_SERIES:]


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
