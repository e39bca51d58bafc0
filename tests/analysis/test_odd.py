"""What is odd is named with its number; what is not odd is not."""

from synthetic import Campaign

from sweep_analysis import load
from sweep_analysis.page.odd import odd


def of(campaign, folder) -> list:
    return odd(load(campaign.write(folder / "x.h5")))


def scaled(ranks=(1, 2, 4), cores=4, **changes) -> Campaign:
    campaign = Campaign(cores=cores, **changes)
    base = campaign.case("coffee")["case"]
    for number in ranks:
        row = campaign.cases[base] if number == 1 else campaign.case("coffee", ranks=number, base=base)
        campaign.measure(row)
    return campaign


def test_nothing_is_odd_where_all_is_as_it_should_be(tmp_path):
    assert of(scaled(launches=3), tmp_path) == []


def test_of_a_file_without_samples_nothing_is_said(tmp_path):
    campaign = Campaign()
    campaign.case("coffee", status="unfinished")
    assert of(campaign, tmp_path) == []


def test_a_rank_that_needs_longer_for_the_same_work_is_named(tmp_path):
    campaign = scaled()
    for sample in campaign.samples:
        sample["cpu_s"] *= 1.2 if sample["rank"] == 2 else 1
    sentence, = of(campaign, tmp_path)
    assert sentence.startswith("Rank 2 needs 20 % more processor time") and "median of 1 case)" in sentence


def test_ranks_whose_tasks_differ_are_not_compared(tmp_path):
    campaign = scaled()
    for sample in campaign.samples:
        sample["cpu_s"] *= 1.2 if sample["rank"] == 2 else 1
    for case in campaign.cases:
        case["kernel"] = "annealing"   # whose settings take differently long
    assert of(campaign, tmp_path) == []


def test_more_workers_that_make_it_slower_are_named_within_the_cores(tmp_path):
    campaign = scaled(ranks=(1, 2, 4, 8))
    for sample in campaign.samples:
        if sample["case"] >= 2:
            sample["wall_s"] *= 5
    sentence, = of(campaign, tmp_path)
    assert sentence.startswith("coffee: case 2 (serial, 4 ranks) takes ")
    assert " × as long as case 1 (serial, 2 ranks)" in sentence and "more workers make it slower" in sentence


def test_launches_that_differ_and_a_repetition_that_took_long_are_told(tmp_path):
    campaign = scaled(launches=2, launch_spread=0.5)
    next(sample for sample in campaign.samples if sample["case"] == 1)["wall_s"] *= 100
    apart, long = of(campaign, tmp_path)
    assert apart.startswith("3 cases of 3 took over 1.25 × as long in one launch as in another")
    assert long.startswith("1 case of 3 had a repetition that took over 5 × the median; most case 1 (serial, 2 ranks)")
