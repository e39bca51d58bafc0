"""Several launches in one file: which count, what the intervals over them are, and that tables and captions say so.

That every number equals the program's, test summary_in_python of tests/results shows.
"""

import numpy as np
import pytest
from synthetic import Campaign

from sweep_analysis import ResultError, load, scaling_figure, summary_of, summary_table
from sweep_analysis.schema import LAUNCH_COLUMNS


def around(median: float) -> list:
    """Seven times of which this is the median, and of whose median the interval is from 2 less to 3 more."""
    return [median - 2, median + 3, *[median] * 5]


def measured(folder, *cases: list):
    """A result of cases, each a list of the times in each launch; the first is the base of all."""
    campaign = Campaign(launches=max(map(len, cases)))
    for times in cases:
        row = campaign.case("coffee", base=0)
        number = 0
        for launch, of_launch in enumerate(times):
            for wall_s in of_launch:
                campaign.sample(row["case"], number, 0, wall_s, launch=launch)
                number += 1
    return load(campaign.write(folder / "a.h5"))


def row_of(result, case: int = 0):
    return summary_of(result).set_index("case").loc[case]


def test_a_file_has_its_launches_and_each_repetition_the_one_that_measured_it(tmp_path):
    result = measured(tmp_path, [around(10), around(20)])
    assert result.launches["launch"].tolist() == [0, 1] and set(LAUNCH_COLUMNS) <= set(result.launches)
    assert result.samples["launch"].tolist() == [0] * 7 + [1] * 7


def test_an_older_file_is_of_one_launch_made_from_its_provenance(first):
    assert first.launches["launch"].tolist() == [0] and (first.samples["launch"] == 0).all()
    assert first.launches.loc[0, "version"] == first.provenance["version"]
    assert set(first.launches.columns) == set(LAUNCH_COLUMNS)
    assert set(summary_of(first)["holds_for"]) == {"one launch"}


def test_a_repetition_of_a_launch_that_is_none_is_damage(tmp_path):
    campaign = Campaign(launches=2)
    campaign.sample(campaign.case("coffee")["case"], 0, 0, 1.0, launch=2)
    with pytest.raises(ResultError, match="is damaged"):
        load(campaign.write(tmp_path / "a.h5"))


def test_a_few_launches_give_the_interval_of_a_typical_one_beside_the_spread_of_their_medians(tmp_path):
    row = row_of(measured(tmp_path, [around(10), around(30), around(12), around(13)]))
    assert (row["holds_for"], row["launches"]) == ("each launch", 4)
    assert row[["median_s", "low_s", "high_s", "launch_low_s", "launch_high_s"]].tolist() == [12.5, 10.5, 15.5, 10, 30]
    assert (row["repetitions"], row["max_s"]) == (28, 33)


def test_nine_launches_give_an_interval_of_the_median_over_them(tmp_path):
    row = row_of(measured(tmp_path, [around(median) for median in (10, 11, 12, 13, 14, 30, 15, 16, 3)]))
    assert (row["holds_for"], row["launches"]) == ("launches", 9)
    assert row[["median_s", "low_s", "high_s"]].tolist() == [13, 10, 16]   # of nine the second and the eighth


def test_a_launch_that_measured_too_little_does_not_count(tmp_path):
    row = row_of(measured(tmp_path, [[1] * 5, around(10), [50] * 5]))
    assert (row["holds_for"], row["launches"], row["median_s"]) == ("one launch", 1, 10)


def test_parts_of_launches_are_taken_together(tmp_path):
    row = row_of(measured(tmp_path, [[1, 2, 4], [3, 7]]))
    assert (row["holds_for"], row["launches"], row["median_s"]) == ("parts of launches", 0, 3)
    assert np.isnan(row["launch_low_s"])


def test_a_speed_up_is_a_ratio_in_a_launch_then_over_launches(tmp_path):
    base, case = [around(40), around(16), around(20)], [around(10), around(8), around(12)]
    row = row_of(measured(tmp_path, base, case), 1)
    assert (row["speedup"], row["speedup_launches"]) == (2, 3)   # of 4, 2 and 5/3
    assert row[["speedup_low", "speedup_high"]].tolist() == pytest.approx([14 / 11, 19 / 6])


def test_a_speed_up_over_six_launches_has_the_interval_of_their_ratios(tmp_path):
    ratios = (1.5, 3, 2, 2.5, 1, 4)
    row = row_of(measured(tmp_path, [around(100 * ratio) for ratio in ratios], [around(100)] * 6), 1)
    assert row[["speedup", "speedup_low", "speedup_high"]].tolist() == pytest.approx([2.25, 1, 4])


def test_a_speed_up_between_launches_has_no_interval(tmp_path):
    row = row_of(measured(tmp_path, [around(40)], [[], around(20)]), 1)
    assert (row["speedup"], row["speedup_launches"]) == (2, 0) and np.isnan(row["speedup_low"])


@pytest.mark.parametrize("launches, words", [
    (1, "in one launch"), (2, "2 launches: medians 10.0 s … 11.0 s"), (8, "95 % over 8 launches")])
def test_the_table_says_for_what_an_interval_holds(tmp_path, launches, words):
    table = summary_table(measured(tmp_path, [around(10 + launch) for launch in range(launches)]), "coffee")
    assert table["it holds"].tolist() == [words]


def scaling(folder, launches: int):
    campaign = Campaign(launches=launches, launch_spread=0.02, repetitions=7)
    base = campaign.case("coffee")
    for row in (base, *(campaign.case("coffee", ranks=ranks, base=0) for ranks in (2, 4))):
        campaign.measure(row)
    figure = scaling_figure(load(campaign.write(folder / "a.h5")), "coffee")
    return " ".join(" ".join(text.get_text() for text in figure.texts).split())


@pytest.mark.parametrize("launches, of_median, of_speedup", [
    (1, "bars: interval of the median in one launch, not over launches.", "interval of the ratio to the base in one launch"),
    (3, "bars: interval of the median in a launch, the median of 3 launches' ends.", "In a launch: from 97.5 %"),
    (7, "bars: 95 % interval of the median over 7 launches.",
     "95 % interval of the ratio to the base over 7 launches.")])
def test_a_caption_says_for_what_bars_hold(tmp_path, launches, of_median, of_speedup):
    words = scaling(tmp_path, launches)
    assert of_median in words and of_speedup in words
    assert ("95 % interval" in words) == (launches > 5)
