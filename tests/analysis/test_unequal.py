"""Schedules of unequal tasks: the closed form of static's efficiency, and what the figure shows."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from synthetic import Campaign

from sweep_analysis import load, unequal_figure
from sweep_analysis.unequal import chosen, static_efficiency


@pytest.mark.parametrize("tail", [0, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_equal_shares_of_all_places_are_workers_to_the_minus_tail_efficient(tail, workers):
    assert static_efficiency(tail, (0, 1), workers) == pytest.approx(workers ** -tail)


@pytest.mark.parametrize("tail", [0.5, 0.75, 1, 1.5])
@pytest.mark.parametrize("workers", [2, 4])
def test_the_closed_form_is_that_of_the_sums_over_settings(tail, workers):
    places = np.linspace(0.001, 1, 1000)
    loads = [share.sum() for share in np.split(places ** -tail, workers)]
    assert static_efficiency(tail, (0.0005, 1.0005), workers) == pytest.approx(np.mean(loads) / max(loads), abs=0.02)


@pytest.fixture
def unequal_result(tmp_path):
    """A base of 8 s; static takes 6 s on two ranks, dynamic 4, guided 5; static in chunks of one is another schedule."""
    campaign = Campaign()
    base = campaign.case("walks", kernel="first_passage", chunk=1000)["case"]
    campaign.sample(base, 0, 0, 8.0)
    for schedule, chunk, seconds in (("static", 500, 6.0), ("static", 1, 4.5), ("dynamic", 1, 4.0), ("dynamic", 9, 4.4),
                                     ("guided", 1, 5.0)):
        case = campaign.case("walks", kernel="first_passage", ranks=2, schedule=schedule, chunk=chunk, base=base)["case"]
        for rank in (0, 1):
            campaign.sample(case, 0, rank, seconds)
    settings = pd.DataFrame({"setting": range(1000), "place": np.linspace(0.001, 1, 1000), "tail": 0.75})
    return dataclasses.replace(load(campaign.write(tmp_path / "a.h5")), estimates={"walks": [settings]})


def test_each_schedule_has_the_efficiency_of_its_fastest_chunk_and_static_that_of_equal_shares(unequal_result):
    found = chosen(unequal_result, "walks")
    assert dict(zip(found.rows["series"], found.rows["middle"])) == pytest.approx(
        {"static": 8 / 12, "dynamic": 1.0, "guided": 0.8})
    assert found.tail == 0.75 and found.places == pytest.approx((0.0005, 1.0005)) and found.merged == ["chunk"]


def test_the_figure_says_what_the_closed_form_says(unequal_result):
    texts = [text.get_text() for legend in unequal_figure(unequal_result, "walks").axes[0].artists
             for text in legend.get_texts()]
    assert [text for text in texts if "static loses 39 %" in text.replace("\N{NO-BREAK SPACE}", " ")], texts


def test_there_is_no_such_figure_of_other_kernels_and_of_one_schedule(unequal_result, result):
    assert unequal_figure(result, "coffee") is None
    one = unequal_result.cases[unequal_result.cases["schedule"].isin(["static"])]
    assert unequal_figure(dataclasses.replace(unequal_result, cases=one), "walks") is None
    settings = unequal_result.estimates["walks"][0]
    for places in (np.geomspace(0.001, 1, 1000), np.linspace(1, 0.001, 1000)):
        other = {"walks": [settings.assign(place=places)]}
        assert unequal_figure(dataclasses.replace(unequal_result, estimates=other), "walks") is None
    cut_off = settings.assign(exact_mean_steps=np.minimum(1e4, 1e3 * settings["place"] ** -0.75))
    assert unequal_figure(dataclasses.replace(unequal_result, estimates={"walks": [cut_off]}), "walks") is None
    tails = unequal_result.estimates["walks"][0].assign(tail=np.linspace(0, 1, 1000))
    assert unequal_figure(dataclasses.replace(unequal_result, estimates={"walks": [tails]}), "walks") is None
