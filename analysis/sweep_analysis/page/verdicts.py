"""The decision table as the page shows it: words and claims of each cell."""

import math

from ..decision_words import answer, differs, page_answer, reason, times, why_it_differs, workers
from ..report import count, duration, percent, size
from .claims import claim, verdict
from .lecture import lecture_view

UNIT_OF_LAUNCHES = {1: "one launch"}


def decision_view(decision, result, file: int) -> dict:
    """What the template needs of the table."""
    used = {cell.way for cell in decision.cells} | {
        name for row in decision.rows for name, cell in row.cells.items() if cell.lecture}
    ways = [way for name, way in decision.ways.items() if name in used]
    rows = [_row(row, [way["name"] for way in ways], decision, result, file) for row in decision.rows]
    has_lecture = any(cell.lecture for row in decision.rows for cell in row.cells.values())
    return {"answer": page_answer(decision), "ways": ways, "rows": rows, "edges": decision.edges, "has_lecture": has_lecture,
            "needs": [way for way in ways if way.get("needs")],
            "launches": launches_words(result)} | lecture_view(decision, result, file)


def launches_words(result) -> str:
    """ "one launch", "6 launches": what all that is said of intervals depends on."""
    number = max(1, len(result.launches))
    return UNIT_OF_LAUNCHES.get(number, f"{number} launches")


def _row(row, ways: list, decision, result, file: int) -> dict:
    cells = [_cell(row.cells[name], row, decision, result, file) for name in ways]
    return {"title": row.title, "name": row.name, "answer": answer(row, decision), "cells": cells, "full": max(
        (cell.full_tasks for cell in row.cells.values()), default=0)}


def _cell(cell, row, decision, result, file: int) -> dict:
    told = {"way": decision.ways[cell.way]["title"], "problem": row.title, "lecture": cell.lecture,
            "measured": False, "differs": False, "reason": reason(cell, row, decision), "case": cell.case}
    if cell.verdict:
        told |= {"verdict": verdict(cell.verdict, file, cell), "word": cell.verdict, "differs": differs(cell)}
    if told["differs"]:
        told["why"] = why_it_differs(cell, row, decision, result.cores)
    if cell.is_measured:
        told |= {"measured": True, "median": _of_cell(duration(cell.full_s), cell.full_s, file, cell, "full_s"),
                 "speedup": _of_cell(times(cell.speedup.value), cell.speedup.value, file, cell, "speedup"),
                 "facts": _facts(cell, row, file), "scaled": f"scaled from {cell.tasks:,} of {cell.full_tasks:,} tasks"
                 if cell.is_scaled else ""}
    return told


def _of_cell(text: str, value: float, file: int, cell, what: str):
    """A claim that is recomputed by problem and way."""
    return claim(text, value, file, cell.case, what, (cell.problem, cell.way))


def _facts(cell, row, file: int) -> list:
    """(what, value) beside verdict, time and speed-up."""
    def ends(ratio, words, what):
        return [(_of_cell(words(value), value, file, cell, f"{what}_{end}")) for end, value in
                (("low", ratio.low), ("high", ratio.high))]

    which = "first" if cell.way == "sequential" else "fastest"
    facts = [("own median", [claim(duration(cell.median_s), cell.median_s, file, cell.case, "median_s"),
                             f"of {cell.tasks:,} tasks"] if cell.is_scaled else []),
             ("interval of the median", [claim(duration(value), value, file, cell.case, name) for name, value in
                                         (("low_s", cell.low_s), ("high_s", cell.high_s))]),
             ("interval of the speed-up", ends(cell.speedup, times, "speedup")),
             ("of the fastest", [_of_cell(percent_or_none(cell.share.value), cell.share.value, file, cell, "share")]),
             ("interval of that", ends(cell.share, percent_or_none, "share")),
             ("efficiency", [percent_or_none(cell.efficiency)]), ("workers", [workers(cell) or "one"]),
             ("peak memory", [size(cell.peak_bytes)] if cell.peak_bytes > 0 else []),
             ("processor time", [duration(cell.processor_s)]),
             ("start-up", [duration(cell.start_s)] if not math.isnan(cell.start_s) else []),
             ("a lock was held", [percent(cell.lock_share)] if not math.isnan(cell.lock_share) else []),
             ("repetitions", [f"{cell.repetitions} in {launches(cell)}"]),
             ("case", [f"{cell.case}" + (f", the {which} of {cell.of_cases}" if cell.of_cases > 1 else "")])]
    return [(name, values) for name, values in facts if values]


def launches(cell) -> str:
    """How many count."""
    return count(cell.launches, "launch").replace("launchs", "launches") if cell.launches else "parts of launches"


def percent_or_none(share: float) -> str:
    """As `report.percent`, with a third digit from ten on where it is one; "–" of none."""
    return "–" if math.isnan(share) else percent(share)
