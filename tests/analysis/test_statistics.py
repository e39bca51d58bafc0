"""Golden values computed by hand, or from the published table of order-statistic intervals of the median."""

import math

import numpy as np
import pytest
from synthetic import Campaign

from sweep_analysis import load, measured, summarise
from sweep_analysis.statistics import describe, interval_rank, median_interval, repetition_times, whole_work


# Lower rank k of the 95 % interval [x_(k), x_(n+1−k)], as tabulated in Le Boudec, "Performance Evaluation", appendix A.
@pytest.mark.parametrize("n, k", [(1, 0), (5, 0), (6, 1), (7, 1), (8, 1), (9, 2), (10, 2), (11, 2), (12, 3), (15, 4),
                                  (18, 5), (20, 6), (25, 8), (30, 10), (50, 18), (70, 27)])
def test_the_rank_of_the_interval_is_that_of_the_table(n, k):
    assert interval_rank(n) == k


@pytest.mark.parametrize("n, coverage", [(6, 0.96875), (9, 0.9609375), (10, 0.978515625)])
def test_the_interval_covers_the_median_as_often_as_computed_by_hand(n, coverage):
    k = interval_rank(n)
    outside = 2 * sum(math.comb(n, i) for i in range(k)) / 2**n
    assert 1 - outside == coverage


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
    times = repetition_times(two_cases.cases, two_cases.samples)
    assert times.loc[times["case"] == 1, "time_s"].tolist() == [4, 3, 5]


def test_speedup_is_over_the_base_and_efficiency_per_rank_and_thread(two_cases):
    summary = summarise(two_cases.cases, two_cases.samples).set_index("case")
    assert summary["median_s"].tolist()[:2] == [8, 4]
    assert summary["speedup"].tolist()[:2] == [1, 2]
    assert summary["efficiency"].tolist()[:2] == [1, 0.5]
    assert summary["repetitions"].tolist() == [3, 3, 0]
    assert math.isnan(summary.loc[2, "median_s"]) and math.isnan(summary.loc[2, "speedup"])


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


def test_a_case_with_a_deadline_has_no_speed_up(two_cases):
    cases = two_cases.cases.assign(deadline=[0.0, 1.0, 0.0])
    assert summarise(cases, two_cases.samples)["speedup"].isna().tolist() == [False, True, True]
