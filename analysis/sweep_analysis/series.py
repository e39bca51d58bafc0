"""What distinguishes cases, and what a person calls them. All figures and tables name their series here.

An axis is what a case was asked for, a column of /cases as `Result.axes` lists them; what a module derives beside it is
none. A figure says which axes its cases are given by, `apart` finds those that tell the others apart, `words_of` names
them, and `thinned`, `fastest` and `legible` choose as many as stay legible.
"""

import numpy as np
import pandas as pd

from .report import axis_words, count

MOST_SERIES = 7                   # colours and markers that stay distinguishable
WORKERS = ("ranks", "threads")
FOLLOWING = ("chunk", "tasks")    # from how much there is to do and from who does it, unless they were asked for

# Axes whose words speak for themselves; of others the name is said too.
_PLAIN = ("model", "policy", "kernel", "schedule", "team", "poller", "backend", "access", "order")
_DERIVED = ("problem", "split", "workers")   # columns of words that figures make themselves
_FLAGS = ("direct", "preallocate", "reorder", "drop_caches", "verify")   # their name is said, or nothing
_LAYOUTS = {"shared": "shared file", "file_per_rank": "a file per rank"}
MISSING = (-1, "", "-")          # of a case whose workload or model has no such axis


def varying(rows: pd.DataFrame, axes) -> list:
    """The axes with more than one value in `rows`."""
    return [axis for axis in axes if axis in rows and rows[axis].nunique() > 1]


def apart(rows: pd.DataFrame, axes, given: list, first=(), always=()) -> list:
    """The columns `always`, and the axes needed beside them to tell apart cases of which the columns `given` are the
    same: those in `first` come before the others, and what only follows from these comes last."""
    differing = [axis for axis in varying(rows, axes) if axis not in (*given, *always)]
    ordered = [axis for axis in first if axis in differing]
    ordered += sorted((axis for axis in differing if axis not in ordered), key=FOLLOWING.__contains__)
    key = list(always)
    for axis in ordered:
        if (rows.groupby([*given, *key], dropna=False)[axis].nunique(dropna=False) > 1).any():
            key.append(axis)
    return key


def words_of(rows: pd.DataFrame, key: list, units: dict) -> list:
    """For each row what a person calls it: "threads, chunk 16", "mpiio, collective, 2 ranks"."""
    several = rows.groupby("backend")["access"].nunique() > 1 if {"backend", "access"} <= set(rows) else {}
    return [", ".join(word for word in (_word(row, column, several, units) for column in key) if word)
            for row in rows.to_dict("records")]


def layout_words(layout: str) -> str:
    """ "shared file" or "a file per rank"."""
    return _LAYOUTS.get(layout, layout)


def problem_words(base, differing: list, units: dict) -> str:
    """What distinguishes a problem from others, from the axes in which their bases differ: "kernel pi, draws 10000"."""
    redundant = ("tasks",) if "settings" in differing else ()   # a task a setting
    return ", ".join(axis_words(axis, [base[axis]], units.get(axis, "")) for axis in differing if axis not in redundant)


def split_words(rows: pd.DataFrame, concurrency: pd.Series, both=False) -> pd.Series:
    """In words, what makes the concurrency of a series: of ranks and threads (workers of a pool, or what is in flight)
    what takes fewer values in its model and policy, or `both`; "" for what is 1 in all its cases."""
    words = pd.Series("", index=rows.index)
    for (model, _), part in rows.groupby(["model", "policy"]):
        width = (concurrency[part.index] // part["ranks"]).astype(int)
        ranks = [count(number, "rank") for number in part["ranks"]] if (part["ranks"] > 1).any() else []
        alone = "worker" if model == "process_pool" else "thread"
        is_in_flight = (width > part["threads"]).any() or not (part["threads"] > 1).any()
        each = [f"{number:,} in flight" if is_in_flight else count(number, alone) for number in width]
        each = each if (width > 1).any() else []
        if both:
            words[part.index] = [" × ".join(parts) for parts in zip(*(part for part in (ranks, each) if part))] or ""
        elif width.nunique() > 1 and width.nunique() >= part["ranks"].nunique():
            words[part.index] = ranks or ""
        elif ranks and each:
            words[part.index] = [f"{word} a rank" for word in each]
    return words


def number_of(rows: pd.DataFrame, key: list) -> int:
    """How many series the columns `key` make."""
    return len(rows[key].drop_duplicates())


def is_number(rows: pd.DataFrame, axis: str) -> bool:
    """Whether the values of an axis can be thinned evenly: no words and no flags."""
    return axis not in _FLAGS and pd.api.types.is_numeric_dtype(rows[axis])


def thinned(rows: pd.DataFrame, most: dict) -> pd.DataFrame:
    """The rows whose values are among `most[axis]` of their model's: of numbers evenly chosen ones, else the first."""
    keep = pd.Series(True, index=rows.index)
    for _, part in rows.groupby("model"):
        for axis, number in most.items():
            values = part[axis].unique()
            if len(values) > number and pd.api.types.is_numeric_dtype(part[axis]):
                values = np.sort(values)[np.linspace(0, len(values) - 1, number).round().astype(int)]
            keep[part.index] &= part[axis].isin(values[:number])
    return rows[keep]


def fastest(rows: pd.DataFrame, key: list, axes) -> tuple:
    """The row with the least median for each value of `key`, and the axes that vary among the rows of one value.

    Series keep the order in which `rows` names them.
    """
    merged = [axis for axis in varying(rows, axes)
              if axis not in key and (rows.groupby(key)[axis].nunique() > 1).any()]
    chosen = rows.loc[rows.groupby(key)["median_s"].idxmin()]
    names = list(dict.fromkeys(rows["series"]))
    first = chosen["series"].map(names.index)
    return chosen.assign(first=first).sort_values(["first", *key]).drop(columns="first").reset_index(drop=True), merged


def legible(rows: pd.DataFrame, x: str, axes) -> tuple:
    """One case for each value of `x` in the first MOST_SERIES of the column `series`. Returns (rows, axes that vary
    among the cases from which each point is the fastest, names of the series left out)."""
    names = list(dict.fromkeys(rows["series"]))
    shown = rows[rows["series"].isin(names[:MOST_SERIES])].reset_index(drop=True)
    chosen, merged = fastest(shown.assign(place=shown[x].fillna(-1)), ["series", "place"], axes)
    return chosen.drop(columns="place"), [axis for axis in merged if axis != x], names[MOST_SERIES:]


def _word(row: dict, column: str, several, units: dict) -> str:
    value = row[column]
    if value in MISSING or pd.isna(value):
        return ""
    if column == "access" and not several[row["backend"]]:
        return ""   # the back end knows no other, so that "independent" would say nothing
    if column in _FLAGS:
        return column.replace("_", " ") if value else ""
    if column in WORKERS:
        return count(value, column[:-1])
    if column == "layout":
        return layout_words(value)
    if column == "tree":
        return f"{value} tree"
    return str(value) if column in _PLAIN or column in _DERIVED else axis_words(column, [value], units.get(column, ""))
