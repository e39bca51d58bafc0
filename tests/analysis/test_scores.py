"""Scores are judged as the program judges them, and the figure of estimates shows what is exact and what the scores say."""

import dataclasses
from statistics import NormalDist

import h5py
import numpy as np
import pandas as pd
import pytest
from synthetic import Campaign
from test_figures import assert_legible, words

from sweep_analysis import estimates_figure, load
from sweep_analysis.page.clean import cleaned
from sweep_analysis.page.drawings import drawings
from sweep_analysis.scores import judged, known


def normal(number: int) -> np.ndarray:
    """Numbers that are distributed as the standard normal distribution, as evenly as so many can be."""
    return np.array([NormalDist().inv_cdf((place + 0.5) / number) for place in range(number)])


def pi(number: int, scores, **attributes) -> pd.DataFrame:
    """Estimates as the program writes them."""
    radius = np.linspace(0.1, 1, number)
    error = 0.02 / radius
    table = pd.DataFrame({"setting": range(number), "radius": radius, "mean": np.pi + scores * error,
                          "standard_error": error, "draws": 10_000, "exact": np.pi, "score": scores})
    table.attrs = {"problem": 0} | attributes
    return table


@pytest.fixture(scope="module")
def with_estimates(tmp_path_factory):
    """A result whose experiment `pi` has these tables."""
    campaign = Campaign()
    campaign.measure(campaign.case("pi"))
    result = load(campaign.write(tmp_path_factory.mktemp("scores") / "a.h5"))
    return lambda *tables: dataclasses.replace(result, estimates={"pi": list(tables)})


def test_right_scores_are_not_doubted():
    for number in (10, 100, 1000):
        found = judged(np.random.default_rng(number).normal(size=number))
        assert found.doubts == [] and (found.distance is None) == (number < 100)
    assert judged(normal(1000)).mean_square == pytest.approx(1, abs=0.01)
    assert judged(normal(1000)).distance == pytest.approx(0.0005)


@pytest.mark.parametrize("scores, doubts", [
    (1.4 * normal(1000), ["variance"]), (normal(1000) / 1.4, ["variance"]), (0.6 + 0.8 * normal(1000), ["distribution"]),
    (np.repeat([-1, 1], 100), ["distribution"]), ([*normal(50), np.inf], ["variance"]),
    ([5.0] * 9, []), ([5.0] * 10, ["variance"]), ([0.9] * 99, []), ([0.9] * 100, ["distribution"]),
    ([5.0] * 9 + [np.nan] * 100, []), ([], [])])
def test_wrong_scores_are_doubted(scores, doubts):
    assert judged(scores).doubts == doubts


def test_the_program_draws_the_line_where_the_analysis_does():
    """The same numbers stand in tests/workloads/scores_test.cpp."""
    assert judged([2.72] * 10).doubts == [] and judged([2.721] * 10).doubts == ["variance"]
    assert judged([0.0859] * 10).doubts == [] and judged([0.0858] * 10).doubts == ["variance"]
    assert judged([-1.112, 1.112] * 50).doubts == [] and judged([-1.114, 1.114] * 50).doubts == ["distribution"]


def test_a_figure_shows_some_settings_and_all_scores(with_estimates):
    result = with_estimates(pi(1000, normal(1000)), pi(40, normal(40), problem=1, parameter_draws=100))
    figure = estimates_figure(result, "pi")
    said = words(figure)
    assert len(figure.axes) == 6 and "draws 100" in said
    assert "60 of 1,000 settings" in said and "of 1,000 of 1,000 settings" in said and said.count("not doubted") == 2
    assert figure.axes[0].get_xlabel() == "radius"
    for axis, most in zip(figure.axes, (60, 60, None, 40, 40, None)):
        assert [len(bars.lines[0].get_xdata()) for bars in axis.containers if most] == [most] * (most is not None)
    assert_legible(figure)


def test_a_figure_tells_doubts_and_scores_that_do_not_count(with_estimates):
    scores = np.where(np.arange(400) < 300, 1.7 * np.random.default_rng(1).normal(size=400), np.nan)
    scores[7] = np.inf
    figure = estimates_figure(with_estimates(pi(400, scores).assign(mean=np.pi)), "pi")
    assert "of 300 of 400 settings mean square inf" in words(figure)
    assert "doubted: variance of the scores" in words(figure) and "Scores beyond ± 5 are drawn there" in words(figure)
    none = pi(400, np.full(400, np.nan)).assign(mean=np.pi)
    assert "of 0 of 400 settings too few to be judged" in words(estimates_figure(with_estimates(none), "pi"))


def test_another_estimate_may_be_the_one_that_is_known(with_estimates):
    table = pi(20, normal(20)).rename(columns={"exact": "geometric_exact", "radius": "maturity"})
    table = table.assign(geometric_mean=table["mean"] + 1, geometric_standard_error=0.5, strike=100.0)
    table = table[["setting", "strike", "maturity", *table.columns.drop(["setting", "strike", "maturity"])]]
    result = with_estimates(table)
    result = dataclasses.replace(result, units={"estimates/pi/0": {"maturity": "year", "geometric_mean": "USD"}})
    problem, = known(result, "pi")
    assert problem.rows["mean"].tolist() == table["geometric_mean"].tolist() and set(problem.rows["standard_error"]) == {0.5}
    axis = estimates_figure(result, "pi").axes[0]
    assert axis.get_xlabel() == "maturity [year]" and axis.get_ylabel() == "Estimate (geometric mean) [USD]"
    several = dataclasses.replace(result, estimates={"pi": [table.assign(strike=np.arange(20.0))]})
    assert known(several, "pi")[0].over == "setting"


def test_units_of_estimates_are_read_from_the_file(tmp_path):
    path = Campaign().write(tmp_path / "a.h5", status="partial")
    with h5py.File(path, "a") as file:
        file["estimates/coffee %2F 1"].attrs["radius_unit"] = "m"
    assert load(path).units["estimates/coffee / 1/0"] == {"radius": "m"}


def test_there_is_no_such_figure_without_exact_answers_and_scores(with_estimates, result):
    assert estimates_figure(result, "coffee") is None and estimates_figure(result, "coffee / 1") is None
    table = pi(20, normal(20))
    for column in ("exact", "score"):
        assert estimates_figure(with_estimates(table.drop(columns=column)), "pi") is None
    assert estimates_figure(with_estimates(table.iloc[:0]), "pi") is None


def test_the_page_has_the_figure_and_strangers_words_as_pictures(with_estimates):
    table = pi(1000, normal(1000), parameter_way="\x1b]0;<b>").rename(columns={"radius": "\u2028r"})
    page = cleaned(with_estimates(table), full=False)
    drawn, _ = drawings(page, "f0")
    figure, = [each for each in drawn if each["kind"] == "estimates"]
    assert len(figure["svg"]) < 60_000 and "not doubted" in figure["words"]
    assert "‹U+2028›r" in figure["svg"] and "way ␛]0;&lt;b&gt;" in figure["svg"]
