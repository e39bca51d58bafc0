"""Laws of speed-up are fitted to results that follow them, and say how sure they are of it."""

import dataclasses

import numpy as np
import pytest
from synthetic import Campaign
from synthetic_speedups import WORKERS, speedups, timed
from test_figures import assert_legible, words

from sweep_analysis import load, speedup_models_figure
from sweep_analysis.speedup_laws import AMDAHL, GUSTAFSON, USL
from sweep_analysis.speedup_models import _fit, _Launches, fit_series, fits_table


@pytest.fixture(scope="module")
def launches(tmp_path_factory):
    """Eight launches of threads on 1 to 16 of 16 cores."""
    return speedups(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def usl(launches):
    return timed(launches, "usl", 0.03, 0.002)


def only(result, replicates=300):
    series, = fit_series(result, "coffee", replicates)
    return series


def fit_of(series, law: str):
    return next(fit for fit in series.fits if fit.law == law)


@pytest.mark.parametrize("law, values, rates", [
    (AMDAHL, [0.05], lambda n: 1 / (0.05 + 0.95 / n)), (GUSTAFSON, [0.2], lambda n: 0.2 + 0.8 * n),
    (USL, [0.1, 0.01, np.sqrt(0.9 / 0.01)], lambda n: n / (1 + 0.1 * (n - 1) + 0.01 * n * (n - 1)))])
def test_a_law_without_noise_is_found_exactly(law, values, rates):
    n = np.array(WORKERS, dtype=float)
    unknowns = law.fit(n, 7 * rates(n))
    assert law.values(unknowns) == pytest.approx(values)
    assert law.rates(n, unknowns) == pytest.approx(7 * rates(n))


@pytest.mark.parametrize("law, name, parameters", [
    ("amdahl", "Amdahl", {"s": 0.05}), ("usl", "USL", {"σ": 0.03, "κ": 0.002})])
def test_known_parameters_lie_in_their_intervals_which_are_narrow(launches, law, name, parameters):
    fit = fit_of(only(timed(launches, law, *parameters.values())), name)
    for parameter, truth in parameters.items():
        row = fit.parameters.loc[parameter]
        assert row["low"] <= truth <= row["high"] and row["low"] <= row["value"] <= row["high"]
        assert row["high"] - row["low"] < truth
    assert fit.residuals["residual"].abs().max() < 0.03


def test_the_number_of_workers_from_which_on_more_are_slower_is_told(usl):
    row = fit_of(only(usl), "USL").parameters.loc["most"]
    assert row["low"] <= np.sqrt(0.97 / 0.002) <= row["high"]
    assert "fastest with 2" in fits_table(usl, "coffee", 300)["parameters"].iloc[1]


def test_contention_alone_gives_next_to_no_coherency(launches):
    parameters = fit_of(only(timed(launches, "usl", 0.1, 0.0)), "USL").parameters
    assert parameters.loc["κ", "low"] == 0 and parameters.loc["κ", "high"] < 5e-4
    assert parameters.loc["σ", "low"] <= 0.1 <= parameters.loc["σ", "high"]


def test_the_wrong_law_shows_in_its_residuals(usl):
    amdahl, right = (fit_of(only(usl), name).residuals["residual"].abs().max() for name in ("Amdahl", "USL"))
    assert amdahl > 0.03 > right


def test_intervals_cover_the_truth_in_about_95_percent_of_200_results():
    """Of rates as they are after loading, as 200 results take long to summarise; eight launches, noise as `timed`."""
    n, random = np.array(WORKERS, dtype=float), np.random.default_rng(18)
    truths = {"Amdahl": {"s": 0.05}, "USL": {"σ": 0.03, "κ": 0.002}}
    covered = {parameter: 0 for own in truths.values() for parameter in own}
    for _ in range(200):
        noise = np.exp(0.02 * random.normal(size=(8, 1)) + 0.011 * random.normal(size=(8, len(n))))
        for law, rates in ((AMDAHL, 1 / (0.05 + 0.95 / n)), (USL, n / (1 + 0.03 * (n - 1) + 0.002 * n * (n - 1)))):
            found = _fit(law, n, _Launches(rates * noise), 1.0, 200).parameters
            for parameter, truth in truths[law.name].items():
                row = found.loc[parameter]
                assert row["high"] - row["low"] < truth   # wide intervals would cover anything
                covered[parameter] += row["low"] <= truth <= row["high"]
    assert all(number / 200 >= 0.92 for number in covered.values()), covered


def test_the_band_of_a_further_launch_covers_launches_that_were_not_fitted(launches):
    """Drawn as the eight fitted ones were; the band of the curve covers fewer."""
    fit = fit_of(only(timed(launches, "usl", 0.03, 0.002, seed=2)), "USL")
    at = fit.curve[fit.curve["workers"].isin(WORKERS)]
    n = at["workers"].to_numpy(dtype=float)
    random = np.random.default_rng(7)
    noise = np.exp(0.02 * random.normal(size=(1000, 1)) + 0.011 * random.normal(size=(1000, len(n))))
    further = n / (1 + 0.03 * (n - 1) + 0.002 * n * (n - 1)) * noise
    inside = (at["single_low"].to_numpy() <= further) & (further <= at["single_high"].to_numpy())
    of_curve = (at["low"].to_numpy() <= further) & (further <= at["high"].to_numpy())
    assert 0.85 <= inside.mean() < 1 and of_curve.mean() < inside.mean()


@pytest.mark.parametrize("workers, cores, words_of_it", [
    ((1, 2, 4, 8), 2, "2 numbers of workers within 2 cores; a fit needs six"),
    ((1, 2), 1, "1 number of workers within 1 core; a fit needs six"),
    ((1, 2, 3, 4, 5, 6), 5, "5 numbers of workers within 5 cores; a fit needs six")])
def test_fewer_than_six_numbers_of_workers_give_no_fit_but_the_reason(tmp_path, workers, cores, words_of_it):
    result = timed(speedups(tmp_path, workers, cores=cores), "amdahl", 0.05)
    series = only(result)
    assert series.fits == [] and series.why_not == words_of_it
    assert fits_table(result, "coffee")["it holds"].tolist() == [words_of_it]
    assert speedup_models_figure(result, "coffee") is None


def test_six_are_enough_and_those_beyond_the_cores_do_not_count(tmp_path):
    series = only(timed(speedups(tmp_path, (1, 2, 3, 4, 5, 6, 12), cores=6), "amdahl", 0.05))
    assert [fit.law for fit in series.fits] == ["Amdahl", "USL"]
    assert series.cases["workers"].max() == 6 and series.beyond_cores == 1


def test_what_is_extrapolated_says_so_and_is_dashed(usl):
    curve = fit_of(only(usl), "USL").curve
    assert (curve["extrapolated"] == (curve["workers"] > 16)).all()
    assert curve["workers"].max() == 64
    figure = speedup_models_figure(usl, "coffee")
    solid, dashed = (line for line in figure.axes[0].get_lines() if line.get_color() == "#D55E00")
    assert max(solid.get_xdata()) == 16 == min(dashed.get_xdata()) and max(dashed.get_xdata()) == 64
    assert solid.get_linestyle() == "-" and dashed.get_linestyle() == "--"


def test_the_figure_is_legible_and_names_laws_intervals_and_limits(usl):
    figure = speedup_models_figure(usl, "coffee")
    assert_legible(figure)
    for expected in ("Amdahl: s", "USL: σ", "95 % over 8 launches", "extrapolated", "shaded: more than the cores"):
        assert expected in words(figure)


@pytest.mark.parametrize("launches, resampled, holds", [
    (1, "repetition", "95 % in one launch: resampled over repetitions, not over launches"),
    (3, "launch", "over 3 launches, too few for 95 %"), (6, "launch", "95 % over 6 launches")])
def test_intervals_say_for_what_they_hold(tmp_path, launches, resampled, holds):
    series = only(timed(speedups(tmp_path, launches=launches), "amdahl", 0.05))
    assert (series.resampled, series.holds) == (resampled, holds)


def test_few_repetitions_and_parts_of_launches_are_told(tmp_path):
    one = timed(speedups(tmp_path, launches=1, repetitions=3), "amdahl", 0.05)
    assert only(one).holds.startswith("3 repetitions, too few for 95 %, in one launch: resampled over repetitions")
    parts = timed(speedups(tmp_path, launches=2, repetitions=4), "amdahl", 0.05)
    assert only(parts).holds == "95 % from parts of launches: resampled over repetitions, not over launches"


def test_a_launch_that_measured_some_cases_only_does_not_count(tmp_path):
    result = timed(speedups(tmp_path, launches=2, repetitions=8), "amdahl", 0.05, of_launches=0)
    rows = result.samples
    spoilt = rows.assign(wall_s=rows["wall_s"] * (1 + 9 * rows["launch"]))
    cut = dataclasses.replace(result, samples=spoilt[(rows["launch"] == 0) | (rows["case"] > 2)])
    series = only(cut)
    assert (series.resampled, series.holds[:18]) == ("repetition", "95 % in one launch")
    assert fit_of(series, "Amdahl").parameters.loc["s", "value"] == pytest.approx(0.05, abs=0.01)


def test_one_launch_is_resampled_over_its_repetitions(tmp_path):
    result = timed(speedups(tmp_path, launches=1, repetitions=10), "amdahl", 0.05, of_cases=0)
    row = fit_of(only(result), "Amdahl").parameters.loc["s"]
    assert row["low"] <= 0.05 <= row["high"] < row["low"] + 0.02


def test_where_tasks_grow_with_workers_gustafson_is_fitted_and_amdahl_not(tmp_path):
    series = only(timed(speedups(tmp_path, weak=True), "gustafson", 0.2))
    assert series.scaling == "weak" and series.name == "threads, 100 tasks a worker"
    assert [fit.law for fit in series.fits] == ["Gustafson", "USL"]
    row = fit_of(series, "Gustafson").parameters.loc["s"]
    assert row["low"] <= 0.2 <= row["high"] < row["low"] + 0.1
    assert series.cases["speedup"].iloc[-1] == pytest.approx(0.2 + 0.8 * 16, rel=0.05)


def test_the_same_result_gives_the_same_intervals(usl):
    one, other = (fit_of(only(usl), "USL").parameters for _ in range(2))
    assert one.equals(other)


def test_an_experiment_of_bases_alone_has_nothing_to_fit(tmp_path):
    campaign = Campaign()
    campaign.measure(campaign.case("coffee"))
    result = load(campaign.write(tmp_path / "a.h5"))
    assert fit_series(result, "coffee") == [] and fits_table(result, "coffee").empty
