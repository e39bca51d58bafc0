"""Efficiency against granularity and METG(50 %)."""

import math

import pandas as pd
import pytest
from synthetic import Campaign

from sweep_analysis import load, measured
from sweep_analysis.granularity import curves, efficiencies, metg


def curve(*points, starved=(), within=1.0):
    """`within`: each time's interval reaches from the median over this to the median times this."""
    return pd.DataFrame([(x, y, i in starved, 1.0, 1 / within, within) for i, (x, y) in enumerate(points)],
                        columns=["granularity_s", "efficiency", "starved", "median_s", "low_s", "high_s"])


def test_metg_is_interpolated_over_log_granularity():
    found = metg(curve((1e-6, 0.25), (1e-4, 0.75)))
    assert found.kind == "crossing" and found.seconds == pytest.approx(1e-5)


def test_metg_has_the_interval_that_those_of_the_times_give():
    exact = metg(curve((1e-6, 0.25), (1e-4, 0.75)))
    assert exact.low_s == exact.seconds == exact.high_s
    found = metg(curve((1e-6, 0.25), (1e-4, 0.75), within=1.25))
    assert found.low_s == pytest.approx(1e-6 * 100 ** ((0.5 / 1.25 - 0.25) / 0.5))  # efficiencies 1.25 times as high
    assert found.high_s == pytest.approx(1e-6 * 100 ** ((0.5 * 1.25 - 0.25) / 0.5))
    assert metg(curve((1e-6, 0.45), (1e-4, 0.75), within=1.25)).low_s == 0
    assert math.isinf(metg(curve((1e-6, 0.25), (1e-4, 0.55), within=1.25)).high_s)


def test_a_fall_for_want_of_chunks_is_no_overhead():
    for starved in ([2], []):
        found = metg(curve((1e-6, 0.25), (1e-4, 0.75), (1e-3, 0.4), starved=starved))
        assert found.seconds == pytest.approx(1e-5)


def test_metg_is_read_from_the_best_point_so_that_a_lucky_small_one_moves_nothing():
    found = metg(curve((1e-8, 0.6), (1e-6, 0.25), (1e-4, 0.75), (1e-2, 0.9)))
    assert found.kind == "crossing" and found.seconds == pytest.approx(1e-5)


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
    assert rows["task_s"].tolist() == rows["chunk_s"].tolist() == [1, 1, 10, 10, 1000, 1000]
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


def swept(path, chunks, draws, **values):
    """The curves of an experiment on two ranks with each chunk and draws; the base is one chunk of 4096 tasks."""
    campaign = Campaign()
    for n in draws:
        base = campaign.case("swept", tasks=4096, chunk=4096, draws=n)
        campaign.measure(base)
        for chunk in chunks:
            for more in values.get("more", ({},)):
                campaign.measure(campaign.case("swept", **dict(ranks=2, schedule="dynamic", tasks=4096, chunk=chunk,
                                                               draws=n, base=base["case"]) | more))
    result = load(campaign.write(path / "a.h5"))
    return curves(result, measured(result), "swept")


def test_where_draws_vary_each_chunk_is_a_curve_over_the_length_of_a_task(tmp_path):
    found, = swept(tmp_path, (1, 16, 256), (1, 10, 100, 1000, 10_000, 100_000))
    assert found.of == "task" and list(dict.fromkeys(found.rows["series"])) == [
        "serial, 2 ranks, chunk 1", "serial, 2 ranks, chunk 16", "serial, 2 ranks, chunk 256"]
    for _, rows in found.rows.groupby("series"):
        assert len(rows) == 6 and rows.sort_values("granularity_s")["efficiency"].is_monotonic_increasing
        assert rows["granularity_s"].max() / rows["granularity_s"].min() == pytest.approx(100_000)


def test_where_only_the_chunk_varies_a_curve_is_over_the_length_of_a_chunk(tmp_path):
    found, = swept(tmp_path, (1, 4, 16, 64), (10,))
    assert found.of == "chunk" and set(found.rows["series"]) == {"serial, 2 ranks"}
    assert found.common == ["4096 tasks", "draws 10", "schedule dynamic"] and found.left_out == []
    assert found.rows["granularity_s"].max() / found.rows["granularity_s"].min() == pytest.approx(64)


def test_two_draws_and_many_chunks_are_a_curve_over_chunks_for_each_draws(tmp_path):
    found, = swept(tmp_path, (1, 4, 16), (10, 1000))
    assert found.of == "chunk" and list(dict.fromkeys(found.rows["series"])) == [
        "serial, 2 ranks, draws 10", "serial, 2 ranks, draws 1000"]


def test_the_base_is_no_third_chunk(tmp_path):
    assert swept(tmp_path, (1, 100), (10_000,), more=({}, dict(ranks=1))) == []


def test_chunks_that_leave_workers_idle_do_not_make_a_curve(tmp_path):
    found, = swept(tmp_path, (1, 4096), (10, 100, 1000))
    assert set(found.rows["chunk"]) == {1} and found.left_out == ["chunk 4096"]


def test_too_many_curves_are_thinned_evenly_and_what_is_left_out_is_named(tmp_path):
    threads = dict(model="threads", ranks=1, threads=2)
    found, = swept(tmp_path, (1, 4, 16, 64, 256), (10, 100, 1000), more=({}, threads))
    assert found.rows.groupby("model", sort=False)["chunk"].unique().map(list).tolist() == [[1, 16, 256], [1, 16, 256]]
    assert found.left_out == ["chunk 4, 64"] and found.rows["series"].nunique() == 6


def test_a_base_with_fewer_tasks_changes_no_efficiency(result_of_draws):
    whole = efficiencies(result_of_draws, measured(result_of_draws), "small")
    cases, samples = result_of_draws.cases, result_of_draws.samples
    cases.loc[cases["case"] == cases["base"], "tasks"] //= 50
    samples.loc[samples["case"].isin(cases["base"]), "wall_s"] /= 50
    rows = efficiencies(result_of_draws, measured(result_of_draws), "small")
    for column in ("task_s", "chunk_s", "efficiency"):
        assert rows[column].tolist() == pytest.approx(whole[column].tolist())


def test_teams_are_curves_of_their_own(tmp_path):
    teams = [dict(model="threads", ranks=1, threads=2, team=team) for team in ("openmp", "posix")]
    found, = swept(tmp_path, (1,), (10, 100, 1000), more=teams)
    assert list(dict.fromkeys(found.rows["series"])) == [f"threads, 1 rank × 2 threads, {team}"
                                                         for team in ("openmp", "posix")]


def test_every_kernel_has_a_peak_of_its_own(tmp_path):
    campaign = Campaign()
    for kernel, draw_s in (("pi", 1e-9), ("asian_option", 1e-6)):
        for draws in (10, 100, 1000):
            base = campaign.case("two", kernel=kernel, draws=draws)["case"]
            campaign.case("two", kernel=kernel, draws=draws, schedule="dynamic", base=base)
            for case in (base, base + 1):
                campaign.sample(case, 0, 0, 1000 * draws * draw_s)
    result = load(campaign.write(tmp_path / "a.h5"))
    found = curves(result, measured(result), "two")
    assert [problem.label for problem in found] == ["kernel pi", "kernel asian_option"]
    assert all(problem.rows["efficiency"].tolist() == pytest.approx([1, 1, 1]) for problem in found)
