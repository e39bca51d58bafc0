"""Efficiency against granularity and METG(50 %)."""

import math

import pandas as pd
import pytest
from synthetic import Campaign

from sweep_analysis import load, measured
from sweep_analysis.granularity import curves, efficiencies, metg


def curve(*points, starved=()):
    return pd.DataFrame([(x, y, i in starved) for i, (x, y) in enumerate(points)],
                        columns=["granularity_s", "efficiency", "starved"])


def test_metg_is_interpolated_over_log_granularity():
    found = metg(curve((1e-6, 0.25), (1e-4, 0.75)))
    assert found.kind == "crossing" and found.seconds == pytest.approx(1e-5)


def test_metg_is_the_first_rise_and_not_a_fall_for_want_of_chunks():
    found = metg(curve((1e-6, 0.25), (1e-4, 0.75), (1e-3, 0.4), starved=[2]))
    assert found.seconds == pytest.approx(1e-5)


def test_metg_says_when_the_whole_curve_is_efficient_or_never():
    assert metg(curve((1e-6, 0.6), (1e-4, 0.9))).kind == "below"
    never = metg(curve((1e-6, 0.1), (1e-4, 0.9), starved=[1]))
    assert never.kind == "never" and math.isnan(never.seconds)


@pytest.fixture
def result_of_draws(tmp_path):
    """100 tasks; harness 1 s, a draw 1 s at the peak (1000 draws); two ranks divide the draws."""
    campaign = Campaign()
    for draws in (1, 10, 1000):
        base = campaign.case("small", tasks=100, draws=draws)["case"]
        case = campaign.case("small", tasks=100, draws=draws, ranks=2, base=base)["case"]
        seconds = 100.0 * draws + (0 if draws == 1000 else 100)
        campaign.sample(base, 0, 0, seconds)
        for rank in (0, 1):
            campaign.sample(case, 0, rank, seconds / 2)
    return load(campaign.write(tmp_path / "a.h5"))


def test_the_harness_does_not_hide_in_the_base(result_of_draws):
    rows = efficiencies(result_of_draws, measured(result_of_draws), "small")
    assert rows["granularity_s"].tolist() == [1, 1, 10, 10, 1000, 1000]
    assert rows["efficiency"].tolist() == pytest.approx([0.5, 0.5, 10 / 11, 10 / 11, 1, 1])


def test_fewer_chunks_than_ranks_are_marked(result_of_draws):
    cases = result_of_draws.cases
    cases.loc[cases["case"] == 5, "chunk"] = 100
    rows = efficiencies(result_of_draws, measured(result_of_draws), "small").set_index("case")
    assert rows["starved"].tolist() == [False] * 5 + [True]


def test_the_widest_p_within_the_cores_is_shown(result, table):
    found, = curves(result, table, "granularity")
    assert set(found.rows["p"]) == {4} and found.rows["series"].nunique() == 6


def test_two_granularities_are_no_curve(result, table):
    assert curves(result, table, "downloads") == [] and curves(result, table, "harness") == []


def test_every_kernel_has_a_peak_of_its_own(tmp_path):
    campaign = Campaign()
    for kernel, draw_s in (("pi", 1e-9), ("asian_option", 1e-6)):
        for draws in (10, 100, 1000):
            base = campaign.case("two", kernel=kernel, draws=draws)["case"]
            campaign.sample(base, 0, 0, 1000 * draws * draw_s)
    result = load(campaign.write(tmp_path / "a.h5"))
    found = curves(result, measured(result), "two")
    assert [problem.label for problem in found] == ["kernel pi", "kernel asian_option"]
    assert all(problem.rows["efficiency"].tolist() == pytest.approx([1, 1, 1]) for problem in found)
