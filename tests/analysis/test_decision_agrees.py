"""The program and Python judge the same result alike, each by its own code."""

import json
import math
import shutil

import h5py
import pytest
from journals import show
from synthetic_decision import RULES

from sweep_analysis import load
from sweep_analysis.decision import NAN, decide

PROBLEMS = """
[[problem]]
name = "pi"
title = "CPU-bound"
experiments = ["pi"]
lecture = { sequential = "no", threads = "excellent" }

[[problem]]
name = "locks"
title = "CPU-bound, with a lock"
experiments = ["locks", "pi"]
"""


@pytest.fixture(scope="module")
def both(this, tmp_path_factory):
    """(Python's table, the program's) of this program's result, which is given rules."""
    path = tmp_path_factory.mktemp("decision") / "ruled.h5"
    shutil.copy(this.path, path)
    with h5py.File(path, "a") as file:
        file["campaign"].attrs["decision_rules"] = RULES[:RULES.index("[[problem]]")] + PROBLEMS
    return decide(load(path)), json.loads(show("--json", path).stdout)["decision"]


def cells(both) -> list:
    table, said = both
    assert [row.name for row in table.rows] == [row["problem"] for row in said]
    return [(row.cells[cell["way"]], cell) for row, other in zip(table.rows, said) for cell in other["ways"]]


def number(value) -> float:
    return NAN if value is None else float(value)


def test_the_same_cases_are_in_the_same_cells(both):
    own = {(cell.problem, cell.way, cell.case, cell.of_cases) for cell in both[0].cells}
    said = {(row["problem"], cell["way"], cell["case"], cell["of_cases"]) for row in both[1] for cell in row["ways"]}
    assert own == said and len(own) >= 6


def test_verdicts_are_the_same(both):
    for own, said in cells(both):
        assert said["verdict"] == own.verdict, (own.problem, own.way)


@pytest.mark.parametrize("name", ["median_s", "speedup", "share"])
def test_values_and_their_intervals_are_the_same(both, name):
    for own, said in cells(both):
        if name == "share" and own.way == "sequential":
            continue   # the program judges it by others alone
        found = (own.median_s, own.low_s, own.high_s) if name == "median_s" else \
            (getattr(own, name).value, getattr(own, name).low, getattr(own, name).high)
        assert found == pytest.approx(tuple(map(number, said[name])), rel=1e-12, nan_ok=True), (own.problem, own.way)


@pytest.mark.parametrize("name, field", [("efficiency", "efficiency"), ("peak_bytes", "peak_bytes"),
                                         ("processor_s", "processor_s"), ("contention", "lock_share"),
                                         ("start_s", "start_s")])
def test_what_it_cost_is_the_same(both, name, field):
    for own, said in cells(both):
        found = getattr(own, field)
        found = 0.0 if name == "contention" and math.isnan(found) else found
        assert found == pytest.approx(number(said[name]), rel=1e-12, nan_ok=True), (own.problem, own.way)
