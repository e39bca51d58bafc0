"""What stands beside the lecture: its detailed table in numbers, what to try first, and each of its statements."""

import pytest
from synthetic import TEXT
from synthetic_decision import (LOCKED, LOOP, POOL, RANKS, RULES, SEQUENTIAL, THREADS, add, campaign_of, decision_table,
                                write_decision)

from sweep_analysis import load
from sweep_analysis.decision import decide
from sweep_analysis.decision_details import details, first_tries
from sweep_analysis.decision_numbers import Number, text_of
from sweep_analysis.decision_statements import statements, summary

KIB = 1 << 10


def both(tmp_path, campaign=None, **changes):
    result = load(write_decision(tmp_path / "a.h5", campaign, **changes))
    return decide(result), result


def grown(campaign, ways: dict):
    """By how much memory of those ways' cases grew while massive I/O waited: model → bytes a task."""
    for sample in campaign.samples:
        case = campaign.cases[sample["case"]]
        if case["experiment"] == "massive" and case["model"] in ways:
            sample["rss_growth_bytes"] = ways[case["model"]] * case["tasks"]
    return campaign


def said(found, result) -> dict:
    return {f"{each.problem}: {each.says}".removeprefix(": "): each for each in statements(found, result)}


def rows(found, result) -> dict:
    return {row.way: row for row in details(found, result)}


def test_each_way_has_a_row_of_numbers(tmp_path):
    own = rows(*both(tmp_path, grown(decision_table(), {"gil": 10 * KIB, "event_loop": KIB})))
    assert list(own) == ["processes", "process_pool", "threads_locked", "threads", "event_loop"]
    loop, locked, ranks = own["event_loop"], own["threads_locked"], own["processes"]
    assert text_of(loop.best_for).split("\n") == [
        "I/O-bound (100 %)", "massive I/O (100 %)", "I/O-bound, on one core (100 %)"]
    assert text_of(locked.best_for) == "I/O-bound, on one core (90 %)"
    assert text_of(locked.execution).split("\n") == [
        "not parallel: 0.952 × [0.949 ×, 0.956 ×] when computing with 2 threads",
        "concurrent: 19.6 × [19.5 ×, 19.7 ×] when waiting with 20 threads"]
    assert text_of(loop.execution).startswith(
        "not parallel: 1.00 × [0.996 ×, 1.00 ×] when computing\nconcurrent: 46.4 ×")
    assert "10 KiB a waiting task, of 5,000" in text_of(locked.memory)
    assert "1 KiB a waiting task, of 5,000" in text_of(loop.memory)
    assert text_of(ranks.memory).split("\n") == ["peak 62 MiB with 2 ranks (CPU-bound, at an interpreter's pace)",
                                                 "31 MiB a worker beyond the 31 MiB of one after the other"]
    assert loop.code.startswith("13: ") and locked.code == "4: 2 calls, 1 import, 1 with (thread_pool.py)"


def test_costs_are_starting_handing_out_and_waiting_for_the_lock(tmp_path):
    campaign = campaign_of()
    campaign.columns.append(("way", TEXT))
    for way in (SEQUENTIAL, LOCKED, POOL):
        add(campaign, "interpreted", 1, spread=0, way="", pace="cpython", **way)
    for sample in campaign.samples:
        sample["lock_s"] = 0.5 * (campaign.cases[sample["case"]]["model"] == "gil")
        sample["dispatch_s"] = 0.02 * (campaign.cases[sample["case"]]["model"] == "process_pool")
    own = rows(*both(tmp_path, campaign))
    assert text_of(own["threads_locked"].cost) == "waiting for the lock: 50 % of the time when computing"
    assert text_of(own["process_pool"].cost) == "handing out tasks: 2 % of the time when computing"
    assert text_of(own["process_pool"].execution).count("when") == 1, "waiting was not measured"


def test_a_way_that_is_nowhere_excellent_says_where_it_is_best(tmp_path):
    campaign = campaign_of()
    for seconds, way in ((10, SEQUENTIAL), (1, LOOP), (2, THREADS), (5, RANKS)):
        add(campaign, "files-far", seconds, spread=0, **way)
    own = rows(*both(tmp_path, campaign))
    assert text_of(own["threads"].best_for) == "nothing excellent; its best: 50 % of the fastest, in I/O-bound (good)"


def test_what_to_try_first_is_what_was_measured(tmp_path):
    (first, vectorise), (second, profile) = first_tries(*both(tmp_path))
    assert (first, second) == ("Vectorise", "Profile")
    assert "CPU-bound, native: 110 × [110 ×, 110 ×]." in text_of(vectorise) and "interpreter" not in text_of(vectorise)
    assert text_of(profile).startswith("./sweep profile -- COMMAND tells computing from waiting.")
    assert "I/O-bound 50 %" in text_of(profile)   # as the made-up samples have it
    assert first_tries(*both(tmp_path, campaign_of())) == []


def test_the_lectures_statements_are_reproduced_by_the_made_up_result(tmp_path):
    found = said(*both(tmp_path, grown(decision_table(), {"gil": 10 * KIB, "threads": 9 * KIB, "event_loop": KIB})))
    general = [each for name, each in found.items() if not each.problem]
    assert [each.state for each in general] == ["reproduced"] * 5
    assert not any(each.why for each in found.values() if each.state == "reproduced")
    assert all(each.why for each in found.values() if each.state != "reproduced")
    assert text_of(general[3].numbers).startswith("event loop 1 KiB [1 KiB, 1 KiB]; threads, locked 10 KiB")
    assert text_of(general[0].numbers) == \
        "CPU-bound, at an interpreter's pace, threads, locked: 0.952 × [0.949 ×, 0.956 ×]"
    assert len(found) == 42 and summary(list(found.values())).startswith("35 of 42 reproduced, ")


def test_each_number_of_a_speedup_says_of_which_cell_it_is(tmp_path):
    found = said(*both(tmp_path))["I/O-bound threads scale under the lock."]
    numbers = [part for part in found.numbers if isinstance(part, Number)]
    assert [part.what for part in numbers] == ["speedup", "speedup_low", "speedup_high"]
    assert {(part.cell.problem, part.cell.way) for part in numbers} == {("files_far", "threads_locked")}
    assert [part.value for part in numbers] == [numbers[0].cell.speedup.value, numbers[0].cell.speedup.low,
                                                numbers[0].cell.speedup.high]


@pytest.mark.parametrize("seconds, spread, state, why", [
    (1.05, 0, "reproduced", ""), (0.5, 0, "not reproduced", "to scale is at least 1.2 ×, 2 cores here"),
    (0.8, 0.1, "undecided", "the interval reaches over 1.2 ×")])
def test_a_statement_is_decided_by_the_interval(tmp_path, seconds, spread, state, why):
    campaign = campaign_of()
    add(campaign, "interpreted", 1, spread=0, **SEQUENTIAL)
    add(campaign, "interpreted", seconds, spread=spread, **LOCKED)
    found = said(*both(tmp_path, campaign))["CPU-bound threads under the lock do not scale."]
    where = "CPU-bound, at an interpreter's pace, threads, locked: "
    assert (found.state, text_of(found.why)) == (state, where + why if why else "")


@pytest.mark.parametrize("loop, thread, state", [(KIB, 9 * KIB, "reproduced"), (9 * KIB, KIB, "not reproduced"),
                                                 (KIB, KIB, "undecided"), (0, 0, "undecided")])
def test_memory_is_compared_by_the_most_and_the_least_of_repetitions(tmp_path, loop, thread, state):
    campaign = grown(decision_table(), {"gil": thread, "threads": thread, "event_loop": loop})
    found = said(*both(tmp_path, campaign))["An event loop needs less memory a waiting task than a thread."]
    assert found.state == state and bool(found.why) == (state != "reproduced")


def test_what_the_lecture_says_of_a_cell_differs_with_why_or_is_undecided(tmp_path):
    campaign = campaign_of()
    for seconds, way in ((50, SEQUENTIAL), (1, LOOP), (25, RANKS | {"parse": 2e-3}), (1.2, LOCKED | {"spread": 0.3})):
        add(campaign, "files-far", seconds, **{"spread": 0} | way)
    found = {name.partition(" each: ")[2]: each for name, each in said(*both(tmp_path, campaign)).items()}
    assert text_of(found["processes (ranks): okay in the lecture"].numbers) == \
        "no, 2.00 × [2.00 ×, 2.00 ×], 4 % of the fastest"
    assert text_of(found["processes (ranks): okay in the lecture"].why) == \
        "'okay' begins at 10 %, 2 cores here, each task computes for 2.00 ms"
    assert found["threads, locked: good in the lecture"].state == "undecided"
    assert text_of(found["threads, locked: good in the lecture"].numbers).startswith("between good and excellent, ")
    assert text_of(found["process pool: okay in the lecture"].why) == "not measured"
    assert text_of(found["sequential: no in the lecture"].numbers) == \
        "no, as event loop comes to 50.0 × [50.0 ×, 50.0 ×]"


def test_where_a_case_asks_for_cores_these_are_why(tmp_path):
    campaign = campaign_of()
    campaign.columns.append(("cores", "i8"))
    for way, seconds in ((SEQUENTIAL, 1), (LOCKED, 0.5)):
        add(campaign, "one-core-computes", seconds, spread=0, cores=1, **way)
    found = said(*both(tmp_path, campaign))
    assert text_of(found["CPU-bound, on one core: threads, locked: no in the lecture"].why) == \
        "'no' ends below 10 %, 1 core here"
    general = found["On one core waits overlap and computing does not."]
    assert general.state == "not reproduced"
    assert "CPU-bound, on one core, threads, locked: to scale is at least 1.2 ×, 1 core here" in text_of(general.why)


def test_rules_that_name_no_sequential_way_are_told_of_as_far_as_they_go(tmp_path):
    found, result = both(tmp_path, rules=RULES.replace('"sequential"', '"alone"'))
    assert {row.memory == [] for row in details(found, result)} == {True} and first_tries(found, result) == []
    assert {each.state for each in statements(found, result)} == {"undecided"}


def test_a_failed_run_is_undecided_in_general_and_says_so(tmp_path):
    campaign = campaign_of()
    add(campaign, "mixed", 1, **SEQUENTIAL)
    add(campaign, "mixed", 0.5, status="failed", error="lost", **LOCKED)
    found = said(*both(tmp_path, campaign))["An extension that releases the lock lets threads scale."]
    assert (found.state, text_of(found.why)) == ("undecided", "mixed, threads locked: failed here")
