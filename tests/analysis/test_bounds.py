"""The bounds in numbers small enough to check by hand."""

import pytest
from synthetic import SERIAL_S, Campaign

from sweep_analysis import load, measured
from sweep_analysis.bounds import Base, amdahl_time, base_of, ideal_time, overhead, overhead_time, serial_part

COMPUTING = Base(time_s=10, processor_s=10, dispatch_s=0, serial_s=2, source="")
WAITING = Base(time_s=10, processor_s=1, dispatch_s=0, serial_s=0, source="")


def test_ideal_time_shrinks_with_p_up_to_the_cores():
    assert [ideal_time(COMPUTING, p, cores=4) for p in (1, 2, 4, 8)] == [10, 5, 2.5, 2.5]
    assert ideal_time(COMPUTING, 8) == 1.25


def test_waits_go_on_shrinking_beyond_the_cores_until_processors_limit():
    assert ideal_time(WAITING, 8, cores=4) == 1.25
    assert ideal_time(WAITING, 1, cores=4, in_flight=100) == 1
    assert ideal_time(WAITING, 100, cores=4) == 0.25


def test_amdahl_leaves_the_serial_part_whole():
    assert [amdahl_time(COMPUTING, p, cores=4) for p in (1, 2, 4, 8)] == [10, 6, 4, 4]
    assert overhead_time(COMPUTING, 0.5, 2) == 6.5


@pytest.fixture
def campaign():
    """A base of 10 s with 9.5 s on the processor and 0.2 s to get chunks; 2 ranks with 0.4 s to get chunks each."""
    campaign = Campaign()
    base = campaign.case("coffee")["case"]
    case = campaign.case("coffee", ranks=2, base=base)["case"]
    for repetition in range(3):
        campaign.sample(base, repetition, 0, 10 + repetition, cpu_s=9.5, dispatch_s=0.2)
        for rank in (0, 1):
            campaign.sample(case, repetition, rank, 6, dispatch_s=0.4)
    return campaign


def empty(campaign, tasks: int, times: dict):
    """Adds the experiment `empty`: {ranks: seconds}."""
    base = len(campaign.cases)
    for ranks, wall_s in times.items():
        case = campaign.case("harness", workload="empty", ranks=ranks, tasks=tasks, base=base)["case"]
        for rank in range(ranks):
            campaign.sample(case, 0, rank, wall_s)


def loaded(campaign, path):
    result = load(campaign.write(path / "a.h5"))
    return result, measured(result)


def test_time_taken_away_from_a_base_that_never_waits_is_no_wait(campaign, tmp_path):
    result, table = loaded(campaign, tmp_path)
    base = base_of(result, table, 0)
    assert base.time_s == base.processor_s == 11


def test_a_base_needs_a_processor_when_it_does_not_wait(tmp_path):
    campaign = Campaign()
    case = campaign.case("downloads")["case"]
    campaign.sample(case, 0, 0, 10, cpu_s=2, wait_s=8)
    result, table = loaded(campaign, tmp_path)
    assert base_of(result, table, 0).processor_s == 2


def test_without_empty_the_serial_part_is_what_the_base_did_off_the_processor(campaign, tmp_path):
    result, table = loaded(campaign, tmp_path)
    assert serial_part(result, table, 0) == (pytest.approx(0.5), "base: wall − cpu − wait")


def test_without_empty_the_overhead_is_the_time_to_get_chunks(campaign, tmp_path):
    result, table = loaded(campaign, tmp_path)
    assert overhead(result, table, table.iloc[1], base_of(result, table, 0)) == (pytest.approx(0.3), "dispatch_s")


def test_one_number_of_empty_tasks_gives_its_whole_time_as_serial_part(campaign, tmp_path):
    empty(campaign, 1000, {1: 0.6})
    result, table = loaded(campaign, tmp_path)
    assert serial_part(result, table, 0) == (0.6, "workload empty with 1000 tasks")


def test_two_numbers_of_empty_tasks_are_extrapolated_to_no_tasks(campaign, tmp_path):
    empty(campaign, 10, {1: 0.11})
    empty(campaign, 1000, {1: 1.1})
    result, table = loaded(campaign, tmp_path)
    assert serial_part(result, table, 0)[0] == pytest.approx(0.1)


def test_the_overhead_of_empty_does_not_count_divided_tasks_twice(campaign, tmp_path):
    empty(campaign, 10, {1: 0.11})
    empty(campaign, 1000, {1: 1.1, 2: 0.7})
    result, table = loaded(campaign, tmp_path)
    # s = 0.1, so that 1.0 s of the 1000 tasks divides: 0.7 − 0.1 − 1.0 / 2.
    assert overhead(result, table, table.iloc[1], base_of(result, table, 0)) == (pytest.approx(0.1), "workload empty")


def test_the_synthetic_harness_gives_back_its_fixed_time(result, table):
    assert serial_part(result, table, 0)[0] == pytest.approx(SERIAL_S, rel=0.05)


def test_the_work_of_a_base_is_scaled_to_the_tasks_of_its_problem_but_not_its_fixed_time(campaign, tmp_path):
    empty(campaign, 1000, {1: 0.6})
    result, table = loaded(campaign, tmp_path)
    base = base_of(result, table, 0, 25_000)
    assert (base.time_s, base.processor_s) == (25 * 11, 25 * 11)
    assert (base.serial_s, base.dispatch_s) == (0.6, 0.2)
