"""The lecture's detailed table, each of its words replaced by what was measured, and what to try first."""

import math
from dataclasses import dataclass

from .code_count import count_of_way
from .decision import NAN, Cell, Decision, start_ups_of
from .decision_numbers import (cell_named, joined, row_named, share_of_time, share_words, short, speedup_words,
                               task_bytes)
from .decision_words import workers
from .report import duration, percent, size

WAYS = ("processes", "process_pool", "threads_locked", "threads", "event_loop")   # of the lecture's table
COMPUTING, WAITING, MASSIVE = "interpreted", "files_far", "massive"   # the problems that its columns are measured on
_DOING = {COMPUTING: "computing", WAITING: "waiting"}
PROFILE = "./sweep profile -- COMMAND"
_TOLD = 1e-4   # a smaller share of the time is no cost to speak of
# In a result whose rules do not say how workers are started.
_STARTED_BY = {"process_pool": "fork", "threads_locked": "thread", "threads": "thread", "event_loop": "coroutine"}
_START_UP = {"experiment": "start-up", "measure": "ready_s"}
_STARTED = {"processes": "launching all ranks", "event_loop": "starting a task"}
_PLURALS = {"call": "calls", "lock": "locks", "import": "imports", "guard": "guards"}   # of others, keywords, the same


@dataclass(frozen=True)
class Details:
    """A way's row: sentences as in `decision_numbers`, each on a line, empty where nothing was measured."""

    way: str
    title: str
    best_for: list
    cost: list
    execution: list
    memory: list
    code: str


def details(decision: Decision, result) -> list:
    """A row a way of the lecture's that was measured."""
    known = [name for name in WAYS if name in decision.ways
             and any(row.cells[name].is_measured for row in decision.rows)]
    started = start_ups_of(result, _START_UP)
    return [Details(name, decision.ways[name]["title"], _best_for(decision, name),
                    _cost(decision, result, name, started), _execution(decision, name),
                    _memory(decision, result, name), _code(name)) for name in known]


def doing_words(decision: Decision) -> str:
    """What the table's "computing" and "waiting" are."""
    rows = [(doing, row_named(decision, problem)) for problem, doing in _DOING.items()]
    return "; ".join(f"{doing}: {row.title}" for doing, row in rows if row)


def _best_for(decision: Decision, way: str) -> list:
    own = [(row, row.cells[way]) for row in decision.rows if row.cells[way].verdict and row.cells[way].is_measured]
    excellent = [(row, cell) for row, cell in own if cell.verdict == "excellent"]
    if excellent:
        return _lines([f"{short(row)} (", *share_words(cell), ")"] for row, cell in excellent)
    if not own:
        return []
    row, cell = max(own, key=lambda each: each[1].share.value)
    return ["nothing excellent; its best: ", *share_words(cell), f" of the fastest, in {short(row)} ({cell.verdict})"]


def _cost(decision: Decision, result, way: str, started: dict) -> list:
    """Starting a worker, and what share of the time goes to handing out tasks and to waiting for a lock."""
    start_s = decision.ways[way]["start_s"]
    start_s = started.get(_STARTED_BY.get(way), NAN) if math.isnan(start_s) else start_s
    told = [[f"{_STARTED.get(way, 'starting a worker')}: {duration(start_s)}"]] if not math.isnan(start_s) else []
    for column, words in (("lock_s", "waiting for the lock"), ("dispatch_s", "handing out tasks")):
        shares = [(share_of_time(result, cell, column), doing) for problem, doing in _DOING.items()
                  if (cell := cell_named(decision, problem, way))]
        parts = [f"{percent(share)} of the time when {doing}" for share, doing in shares if share >= _TOLD]
        told += [[f"{words}: {', '.join(parts)}"]] if parts else []
    return _lines(told)


def _execution(decision: Decision, way: str) -> list:
    """In parallel: computing gains; concurrently: waiting does."""
    said = [[f"{_gains(cell, decision)}{word}: ", *speedup_words(cell), f" when {_DOING[problem]}{_using(cell)}"]
            for problem, word in ((COMPUTING, "parallel"), (WAITING, "concurrent"))
            if (cell := cell_named(decision, problem, way))]
    return _lines(said)


def _lines(sentences) -> list:
    return joined(sentences, "\n")


def _gains(cell: Cell, decision: Decision) -> str:
    gain = decision.edges["gain"]
    return "" if cell.speedup.low >= gain else "not " if cell.speedup.high < gain else "undecided whether "


def _using(cell: Cell) -> str:
    return f" with {workers(cell)}" if workers(cell) else ""


def _memory(decision: Decision, result, way: str) -> list:
    """Where it had most workers, but for the problem in which each waits alone, of which it says what a task takes."""
    told = []
    rows = [row for row in decision.rows if row.name != MASSIVE and row.cells[way].peak_bytes > 0
            and "sequential" in row.cells and row.cells["sequential"].peak_bytes > 0]
    if rows:
        row = max(rows, key=lambda each: each.cells[way].ranks * each.cells[way].threads)
        told = _peak(row.cells[way], row.cells["sequential"], short(row))
    massive = cell_named(decision, MASSIVE, way)
    if massive and way not in ("processes", "process_pool"):   # of which a worker is what a waiting task takes
        grown = task_bytes(result, massive)
        if not math.isnan(grown.value):
            told.append([f"{size(grown.value)} a waiting task, of {massive.tasks:,}"])
    return _lines(told)


def _peak(cell: Cell, alone: Cell, problem: str) -> list:
    others = cell.ranks - 1 if cell.ranks > 1 else cell.threads if cell.threads > 1 else 0
    told = [[f"peak {size(cell.peak_bytes)}{_using(cell)} ({problem})"]]
    more = cell.peak_bytes - alone.peak_bytes
    if others:
        each = f"{size(more / others)} a worker" if more > 0 else "nothing"
        told.append([f"{each} beyond the {size(alone.peak_bytes)} of one after the other"])
    return told


def _code(way: str) -> str:
    """ "13: 5 await, 3 async def, … (event_loop.py)"."""
    found = count_of_way(way)
    if found is None:
        return ""
    program, kinds = found
    named = [f"{number} {kind if number == 1 else _PLURALS.get(kind, kind)}" for kind, number in kinds.items()]
    return f"{sum(kinds.values())}: {', '.join(named)} ({program})"


def first_tries(decision: Decision, result) -> list:
    """(what, a sentence) of what comes before the choice of a model, in order, each where it was measured."""
    vectorised = joined([f"{short(row_named(decision, problem))}: ", *speedup_words(cell)]
                        for problem in (COMPUTING, "native") if (cell := cell_named(decision, problem, "vectorised")))
    busy = joined([f"{short(row)} {percent(share)}"] for row, share in _busy(decision))
    told = []
    if vectorised:
        told.append(("Vectorise", ["before any worker is added, over one after the other: ", *vectorised, "."]))
    if busy:
        told.append(("Profile", [f"{PROFILE} tells computing from waiting. Here, one after the other, the processor "
                                 "computed for this share of the time: ", *busy, "."]))
    return told


def _busy(decision: Decision) -> list:
    """(row, the processor's share of the time) of the first problems that compute, wait and do both."""
    own = [(row, row.cells["sequential"]) for row in decision.rows
           if row.name in (COMPUTING, WAITING, MASSIVE, "mixed") and "sequential" in row.cells]
    return [(row, cell.processor_s / cell.median_s) for row, cell in own if cell.is_measured and cell.median_s > 0
            and not math.isnan(cell.processor_s)]
