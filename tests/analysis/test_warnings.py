"""The page tells warnings of a kind once, and hides none."""

from synthetic import Campaign

from sweep_analysis import load
from sweep_analysis.page.machines import warnings


def of(folder, *texts) -> list:
    campaign = Campaign()
    for text in texts:
        campaign.measure(campaign.case("coffee", warnings=text))
    return [sentence for sentence in warnings(load(campaign.write(folder / "x.h5"))) if sentence.startswith("Case ")]


def test_numbers_do_not_make_another_kind(tmp_path):
    found = of(tmp_path, "steal: the hypervisor took 4 %", "steal: the hypervisor took 19 %", "too short: 1 s")
    assert found == ["Case 0 (serial, 1 rank) and 1 other: steal: the hypervisor took 4 %",
                     "Case 2 (serial, 1 rank): too short: 1 s"]


def test_of_whichever_launch_a_kind_is_one_and_all_kinds_are_told(tmp_path):
    found = of(tmp_path, "steal: 4 %", "launch 1: steal: 5 %\nlaunch 1: oversubscribed: 2 workers", "launch 2: steal: 6 %")
    assert found == ["Case 0 (serial, 1 rank) and 2 others: steal: 4 %",
                     "Case 1 (serial, 1 rank): launch 1: oversubscribed: 2 workers"]


def test_each_host_that_is_slow_is_named_and_a_case_counts_once(tmp_path):
    slow = "calibration: rank {} on {} takes 7 % longer for the same steps than rank 0"
    found = of(tmp_path, "\n".join([slow.format(4, "n2"), slow.format(5, "n2"), slow.format(8, "n3")]), slow.format(4, "n2"))
    assert found == [f"Case 0 (serial, 1 rank) and 1 other: {slow.format(4, 'n2')}",
                     f"Case 0 (serial, 1 rank): {slow.format(8, 'n3')}"]
