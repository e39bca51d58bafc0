"""What a decision table says in words: why a cell has its verdict, why it differs from the lecture's, what to use."""

import math

import pandas as pd

from .decision import GRADES, UNDECIDED, Cell, Decision, Row
from .report import count, duration, percent

MOST_OF_THE_TIME = 0.5   # a lock that is held for so much of it is a reason
# What one says that one uses, of ways that have a name in the lecture; of others their title.
_USED = {"event_loop": "an event loop", "process_pool": "a process pool", "threads": "threads without a lock",
         "threads_locked": "threads", "processes": "several processes", "hybrid": "processes × threads"}


def times(ratio: float) -> str:
    """Three significant digits: "1.97 ×", "46.2 ×", "< 0.001 ×"; "–" of none."""
    if math.isnan(ratio):
        return "–"
    if 0 < ratio < 0.001:
        return "< 0.001 ×"
    return (f"{ratio:,.0f}" if abs(ratio) >= 99.95 else f"{ratio:#.3g}") + " ×"


def workers(cell: Cell) -> str:
    """ "8 threads", "2 ranks × 4 threads", "20 workers" of a pool; "" of a single one."""
    names = [count(cell.ranks, "rank")] if cell.ranks > 1 else []
    if cell.threads > 1:
        names.append(count(cell.threads, "worker" if cell.model == "process_pool" else "thread"))
    return " × ".join(names)


def reason(cell: Cell, row: Row, decision: Decision) -> str:
    """The verdict with why: "good: 20.0 ×, 43 % of event loop's 46.2 ×"; "not measured" of a cell without a case."""
    if cell.case < 0:
        return "not measured"
    if cell.status == "failed":
        return f"no: failed: {cell.error or 'no reason is stored'}"
    if not cell.is_measured:
        return "not measured yet"
    if not cell.verdict:
        return _without_verdict(cell, row)
    why = _of_sequential if cell.way == "sequential" else _of_undecided if cell.verdict == UNDECIDED else _of_other
    return why(cell, row, decision)


def _of_sequential(cell: Cell, row: Row, decision: Decision) -> str:
    rival = rival_of(row, decision)
    name, speedup = decision.ways[rival.way]["title"], times(rival.speedup.value)
    if cell.verdict == UNDECIDED:
        if math.isnan(rival.speedup.low):
            return f"{UNDECIDED}: {name} comes to {speedup}, without an interval: too few repetitions"
        return f"undecided between excellent and no: {name} comes to {speedup} {_interval(rival.speedup, times)}"
    if cell.verdict == "excellent":
        return f"excellent: no way gains {decision.edges['gain']:g} ×; the fastest, {name}, comes to {speedup}"
    return f"no: {name} is {speedup} as fast"


def _without_verdict(cell: Cell, row: Row) -> str:
    if cell.way == "sequential" and not math.isnan(cell.speedup.value):
        return "no verdict: no other way was measured here"
    return f"no verdict: no speed-up, as {'tasks were left out' if row.base >= 0 else 'nothing ran sequentially'}"


def _of_undecided(cell: Cell, row: Row, decision: Decision) -> str:
    speed = times(cell.speedup.value)
    if not cell.worst:
        return f"{UNDECIDED}: {speed}, without an interval: too few repetitions (n = {cell.repetitions})"
    return f"undecided between {cell.best} and {cell.worst}: {speed} {_interval(cell.speedup, times)}" \
        f"{_share(cell, row, decision)}"


def _of_other(cell: Cell, row: Row, decision: Decision) -> str:
    held = f"a lock was held {percent(cell.lock_share)} of the time; " \
        if cell.verdict == "no" and cell.lock_share >= MOST_OF_THE_TIME else ""
    using = f" with {workers(cell)}" if workers(cell) else ""
    share = _share(cell, row, decision)
    if cell.verdict == "no" and cell.speedup.high < decision.edges["gain"]:
        share = "" if held else f", less than {decision.edges['gain']:g} ×"
    return f"{cell.verdict}: {held}{times(cell.speedup.value)}{using}{share}"


def _share(cell: Cell, row: Row, decision: Decision) -> str:
    if cell.way == row.fastest:
        return ", the fastest way here"
    if decision.ways[cell.way].get("apart"):
        return ", another program, by which the others are not measured"
    best = row.best
    interval = f" {_interval(cell.share, percent)}" if cell.verdict == UNDECIDED else ""
    fastest = f"{_titled(best, decision)}'s {times(best.speedup.value)}"
    return f", {percent(cell.share.value)}{interval} of {fastest}"


def _interval(ratio, words) -> str:
    return f"[{words(ratio.low)}, {words(ratio.high)}]"


def differs(cell: Cell) -> bool:
    """Whether the lecture says something else than the verdict, or than any that an undecided one lies between."""
    if not cell.lecture or not cell.worst:
        return False
    return cell.lecture not in GRADES[GRADES.index(cell.worst):GRADES.index(cell.best) + 1]


def why_it_differs(cell: Cell, row: Row, decision: Decision, cores) -> str:
    """What lies between the lecture's verdict and this one, as the numbers tell it; `cores` of the machine, or None."""
    if cell.status == "failed":
        return "the run failed here"
    if cell.verdict == UNDECIDED and not differs(cell):
        return "the interval reaches over an edge of the rules" if cell.worst \
            else "there are too few repetitions for an interval"
    facts = [] if cell.way == "sequential" else [_edge(cell, decision)]
    if cell.cores or cores:
        facts.append(f"{count(cell.cores or cores, 'core')} here")
    if cell.parse_s > 0:
        facts.append(f"each task computes for {duration(cell.parse_s)}")
    return ", ".join(facts) or "the file does not say on how many cores"


def _edge(cell: Cell, decision: Decision) -> str:
    """Where what the lecture says begins or ends."""
    if cell.lecture not in GRADES:
        return f"the rules know no '{cell.lecture}'"
    said, edges = GRADES.index(cell.lecture), decision.edges
    if said < GRADES.index(cell.worst):
        return f"'{cell.lecture}' ends below {percent(edges[GRADES[said + 1]])}"
    if cell.speedup.high < edges["gain"]:
        return f"'{cell.lecture}' begins at {edges['gain']:g} ×"
    return f"'{cell.lecture}' begins at {percent(edges[cell.lecture])}"


def rival_of(row: Row, decision: Decision):
    """The fastest cell other than the sequential one, or None."""
    cells = [cell for cell in row.cells.values() if cell.way != "sequential" and cell.is_measured
             and not decision.ways[cell.way].get("apart") and not math.isnan(cell.speedup.value)]
    return max(cells, key=lambda cell: cell.speedup.value, default=None)


def answer(row: Row, decision: Decision) -> str:
    """What to use for a problem, in a sentence."""
    best = row.best
    subject = row.title.rpartition(": ")[2]
    begin = f"For {subject}, " if subject[:1].isdigit() else f"{row.title}: "
    if best is None or math.isnan(row.base_s):
        return f"{begin}nothing can be said, as no speed-up over running one task after the other was measured."
    rival = rival_of(row, decision)
    if best.way == "sequential" or best.speedup.high < decision.edges["gain"]:
        second = f"; the fastest other way, {_titled(rival, decision)}, comes to {times(rival.speedup.value)}" \
            if rival else ""
        return f"{begin}run one task after the other, {duration(row.base_s)}{second}."
    return f"{begin}use {_used(best, decision)}: {times(best.speedup.value)} as fast as one after the other, " \
        f"{duration(best.full_s)} instead of {duration(row.base_s)}{_second(row, decision)}."


def _second(row: Row, decision: Decision) -> str:
    """How fast the second fastest is, and whether it is told apart from the fastest."""
    others = [cell for cell in row.cells.values() if cell.way not in (row.fastest, "sequential") and cell.is_measured
              and not decision.ways[cell.way].get("apart") and not math.isnan(cell.speedup.value)]
    if not others:
        return ""
    second = max(others, key=lambda cell: cell.speedup.value)
    told = ", which the intervals do not tell apart" if second.share.high >= 1 else ""
    return f"; with {_used(second, decision)} {times(second.speedup.value)}{told}"


def _used(cell: Cell, decision: Decision) -> str:
    return _USED.get(cell.way, _titled(cell, decision))


def _titled(cell: Cell, decision: Decision) -> str:
    return decision.ways[cell.way]["title"]


def page_answer(decision: Decision) -> str:
    """The one sentence: of the reader's own function; else of the first problem of files, which is what a reader asks for
    first; else of the problem in which the choice matters most."""
    own = next((row for row in decision.rows if row.emulated), None)
    if own:  # a function of the reader's
        return answer(own, decision)
    decided = [row for row in decision.rows if row.best is not None and row.best.way != "sequential"]
    of_files = [row for row in decided if " files" in row.title]
    most = max(decided, key=lambda row: row.best.speedup.value, default=None)
    chosen = of_files[0] if of_files else most or (decision.rows[0] if decision.rows else None)
    return answer(chosen, decision) if chosen else "The rules of this file name no problem."


def verdict_guessed(guess: str, decision, problem: str, way: str) -> str:
    """A learner's guess beside the measured verdict and the lecture's, in words; `decision` None: there is no table."""
    if decision is None:
        return "There is no decision table here: run `jobs/local.sh decide -o results/decision-table-1.h5`."
    row = next((row for row in decision.rows if row.name == problem), None)
    if row is None or way not in row.cells:
        asked, what, known = (problem, "problem", [row.name for row in decision.rows]) if row is None else \
            (way, "way", list(row.cells))
        return f"{asked!r} is no {what} here; choose one of: {', '.join(known)}."
    if guess not in GRADES:
        return f"{guess!r} is no verdict; choose one of: {', '.join(reversed(GRADES))}."
    cell = row.cells[way]
    lecture = f"The lecture says {cell.lecture}." if cell.lecture else "The lecture says nothing of it."
    told = f"{_titled(cell, decision)} for {row.title}: {reason(cell, row, decision)}. {lecture}"
    if not cell.verdict:
        return f"You guessed {guess}. {told}"
    right = "right" if guess == cell.verdict else "not excluded" if cell.verdict == UNDECIDED and (
        not cell.worst or guess in GRADES[GRADES.index(cell.worst):GRADES.index(cell.best) + 1]) else "wrong"
    return f"You guessed {guess}, which is {right}. {told}"


def verdicts_beside(decision, problem: str) -> pd.DataFrame:
    """Of one problem: a row a way that was measured or is in the lecture, with `measured` verdict and `lecture`'s."""
    cells = [cell for row in decision.rows if row.name == problem for cell in row.cells.values()
             if cell.verdict or cell.lecture] if decision else []
    return pd.DataFrame([(decision.ways[cell.way]["title"], times(cell.speedup.value), cell.verdict or "–",
                          cell.lecture or "–") for cell in cells], columns=["way", "speed-up", "measured", "lecture"])
