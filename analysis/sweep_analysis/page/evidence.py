"""Which of the twelve rules of Hoefler & Belli, "Scientific Benchmarking of Parallel Computing Systems", SC'15
(doi:10.1145/2807591.2807644), a file keeps: each found in its data, with the number that says so."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..report import MOST_NAMED, count, duration
from ..statistics import FEWEST_LAUNCHES, median_interval_rank

KEPT, NOT_KEPT, NOT_APPLICABLE = "kept", "not kept", "not applicable"
_ENVIRONMENT = ("processor", "cores", "memory_bytes", "kernel", "hosts", "affinity", "compiler", "flags", "libraries",
                "mpi_library", "version", "git_revision", "environment")


@dataclass(frozen=True)
class Facts:
    """What the rules are judged by."""

    result: object
    summary: pd.DataFrame   # recomputed, with the columns of /cases
    figures: list           # experiments that are drawn, once a figure


def rules(facts: Facts) -> list:
    """A dictionary a rule: number, title, state, number found."""
    titles = {number: title for number, title, _ in _RULES}
    judged = [(number, *judge(facts)) for number, _, judge in _RULES]
    return [{"number": number, "title": titles[number], "state": state, "found": found}
            for number, state, found in judged]


def _measured(facts: Facts) -> pd.DataFrame:
    table = facts.summary
    return table[(table["status"] != "failed") & (table["repetitions"] > 0)]


def _of_all(good, bad: int, words: str) -> tuple:
    """Kept where nothing is bad; not applicable where nothing is there at all."""
    return (NOT_KEPT if bad else KEPT if good else NOT_APPLICABLE), words


def _base_case(facts: Facts) -> tuple:
    table = _measured(facts)
    compared = table[(table["base"] >= 0) & (table["base"] != table["case"])]
    bases = table[table["case"].isin(compared["base"])]
    without = len(compared[~compared["base"].isin(table["case"])])
    if not len(bases):
        return _of_all(0, without, f"{count(without, 'case')} without a measured base" if without else "no speed-ups")
    models = ", ".join(sorted(set(bases["model"])))
    alone = "one rank with one thread" if (bases["ranks"] * bases["threads"] == 1).all() else "not all of one worker"
    spans = duration(bases["median_s"].min()) + (f" to {duration(bases['median_s'].max())}" if len(bases) > 1 else "")
    return _of_all(len(bases), without, f"{count(len(bases), 'base case')} ({models}, {alone}): {spans}"
                   + (f"; {without} compared without one" if without else ""))


def _subsets(facts: Facts) -> tuple:
    cases = facts.result.cases
    failed, waiting = cases[cases["status"] == "failed"], int((cases["status"] == "unfinished").sum())
    silent = int((failed["error"] == "").sum())
    most = int((cases["ranks"] * cases["threads"]).max()) if len(cases) else 0
    cores = facts.result.cores
    used = f"up to {count(most, 'worker')} on {count(cores, 'core') if cores else 'an unknown number of cores'}"
    less = cores is not None and most < cores
    words = f"{len(_measured(facts))} of {len(cases)} cases measured; "
    if len(failed):
        words += f"{len(failed)} failed, {len(failed) - silent} of them with the reason; "
    words += f"{waiting} unfinished; {used}"
    return _of_all(len(cases), silent + waiting + less, words)


def _agrees(facts: Facts, names: tuple) -> tuple:
    """(how many rows the file's /summary has, in how many these columns are as recomputed here)."""
    stored = facts.result.summary
    if stored.empty:
        return 0, 0
    both = stored.merge(facts.summary, on="case", suffixes=("", "_here"))
    same = [np.isclose(both[name].astype(float), both[f"{name}_here"].astype(float), rtol=1e-9, atol=0, equal_nan=True)
            for name in names]
    return len(stored), int(np.logical_and.reduce(same).sum())


def _means(facts: Facts) -> tuple:
    rows, same = _agrees(facts, ("median_s",))
    if not rows:
        return NOT_APPLICABLE, "the file has no summary"
    words = f"{same} of {rows} summarised times are the medians of the samples; no mean is taken"
    return _of_all(same, rows - same, words)


def _ratios(facts: Facts) -> tuple:
    table = _measured(facts)
    ratios = table[table["speedup"].notna() & (table["base"] != table["case"])]
    if ratios.empty:
        return NOT_APPLICABLE, "no ratios"
    over = int((ratios["speedup_launches"] > 1).sum())
    words = f"{len(ratios) - over} of {len(ratios)} speed-ups are ratios of two medians" \
        + (f"; {over} are the median of such ratios over launches, which are compared launch by launch" if over else "")
    return _of_all(len(ratios), over, words)


def _intervals(facts: Facts) -> tuple:
    table = _measured(facts)
    few = table[(table["launches"] < FEWEST_LAUNCHES) & (table["repetitions"] < FEWEST_LAUNCHES)]
    kinds = ", ".join(f"{kind} ({number} cases)" for kind, number in table["holds_for"].value_counts().items())
    words = f"{len(table) - len(few)} of {len(table)} medians have a 95 % interval; it holds for: {kinds or 'nothing'}"
    return _of_all(len(table), len(few), words)


def _normality(facts: Facts) -> tuple:
    rows, same = _agrees(facts, ("low_s", "high_s"))
    if not rows:
        return NOT_APPLICABLE, "the file has no summary"
    words = f"{same} of {rows} intervals are order statistics of the samples, which assume no distribution"
    return _of_all(same, rows - same, words)


def _comparison(facts: Facts) -> tuple:
    table = _measured(facts)
    ratios = table[table["speedup"].notna() & (table["base"] != table["case"])]
    bare = int(ratios["speedup_low"].isna().sum())
    told = ratios[(ratios["speedup_low"] > 1) | (ratios["speedup_high"] < 1)]
    if ratios.empty:
        return NOT_APPLICABLE, "nothing is compared"
    fewest = next(number for number in range(1, 100) if median_interval_rank(number, 0.975))
    return _of_all(len(ratios), bare, f"{len(ratios) - bare} of {len(ratios)} speed-ups have an interval"
                   + (f" ({bare} have too few repetitions: {fewest} are the fewest)" if bare else "")
                   + f"; {len(told)} differ from 1 by more than it")


def _percentiles(facts: Facts) -> tuple:
    table = _measured(facts)
    whole = table[table[["q1_s", "q3_s", "p95_s", "max_s"]].notna().all(axis=1)]
    if table.empty:
        return NOT_APPLICABLE, "nothing is measured"
    worst = table.loc[(table["max_s"] / table["median_s"]).idxmax()] if (table["median_s"] > 0).all() else None
    words = f"quartiles, 95th percentile and maximum of {len(whole)} of {len(table)} cases"
    if worst is not None:
        longest = worst["max_s"] / worst["median_s"]
        words += f"; the longest repetition is {longest:.3g} × its median (case {worst['case']})"
    if facts.result.latencies:
        words += f"; latencies' 99th percentile of {count(len(facts.result.latencies), 'case')}"
    return _of_all(len(whole), len(table) - len(whole), words)


def _environment(facts: Facts) -> tuple:
    provenance = facts.result.provenance
    missing = [name.replace("_", " ") for name in _ENVIRONMENT if provenance.get(name) in (None, "", "unknown")]
    if not facts.result.campaign.get("toml"):
        missing.append("the campaign's text")
    number = len(_ENVIRONMENT) + 1
    words = f"{number - len(missing)} of {number} facts of machine, build and campaign are stored"
    return _of_all(number, len(missing), words + (f"; missing: {', '.join(missing)}" if missing else ""))


def _measurement(facts: Facts) -> tuple:
    resolution = float(facts.result.provenance.get("clock_resolution_s", math.nan))
    table, samples = _measured(facts), facts.result.samples
    if table.empty:
        return NOT_APPLICABLE, "nothing is measured"
    shortest = table["median_s"].min()
    late = samples["late_s"].max() if "late_s" in samples else math.nan
    words = f"clock resolution {duration(resolution)}, shortest median {duration(shortest)}"
    if not math.isnan(late):
        words += f"; the last worker began at most {duration(late)} after the common start"
    words += "; a repetition lasts until its last rank ends"
    known = resolution > 0 and shortest >= 10 * resolution
    return (KEPT if known else NOT_KEPT), words


def _bounds(facts: Facts) -> tuple:
    table = _measured(facts)
    if table.empty:
        return NOT_APPLICABLE, "nothing is measured"
    bounded = table[table["bound_s"] > 0]
    words = f"{len(bounded)} of {len(table)} cases have a lower bound of their time"
    if len(bounded):
        words += f"; the nearest takes {(bounded['median_s'] / bounded['bound_s']).min():#.3g} × as long"
    without = table.loc[~table["case"].isin(bounded["case"]), "case"]
    words += f"; without one: {_named(without)}" if len(without) else ""
    return _of_all(len(bounded), len(without), words)


def _plots(facts: Facts) -> tuple:
    experiments = {name for name in _measured(facts).loc[lambda table: table["workload"] != "empty", "experiment"]}
    if not experiments:
        return NOT_APPLICABLE, "nothing is measured"
    drawn = experiments & set(facts.figures)
    without = sorted(experiments - drawn)
    words = f"{count(len(facts.figures), 'figure')} of {len(drawn)} of {count(len(experiments), 'experiment')}"
    return _of_all(len(drawn), len(without), words + (f"; of none: {_named(without)}" if without else ""))


def _named(things) -> str:
    """The first few."""
    more = f" and {len(things) - MOST_NAMED} more" if len(things) > MOST_NAMED else ""
    return ", ".join(map(str, list(things)[:MOST_NAMED])) + more


_RULES = (
    (1, "Speed-ups name their base case and its absolute time", _base_case),
    (2, "Subsets, and resources that are not used, have a reason", _subsets),
    (3, "The arithmetic mean only for costs, the harmonic for rates", _means),
    (4, "Ratios are not summarised, but what they are made of", _ratios),
    (5, "What is not deterministic has a confidence interval", _intervals),
    (6, "No normal distribution is assumed", _normality),
    (7, "Comparisons are statistically sound", _comparison),
    (8, "Percentiles beside the median where they matter", _percentiles),
    (9, "Machine, software and all factors are documented", _environment),
    (10, "How time was measured, synchronised and summarised", _measurement),
    (11, "Bounds of what is possible are shown", _bounds),
    (12, "Plots show what is needed to understand the result", _plots),
)
