#!/usr/bin/python3
"""Prints the decision table of a result as README.md shows it.

    jobs/readme_table.py F.h5      of what `jobs/local.sh decide -o F.h5` measured
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "analysis")]

from sweep_analysis import ResultError, load  # noqa: E402
from sweep_analysis.decision import UNDECIDED, decide  # noqa: E402
from sweep_analysis.decision_words import differs, times  # noqa: E402


def verdict(cell) -> str:
    """A star where the lecture says something else, a dot where nothing was measured."""
    word = f"**{cell.verdict}**" if cell.verdict == "excellent" else cell.verdict or "·"
    return f"{word} *" if differs(cell) and cell.verdict != UNDECIDED else word


def fastest(row, decision) -> str:
    if row.best is None or row.best.verdict == UNDECIDED:
        return "not told apart"
    return f"{decision.ways[row.fastest]['title']}: {times(row.best.speedup.value)}"


def lines(decision) -> list[str]:
    ways = list(decision.ways)
    table = [["problem", *(decision.ways[way]["title"] for way in ways), "fastest but for vectors"], ["---"] * (len(ways) + 2)]
    for row in decision.rows:
        table.append([row.title, *(verdict(row.cells[way]) for way in ways), fastest(row, decision)])
    return ["| " + " | ".join(words) + " |" for words in table]


def main(words: list[str]) -> None:
    if len(words) != 1:
        sys.exit(__doc__)
    decision = decide(load(words[0]))
    if decision is None:
        raise ResultError(f"{words[0]} is no result of `sweep decide`; measure one: jobs/local.sh decide -o F.h5")
    print("\n".join(lines(decision)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ResultError as error:
        sys.exit(f"readme_table.py: {error}")
