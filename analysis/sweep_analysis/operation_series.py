"""Names what distinguishes the cases of a figure of file operations, and chooses as many as stay legible."""

import pandas as pd

from .report import axis_words, workers
from .series import FOLLOWING, MOST_SERIES, apart, is_number, number_of, thinned, varying, words_of

# Axes in the order in which they are named, and kept where there are too many series; others come after these.
_FIRST = ("backend", "access", "direct", "tree", "layout", "order", "sync", "model", "ranks", "threads", "transfer",
          "block", "segments", "size", "items")


def name_series(result, rows: pd.DataFrame, given: list, measure: str, most=MOST_SERIES) -> tuple:
    """Adds the column `series`: what distinguishes cases of which the columns `given` are the same. Returns (rows, axes
    that vary among the cases from which each point is the one with the greatest `measure`, in words what is left out).

    Where there are more than `most`, numbers such as ranks are thinned first and then the last axes are merged.
    """
    units = result.units["cases"]
    called = [column for column in ("backend", "tree") if column in rows and rows[column].any()][:1]   # every series
    key = apart(rows, result.axes, given, _FIRST, called) or ["model"]
    thin = _thinned(rows, key, most)
    left_out = _left_out(rows, thin, key, units)
    while len(key) > 1 and number_of(thin, key) > most:
        key.pop()
    shown = _sorted(thin.assign(series=words_of(thin, key, units)), key)
    points = shown.groupby([*given, "series"], dropna=False)
    merged = [column for column in varying(rows, result.axes) if column not in (*key, *given, *FOLLOWING)
              and (points[column].nunique() > 1).any()]
    return shown[shown.index.isin(points[measure].idxmax())], merged, left_out


def _thinned(rows: pd.DataFrame, key: list, most: int) -> pd.DataFrame:
    """The rows with fewer values of the numbers among the axes, the last axes first, until there are at most `most`
    series or only the least and the greatest are left."""
    for column in [column for column in reversed(key) if is_number(rows, column)]:
        every = rows
        for number in range(every[column].nunique() - 1, 1, -1):
            if number_of(rows, key) > most:
                rows = thinned(every, {column: number})
    return rows


def _left_out(rows: pd.DataFrame, shown: pd.DataFrame, key: list, units: dict) -> list:
    """In words, the values of the axes that only rows that are not shown have: "ranks 2, 8"."""
    lacking = {column: sorted(set(rows[column]) - set(shown[column])) for column in key if is_number(rows, column)}
    return [axis_words(column, values, units.get(column, "")) for column, values in lacking.items() if values]


def _sorted(rows: pd.DataFrame, key: list) -> pd.DataFrame:
    """By the axes of the key: numbers ascending, words in the order of the campaign."""
    places = {column: rows[column] if pd.api.types.is_numeric_dtype(rows[column])
              else rows[column].map(list(dict.fromkeys(rows.sort_values("case")[column])).index) for column in key}
    order = pd.DataFrame(places).assign(case=rows["case"]).sort_values([*key, "case"], kind="stable").index
    return rows.loc[order]


def words_of_bases(bases: pd.DataFrame) -> list:
    """What is said of serial bases that a figure leaves out."""
    return [f"the serial bases ({workers(bases.iloc[0])})"] if len(bases) else []
