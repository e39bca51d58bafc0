"""What compare_cpython makes of runs, on runs written by hand. Nothing here looks at a clock."""

import ast
import io
import json
import math
import shutil
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import h5py
import numpy as np
import pytest

from sweep_analysis.peers.fidelity import (cpython, emulation, load, observations, result_file, rows, runs, table,
                                           verdicts)
from sweep_analysis.peers.fidelity.cpython import PROBE, Interpreter
from sweep_analysis.peers.fidelity.verdicts import Bar, judge

QUIET, LOUD = 0.05, 0.2


def pairs_of(ratios, other_load=QUIET) -> list:
    return [(2.0, 2.0 * ratio, other_load) for ratio in ratios]


def test_turns_of_one_thread_that_nobody_interrupted_are_one():
    held = [(0, 0.0, 1.0), (0, 1.1, 2.0), (1, 2.1, 3.0), (0, 3.1, 4.0)]
    assert observations.turns(held).tolist() == [[0, 0, 2], [1, 2.1, 3], [0, 3.1, 4]]


def test_turns_come_in_order_of_time_however_they_were_noted():
    held = [(1, 5.0, 6.0), (0, 0.0, 4.0)]
    assert observations.turns(held)[:, 0].tolist() == [0, 1]


def test_slices_leave_out_the_last_turn_of_each_thread():
    held = [(0, 0.0, 1.0), (1, 1.0, 3.0), (0, 3.0, 7.0), (1, 7.0, 7.5)]
    assert observations.slices(held).tolist() == [1.0, 2.0]


def test_a_lock_that_is_kept_to_the_end_has_one_slice_as_long_as_the_run():
    run = {"held": [(0, 0.0, 1.0), (1, 1.0, 2.0)], "wall_s": 2.0, "base_s": 1.9}
    assert observations.read_cpu(run) == {"throughput": 0.95, "slice_s": 2.0, "switches_per_s": 0.5}


def test_rounds_are_read_as_quantiles_and_a_rate():
    found = observations.read_rounds({"rounds": [0.001, 0.001, 0.004]})
    assert found["p50_s"] == 0.001
    assert found["mean_s"] == pytest.approx(0.002)
    assert found["rounds_per_s"] == pytest.approx(500)


@pytest.mark.parametrize("pairs", [7, 9, 12, 30])
def test_the_interval_of_a_comparison_covers_the_true_ratio_as_often_as_it_says(pairs):
    random, draws = np.random.default_rng(215), 10_000
    ratios = np.exp(random.normal(math.log(1.1), 0.2, (draws, pairs)))
    found = [judge(pairs_of(sample), Bar(ratio=0.1)) for sample in ratios]
    assert {judgement.coverage for judgement in found} == {found[0].coverage} and found[0].coverage >= 0.9
    covered = sum(judgement.low <= 1.1 <= judgement.high for judgement in found) / draws
    assert covered >= 0.9 and covered == pytest.approx(found[0].coverage, abs=0.01)


def test_five_pairs_are_the_fewest_with_an_interval_and_four_have_none():
    assert verdicts.FEWEST_PAIRS == 5
    five, four = (judge(pairs_of([1.0, 1.1, 0.9, 1.05, 0.95][:pairs]), Bar(ratio=0.5)) for pairs in (5, 4))
    assert (five.low, five.high, five.coverage) == (pytest.approx(0.9), pytest.approx(1.1), 1 - 2 / 2**5)
    assert math.isnan(four.low) and math.isnan(four.high) and math.isnan(four.coverage)
    assert four.verdict == "not judged: 4 of 5 pairs"


@pytest.mark.parametrize("ratios, verdict", [
    ([1.0, 1.01, 0.99, 1.02, 1.0], "inside"),
    ([1.3, 1.31, 1.29, 1.32, 1.3], "outside"),
    ([0.7, 0.71, 0.72, 0.7, 0.69], "outside"),
    ([0.95, 1.0, 1.1, 1.2, 1.3], "undecided"),
])
def test_the_verdict_is_where_the_interval_lies(ratios, verdict):
    assert judge(pairs_of(ratios), Bar(ratio=0.1)).verdict == verdict


def test_a_bar_is_as_wide_upwards_as_downwards():
    low, high = Bar(ratio=0.5).limits(1.0)
    assert (np.exp(low), np.exp(high)) == (pytest.approx(1 / 1.5), pytest.approx(1.5))


def test_a_least_allowance_counts_where_it_is_the_larger():
    bar = Bar(ratio=0.1, least=0.0003)
    assert np.exp(bar.limits(0.001)[1]) == pytest.approx(1.3)
    assert np.exp(bar.limits(0.020)[1]) == pytest.approx(1.1)


def test_points_are_differences():
    found = judge([(0.98, 0.95, QUIET)] * 5, Bar(points=0.05))
    assert found.differ == pytest.approx(-0.03)
    assert found.verdict == "inside"


def test_both_must_be_below_where_the_bar_says_so():
    below = Bar(below=1)
    assert judge([(0.5, 0.9, QUIET)] * 5, below).verdict == "inside"
    assert judge([(0.5, 1.1, QUIET)] * 5, below).verdict == "outside"
    assert judge([(1.1, 0.5, QUIET)] * 5, below).verdict == "outside"


def test_pairs_with_other_load_are_not_judged():
    found = judge(pairs_of([1.0] * 4) + pairs_of([1.0], LOUD), Bar(ratio=0.1))
    assert found.verdict == "not judged: load in 1 of 5 pairs"
    assert found.pairs == 4
    assert judge(pairs_of([1.0] * 5, LOUD), Bar(ratio=0.1)).verdict == "not judged: load in 5 of 5 pairs"


def test_pairs_with_other_load_are_left_out_where_there_are_enough_others():
    found = judge(pairs_of([1.0] * 5) + pairs_of([9.0] * 5, LOUD), Bar(ratio=0.1))
    assert (found.verdict, found.pairs) == ("inside", 5)


def test_few_pairs_are_not_judged():
    assert judge(pairs_of([1.0]), Bar(ratio=0.1)).verdict == "not judged: 1 of 5 pairs"


def test_a_wrong_lock_inside_the_bar_does_not_agree():
    assert verdicts.agrees("outside", "outside")
    assert not verdicts.agrees("inside", "outside")
    assert not verdicts.agrees("undecided", "inside")
    assert verdicts.agrees("not judged: 1 of 5 pairs", "inside")


def test_stolen_time_is_busy_and_waiting_for_devices_is_not():
    assert load.busy_seconds("cpu  100 10 20 5000 300 1 2 7 50 0\ncpu0 1\n") == pytest.approx(140 * load.TICK_S)


def test_policies_follow_versions():
    assert [rows.policy_of(version) for version in ((2, 7), (3, 1), (3, 2), (3, 11))] == ["tick", "tick", "interval",
                                                                                          "interval"]


def test_no_two_rows_have_one_name():
    names = [row.name for row in rows.ROWS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.name)
def test_a_row_is_complete(row):
    costs = {"iteration_s": 2e-8, "call_s": 1e-5}
    for policy in (row.policy, *row.wrong):
        table_of = tomllib.loads(emulation.campaign(row, policy, costs))["experiment"][0]
        assert (table_of["model"], table_of["policy"]) == ("gil", policy)
    assert row.experiment in observations.READERS
    assert row.bars
    assert not row.wrong or set(row.wrong_by) <= set(row.bars)


def test_probes_can_be_read_by_an_interpreter_that_knows_no_unicode():
    for path in PROBE.glob("*.py"):
        assert path.read_text(encoding="utf-8").isascii(), path
        names = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
        assert names <= {"__future__", "interpreter"}


SPAN = [("rank", "i8"), ("thread", "i8"), ("state", "S8"), ("begin_s", "f8"), ("end_s", "f8")]


def trace_of(*spans) -> np.ndarray:
    return np.array([(0, *span) for span in spans], dtype=SPAN)


def test_rounds_of_a_trace_go_from_the_wait_to_the_lock():
    trace = trace_of((0, "held", 0, 1), (0, "device", 1, 2), (0, "waiting", 2, 5), (0, "held", 5, 6),
                     (0, "device", 6, 7), (0, "waiting", 7, 8), (0, "held", 8, 9), (1, "held", 1, 8))
    assert emulation.rounds(trace, 2).tolist() == [4, 2]


def test_a_round_may_wait_for_devices_twice():
    trace = trace_of((0, "device", 1, 2), (0, "held", 2, 3), (0, "device", 3, 4), (0, "waiting", 4, 7),
                     (0, "held", 7, 8), (1, "held", 4, 9))
    assert emulation.rounds(trace, 1).tolist() == [6]


def test_rounds_after_the_cpu_tasks_gave_up_do_not_count():
    trace = trace_of((0, "device", 1, 2), (0, "held", 9, 9.5), (0, "device", 10, 11), (0, "held", 11, 12),
                     (1, "held", 1, 9))
    assert emulation.rounds(trace, 2).tolist() == [8]


def test_a_wait_that_began_after_all_computing_is_one_round_as_long_as_that():
    trace = trace_of((0, "waiting", 0, 9), (0, "device", 10, 11), (0, "held", 11, 12), (1, "held", 0, 9),
                     (2, "held", 13, 13.0001))
    assert emulation.rounds(trace, 1).tolist() == [9]


def row_named(name: str):
    return next(row for row in rows.ROWS if row.name == name)


def result_with(trace) -> dict:
    """As h5py gives the tables of a result file: two cases of the emulation, and the serial base."""
    cases = np.array([(0, b"serial", 1), (1, b"gil", 1), (2, b"gil", 4)],
                     dtype=[("case", "i8"), ("model", "S8"), ("threads", "i8")])
    samples = np.array([(0, 0.3, 0.2), (1, 0.4, 0.2), (2, 0.5, 0.32)],
                       dtype=[("case", "i8"), ("wall_s", "f8"), ("cpu_s", "f8")])
    return {"cases": cases, "samples": samples, "trace/2": trace}


def test_a_result_file_is_read_by_its_cases():
    found = emulation.read(row_named("cpu, 4 threads, 5 ms"), result_with(trace_of((3, "held", 0, 1))))
    assert (found["wall_s"], found["base_s"], found["held"].tolist()) == (0.5, 0.4, [[3, 0, 1]])


def test_a_burst_is_processor_time_a_task():
    found = emulation.read(row_named("io, 16 threads, 2 ms bursts"), result_with(trace_of()))
    assert found["burst_s"] == pytest.approx(0.01)  # of 32


def test_too_few_pairs_are_printed_as_no_interval(comparison):
    row = row_named("convoy, 1 cpu, 5 ms")
    runs.compare(comparison, [row], 2, 2, lambda pair, wanted: None)
    line, = table.lines_of(comparison, row)
    assert "1.000 no interval" in table.format_line(line) and "nan" not in table.format_line(line)


@pytest.mark.parametrize("program", ["python2.7", "python3.6", "python3.13", sys.executable])
def test_the_probe_runs_under_old_and_new_interpreters(program):
    found = shutil.which(program)
    if not found or subprocess.run([found, "--version"], capture_output=True, check=False).returncode:
        pytest.skip(f"{program} is not installed")
    answer = cpython.run_probe(Interpreter(found, "", ""), "cost", {})
    assert answer["iteration_s"] > 0


def python_that_says(tmp_path, words: str) -> str:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\necho \"{words}\"\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("words, policy", [("CPython 3.13.0 True", "interval"), ("CPython 3.13.0 False", "free_threaded"),
                                           ("('CPython', '2.7.18', True)", "tick")])
def test_an_interpreter_tells_what_lock_it_has(words, policy, tmp_path):
    assert cpython.look_at(python_that_says(tmp_path, words)).policy == policy


@pytest.mark.parametrize("words", ["PyPy 7.3.9 True", "nothing"])
def test_what_is_no_cpython_is_refused(words, tmp_path):
    with pytest.raises(ValueError, match="give the path of a CPython"):
        cpython.look_at(python_that_says(tmp_path, words))


def test_a_program_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ValueError, match="missing.* give the path of a CPython"):
        cpython.look_at(str(tmp_path / "missing"))


@pytest.fixture(name="comparison")
def fixture_comparison(monkeypatch):
    """Of a CPython and an emulation that are the same, but for a wrong lock that takes ten times as long."""
    monkeypatch.setattr(runs.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(runs.LoadMeter, "read", lambda meter: QUIET)
    monkeypatch.setattr(runs.cpython, "measure_costs", lambda interpreter: {"iteration_s": 2e-8})
    monkeypatch.setattr(runs.cpython, "run", lambda interpreter, row, build: {"rounds": [0.01] * 60})
    monkeypatch.setattr(runs.emulation, "run", lambda sweep, row, policy, costs:
                        {"rounds": np.full(60, 0.01 if policy == "interval" else 0.1)})
    return runs.Comparison(Path("sweep"), Interpreter("python3", "3.11.2", "interval"), 1e-5)


def test_a_comparison_runs_every_side_in_every_pair_and_tells_right_from_wrong(comparison, tmp_path):
    row, done = row_named("convoy, 2 cpu, 5 ms"), []
    runs.compare(comparison, [row], 5, 10, lambda pair, wanted: done.append(wanted))
    assert done == [1] * 5 + [0] * 5  # no more pairs than are needed
    assert len(comparison.runs) == 5 * 5
    lines = table.lines_of(comparison, row)
    assert [(line.side, line.judgement.verdict) for line in lines] == [
        ("interval", "inside"), *((policy, "outside") for policy in rows.WRONG_LOCKS)]
    with redirect_stdout(io.StringIO()) as printed:
        table.print_table(lines)
    assert "1 inside, 0 outside, 0 undecided, 0 not judged; of 3 values of wrong locks 3 outside" in printed.getvalue()
    result_file.write(tmp_path / "result.h5", comparison.runs, lines, {"status": "complete"})
    with h5py.File(tmp_path / "result.h5") as file:
        assert len(file["runs"]) == 25 * 4
        assert len(file["verdicts"]) == 4
        assert file["raw/0/rounds"].shape == (60,)


def test_a_comparison_repeats_pairs_with_other_load(comparison, monkeypatch):
    monkeypatch.setattr(runs.LoadMeter, "read", lambda meter: LOUD)
    done = []
    runs.compare(comparison, [row_named("convoy, 1 cpu, 5 ms")], 2, 4, lambda pair, wanted: done.append(wanted))
    assert done == [1, 1, 1, 1]


def test_an_answer_of_the_probe_is_json(capsys, monkeypatch):
    monkeypatch.syspath_prepend(str(PROBE))
    main = __import__("runpy").run_path(str(PROBE / "__main__.py"))["main"]
    main("cpu", "threads=2", "interval=0.005", "work=0.001", "pin=none")
    answer = json.loads(capsys.readouterr().out)
    assert {"wall_s", "base_s", "held", "interpreter"} <= set(answer)
