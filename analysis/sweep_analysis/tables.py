"""The tables said about a result for people, recomputed from what was measured, and the text of `summary`."""

import math

import pandas as pd

from .locks import STATES, summarise_locks
from .measures import summarise_measures
from .operations import PHASES, measured_operations
from .report import case_name, duration, holds_words, machine, percent, size
from .series import varying
from .statistics import summary_of


def summary_table(result, experiment: str) -> pd.DataFrame:
    """The recomputed summary of one experiment for people: the axes that vary, then times, speed-up and efficiency,
    with intervals and for what they hold."""
    rows = result.cases[result.cases["experiment"] == experiment].merge(summary_of(result), on="case")
    table = _apart(result, rows)
    table["median"] = rows["median_s"].map(duration)
    table["interval"] = [f"{duration(low)} … {duration(high)}" for low, high in zip(rows["low_s"], rows["high_s"])]
    table["it holds"] = [holds_words(row) for _, row in rows.iterrows()]
    for name in ("q1", "q3", "p95", "max"):
        table[name] = rows[f"{name}_s"].map(duration)
    table["n"] = rows["repetitions"]
    table["speed-up"] = rows["speedup"].map(_number)
    table["interval of it"] = rows["speedup_low"].map(_number) + " … " + rows["speedup_high"].map(_number)
    table["efficiency"] = rows["efficiency"].map(lambda value: "–" if math.isnan(value) else f"{value:.0%}")
    table["status"] = rows["status"]
    return table


def latency_table(result) -> pd.DataFrame:
    """The quantiles of /latency for people, a row a case: of what its tasks note, of how late a loop was, and of how
    long it took to hand an interpreter lock over."""
    rows = []
    for case, histogram in sorted(result.latencies.items()):
        own = result.cases.set_index("case", drop=False).loc[case]
        quantiles = {f"{kind} {name}": duration(histogram.attrs[f"{kind}_{name}_s"]) if histogram[kind].any() else "–"
                     for kind in ("latency", "lag", "handover") for name in ("p50", "p99", "max")}
        rows.append({"experiment": own["experiment"], "case": case_name(own)} | quantiles
                    | {"latency is": histogram.attrs["meaning"]})
    return pd.DataFrame(rows)


def locks_table(result, experiment: str) -> pd.DataFrame:
    """What interpreter locks did to the cases of one experiment for people, recomputed, a row a case: the axes that
    vary, how busy the locks were, what the threads' time went into, switches, drops and forced waits."""
    rows = result.cases[result.cases["experiment"] == experiment].merge(
        summarise_locks(result.locks, result.samples), on="case", suffixes=("", "_of_lock"))
    table = _apart(result, rows).assign(contention=rows["contention"].map("{:.2f}".format))
    times = rows[[f"{state}_s" for state in STATES]]
    table["held / lock wait / released / device"] = [" / ".join(map(percent, row / row.sum()))
                                                     for row in times.to_numpy()]
    table["switches/s"] = rows["switches_per_s"].map("{:.4g}".format)
    for column in ("requested_drops", "voluntary_drops", "forced_waits"):
        table[column.replace("_", " ")] = rows[column].map("{:.0f}".format)
    return table


def measures_table(result, experiment: str) -> pd.DataFrame:
    """What the workload of one experiment measured itself for people, recomputed, a row a case, a column a measure: the
    axes that vary, then medians with their intervals."""
    cases = result.cases[(result.cases["experiment"] == experiment) & (result.cases["status"] != "failed")]
    measured = summarise_measures(result.measures[result.measures["case"].isin(cases["case"])])
    table = _apart(result, cases[cases["case"].isin(measured["case"])])
    for name in measured["measure"].unique():
        own = measured[measured["measure"] == name].set_index("case")
        words = {case: _measure(row) for case, row in own.iterrows()}
        table[name] = table["case"].map(words).fillna("–")
    return table


def operations_table(result, experiment: str) -> pd.DataFrame:
    """The recomputed operations of one experiment for people, a row a case and operation: the axes that vary, bandwidth
    and rate with their intervals, the slowest and fastest rank, the share of each phase, what came from a device."""
    rows = measured_operations(result, experiment)
    axes = [axis for axis in varying(rows, result.axes) if axis != "tasks"]
    table = rows[["case", *axes, "operation"]].copy()
    for name, words in (("bandwidth", _bandwidth), ("rate", lambda value: f"{value:.4g}/s")):
        table[name] = rows[name].map(words)
        table[f"interval of {name}"] = rows[f"{name}_low"].map(words) + " … " + rows[f"{name}_high"].map(words)
    slowest, fastest = rows["slowest_rank"].map(_bandwidth), rows["fastest_rank"].map(_bandwidth)
    table["slowest … fastest rank"] = slowest + " … " + fastest
    table[" / ".join(PHASES)] = [" / ".join(percent(row[f"{phase}_share"]) for phase in PHASES)
                                 for _, row in rows.iterrows()]
    table["from device"] = rows["device_share"].map(percent).where(rows["reads"], "–")
    return table


def _apart(result, rows: pd.DataFrame) -> pd.DataFrame:
    """Case, model and the axes that vary."""
    return rows[["case", "model", *(axis for axis in varying(rows, result.axes) if axis != "model")]].copy()


def _measure(row) -> str:
    median, low, high = (_in_unit(row[name], row["unit"]) for name in ("median", "low", "high"))
    return median if low == high else f"{median} ({low} … {high})"


def _in_unit(value: float, unit: str) -> str:
    return duration(value) if unit == "s" else size(value) if unit == "B" else f"{value:.4g}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _bandwidth(value: float) -> str:
    return f"{size(value)}/s" if value else "–"


def notes(result) -> list:
    """A line for each thing that is wrong with the file or its journal."""
    return [f"note: {note}" for note in result.notes]


def summary_text(result) -> str:
    """All experiments' tables with the campaign, the machine, errors and warnings: what `summary` prints."""
    lines = [f"{result.campaign.get('name', 'campaign')} ({result.status}) · {result.path}", machine(result), *notes(result)]
    if result.cases.empty:
        lines += ["", "No case has been recorded yet."]
    for experiment in result.experiments:
        cases = result.cases[result.cases["experiment"] == experiment]
        same = ", ".join(f"{column} {cases[column].iloc[0]}" for column in ("workload", "kernel")
                         if cases[column].nunique() == 1 and cases[column].iloc[0] not in ("", "-"))
        lines += ["", f"{experiment}" + (f" ({same})" if same else ""),
                  summary_table(result, experiment).to_string(index=False)]
        done = operations_table(result, experiment)
        locks = locks_table(result, experiment)
        measures = measures_table(result, experiment)
        lines += [line for table in (done, locks, measures) if len(table) for line in ("", table.to_string(index=False))]
        for column in ("error", "warnings"):
            lines += [f"  {case_name(case)}, {column}: {case[column]}" for _, case in cases.iterrows() if case[column]]
    return "\n".join(lines)
