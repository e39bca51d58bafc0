"""Golden values computed by hand, or from the published table of order-statistic intervals of the median."""

import math

import numpy as np
import pandas as pd
import pytest
from synthetic import Campaign

from sweep_analysis import load, measured, summarise
from sweep_analysis.statistics import (coverage_of, describe, median_interval, median_interval_rank, repetitions_of,
                                       whole_work)


# Lower rank k of the 95 % interval [x_(k), x_(n+1−k)], as tabulated in Le Boudec, "Performance Evaluation", appendix A.
@pytest.mark.parametrize("n, k", [(1, 0), (5, 0), (6, 1), (7, 1), (8, 1), (9, 2), (10, 2), (11, 2), (12, 3), (15, 4),
                                  (18, 5), (20, 6), (25, 8), (30, 10), (50, 18), (70, 27)])
def test_the_rank_of_the_interval_is_that_of_the_table(n, k):
    assert median_interval_rank(n) == k


# By hand from 2 P(Binomial(n, 1/2) ≤ k − 1) ≤ 1 − coverage.
@pytest.mark.parametrize("n, coverage, k", [(4, 0.9, 0), (5, 0.9, 1), (7, 0.9, 1), (8, 0.9, 2), (6, 0.975, 0),
                                            (7, 0.975, 1), (10, 0.975, 2), (11, 0.975, 2), (1, 0.5, 0), (2, 0.5, 1)])
def test_the_rank_follows_the_coverage_that_is_asked_for(n, coverage, k):
    assert median_interval_rank(n, coverage) == k


@pytest.mark.parametrize("n, coverage", [(6, 0.96875), (9, 0.9609375), (10, 0.978515625)])
def test_the_interval_covers_the_median_as_often_as_computed_by_hand(n, coverage):
    assert coverage_of(n, median_interval_rank(n)) == coverage


@pytest.mark.parametrize("n, low, high", [(1, 1, 1), (5, 1, 5), (6, 1, 6), (9, 2, 8), (10, 2, 9)])
def test_the_interval_is_made_of_order_statistics(n, low, high):
    values = np.arange(1, n + 1)
    assert median_interval(np.random.default_rng(1).permutation(values)) == (low, high)


def test_quantiles_interpolate_linearly():
    # 1 … 4: positions 0.75, 1.5, 2.25 and 2.85 of 0 … 3.
    assert describe([4, 1, 3, 2]) == pytest.approx({
        "median_s": 2.5, "low_s": 1, "high_s": 4, "q1_s": 1.75, "q3_s": 3.25, "p95_s": 3.85, "max_s": 4,
        "repetitions": 4}, rel=1e-15)


@pytest.fixture
def two_cases(tmp_path):
    """A base of 8 s and a case on 2 ranks × 2 threads whose ranks end at different times."""
    campaign = Campaign()
    base = campaign.case("coffee")["case"]
    case = campaign.case("coffee", model="threads", ranks=2, threads=2, base=base)["case"]
    campaign.case("coffee", ranks=2, base=base, status="unfinished")
    for repetition, wall_s in enumerate([8, 7, 9]):
        campaign.sample(base, repetition, 0, wall_s)
    for repetition, walls in enumerate([(1, 4), (3, 2), (5, 1)]):
        for rank, wall_s in enumerate(walls):
            campaign.sample(case, repetition, rank, wall_s)
    campaign.sample(case, 3, 0, 100)  # killed before rank 1 reported
    return load(campaign.write(tmp_path / "a.h5"))


def test_a_repetition_takes_as_long_as_its_slowest_rank(two_cases):
    times = repetitions_of(two_cases.cases, two_cases.samples)
    assert times.loc[times["case"] == 1, "time_s"].tolist() == [4, 3, 5]


def test_speedup_is_over_the_base_and_efficiency_per_rank_and_thread(two_cases):
    summary = summarise(two_cases.cases, two_cases.samples).set_index("case")
    assert summary["median_s"].tolist()[:2] == [8, 4]
    assert summary["speedup"].tolist()[:2] == [1, 2]
    assert summary["efficiency"].tolist()[:2] == [1, 0.5]
    assert summary["repetitions"].tolist() == [3, 3, 0]
    assert math.isnan(summary.loc[2, "median_s"]) and math.isnan(summary.loc[2, "speedup"])


def timed(path, base: list, case: list) -> list:
    """Speed-up and its interval, of a base and of a case, by the times of their repetitions."""
    campaign = Campaign()
    campaign.case("coffee", tasks=10)
    campaign.case("coffee", ranks=1, model="threads", tasks=20, base=0)
    for number, times in enumerate((base, case)):
        for repetition, wall_s in enumerate(times):
            campaign.sample(number, repetition, 0, wall_s)
    result = load(campaign.write(path / "a.h5"))
    summary = summarise(result.cases, result.samples)
    return summary[["speedup", "speedup_low", "speedup_high"]].to_numpy().tolist()


def test_the_interval_of_a_speedup_is_made_of_the_ends_of_both_medians(tmp_path):
    # 97.5 %: of 7 values the ends, of 10 the second and the last but one. The case has twice the tasks.
    base, case = timed(tmp_path, [8, 7, 9, 10, 6, 8.5, 7.5], [4, 3.9, 4.1, 4.2, 3.8, 1, 100, 4, 4, 4])
    assert base == [1, 1, 1]
    assert case == [4, pytest.approx(2 * 6 / 4.2), pytest.approx(2 * 10 / 3.8)]


def test_a_speedup_of_few_repetitions_has_no_interval(tmp_path):
    base, case = timed(tmp_path, [8] * 6, [4] * 10)
    assert base == [1, 1, 1] and case[0] == 4 and all(map(math.isnan, case[1:]))


def test_the_interval_of_a_speedup_covers_the_ratio_of_medians_in_95_percent_at_least(tmp_path):
    random, draws, count = np.random.default_rng(215), 2000, 10
    cases = pd.DataFrame(dict(case=range(2 * draws), base=np.repeat(range(0, 2 * draws, 2), 2), ranks=1, threads=1,
                              tasks=1))
    walls = random.exponential(size=(2 * draws, count)) * np.tile([3.0, 1.0], draws)[:, None]
    samples = pd.DataFrame(dict(case=np.repeat(range(2 * draws), count), wall_s=walls.ravel(), rank=0,
                                repetition=np.tile(range(count), 2 * draws), tasks=1, launch=0))
    rows = summarise(cases, samples).iloc[1::2]
    assert ((rows["speedup_low"] <= 3) & (rows["speedup_high"] >= 3)).mean() >= 0.95


def test_a_case_without_a_base_has_no_speedup(two_cases):
    cases = two_cases.cases.assign(base=-1)
    assert summarise(cases, two_cases.samples)["speedup"].isna().all()


@pytest.fixture
def small_base(tmp_path):
    """A base that ran 20 of 500 tasks in 2 s, and a case that ran all in 10 s."""
    campaign = Campaign()
    base = campaign.case("downloads", tasks=20, latency=0.1)["case"]
    case = campaign.case("downloads", tasks=500, threads=5, latency=0.1, base=base)["case"]
    campaign.sample(base, 0, 0, 2)
    campaign.sample(case, 0, 0, 10)
    return load(campaign.write(tmp_path / "a.h5"))


def test_speedup_is_a_task_where_the_base_runs_only_some(small_base):
    summary = summarise(small_base.cases, small_base.samples)
    assert summary["speedup"].tolist() == [1, 5] and summary["efficiency"].tolist() == [1, 1]


def test_a_base_is_scaled_to_the_tasks_of_its_problem(small_base):
    rows = whole_work(measured(small_base))
    assert rows["median_s"].tolist() == [50, 10] and rows["high_s"].tolist() == [50, 10]
    assert rows["tasks"].tolist() == [500, 500] and rows["tasks_run"].tolist() == [20, 500]


def test_a_case_that_left_tasks_out_in_some_repetition_has_no_speed_up(two_cases):
    samples = two_cases.samples.copy()
    samples.loc[samples["case"].eq(1).idxmax(), "tasks"] -= 1
    summary = summarise(two_cases.cases, samples)
    assert summary["speedup"].isna().tolist() == [False, True, True] and summary["median_s"].tolist()[:2] == [8, 4]


def test_a_case_whose_base_left_tasks_out_has_no_speed_up(two_cases):
    samples = two_cases.samples.assign(tasks=two_cases.samples["tasks"].mask(two_cases.samples["case"] == 0, 999))
    assert summarise(two_cases.cases, samples)["speedup"].isna().all()


def test_a_case_runs_its_tasks_in_each_of_its_operations(two_cases):
    operations = pd.DataFrame(dict(case=[0, 0, 1, 1], operation=["write", "read"] * 2))
    assert summarise(two_cases.cases, two_cases.samples, operations)["speedup"].isna().all()
    twice = two_cases.samples.assign(tasks=2 * two_cases.samples["tasks"])
    assert summarise(two_cases.cases, twice, operations)["speedup"].tolist()[:2] == [1, 2]


def test_a_deadline_that_never_came_takes_no_speed_up_away(two_cases):
    cases = two_cases.cases.assign(deadline=[0.0, 1.0, 0.0])
    assert summarise(cases, two_cases.samples)["speedup"].tolist()[:2] == [1, 2]
