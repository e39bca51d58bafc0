"""The table of all cases with their numbers, each of which is a claim that the page checks."""

import math

from ..report import duration, holds_words, percent, workers
from ..decision_words import times
from ..series import varying
from .claims import claim, interval, time

MOST_CASES = 400     # rows of the table: each is about 1.5 kB
MOST_AXES = 8


def case_table(result, summary, file: int, prints: dict) -> dict:
    """`axes`, `rows` and `left_out`; `prints`: case → fingerprint of its samples."""
    chosen = summary.head(MOST_CASES)
    axes = [axis for axis in varying(chosen, result.axes) if axis not in ("model", "ranks", "threads")][:MOST_AXES]
    rows = [_row(row, axes, file, prints) for row in chosen.to_dict("records")]
    return {"axes": [axis.replace("_", " ") for axis in axes], "rows": rows, "left_out": len(summary) - len(chosen),
            "all": len(summary)}


def _row(row: dict, axes: list, file: int, prints: dict) -> dict:
    case = int(row["case"])
    speedup = float(row["speedup"])
    return {
        "case": case, "experiment": row["experiment"], "model": row["model"], "workers": workers(row),
        "order": int(row["ranks"]) * int(row["threads"]), "axes": [_axis(row[axis]) for axis in axes],
        "median": time(row, "median_s", file, case),
        "interval": interval(duration, row, ("low_s", "high_s"), file, case),
        "quartiles": interval(duration, row, ("q1_s", "q3_s"), file, case),
        "p95": time(row, "p95_s", file, case), "max": time(row, "max_s", file, case), "n": int(row["repetitions"]),
        "holds": holds_words(row), "speedup": claim(times(speedup), speedup, file, case, "speedup"),
        "speedup_interval": interval(times, row, ("speedup_low", "speedup_high"), file, case),
        "efficiency": claim(percent_of(row["efficiency"]), float(row["efficiency"]), file, case, "efficiency"),
        "bound": duration(float(row["bound_s"])) if row["bound_s"] > 0 else "–", "status": row["status"],
        "told": "; ".join(filter(None, (row["error"], row["warnings"])))[:300], "fingerprint": prints.get(case, ""),
        "sort": {"speedup": _sorted(speedup)} | {name: _sorted(row[f"{name}_s"])
                                                 for name in ("median", "p95", "max", "bound")},
    }


def percent_of(share: float) -> str:
    """ "98.2 %"; "–" of none."""
    return "–" if math.isnan(share) else f"{100 * share:,.1f} %" if share >= 0.0995 else percent(share)


def _sorted(value) -> str:
    return "" if math.isnan(value) else repr(float(value))


def _axis(value) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return "" if value == -1 else str(value)


def fastest(summary, most: int) -> list:
    """For a campaign without a decision table: the fastest case over its base of each of the first experiments."""
    told = []
    first = summary["experiment"].drop_duplicates().head(most)
    for experiment, own in summary[summary["experiment"].isin(first)].groupby("experiment", sort=False):
        measured = own[(own["status"] != "failed") & (own["repetitions"] > 0)]
        compared = measured[measured["speedup"].notna()]
        if len(compared):
            best = compared.loc[compared["speedup"].idxmax()]
            base = measured[measured["case"] == best["base"]]
            base_s = float(base["median_s"].iloc[0] / base["tasks"].iloc[0] * best["tasks"]) if len(base) else math.nan
        elif len(measured):
            best, base_s = measured.loc[measured["median_s"].idxmin()], math.nan
        else:
            best, base_s = None, math.nan
        told.append({"experiment": experiment, "cases": len(own), "measured": len(measured), "best": best,
                     "base_s": base_s})
    return told


def fastest_words(entry: dict) -> str:
    """The answer of a campaign without a decision table, in a sentence."""
    best = entry["best"]
    if best is None:
        return f"In {entry['experiment']} nothing is measured."
    name = f"{best['model']} with {workers(best)} (case {best['case']})"
    if math.isnan(best["speedup"]):
        return f"In {entry['experiment']} the shortest is {name}: {duration(best['median_s'])}."
    if best["case"] == best["base"]:
        return f"In {entry['experiment']} nothing is faster than the serial base: {duration(best['median_s'])}."
    return f"In {entry['experiment']} the fastest is {name}: {times(best['speedup'])} as fast as its serial base, " \
        f"{duration(best['median_s'])} instead of {duration(entry['base_s'])}."
