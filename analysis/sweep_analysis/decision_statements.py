"""The lecture's statements, each beside what was measured: reproduced, not reproduced, or undecided, with why."""

import math
from dataclasses import dataclass

from .decision import UNDECIDED, Cell, Decision, Row
from .decision_numbers import cell_named, joined, row_named, share_words, short, speedup_words, task_bytes
from .decision_words import MOST_OF_THE_TIME, differs, rival_of, why_it_differs
from .report import count, duration, percent, size

REPRODUCED, NOT_REPRODUCED = "reproduced", "not reproduced"
# A statement, and (problem, way, whether it scales) of each cell that it is about.
_SCALING = (
    ("CPU-bound threads under the lock do not scale.", (("interpreted", "threads_locked", False),)),
    ("I/O-bound threads scale under the lock.", (("files_far", "threads_locked", True),)),
    ("An extension that releases the lock lets threads scale.", (("mixed", "threads_locked", True),)),
    ("On one core waits overlap and computing does not.",
     (("one_core_waits", "threads_locked", True), ("one_core_waits", "event_loop", True),
      ("one_core_computes", "threads_locked", False), ("one_core_computes", "event_loop", False))),
)
_MEMORY = "An event loop needs less memory a waiting task than a thread."


@dataclass(frozen=True)
class Statement:
    """`problem`: its title, "" where it is about several. `numbers` and `why`: sentences as in `decision_numbers`;
    `why` is empty where it is reproduced."""

    problem: str
    says: str
    state: str
    numbers: list
    why: list


def statements(decision: Decision, result) -> list:
    """Those about several cells, then what the lecture says of each cell."""
    said = [_of_scaling(says, cells, decision, result.cores) for says, cells in _SCALING]
    said.insert(3, _of_memory(decision, result))
    return said + [_of_cell(cell, row, decision, result.cores) for row in decision.rows for cell in row.cells.values()
                   if cell.lecture]


def summary(said: list) -> str:
    """ "31 of 43 reproduced, 5 not reproduced, 7 undecided"."""
    states = [each.state for each in said]
    right, wrong, open_ = map(states.count, (REPRODUCED, NOT_REPRODUCED, UNDECIDED))
    return f"{right} of {len(said)} {REPRODUCED}, {wrong} {NOT_REPRODUCED}, {open_} {UNDECIDED}"


def _of_scaling(says: str, cells: tuple, decision: Decision, cores) -> Statement:
    found = [(_holds(cell_named(decision, problem, way), scales, decision), problem, way)
             for problem, way, scales in cells]
    holds = [each for each, _, _ in found]
    state = REPRODUCED if all(holds) else NOT_REPRODUCED if False in holds else UNDECIDED
    measured = [(cell, problem) for _, problem, way in found if (cell := cell_named(decision, problem, way))]
    told = joined([f"{_where(decision, cell)}: ", *speedup_words(cell), _held(cell)] for cell, _ in measured)
    why = joined(_why(each, problem, way, decision, cores) for each, problem, way in found if not each)
    return Statement("", says, state, told, why)


def _holds(cell, scales: bool, decision: Decision):
    """Whether it scales as is said; None: undecided. To scale is to gain what the rules call a gain."""
    if cell is None or math.isnan(cell.speedup.low) or math.isnan(cell.speedup.high):
        return None
    gain = decision.edges["gain"]
    if cell.speedup.low < gain <= cell.speedup.high:
        return None
    return (cell.speedup.low >= gain) == scales


def _why(holds, problem: str, way: str, decision: Decision, cores) -> list:
    cell, row = cell_named(decision, problem, way), row_named(decision, problem)
    if cell is None:
        failed = row is not None and way in row.cells and row.cells[way].status == "failed"
        return [f"{problem.replace('_', ' ')}, {way.replace('_', ' ')}: {'failed here' if failed else 'not measured'}"]
    if holds is None:
        what = f"the interval reaches over {decision.edges['gain']:g} ×" if not math.isnan(cell.speedup.low) \
            else f"no interval of {count(cell.repetitions, 'repetition')}"
    else:
        what = f"to scale is at least {decision.edges['gain']:g} ×"
        if cell.cores or cores:
            what += f", {count(cell.cores or cores, 'core')} here"
        if cell.parse_s > 0:
            what += f", each task computes for {duration(cell.parse_s)}"
    return [f"{_where(decision, cell)}: {what}"]


def _where(decision: Decision, cell: Cell) -> str:
    return f"{short(row_named(decision, cell.problem))}, {decision.ways[cell.way]['title']}"


def _held(cell: Cell) -> str:
    return f" (a lock was held {percent(cell.lock_share)} of the time)" if cell.lock_share >= MOST_OF_THE_TIME else ""


def _of_memory(decision: Decision, result) -> Statement:
    """Of the least and the most of repetitions, so that no single one decides."""
    cells = {way: cell for way in ("event_loop", "threads_locked", "threads")
             if (cell := cell_named(decision, "massive", way))}
    grown = {way: bytes_ for way, cell in cells.items() if not math.isnan((bytes_ := task_bytes(result, cell)).value)}
    told = joined([f"{decision.ways[way]['title']} {size(own.value)} [{size(own.low)}, {size(own.high)}]"]
                  for way, own in grown.items())
    threads = [own for way, own in grown.items() if way != "event_loop"]
    if "event_loop" not in grown or not threads:
        return Statement("", _MEMORY, UNDECIDED, told, ["how memory grew while tasks wait is not measured"])
    loop = grown["event_loop"]
    if loop.high < min(own.low for own in threads):
        return Statement("", _MEMORY, REPRODUCED, told, [])
    if loop.low > min(own.high for own in threads):
        return Statement("", _MEMORY, NOT_REPRODUCED, told, [f"a thread's stack touched {size(threads[0].value)}"])
    return Statement("", _MEMORY, UNDECIDED, told, ["what repetitions took overlaps"])


def _of_cell(cell: Cell, row: Row, decision: Decision, cores) -> Statement:
    says = f"{decision.ways[cell.way]['title']}: {cell.lecture} in the lecture"
    if not cell.verdict:
        why = "no speed-up was measured" if cell.is_measured else "not measured"
        return Statement(row.title, says, UNDECIDED, [], [why])
    told = [f"{_between(cell)}, ", *_measured(cell, row, decision)] if cell.is_measured else [cell.verdict]
    state = NOT_REPRODUCED if differs(cell) else UNDECIDED if cell.verdict == UNDECIDED else REPRODUCED
    why = [] if state == REPRODUCED else [why_it_differs(cell, row, decision, cores)]
    return Statement(row.title, says, state, told, why)


def _between(cell: Cell) -> str:
    return f"between {cell.worst} and {cell.best}" if cell.verdict == UNDECIDED and cell.worst else cell.verdict


def _measured(cell: Cell, row: Row, decision: Decision) -> list:
    if cell.way == "sequential":
        rival = rival_of(row, decision)
        return [f"as {decision.ways[rival.way]['title']} comes to ", *speedup_words(rival)] if rival else []
    share = [] if cell.way == row.fastest or decision.ways[cell.way].get("apart") else \
        [", ", *share_words(cell), " of the fastest"]
    return [*speedup_words(cell), *share, _held(cell)]
