"""The decision table: hand-computed small ones, each verdict and its words."""

import math
import tomllib
from dataclasses import replace

import pandas as pd
import pytest
from synthetic import TEXT
from synthetic_decision import (HYBRID, LOCKED, LOOP, POOL, RANKS, RULES, SEQUENTIAL, THREADS, add, campaign_of,
                                write_decision)

from sweep_analysis import ResultError, load
from sweep_analysis.decision import decide, grade, way_of
from sweep_analysis.decision_words import (answer, differs, page_answer, reason, times, verdict_guessed,
                                           verdicts_beside, why_it_differs)

EDGES = {"excellent": 0.75, "good": 0.30, "okay": 0.10, "gain": 1.2}
WAYS = tomllib.loads(RULES)["way"]


def table(campaign, tmp_path, **changes):
    return decide(load(write_decision(tmp_path / "a.h5", campaign, **changes)))


def row_of(cases, tmp_path, experiment="files-far", repetitions=7):
    """The row of the problem of that experiment, made of (seconds, values of the case), exact times, and the table."""
    campaign = campaign_of(repetitions=repetitions)
    for seconds, values in cases:
        add(campaign, experiment, seconds, **{"spread": 0} | values)
    found = table(campaign, tmp_path)
    return next(row for row in found.rows if row.base == 0 or any(cell.case == 0 for cell in row.cells.values())), found


def said(row, found) -> dict:
    return {name: reason(cell, row, found) for name, cell in row.cells.items() if cell.case >= 0}


@pytest.mark.parametrize("speedup, share, word", [
    (1.19, 1, "no"), (1.2, 1, "excellent"), (5, 0.75, "excellent"), (5, 0.7499, "good"), (5, 0.3, "good"),
    (5, 0.2999, "okay"), (5, 0.1, "okay"), (5, 0.0999, "no")])
def test_a_grade_begins_at_its_edge(speedup, share, word):
    assert grade(speedup, share, EDGES) == word


@pytest.mark.parametrize("case, way", [
    (SEQUENTIAL, "sequential"), (SEQUENTIAL | {"pace": "native", "isa": "avx2"}, "vectorised"),
    (SEQUENTIAL | {"pace": "native", "isa": "portable"}, "sequential"), (SEQUENTIAL | {"pace": "native"}, "sequential"),
    (RANKS, "processes"), (POOL, "process_pool"), (LOCKED, "threads_locked"), (THREADS, "threads"),
    (LOOP, "event_loop"),
    (LOCKED | {"policy": "none"}, "threads"), (LOCKED | {"policy": "per_interpreter"}, ""), (HYBRID, "hybrid"),
    (LOOP | {"ranks": 2}, ""), (THREADS | {"ranks": 2, "threads": 1}, "")])
def test_a_case_is_of_the_first_way_that_it_meets(case, way):
    assert way_of({"ranks": 1, "threads": 1} | case, WAYS) == way


def test_a_column_that_a_case_does_not_have_meets_no_condition():
    for value in ("", -1, float("nan")):
        where = [{"name": "a", "where": [{"column": [value]}]}]
        assert way_of({"ranks": 1, "threads": 1, "column": value}, where) == ""


def test_each_verdict_comes_with_its_reason(tmp_path):
    row, found = row_of([(10, SEQUENTIAL), (0.5, LOOP), (1, POOL | {"threads": 20}), (4, RANKS),
                         (9, LOCKED), (2, THREADS)], tmp_path)
    assert said(row, found) == {
        "sequential": "no: event loop is 20.0 × as fast",
        "processes": "okay: 2.50 × with 2 ranks, 12 % of event loop's 20.0 ×",
        "process_pool": "good: 10.0 × with 20 workers, 50 % of event loop's 20.0 ×",
        "threads_locked": "no: 1.11 × with 2 threads, less than 1.2 ×",
        "threads": "okay: 5.00 × with 2 threads, 25 % of event loop's 20.0 ×",
        "event_loop": "excellent: 20.0 ×, the fastest way here"}
    assert row.fastest == "event_loop" and row.best.share.value == 1 and row.best.share.high == 1


def test_a_small_share_is_no_however_large_the_speedup(tmp_path):
    row, found = row_of([(100, SEQUENTIAL), (1, LOOP), (20, THREADS)], tmp_path)
    assert said(row, found)["threads"] == "no: 5.00 × with 2 threads, 5 % of event loop's 100 ×"


def test_sequential_is_excellent_where_nothing_gains(tmp_path):
    row, found = row_of([(1, SEQUENTIAL), (0.9, THREADS), (1.1, LOOP)], tmp_path)
    assert said(row, found)["sequential"] == \
        "excellent: no way gains 1.2 ×; the fastest, threads, no lock, comes to 1.11 ×"
    assert "run one task after the other, 1.00 s; the fastest other way, threads, no lock" in answer(row, found)


def test_an_interval_over_an_edge_leaves_a_cell_undecided(tmp_path):
    row, found = row_of([(10, SEQUENTIAL), (1, LOOP), (1.2, THREADS | {"spread": 0.3})], tmp_path)
    cell = row.cells["threads"]
    # seven repetitions from 1.2 s to 1.56 s: the 97.5 % interval is their range, and the loop's 1 s is exact
    assert (cell.share.low, cell.share.high) == pytest.approx((1 / 1.56, 1 / 1.2))
    assert cell.verdict == "undecided"
    assert said(row, found)["threads"] == \
        "undecided between excellent and good: 7.25 × [6.41 ×, 8.33 ×], 72 % [64 %, 83 %] of event loop's 10.0 ×"


def test_sequential_is_undecided_at_the_edge_of_gain(tmp_path):
    row, found = row_of([(1.22, SEQUENTIAL), (1, LOOP | {"spread": 0.1})], tmp_path)
    assert row.cells["sequential"].verdict == "undecided"
    assert said(row, found)["sequential"] == \
        "undecided between excellent and no: event loop comes to 1.16 × [1.11 ×, 1.22 ×]"


def test_without_an_interval_nothing_is_decided(tmp_path):
    row, found = row_of([(10, SEQUENTIAL), (1, LOOP)], tmp_path, repetitions=6)
    assert math.isnan(row.cells["event_loop"].speedup.low) and row.cells["event_loop"].verdict == "undecided"
    assert said(row, found)["event_loop"] == "undecided: 10.0 ×, without an interval: too few repetitions (n = 6)"
    assert "without an interval" in said(row, found)["sequential"]


def test_a_failed_case_is_no_with_its_error_and_is_not_the_fastest(tmp_path):
    row, found = row_of([(10, SEQUENTIAL), (0.1, LOOP | {"status": "failed", "error": "out of memory"}), (2, THREADS)],
                        tmp_path)
    assert row.fastest == "threads"
    assert said(row, found)["event_loop"] == "no: failed: out of memory"
    assert why_it_differs(row.cells["event_loop"], row, found, 2) == "the run failed here"


def test_an_unfinished_case_is_judged_by_what_there_is(tmp_path):
    row, _ = row_of([(10, SEQUENTIAL), (0.1, LOOP | {"status": "unfinished"}), (2, THREADS)], tmp_path)
    assert row.fastest == "event_loop" and row.cells["event_loop"].verdict == "excellent"


def test_the_first_of_sequential_cases_is_cell_and_base(tmp_path):
    row, _ = row_of([(10, SEQUENTIAL), (5, SEQUENTIAL), (2, THREADS)], tmp_path)
    assert (row.base, row.cells["sequential"].case, row.cells["sequential"].of_cases) == (0, 0, 2)
    assert row.cells["threads"].speedup.value == pytest.approx(5) and row.base_s == pytest.approx(10)


def test_where_the_base_failed_nothing_is_compared(tmp_path):
    row, found = row_of([(10, SEQUENTIAL | {"status": "failed", "error": "lost"}), (2, THREADS)], tmp_path)
    assert row.base == -1 and said(row, found)["sequential"] == "no: failed: lost"
    assert said(row, found)["threads"] == "no verdict: no speed-up, as nothing ran sequentially"


def test_fewer_tasks_are_scaled_and_compared_task_by_task(tmp_path):
    row, _ = row_of([(4, SEQUENTIAL | {"tasks": 40}), (1, LOOP | {"tasks": 500})], tmp_path)
    cell = row.cells["sequential"]
    assert (cell.is_scaled, cell.tasks, cell.full_tasks) == (True, 40, 500) and not row.cells["event_loop"].is_scaled
    assert (cell.median_s, cell.full_s) == pytest.approx((4, 50))
    assert row.cells["event_loop"].speedup.value == pytest.approx(50)


def test_another_program_is_judged_but_measures_none(tmp_path):
    row, found = row_of([(110, SEQUENTIAL | {"pace": "native"}), (1, SEQUENTIAL | {"pace": "native", "isa": "avx2"}),
                         (50, THREADS | {"pace": "native"})], tmp_path, "native")
    assert row.fastest == "threads" and row.cells["threads"].verdict == "excellent"
    assert said(row, found)["vectorised"] == \
        "excellent: 110 ×, another program, by which the others are not measured"
    assert said(row, found)["sequential"] == "no: threads, no lock is 2.20 × as fast"


def test_the_fastest_a_task_of_several_cases_is_the_cell(tmp_path):
    row, _ = row_of([(10, SEQUENTIAL), (2, THREADS), (1, THREADS | {"threads": 4}),
                     (0.9, THREADS | {"threads": 8, "tasks": 500})], tmp_path)
    assert (row.cells["threads"].case, row.cells["threads"].of_cases) == (2, 3)


def test_where_nothing_ran_in_sequence_nothing_is_said(tmp_path):
    row, found = row_of([(1, LOOP)], tmp_path)
    assert row.base == -1 and row.fastest == ""
    assert said(row, found)["event_loop"] == "no verdict: no speed-up, as nothing ran sequentially"
    assert "nothing can be said" in answer(row, found)


def test_a_cell_without_a_case_is_empty(tmp_path):
    row, found = row_of([(1, SEQUENTIAL)], tmp_path)
    cell = row.cells["event_loop"]
    assert (cell.case, cell.verdict, reason(cell, row, found)) == (-1, "", "not measured")
    assert row.cells["sequential"].verdict == "" and row.cells["sequential"].is_measured
    assert said(row, found) == {"sequential": "no verdict: no other way was measured here"}


def test_memory_and_processor_time_are_of_all_ranks(tmp_path):
    row, _ = row_of([(1, SEQUENTIAL), (0.5, RANKS)], tmp_path)
    assert row.cells["processes"].peak_bytes == 2 * (31 << 20)
    assert row.cells["processes"].processor_s == pytest.approx(2 * 0.25)
    assert row.cells["processes"].efficiency == pytest.approx(1)


def test_starting_is_worker_after_worker_but_ranks_together(tmp_path):
    campaign = campaign_of()
    campaign.columns.append(("way", TEXT))
    for way in (SEQUENTIAL, RANKS, POOL):
        add(campaign, "files-far", 1, **way, way="")
    add(campaign, "start-up", 1, **SEQUENTIAL, way="fork")
    result = load(write_decision(tmp_path / "a.h5", campaign))
    same = dict(case=3, launch=0, rank=0, measure="ready_s", unit="s", over_ranks="most")
    forks = [same | dict(repetition=number, value=seconds) for number, seconds in enumerate((2e-3, 1e-3, 3e-3))]
    found = decide(replace(result, measures=pd.DataFrame(forks), launches=result.launches.assign(start_s=0.25)))
    cells = next(row for row in found.rows if row.name == "files_far").cells
    assert (cells["process_pool"].start_s, cells["processes"].start_s) == pytest.approx((2 * 2e-3, 0.25))
    assert math.isnan(cells["sequential"].start_s)


def test_where_the_lecture_says_something_else_the_numbers_say_why(tmp_path):
    row, found = row_of([(50, SEQUENTIAL), (1, LOOP), (25, RANKS | {"parse": 2e-3}), (2, POOL)], tmp_path)
    assert [name for name, cell in row.cells.items() if differs(cell)] == ["processes", "process_pool"]
    assert why_it_differs(row.cells["processes"], row, found, 2) == \
        "'okay' begins at 10 %, 2 cores here, each task computes for 2.00 ms"
    assert why_it_differs(row.cells["process_pool"], row, found, None) == "'okay' ends below 30 %"


def test_an_undecided_cell_differs_where_its_range_lacks_the_lectures_verdict(tmp_path):
    # at 10 × to 7.7 × of a loop's 10 ×: excellent at both ends but for the spread, which reaches to good
    row, found = row_of([(10, SEQUENTIAL), (1, LOOP), (1.2, POOL | {"spread": 0.3}), (1.2, LOCKED | {"spread": 0.3})],
                        tmp_path)
    pool, locked = row.cells["process_pool"], row.cells["threads_locked"]
    assert (pool.verdict, pool.worst, pool.best, pool.lecture) == ("undecided", "good", "excellent", "okay")
    assert differs(pool) and why_it_differs(pool, row, found, None) == "'okay' ends below 30 %"
    assert locked.lecture == "good" and not differs(locked)
    assert why_it_differs(locked, row, found, 2) == "the interval reaches over an edge of the rules"


def test_without_an_interval_or_a_verdict_nothing_differs(tmp_path):
    row, _ = row_of([(10, SEQUENTIAL), (1, LOOP), (9, POOL)], tmp_path, repetitions=6)
    assert {cell.verdict for cell in row.cells.values() if cell.case >= 0} == {"undecided"}
    assert not any(map(differs, row.cells.values()))
    row, _ = row_of([(1, LOOP)], tmp_path)
    assert row.cells["event_loop"].verdict == "" and not differs(row.cells["event_loop"])


@pytest.mark.parametrize("guess, problem, way, words", [
    ("okay", "files_far", "threads_locked", "You guessed okay, which is wrong. threads, locked for I/O-bound: 500 "
     "files, 100 ms away, 2 ms of parsing each: good: 19.6 × with 20 threads, 42 % of "
     "event loop's 46.4 ×. The lecture says "
     "good."),
    ("good", "files_far", "threads_locked", "You guessed good, which is right."),
    ("no", "files_here", "event_loop", "You guessed no. event loop for 500 files on this machine's disk: not measured. "
     "The lecture says nothing of it."),
    ("great", "files_far", "threads", "'great' is no verdict; choose one of: excellent, good, okay, no."),
    ("no", "files", "threads", "'files' is no problem here; choose one of: interpreted, native,"),
    ("no", "mixed", "green threads", "'green threads' is no way here; choose one of: vectorised, sequential,")])
def test_a_guess_is_told_beside_verdict_and_lecture(tmp_path, guess, problem, way, words):
    assert verdict_guessed(guess, table(None, tmp_path), problem, way).startswith(words)


def test_without_a_table_a_guess_is_told_how_to_measure_one():
    assert "run `jobs/local.sh decide" in verdict_guessed("no", None, "mixed", "threads")
    assert verdicts_beside(None, "mixed").empty


def test_verdicts_stand_beside_the_lectures(tmp_path):
    beside = verdicts_beside(table(None, tmp_path), "files_here").set_index("way")
    assert beside.loc["sequential", "lecture"] == "no" and beside.loc["threads, locked", "speed-up"] == "1.04 ×"
    assert list(beside.columns) == ["speed-up", "measured", "lecture"]


def test_the_page_answers_for_files_in_one_sentence(tmp_path):
    found = table(None, tmp_path)
    assert page_answer(found) == \
        "For 500 files, 100 ms away, 2 ms of parsing each, use an event loop: 46.4 × as fast as one after the other, " \
        "1.10 s instead of 51.1 s; with threads without a lock 19.8 ×."


def test_launches_are_compared_one_by_one(tmp_path):
    campaign = campaign_of(launches=6)
    for seconds, values in ((10, SEQUENTIAL), (1, LOOP)):
        add(campaign, "files-far", seconds, spread=0, **values)
    for sample in campaign.samples:   # a launch is slower than the one before, for both alike
        sample["wall_s"] *= 1 + 0.5 * sample["launch"]
    cell = table(campaign, tmp_path).rows[2].cells["event_loop"]
    assert (cell.speedup.low, cell.speedup.high) == pytest.approx((10, 10)) and cell.launches == 6
    assert cell.low_s < cell.high_s / 3


@pytest.mark.parametrize("rules", ["[verdict", "[verdict]\ngain = 1.2\n",
                                   RULES.replace("gain      = 1.2", "gain = 'much'")])
def test_what_are_no_rules_is_a_message(tmp_path, rules):
    result = load(write_decision(tmp_path / "a.h5", rules=rules))
    with pytest.raises(ResultError, match="Run `sweep decide` again"):
        decide(result)


def test_a_result_of_another_campaign_has_no_table(result):
    assert decide(result) is None


@pytest.mark.parametrize("ratio, text", [(1.97, "1.97 ×"), (46.24, "46.2 ×"), (3134, "3,134 ×"), (2e-5, "< 0.001 ×"),
                                         (float("nan"), "–")])
def test_a_ratio_has_three_digits(ratio, text):
    assert times(ratio) == text
