"""The bounds in numbers small enough to check by hand."""

import pytest
from synthetic import SERIAL_S, Campaign

from sweep_analysis import load, measured
from sweep_analysis.bounds import (Base, amdahl_time, base_of, ideal_time, locks_of, overhead, overhead_time,
                                   serial_part, waiting_time)

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


# 10 tasks wait 1 s each and need 0.1 s of one of 4 cores; by hand.
@pytest.mark.parametrize("bound_s, values", [
    (11, dict()),                                                   # one after the other: 10 × 1.1
    (5.5, dict(ranks=2)),
    (4.4, dict(ranks=3)),                                           # 4 tasks on the first rank
    (3.3, dict(model="threads", threads=4)),                        # 3 tasks in the first thread
    (2.2, dict(model="threads", threads=2, ranks=3)),               # 4 tasks on the first rank, 2 in its first thread
    (1.25, dict(model="threads", threads=10)),                      # 1.1, but 4 cores need 1 + 10 × 0.1 / 4
    (10, dict(model="event_loop", in_flight=1)),                    # computes while the next one waits
    (4, dict(model="event_loop", in_flight=3)),                     # 4 rounds of waits
    (2, dict(model="event_loop", in_flight=10)),                    # the first wait, then 10 × 0.1
    (1.5, dict(model="event_loop", in_flight=10, ranks=2)),
    (1.25, dict(model="event_loop", in_flight=10, ranks=10)),       # 1.1, but 4 cores
    (5, dict(model="event_loop", in_flight=10, distribution="queue", depth=2)),
    (2, dict(model="event_loop", in_flight=10, distribution="fixed", depth=2)),   # a depth nobody asks for
    (5.5, dict(model="gil", policy="interval", threads=2)),
    (1, dict(model="gil", policy="interval", threads=10, latency=0.01)),         # one after the other computes
    (0.5, dict(model="gil", policy="interval", threads=5, ranks=2, latency=0.01)),
    (0.26, dict(model="gil", policy="none", threads=10, latency=0.01)),
    (0.26, dict(model="gil", policy="per_interpreter", threads=10, latency=0.01)),
    (1.25, dict(model="a model of tomorrow")),
])
def test_the_closed_forms_equal_the_bound_in_the_file(tmp_path, bound_s, values):
    campaign = Campaign(cores=4)
    row = campaign.case("downloads", **dict(tasks=10, latency=1.0, bound_s=bound_s) | values)
    for repetition in range(3):
        for rank in range(row["ranks"]):
            campaign.sample(0, repetition, rank, 20.0, cpu_s=1.0 / row["ranks"])
    result, table = loaded(campaign, tmp_path)
    assert waiting_time(result, table.iloc[0]) == pytest.approx(result.cases.loc[0, "bound_s"], rel=1e-12)


def test_interpreters_have_a_lock_each_and_no_more_of_them_than_threads():
    case = dict(policy="per_interpreter", threads=4)
    assert [locks_of(case | dict(interpreters=number)) for number in (0, 2, 8)] == [4, 2, 4]
    assert locks_of(dict(policy="relock", threads=4)) == 1
    assert locks_of(dict(policy="free_threaded", threads=4)) == float("inf")


def test_a_quota_counts_like_the_cores_it_is_worth(tmp_path, monkeypatch):
    campaign = Campaign(cores=4)
    campaign.case("downloads", model="threads", threads=10, tasks=10, latency=1.0)
    campaign.sample(0, 0, 0, 20.0, cpu_s=1.0)
    result, table = loaded(campaign, tmp_path)
    for quota, bound_s in ((2.5, 1.4), (0.5, 2), (float("inf"), 1.25)):
        monkeypatch.setitem(result.provenance, "cpu_quota", quota)
        assert waiting_time(result, table.iloc[0]) == pytest.approx(bound_s)
