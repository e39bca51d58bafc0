"""What is odd in a file although nothing warned or failed: ranks that need longer for the same work, more workers that
make it slower, launches and repetitions that differ. Each sentence has its number, and what to look at."""

import numpy as np
import pandas as pd

from ..report import case_name, count, duration
from ..scaling import problems
from ..statistics import measured, repetitions_of

MOST_NAMED = 6        # sentences of a kind
SLOW_RANK = 0.05      # of processor time for a task: from where on the program itself warns of a node's speed
SHORTEST_S = 0.001    # of processor time a rank: below it, beginning and ending a repetition count
SLOWER = 1.1          # from one number of workers to the next
LAUNCHES_APART = 1.25
LONG_REPETITION = 5   # × the median


def odd(result) -> list:
    """Sentences; none where nothing is odd."""
    table = measured(result)
    if table.empty:
        return []
    return [sentence for rule in (_slow_ranks, _slower_with_more, _launches_apart, _long_repetitions)
            for sentence in rule(result, table)[:MOST_NAMED]]


def _slow_ranks(result, table: pd.DataFrame) -> list:
    """Of cases in which every rank has the same work: fixed shares of tasks that are all alike."""
    alike = table[(table["ranks"] >= 3) & (table["schedule"] == "static") & _same_tasks(table)]
    samples = result.samples[result.samples["case"].isin(alike["case"]) & (result.samples["tasks"] > 0)]
    if samples.empty:
        return []
    by_rank = samples.assign(each=samples["cpu_s"] / samples["tasks"]).groupby(["case", "rank"]).agg(
        each=("each", "median"), all_s=("cpu_s", "median")).reset_index()
    by_rank = by_rank[by_rank.groupby("case")["all_s"].transform("min") >= SHORTEST_S]
    by_rank["more"] = by_rank["each"] / by_rank.groupby("case")["each"].transform("median") - 1
    ranks = by_rank.groupby("rank").agg(more=("more", "median"), cases=("more", "size"))
    ranks = ranks[ranks["more"] > SLOW_RANK].sort_values("more", ascending=False)
    return [f"Rank {rank} needs {100 * row['more']:.0f} % more processor time for a task than the ranks beside it "
            f"(median of {count(int(row['cases']), 'case')}): look at its host's clock speed, and at what else runs there"
            for rank, row in ranks.iterrows()]


def _same_tasks(table: pd.DataFrame) -> pd.Series:
    """Tasks of calibrated work, or draws of pi: each takes as long as any other."""
    steps = pd.to_numeric(table["steps"], errors="coerce") if "steps" in table else pd.Series(0, index=table.index)
    kernel = table["kernel"] if "kernel" in table else pd.Series("", index=table.index)
    return (steps > 0) | ((table["workload"] == "monte_carlo") & (kernel == "pi"))


def _slower_with_more(result, table: pd.DataFrame) -> list:
    """Within the cores on; under a lock one at a time computes, which is no surprise."""
    sentences = []
    for experiment in result.experiments:
        for problem in problems(result, table, experiment):
            cases = problem.cases[problem.cases["p"] <= (result.cores or np.inf)]
            locked = cases["policy"].isin(["", "none", "-"]) if "policy" in cases else True
            for _, own in cases[locked].sort_values("p").groupby("series"):
                sentences += _slower(experiment, list(own.to_dict("records")))
    return sentences


def _slower(experiment: str, cases: list) -> list:
    worst = max((pair for pair in zip(cases, cases[1:]) if pair[1]["low_s"] > pair[0]["high_s"]),
                key=lambda pair: pair[1]["median_s"] / pair[0]["median_s"], default=None)
    if worst is None or worst[1]["median_s"] < SLOWER * worst[0]["median_s"]:
        return []
    few, more = worst
    return [f"{experiment}: {case_name(more)} takes {more['median_s'] / few['median_s']:.2f} × as long as "
            f"{case_name(few)}, {duration(more['median_s'])} instead of {duration(few['median_s'])}: more workers make it "
            "slower; try larger chunks, and look at memory and at where ranks are"]


def _launches_apart(result, table: pd.DataFrame) -> list:
    repetitions = repetitions_of(result.cases, result.samples)
    medians = repetitions[repetitions["case"].isin(table["case"])].groupby(["case", "launch"])["time_s"].median()
    ends = medians.groupby("case").agg(["min", "max", "count"])
    apart = (ends["max"] / ends["min"])[(ends["count"] > 1) & (ends["min"] > 0)]
    apart = apart[apart > LAUNCHES_APART].sort_values(ascending=False)
    if apart.empty:
        return []
    worst = table.set_index("case", drop=False).loc[apart.index[0]]
    return [f"{count(len(apart), 'case')} of {len(ends)} took over {LAUNCHES_APART} × as long in one launch as in another; "
            f"most {case_name(worst)} of {worst['experiment']}, {apart.iloc[0]:.2f} ×: compare hosts and placement of the "
            "launches"]


def _long_repetitions(_result, table: pd.DataFrame) -> list:
    long = table[table["max_s"] > LONG_REPETITION * table["median_s"]]
    if long.empty:
        return []
    worst = long.loc[(long["max_s"] / long["median_s"]).idxmax()]
    return [f"{count(len(long), 'case')} of {len(table)} had a repetition that took over {LONG_REPETITION} × the median; "
            f"most {case_name(worst)} of {worst['experiment']}, {duration(worst['max_s'])} instead of "
            f"{duration(worst['median_s'])}: something else had the processors, the network or the files meanwhile"]
