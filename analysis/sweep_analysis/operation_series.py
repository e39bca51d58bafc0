"""Names what distinguishes the cases of a figure of file operations, and chooses as many as stay legible."""

import pandas as pd

from .report import axis_words, count, workers
from .scaling import MOST_SERIES, thinned

# Axes in the order in which they are named, and kept where there are too many series; others come after these.
_FIRST = ("backend", "access", "direct", "tree", "layout", "order", "sync", "model", "ranks", "threads", "transfer",
          "block", "segments", "size", "items")
_FOLLOWING = ("tasks", "chunk")   # from how much there is to do and from who does it, unless they were asked for
_FLAGS = ("direct", "preallocate", "reorder", "drop_caches", "verify")
_LAYOUTS = {"shared": "shared file", "file_per_rank": "a file per rank"}


def name_series(rows: pd.DataFrame, axes: list, given: list, measure: str, units: dict, most=MOST_SERIES) -> tuple:
    """Adds the column `series`: what distinguishes cases of which the columns `given` are the same. Returns (rows, axes
    that vary among the cases from which each point is the one with the greatest `measure`, in words what is left out).

    Where there are more than `most`, numbers such as ranks are thinned first and then the last axes are merged.
    """
    key = _key(rows, axes, given)
    thin = _thinned(rows, key, most)
    left_out = _left_out(rows, thin, key, units)
    while len(key) > 1 and _number(thin, key) > most:
        key.pop()
    shown = _sorted(thin.assign(series=series_words(thin, key, units)), key)
    points = shown.groupby([*given, "series"], dropna=False)
    merged = [column for column in axes if column not in (*key, *given, *_FOLLOWING)
              and (points[column].nunique() > 1).any()]
    return shown[shown.index.isin(points[measure].idxmax())], merged, left_out


def series_words(rows: pd.DataFrame, key: list, units: dict) -> list:
    """For each row what a person calls it: "mpiio, collective, 2 ranks"."""
    choices = rows.groupby("backend")["access"].nunique() if {"backend", "access"} <= set(rows) else {}
    return [", ".join(word for word in (_word(row, column, choices, units) for column in key) if word)
            for _, row in rows.iterrows()]


def layout_words(layout: str) -> str:
    """ "shared file" or "a file per rank"."""
    return _LAYOUTS.get(layout, layout)


def _word(row, column: str, choices, units: dict) -> str:
    value = row[column]
    if value in (-1, "") or pd.isna(value):
        return ""   # its model has no such parameter
    if column == "access" and choices[row["backend"]] == 1:
        return ""   # posix knows no other, so that "independent" would say nothing
    if column in _FLAGS:
        return column.replace("_", " ") if value else ""
    if column in ("ranks", "threads"):
        return count(value, column[:-1])
    words = {"layout": layout_words(value), "tree": f"{value} tree"}
    plain = value if column in ("backend", "access", "model", "order") else None
    return words.get(column) or plain or axis_words(column, [value], units.get(column, ""))


def _key(rows: pd.DataFrame, axes: list, given: list) -> list:
    """The axes needed to tell apart cases of which the columns `given` are the same, after the one that every series is
    called by: its back end or tree."""
    ordered = [column for column in _FIRST if column in axes]
    ordered += sorted((column for column in axes if column not in ordered), key=_FOLLOWING.__contains__)
    key = [column for column in ("backend", "tree") if column in rows and rows[column].any()][:1]
    for column in ordered:
        if column not in (*given, *key) and (rows.groupby([*given, *key], dropna=False)[column].nunique() > 1).any():
            key.append(column)
    return key or ["model"]


def _thinned(rows: pd.DataFrame, key: list, most: int) -> pd.DataFrame:
    """The rows with fewer values of the numbers among the axes, the last axes first, until there are at most `most`
    series or only the least and the greatest are left."""
    for column in [column for column in reversed(key) if _is_number(rows, column)]:
        every = rows
        for number in range(every[column].nunique() - 1, 1, -1):
            if _number(rows, key) > most:
                rows = thinned(every, {column: number})
    return rows


def _left_out(rows: pd.DataFrame, shown: pd.DataFrame, key: list, units: dict) -> list:
    """In words, the values of the axes that only rows that are not shown have: "ranks 2, 8"."""
    lacking = {column: sorted(set(rows[column]) - set(shown[column])) for column in key if _is_number(rows, column)}
    return [axis_words(column, values, units.get(column, "")) for column, values in lacking.items() if values]


def _is_number(rows: pd.DataFrame, column: str) -> bool:
    return column not in _FLAGS and pd.api.types.is_numeric_dtype(rows[column])


def _number(rows: pd.DataFrame, key: list) -> int:
    return len(rows[key].drop_duplicates())


def _sorted(rows: pd.DataFrame, key: list) -> pd.DataFrame:
    """By the axes of the key: numbers ascending, words in the order of the campaign."""
    places = {column: rows[column] if _is_number(rows, column) or column in _FLAGS
              else rows[column].map(list(dict.fromkeys(rows.sort_values("case")[column])).index) for column in key}
    order = pd.DataFrame(places).assign(case=rows["case"]).sort_values([*key, "case"], kind="stable").index
    return rows.loc[order]


def words_of_bases(bases: pd.DataFrame) -> list:
    """What is said of serial bases that a figure leaves out."""
    return [f"the serial bases ({workers(bases.iloc[0])})"] if len(bases) else []
