"""What compare_cpython makes of a result, on results made up. Nothing here looks at a clock."""

import math
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sweep_analysis.peers import compare_cpython
from sweep_analysis.peers.compare_cpython import Bar, Values, judge

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
BARS = tomllib.loads((CONFIGS / "compare_cpython/bars.toml").read_text(encoding="utf-8"))
CAMPAIGN = tomllib.loads((CONFIGS / "compare_cpython.toml").read_text(encoding="utf-8"))
ROW = {"name": "made up", "cpython": {"experiment": "p", "workers": 2}, "emulation": {"experiment": "e", "threads": 2}}
SEQUENTIAL, PYTHON, ONE, EMULATED = range(4)


def result(cpython, emulation, strangers=0.0, launches=6, measures=None, locks=None):
    """Wall times 1 s on one thread and 2 s on two, and a measure round_mean_s by launch: a number for all, or a list."""
    cases = pd.DataFrame({
        "case": [0, 1, 2, 3], "experiment": ["p", "p", "e", "e"], "model": ["serial", "serial", "gil", "gil"],
        "workers": [math.nan, 2, math.nan, math.nan], "threads": [1, 2, 1, 2], "ranks": 1, "error": ""})
    rows = [(case, launch, launch, 2.0 if case in (PYTHON, EMULATED) else 1.0) for case in range(4) for launch in range(launches)]
    samples = pd.DataFrame(rows, columns=["case", "launch", "repetition", "wall_s"]).assign(cpu_s=1.0, tasks=1)
    samples["strangers_s"] = np.broadcast_to(strangers, 4 * launches) * samples["wall_s"]
    if measures is None:
        told = {PYTHON: np.broadcast_to(cpython, launches), EMULATED: np.broadcast_to(emulation, launches)}
        measures = [(case, launch, launch, "round_mean_s", value)
                    for case, values in told.items() for launch, value in enumerate(values)]
    columns = ["case", "launch", "repetition", "measure", "value"]
    none = pd.DataFrame(columns=["case", "repetition", "held_s", "switches"], dtype=float)
    return SimpleNamespace(cases=cases, samples=samples, measures=pd.DataFrame(measures, columns=columns),
                           locks=none if locks is None else locks, launches=pd.DataFrame({"launch": range(launches)}),
                           provenance={"interpreter /p": "CPython 3.11.2 (/p)"})


def judged(found, value="round_mean_s", **bar):
    return judge(Values(found), {**ROW, "bars": {value: bar or {"ratio": 0.1}}}, value)


@pytest.mark.parametrize("emulation, verdict", [
    ([1.0, 1.01, 0.99, 1.02, 1.0, 1.0], "inside"),
    ([1.3, 1.31, 1.29, 1.32, 1.3, 1.3], "outside"),
    ([0.7, 0.71, 0.72, 0.7, 0.69, 0.7], "outside"),
    ([0.95, 1.0, 1.1, 1.2, 1.3, 1.0], "undecided"),
])
def test_the_verdict_is_where_the_interval_over_launches_lies(emulation, verdict):
    found = judged(result(1.0, emulation))
    assert found.verdict == verdict
    assert (math.exp(found.low), math.exp(found.high)) == pytest.approx((min(emulation), max(emulation)))


def test_launches_are_paired_so_what_drifts_on_the_machine_cancels():
    drift = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    found = judged(result(drift, 1.05 * drift))
    assert (found.verdict, math.exp(found.low), math.exp(found.high)) == ("inside", pytest.approx(1.05), pytest.approx(1.05))


def test_five_launches_are_not_judged_and_say_so():
    assert judged(result(1.0, 1.0, launches=5)).verdict == "not judged: 5 of 6 launches"


def test_repetitions_during_which_others_ran_do_not_count():
    some = np.zeros(24)
    some[EMULATED * 6] = 0.2
    found = judged(result(1.0, 1.0, some))
    assert (found.verdict, found.strangers) == ("not judged: 5 of 6 launches, others ran in 1", 0.2)
    found = judged(result(1.0, 1.0, 0.2))
    assert found.verdict == "not judged: 0 of 6 launches, others ran in 6"
    assert (found.cpython, found.emulation) == (1.0, 1.0) and math.isnan(found.low)


def test_a_case_that_is_not_there_is_said():
    found = judge(Values(result(1.0, 1.0)), {**ROW, "emulation": {"experiment": "none"}, "bars": {"wall_s": {"ratio": 0.1}}}, "wall_s")
    assert found.verdict == "not judged: 0 cases are experiment none"


def test_a_value_that_was_not_measured_is_said():
    assert judged(result(1.0, 1.0), value="round_p50_s").verdict == "not judged: case 1 has no round_p50_s"


def test_a_speed_up_is_over_the_case_with_one_thread():
    found = judged(result(1.0, 1.0), value="speedup", points=0.05)
    assert (found.verdict, found.cpython, found.emulation, found.differ) == ("inside", 0.5, 0.5, 0)


def test_slices_of_the_emulation_are_what_its_lock_did():
    locks = pd.DataFrame({"case": EMULATED, "repetition": list(range(6)) * 2, "held_s": 1.0, "switches": [200] * 6 + [199] * 6})
    told = [(PYTHON, n, n, name, value) for n in range(6) for name, value in (("slice_s", 0.005), ("switches_per_s", 210.0))]
    found = result(1.0, 1.0, measures=told, locks=locks)
    assert judged(found, value="slice_s").emulation == pytest.approx(2 / 400)
    assert judged(found, value="switches_per_s").emulation == pytest.approx(399 / 2)


def test_the_first_wait_is_no_fault_of_the_lock():
    assert judged(result(1.0, 1.0), value="after_wait").cpython == pytest.approx(2.0 - 0.1)


def test_a_bar_is_as_wide_upwards_as_downwards():
    low, high = Bar(ratio=0.5).limits(1.0)
    assert (np.exp(low), np.exp(high)) == (pytest.approx(1 / 1.5), pytest.approx(1.5))


def test_a_least_allowance_counts_where_it_is_the_larger():
    bar = Bar(ratio=0.1, least=0.0003)
    assert np.exp(bar.limits(0.001)[1]) == pytest.approx(1.3)
    assert np.exp(bar.limits(0.020)[1]) == pytest.approx(1.1)


@pytest.mark.parametrize("cpython, emulation, verdict", [(0.5, 0.9, "inside"), (0.5, 1.1, "outside"), (1.1, 0.5, "outside")])
def test_both_must_be_below_where_the_bar_says_so(cpython, emulation, verdict):
    assert judged(result(cpython, emulation), below=1).verdict == verdict


def test_a_wrong_lock_inside_the_bar_does_not_agree():
    row = {**ROW, "bars": {"round_mean_s": {"ratio": 0.1}}, "must_be": "outside"}
    found = judge(Values(result(1.0, 1.0)), row, "round_mean_s")
    assert not found.agrees
    text = compare_cpython.table(result(1.0, 1.0), [found])
    assert "inside  (must be outside)" in text and text.endswith("of 1 values of wrong locks 0 outside")


def test_no_interval_is_printed_as_none():
    found = result(1.0, 1.0, launches=1)
    text = compare_cpython.table(found, [judged(found)])
    assert "1.000 no interval" in text and "nan" not in text and "CPython 3.11.2 (/p); 1 launches" in text


def test_no_two_rows_have_one_name():
    names = [row["name"] for row in BARS["row"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", BARS["row"], ids=lambda row: row["name"])
def test_a_row_names_experiments_of_the_campaign_and_values_that_mean_something(row):
    experiments = {experiment["name"]: experiment for experiment in CAMPAIGN["experiment"]}
    assert experiments[row["cpython"]["experiment"]]["workload"] == "python"
    assert experiments[row["emulation"]["experiment"]]["model"] == "gil"
    for value, bar in row["bars"].items():
        assert value in ("wall_s", "speedup", "after_wait", "slice_s", "switches_per_s") or value.startswith("round_")
        Bar(**bar)


def test_every_experiment_is_compared():
    compared = {row[side]["experiment"] for row in BARS["row"] for side in ("cpython", "emulation")}
    assert compared == {experiment["name"] for experiment in CAMPAIGN["experiment"]}


def test_bars_that_cannot_be_read_are_told(tmp_path, capsys):
    assert compare_cpython.main([str(tmp_path / "none.h5"), str(CONFIGS / "compare_cpython/bars.toml")]) == 2
    assert "There is no file" in capsys.readouterr().err
