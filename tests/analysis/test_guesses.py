"""What the notebooks call: the measured number, or the sentence that says what to run; and how far a guess is from
it."""

import dataclasses
import os

import numpy as np
import pandas as pd
import pytest
from synthetic import Campaign
from test_figures import words

from sweep_analysis import beside, lesson, load, measured
from sweep_analysis.guesses import how_far, how_good
from sweep_analysis.schema import MEASURE_COLUMNS


@pytest.mark.parametrize("guess, measured_, interval, unit, told", [
    (2, 1.0, (0.9, 1.1), "×",
     "You guessed 2 ×; measured: 1 × (0.9 × … 1.1 ×). Your guess is too high by a factor of 2."),
    (0.25, 1.0, (0.9, 1.1), "s", "measured: 1.00 s (900 ms … 1.10 s). Your guess is too low by a factor of 4."),
    (1.05, 1.0, (0.9, 1.1), "", "Your guess lies within the interval."),
    (1.05, 1.0, (np.nan, np.nan), "", "You guessed 1.05; measured: 1. Your guess is 5.0% too high."),
    (7, 7, (np.nan, np.nan), "", "Your guess is right."),
    (512, 1024, (1024, 1024), "B", "You guessed 512 B; measured: 1 KiB. Your guess is too low by a factor of 2."),
    (3, 0, (0, 0), "", "You guessed 3; measured: 0. Your guess is too high by 3."),
    (0.05, 0, (np.nan, np.nan), "share", "measured: 0 %. Your guess is too high by 5 percentage points."),
    (0, 4, (3, 5), "", "Your guess is too low by 4.")])
def test_how_far_a_guess_is_off_is_told_in_words(guess, measured_, interval, unit, told):
    comparison = how_far(guess, measured_, *interval, unit)
    assert comparison.words.endswith(told) and str(comparison) == comparison.words


@pytest.mark.parametrize("guess", [None, "two", -1, float("nan"), float("inf"), True])
def test_what_is_no_guess_is_told_and_not_drawn(guess):
    comparison = how_far(guess, 1.0)
    assert "is no number from 0 on" in comparison.words and comparison.figure is None


@pytest.mark.parametrize("guess, measured_", [(2.0, 1.0), (100.0, 1.0), (0, 5), (3, 0), (0, 0)])
def test_a_guess_is_drawn_beside_the_measured_number_and_its_interval(guess, measured_):
    figure = how_far(guess, measured_, 0.9 * measured_, 1.1 * measured_, "s", "time of something").figure
    figure.canvas.draw()
    interval, point, guessed, _ = figure.axes[0].get_lines()
    assert list(interval.get_xdata()) == [0.9 * measured_, 1.1 * measured_]
    assert list(point.get_xdata()) == [measured_] and list(guessed.get_xdata()) == [guess]
    left, right = figure.axes[0].get_xlim()
    assert left <= min(guess, measured_) and max(guess, measured_) < right
    assert figure.axes[0].get_xscale() == ("log" if guess == 100 else "linear")
    assert "time of something" in words(figure) and "guess" in words(figure)


@pytest.fixture
def ways():
    return pd.DataFrame(dict(way=["event_loop", "threads", "serial"], task_s=[1e-3, 1.05e-3, 0.1],
                             low_s=[0.9e-3, 1e-3, 0.09], high_s=[1.1e-3, 1.2e-3, 0.11]))


@pytest.mark.parametrize("guess, told", [
    ("event_loop", "it is the fastest: 1.00 ms a task."),
    ("serial", "event_loop takes 1.00 ms and is 100 times as fast."),
    ("threads", "Their intervals overlap, so that these two should not be ranked."),
    ("magic", "'magic' was not measured; choose one of: event_loop, threads, serial.")])
def test_a_choice_is_compared_with_the_fastest_way(ways, guess, told):
    comparison = how_good(guess, ways)
    assert comparison.words.endswith(told)
    assert (comparison.figure is None) == (guess == "magic")
    if comparison.figure:
        assert f"{guess} (your choice)" in words(comparison.figure)


def test_a_time_is_that_of_the_fastest_case_which_was_asked_for(result, table):
    number = lesson.time_of(result, "lecture", workload="monte_carlo", model="threads", ranks=4, threads=1)
    own = table.query("workload == 'monte_carlo' and model == 'threads' and ranks == 4 and threads == 1")
    best = own.loc[(own["median_s"] / own["tasks"]).idxmin()]
    assert (number.value, number.low, number.high) == (best["median_s"], best["low_s"], best["high_s"])
    assert str(number).startswith("time of a repetition, monte_carlo, threads, 4 ranks, 1 thread: ")
    assert str(number).endswith("in one launch")


def test_a_serial_base_counts_as_if_it_had_run_all_its_tasks(result, table):
    base = table[(table["experiment"] == "downloads") & (table["model"] == "serial") & (table["parse"] == 1e-4)].iloc[0]
    number = lesson.time_of(result, "tiny_files", workload="tiny_files", model="serial", parse=1e-4)
    assert number.value == pytest.approx(base["median_s"] * 500 / 20)


def test_a_speed_up_is_that_of_the_summary(result, table):
    number = lesson.speedup_of(result, "tiny_files", workload="tiny_files", parse=2e-3, model="event_loop",
                               in_flight=100, ranks=1)
    own = table[(table["experiment"] == "downloads") & (table["parse"] == 2e-3) & (table["in_flight"] == 100)
                & (table["model"] == "event_loop") & (table["ranks"] == 1)].iloc[0]
    assert (number.value, number.low, number.unit) == (own["speedup"], own["speedup_low"], "×")


def test_a_ratio_is_of_the_times_a_task_and_its_interval_of_the_ends_of_both(tmp_path):
    campaign = Campaign()
    for way, times in (("slow", [8, 9, 12]), ("fast", [2, 3, 4])):
        row = campaign.case("ways", kernel=way, tasks=10 if way == "slow" else 5)
        for repetition, wall_s in enumerate(times):
            campaign.sample(row["case"], repetition, 0, wall_s)
    result = load(campaign.write(tmp_path / "a.h5"))
    number = lesson.ratio_of(result, "price", dict(kernel="slow"), dict(kernel="fast"), workload="monte_carlo")
    assert number.value == pytest.approx(0.9 / 0.6)
    assert (number.low, number.high) == pytest.approx((0.8 / 0.8, 1.2 / 0.4))


def test_what_a_workload_measured_is_found_and_can_be_a_ratio(stored):
    names = dict(zip(MEASURE_COLUMNS, (0, 0, 0, 0, "ready_s", "s", 3e-3, "sum")))
    rows = [names | dict(repetition=repetition, value=value) for repetition, value in enumerate((2e-3, 3e-3, 5e-3))]
    result = dataclasses.replace(stored, measures=pd.DataFrame(rows), measured=measured(stored).query("case == 0"))
    number = lesson.measure_of(result, "price", "ready_s", ranks=1)
    assert str(number) == "ready_s, 1 rank: 3.00 ms (2.00 ms … 5.00 ms) over all repetitions"
    assert lesson.ratio_of(result, "price", dict(ranks=1), dict(threads=1), of="ready_s").value == 1
    assert "configs/price.toml" in lesson.measure_of(result, "price", "gone_s", ranks=1).missing


def test_a_share_is_of_the_time_of_all_workers(tmp_path):
    campaign = Campaign()
    row = campaign.case("waits", ranks=2, threads=2, model="threads")
    for repetition in range(3):
        for rank in range(2):
            campaign.sample(row["case"], repetition, rank, 2.0, cpu_s=1.0)
    number = lesson.share_of(load(campaign.write(tmp_path / "a.h5")), "gil", "cpu_s", model="threads")
    assert (number.value, number.unit) == (0.25, "share")


def test_memory_is_of_a_task(result):
    number = lesson.memory_a_task(result, "fan_out", workload="fan_out", model="event_loop", tasks=1000, ranks=1)
    assert (number.value, number.unit) == (700, "B")


def test_ways_are_the_fastest_case_of_each_model_on_one_rank_and_on_several(result):
    table = lesson.ways_of(result, "tiny_files", workload="tiny_files", parse=2e-3).table
    assert sorted(table["way"]) == ["event_loop", "event_loop on ranks", "serial", "threads", "threads on ranks"]
    assert table["task_s"].is_monotonic_increasing and table["way"].iloc[-1] == "serial"
    assert (table["low_s"] <= table["task_s"]).all() and (table["task_s"] <= table["high_s"]).all()


@pytest.mark.parametrize("measure", [
    lambda result: lesson.time_of(result, "gil", workload="race"),
    lambda result: lesson.speedup_of(result, "gil", colour="red"),
    lambda result: lesson.ratio_of(result, "gil", dict(workload="empty"), dict(workload="race")),
    lambda result: lesson.measure_of(result, "gil", "ready_s", workload="empty"),
    lambda result: lesson.share_of(result, "gil", "cpu_s", workload="race"),
    lambda result: lesson.memory_a_task(result, "gil", workload="race")])
def test_what_the_result_lacks_is_one_sentence_that_names_the_campaign(result, measure):
    for loaded, begin in ((result, "lecture.h5 has nothing of: "), (None, "There is no result that can be read, and ")):
        number = measure(loaded)
        assert str(number).startswith(begin) and "run `mpirun -n 2 ./sweep run configs/gil.toml`" in str(number)
        assert str(number).count(". ") == 0
        comparison = lesson.compare(2.0, number)
        assert comparison.words == number.missing and comparison.figure is None


def test_ways_that_were_not_measured_are_one_sentence_too(result):
    ways = lesson.ways_of(result, "decision_table", workload="race")
    assert "configs/decision_table.toml" in str(ways) and str(lesson.compare_choice("threads", ways)) == str(ways)


def put(folder, name: str, age: int, repetitions=2, **attributes):
    """A result in folder/results, so many seconds old."""
    (folder / "results").mkdir(exist_ok=True)
    campaign = Campaign(repetitions=repetitions)
    campaign.measure(campaign.case("coffee"))
    path = campaign.write(folder / "results" / name, attributes=attributes)
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_the_result_is_the_newest_of_the_campaign_else_the_newest_else_the_named_one(tmp_path, monkeypatch):
    monkeypatch.delenv("SWEEP_RESULT", raising=False)
    assert lesson.open_result("gil", tmp_path) is None
    old, new = put(tmp_path, "tiny-files-20260101T000000Z.h5", 9), put(tmp_path, "tiny-files-20260102T000000Z.h5", 8)
    other, longer = put(tmp_path, "gil-20260103T000000Z.h5", 5), put(tmp_path, "gil-intervals-20260103T000000Z.h5", 1)
    assert lesson.open_result("tiny_files", tmp_path).path == new
    assert lesson.open_result("gil", tmp_path).path == other
    assert lesson.open_result("lecture", tmp_path).path == longer
    monkeypatch.setenv("SWEEP_RESULT", str(old))
    assert lesson.open_result("gil", tmp_path).path == old


def test_the_baseline_is_the_newest_older_result_of_the_same_campaign(tmp_path, monkeypatch):
    monkeypatch.delenv("SWEEP_BASELINE", raising=False)
    new = load(put(tmp_path, "c.h5", 1, created="2025-01-03T00:00:00Z"))
    assert beside.find_baseline(new, tmp_path) is None and beside.find_baseline(None, tmp_path) is None
    put(tmp_path, "a.h5", 3, created="2025-01-01T00:00:00Z")
    middle = put(tmp_path, "b.h5", 2, created="2025-01-02T00:00:00Z")
    (tmp_path / "results" / "broken.h5").write_text("no HDF5")
    assert beside.find_baseline(new, tmp_path).path == middle
    monkeypatch.setenv("SWEEP_BASELINE", str(tmp_path / "results" / "a.h5"))
    assert beside.find_baseline(new, tmp_path).path.name == "a.h5"


def test_the_same_cases_of_two_results_stand_beside_each_other(result):
    slower = dataclasses.replace(result, samples=result.samples.assign(wall_s=result.samples["wall_s"] * np.where(
        result.samples["case"] == 20, 3.0, 1.5)))
    both = beside.in_both(result, slower)
    assert len(both) > 100
    assert beside.typical_ratio(both, "lecture").value == pytest.approx(1.5)
    assert beside.largest_ratio(both, "lecture").value == pytest.approx(3.0)
    assert 0.9 < beside.share_apart(both, "lecture").value <= 1
    same = beside.in_both(result, result)
    assert beside.share_apart(same, "lecture").value == 0 and beside.largest_ratio(same, "lecture").value == 1


def test_where_there_are_not_two_results_each_number_says_so(result):
    for number in (beside.typical_ratio, beside.largest_ratio, beside.share_apart):
        said = str(number(beside.in_both(None, result), "lecture"))
        assert said.startswith("There are not two results") and "configs/lecture.toml" in said
