"""Numbers of a decision table in sentences: text beside the value that it was made of and the cell that it is of, so
that who shows the sentence can have it recomputed. A sentence is a list of strings and `Number`s.
"""

import math
from dataclasses import dataclass

from .decision import NAN, Cell, Decision, Ratio, Row
from .decision_words import times
from .report import percent
from .statistics import numbers


@dataclass(frozen=True)
class Number:
    """`what`: the cell's "speedup", "share" or one of their ends, "share_low"."""

    text: str
    value: float
    cell: Cell
    what: str


def text_of(words) -> str:
    """A sentence as one string."""
    return "".join(part.text if isinstance(part, Number) else part for part in words)


def speedup_words(cell: Cell) -> list:
    """ "1.99 × [1.95 ×, 2.01 ×]", without an interval where there is none."""
    return _with_ends(cell, "speedup", times)


def share_words(cell: Cell) -> list:
    """ "96 %" of the fastest way's speed."""
    return [Number(percent(cell.share.value), cell.share.value, cell, "share")]


def _with_ends(cell: Cell, what: str, words) -> list:
    ratio = getattr(cell, what)
    middle, low, high = (Number(words(value), value, cell, name) for value, name in
                         ((ratio.value, what), (ratio.low, f"{what}_low"), (ratio.high, f"{what}_high")))
    return [middle] if math.isnan(ratio.low) or math.isnan(ratio.high) else [middle, " [", low, ", ", high, "]"]


def joined(sentences, between: str = "; ") -> list:
    """Several as one; those that are empty are left out."""
    told = [list(words) for words in sentences if words]
    return [part for number, words in enumerate(told) for part in ([between] if number else []) + words]


def row_named(decision: Decision, name: str):
    """The row of a problem, None where the rules have none."""
    return next((row for row in decision.rows if row.name == name), None)


def cell_named(decision: Decision, problem: str, way: str):
    """A cell that has a speed-up, else None."""
    row = row_named(decision, problem)
    cell = row.cells.get(way) if row else None
    return cell if cell and cell.is_measured and not math.isnan(cell.speedup.value) else None


def short(row: Row) -> str:
    """What a problem is called where there is little room: "I/O-bound"."""
    return row.title.partition(":")[0]


def task_bytes(result, cell: Cell) -> Ratio:
    """By how much memory grew a task while all of the cell's tasks waited: median, least and most of repetitions."""
    own = result.samples[result.samples["case"] == cell.case]
    grown = own.groupby("repetition")["rss_growth_bytes"].sum() / cell.tasks
    return Ratio(*map(float, (grown.median(), grown.min(), grown.max()))) if len(grown) and grown.max() > 0 else Ratio()


def share_of_time(result, cell: Cell, column: str) -> float:
    """A column of /samples in seconds by the time that the ranks took: the median over repetitions; NaN: not known."""
    own = result.samples[result.samples["case"] == cell.case]
    both = own[["repetition"]].assign(part=numbers(own, column), wall=own["wall_s"].astype(float))
    sums = both.groupby("repetition").sum(min_count=1)
    shares = (sums["part"] / sums["wall"]).dropna()
    return float(shares.median()) if len(shares) else NAN
