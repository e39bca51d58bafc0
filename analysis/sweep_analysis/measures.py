"""What workloads measured themselves beside their times, from /measures.

The C++ program (src/results/measures.cpp) uses the same definitions in `sweep show` (agreement: 1e-12 relative).
"""

import pandas as pd

from .statistics import median_interval

_KEY = ["case", "measure"]
SUMMARY_COLUMNS = (*_KEY, "unit", "median", "low", "high", "repetitions")


def summarise_measures(measures: pd.DataFrame) -> pd.DataFrame:
    """A row a (case, measure): the median over all repetitions with its interval, of all ranks together: their sum, or
    the most of them, as `over_ranks` says. The measures of a case in the order of the file."""
    rows = []
    for (case, name), own in measures.groupby(_KEY, sort=False):
        together = own.groupby("repetition")["value"].agg("sum" if own["over_ranks"].iloc[0] == "sum" else "max")
        low, high = median_interval(together)
        rows.append((case, name, own["unit"].iloc[0], together.median(), low, high, len(together)))
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS)).sort_values("case", kind="stable", ignore_index=True)
