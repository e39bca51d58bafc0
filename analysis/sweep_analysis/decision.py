"""The decision table of a result, recomputed from /samples and /cases by the rules that the file stores (the attribute
`decision_rules` of /campaign, configs/decision_rules.toml as it was): problems × ways of running, each cell with a
verdict. Shares no code with `sweep decide`, which writes the same table; what cells say in words: `decision_words`.
"""

import math
import tomllib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .locks import summarise_locks
from .measures import summarise_measures
from .schema import ResultError
from .statistics import numbers, summarise

GRADES = ("no", "okay", "good", "excellent")   # of a cell, from worst to best
UNDECIDED = "undecided"
_ABSENT = ("", -1)   # what stands in a column that a case does not have, beside NaN
NAN = float("nan")


@dataclass(frozen=True)
class Ratio:
    """With the ends of its interval, NaN where there is none."""

    value: float = NAN
    low: float = NAN
    high: float = NAN


@dataclass(frozen=True)
class Cell:
    """A way of running one problem. Times in seconds, memory in bytes; NaN and −1: not measured."""

    problem: str
    way: str
    case: int = -1                # row of /cases; −1: no case is of this problem and way
    of_cases: int = 0             # candidates, of which this is the fastest a task (sequential: the first)
    status: str = ""
    error: str = ""
    model: str = ""
    ranks: int = 1
    threads: int = 1
    median_s: float = NAN         # of the run itself, of `tasks` tasks
    low_s: float = NAN
    high_s: float = NAN
    tasks: int = 0
    full_tasks: int = 0           # of the row: the most that a case of it runs
    speedup: Ratio = Ratio()      # over the row's base, a task
    share: Ratio = Ratio()        # of the fastest way's speed
    efficiency: float = NAN       # speed-up by workers
    peak_bytes: float = NAN       # the most over repetitions, of all ranks and the processes they started
    processor_s: float = NAN      # median over repetitions, of all ranks
    start_s: float = NAN          # starting its workers, or launching its ranks
    lock_share: float = NAN       # of the time for which a lock was held
    repetitions: int = 0
    launches: int = 0
    holds_for: str = ""
    verdict: str = ""             # "" where there is no case, and where there is no speed-up
    worst: str = ""               # at the ends of the intervals; "" where there are none
    best: str = ""
    lecture: str = ""             # what the lecture says; "": nothing
    parse_s: float = NAN          # computing a task beside its wait, where the case says so
    cores: int = 0                # so many of the machine's, where the case asks for some; 0: all

    @property
    def full_s(self) -> float:
        """The time of the row's full tasks: the median, scaled where fewer were run."""
        return self.median_s * self.full_tasks / self.tasks if self.tasks else NAN

    @property
    def is_scaled(self) -> bool:
        """Whether it ran fewer tasks than the row has."""
        return 0 < self.tasks < self.full_tasks

    @property
    def is_measured(self) -> bool:
        """Whether it has times that count."""
        return self.case >= 0 and self.status != "failed" and self.repetitions > 0


@dataclass(frozen=True)
class Row:
    """A problem. `base` is the case that speed-ups are over, −1: none, and `base_s` what it takes for the row's full
    tasks; `fastest` the way that shares are of, "": none; `emulated` the problem that is the same work under an emulated
    lock, "": none is."""

    name: str
    title: str
    base: int
    base_s: float
    fastest: str
    cells: dict   # name of a way → Cell, in the order of the columns
    emulated: str = ""

    @property
    def best(self):
        """The cell of the fastest way, or None."""
        return self.cells.get(self.fastest)


@dataclass(frozen=True)
class Decision:
    """`ways`: name → its table of the rules, with title and `apart`; `edges`: the numbers of [verdict]."""

    ways: dict
    edges: dict
    rows: list

    @property
    def cells(self) -> list:
        """All that have a case."""
        return [cell for row in self.rows for cell in row.cells.values() if cell.case >= 0]


def rules_of(result):
    """The rules that the result stores, None where it is of another campaign; ResultError where they are no rules."""
    text = result.campaign.get("decision_rules")
    if not text:
        return None
    try:
        rules = tomllib.loads(text)
        edges, ways, problems = rules["verdict"], rules["way"], rules["problem"]
        named = [edges[name] + 0.0 for name in ("excellent", "good", "okay", "gain")]
        named += [(way["name"], way["title"], [dict(where) for where in way["where"]]) for way in ways]
        named += [(problem["name"], problem["title"], list(problem["experiments"])) for problem in problems]
        return rules
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ResultError(f"The decision rules of {result.path} cannot be read ({type(error).__name__}: {error}). "
                          "Run `sweep decide` again.") from error


def decide(result):
    """The decision table of a result, or None where it has none; ResultError where its rules cannot be read."""
    rules = rules_of(result)
    if rules is None:
        return None
    start_ups = start_ups_of(result, rules.get("start_up", {}))
    ways = {way["name"]: way | {"start_s": start_ups.get(way.get("starts"), NAN)} for way in rules["way"]}
    rows = [_row(result, problem, ways, rules["verdict"]) for problem in rules["problem"]]
    rows = [replace(row, emulated=problem.get("emulated", "")) for row, problem in zip(rows, rules["problem"])]
    own = _own_start_ups(result, rules.get("start_up", {}))
    for row in rows:
        row.cells.update({name: _with(cell, start_s=own[cell.case]) for name, cell in row.cells.items()
                          if cell.case in own})
    return Decision(ways, rules["verdict"], rows)


def _own_start_ups(result, rules: dict) -> dict:
    """By case, what starting all its workers took [s], where the rules name a measure of every case's."""
    if "measure" not in rules or "experiment" in rules:
        return {}
    own = summarise_measures(result.measures)
    own = own[own["measure"] == rules["measure"]]
    return dict(zip(own["case"], own["median"]))


def start_ups_of(result, rules: dict) -> dict:
    """By how a worker is started, what that takes [s]: a measure of the experiment whose parameter `way` says how.
    "launch": of all ranks, the median of launches."""
    cases = result.cases[result.cases["experiment"] == rules.get("experiment")]
    known = {}
    if "way" in cases and len(cases):
        own = summarise_measures(result.measures[result.measures["case"].isin(cases["case"])])
        own = own[own["measure"] == rules.get("measure")]
        known = dict(zip(own["case"].map(cases.set_index("case")["way"]), own["median"]))
    launches = numbers(result.launches, "start_s").dropna()
    return known | ({"launch": float(launches.median())} if len(launches) else {})


def way_of(case, ways) -> str:
    """The name of the first way of which a case (a row of /cases as a dictionary) meets all conditions; "": of none."""
    return next((way["name"] for way in ways if _is_of(case, way)), "")


def _is_of(case, way) -> bool:
    for axis in ("ranks", "threads"):
        if axis in way and (case[axis] > 1) != (way[axis] == "several"):
            return False
    return any(all(_has(case, column) and case[column] in values for column, values in where.items())
               for where in way["where"])


def _has(case, column: str) -> bool:
    value = case.get(column, "")
    return value not in _ABSENT and not (isinstance(value, float) and math.isnan(value))


def grade(speedup: float, share: float, edges: dict) -> str:
    """The verdict of one speed-up and one share, neither of which is NaN; it rises with both."""
    if speedup < edges["gain"]:
        return "no"
    return next((name for name in reversed(GRADES[1:]) if share >= edges[name]), "no")


def _row(result, problem: dict, ways: dict, edges: dict) -> Row:
    cases = result.cases[result.cases["experiment"].isin(problem["experiments"])]
    found = [way_of(case, ways.values()) for case in cases.to_dict("records")]
    cases = cases.assign(way=np.array(found, dtype=object))
    cases = cases[cases["way"] != ""]
    lecture = problem.get("lecture", {})
    if cases.empty:
        return Row(problem["name"], problem["title"], -1, NAN, "",
                   {name: Cell(problem["name"], name, lecture=lecture.get(name, "")) for name in ways})
    samples = result.samples[result.samples["case"].isin(cases["case"])]
    base = _base(cases, samples)
    known = _known(result, cases, samples, base)
    full = int(cases["tasks"].max())
    cells = {name: _cell(problem["name"], name, known[known["way"] == name], full, lecture.get(name, ""))
             for name in ways}
    cells = {name: _started(cell, ways[name]) for name, cell in cells.items()}
    fastest = _fastest(cells, ways)
    if fastest:
        shares = _against(result, cases, samples, cells[fastest].case).set_index("case")
        cells = {name: _with(cell, share=_ratio(shares.loc[cell.case])) if cell.is_measured else cell
                 for name, cell in cells.items()}
    others = {name: cell for name, cell in cells.items() if name != "sequential"}
    rival = others.get(_fastest(others, ways))
    cells = {name: _judged(cell, rival, edges) for name, cell in cells.items()}
    own = known.set_index("case").reindex([base]).iloc[0]
    return Row(problem["name"], problem["title"], base, float(own["median_s"] / own["tasks"]) * full, fastest, cells)


def _started(cell: Cell, way: dict) -> Cell:
    """With what starting it took: worker after worker, but ranks together."""
    workers = 1 if way.get("starts") == "launch" else cell.threads
    return _with(cell, start_s=way["start_s"] * workers) if cell.case >= 0 else cell


def _base(cases, samples) -> int:
    """The first case that is sequential, if it was measured; else −1."""
    sequential = cases[cases["way"] == "sequential"].head(1)
    measured = sequential[(sequential["status"] != "failed") & sequential["case"].isin(samples["case"])]
    return int(measured["case"].iloc[0]) if len(measured) else -1


def _with(cell: Cell, **changes) -> Cell:
    return Cell(**(cell.__dict__ | changes))


def _against(result, cases, samples, base: int) -> pd.DataFrame:
    """The summary of the cases, whose speed-ups are all over that one."""
    return summarise(cases.assign(base=base), samples, result.operations, result.min_repetitions)


def _ratio(row) -> Ratio:
    return Ratio(float(row["speedup"]), float(row["speedup_low"]), float(row["speedup_high"]))


def _known(result, cases, samples, base: int) -> pd.DataFrame:
    """The cases with all that a cell says of them but for shares and verdicts."""
    locks = result.locks[result.locks["case"].isin(cases["case"])]
    held = summarise_locks(locks, samples).set_index("case")["contention"]
    own = samples[["case", "repetition"]].assign(
        bytes=np.where(numbers(samples, "pss_bytes") > 0, numbers(samples, "pss_bytes"), samples["peak_rss_bytes"]),
        cpu_s=samples["cpu_s"].astype(float))
    together = own.groupby(["case", "repetition"])[["bytes", "cpu_s"]].sum(min_count=1).groupby("case")
    known = cases.merge(_against(result, cases, samples, base), on="case")
    return known.assign(peak_bytes=known["case"].map(together["bytes"].max()),
                        processor_s=known["case"].map(together["cpu_s"].median()),
                        lock_share=known["case"].map(held), parse_s=numbers(known, "parse"),
                        cores=numbers(known, "cores").fillna(0).clip(lower=0))


def _cell(problem: str, way: str, candidates: pd.DataFrame, full: int, lecture: str) -> Cell:
    """Of the candidates the fastest a task, but the first, which is the row's base, of sequential ones; where none is
    measured, the first."""
    of_cases = len(candidates)
    if way == "sequential":
        candidates = candidates.head(1)
    if candidates.empty:
        return Cell(problem, way, full_tasks=full, lecture=lecture)
    measured = candidates[(candidates["status"] != "failed") & (candidates["repetitions"] > 0)]
    row = measured.loc[(measured["median_s"] / measured["tasks"]).idxmin()] if len(measured) else candidates.iloc[0]
    cell = Cell(problem, way, case=int(row["case"]), of_cases=of_cases, full_tasks=full, lecture=lecture,
                **{name: str(row[name]) for name in ("status", "error", "model")},
                **{name: int(row[name]) for name in ("ranks", "threads", "tasks", "cores")})
    if not len(measured):
        return cell
    names = ("median_s", "low_s", "high_s", "efficiency", "peak_bytes", "processor_s", "lock_share", "parse_s")
    return _with(cell, **{name: float(row[name]) for name in names}, speedup=_ratio(row),
                 repetitions=int(row["repetitions"]), launches=int(row["launches"]), holds_for=row["holds_for"])


def _fastest(cells: dict, ways: dict) -> str:
    """The way with the largest speed-up of those that did not fail and are not apart; "": none has one."""
    speedups = {name: cell.speedup.value for name, cell in cells.items()
                if not ways[name].get("apart") and cell.is_measured and not math.isnan(cell.speedup.value)}
    return max(speedups, key=speedups.get, default="")


def _judged(cell: Cell, rival, edges: dict) -> Cell:
    """With its verdict. `rival`: the fastest cell other than the sequential one, or None."""
    if cell.case >= 0 and cell.status == "failed":
        return _with(cell, verdict="no", worst="no", best="no")
    if not cell.is_measured or math.isnan(cell.speedup.value) or cell.way == "sequential" and rival is None:
        return cell
    worst, best = range_of(cell, edges) if cell.way != "sequential" else _range_of_sequential(rival.speedup, edges)
    return _with(cell, verdict=worst if worst and worst == best else UNDECIDED, worst=worst, best=best)


def range_of(cell: Cell, edges: dict) -> tuple:
    """The verdicts at both ends of a cell's intervals; "" where there are none."""
    if any(map(math.isnan, (cell.speedup.low, cell.speedup.high, cell.share.low, cell.share.high))):
        return "", ""
    return grade(cell.speedup.low, cell.share.low, edges), grade(cell.speedup.high, cell.share.high, edges)


def _range_of_sequential(most: Ratio, edges: dict) -> tuple:
    """It is excellent where nothing else gains; `most`: the largest speed-up of another way."""
    if math.isnan(most.low) or math.isnan(most.high):
        return "", ""
    return "excellent" if most.high < edges["gain"] else "no", "excellent" if most.low < edges["gain"] else "no"
