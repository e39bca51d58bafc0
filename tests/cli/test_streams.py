"""Random numbers that are wrong on purpose, in the program: what is measured, what is warned of, what is stored."""

import h5py
import pandas as pd
import pytest
from sweep_program import launch, sweep

CAMPAIGN = """
[campaign]
name        = "streams"
seed        = 7
repetitions = { min = 2, max = 2 }
warmup      = 1

[[experiment]]
workload = "monte_carlo"
settings = 1000
draws    = 300
schedule = "static"
chunk    = 1
parameters.radius = { from = 0.9, to = 1.0, count = 1000 }
"""
CHECKS = ("variance of the mean", "duplicate streams", "serial correlation", "lost draws")


def run(folder, text, *options, ranks=2, code=0):
    (folder / "c.toml").write_text(CAMPAIGN + text)
    with launch(["run", "c.toml", "-o", "x.h5", *options], ranks, folder) as started:
        return started.wait().expect(code)


def cases(folder):
    with h5py.File(folder / "x.h5") as file:
        names = ["case", "streams", "ranks", "threads", "status", "answer", "warnings", "checksum"]
        table = pd.DataFrame({name: file["cases"][name] for name in names})
    return table.apply(lambda column: column.str.decode("utf-8") if column.dtype == object else column)


def failed_checks(case):
    return {check for check in CHECKS if f"{check}: " in case["warnings"]}


EVERY_RANK = 'name = "ranks"\nstreams = ["correct", "same_seed", "seed_plus_rank"]\nmodel = "serial"\nranks = 2\n'


def test_each_way_is_measured_and_caught_by_its_own_checks_between_ranks(tmp_path):
    ended = run(tmp_path, EVERY_RANK)
    expected = {"correct": set(), "same_seed": {"variance of the mean", "duplicate streams"},
                "seed_plus_rank": {"serial correlation"}}
    for _, case in cases(tmp_path).iterrows():
        assert case["status"] == "finished"
        assert case["answer"] == ("same" if case["streams"] == "correct" else "differs")
        assert failed_checks(case) == (expected[case["streams"]] if case["ranks"] == 2 else set())
    assert "as it may" in ended.out and "take a generator made for parallel streams" in ended.out


@pytest.mark.parametrize(["streams", "caught_by"], [("shared_locked", set()), ("shared_racing", {"lost draws"})])
def test_a_generator_that_threads_share_is_caught_by_the_digest_and_without_a_lock_by_lost_draws(tmp_path, streams,
                                                                                                 caught_by):
    # A thread spends most of a draw between reading and writing: one core that threads take turns on is enough to lose some.
    draws = 1000 if caught_by else 30
    run(tmp_path, f'name = "threads"\nstreams = "{streams}"\nmodel = "threads"\nranks = 1\nthreads = 2\n',
        "--set", f"threads.draws={draws}", ranks=1)
    for _, case in cases(tmp_path).iterrows():
        assert case["status"] == "finished" and case["answer"] == "differs"
        assert failed_checks(case) == (caught_by if case["threads"] == 2 else set())


def test_a_later_launch_adds_to_answers_that_differ_from_run_to_run(tmp_path):
    run(tmp_path, EVERY_RANK)
    before = cases(tmp_path)
    run(tmp_path, EVERY_RANK, "--append")
    after = cases(tmp_path)
    assert set(after["status"]) == {"finished"} and list(after["answer"]) == list(before["answer"])
    with h5py.File(tmp_path / "x.h5") as file:
        assert set(file["samples"]["launch"]) == {0, 1}


def test_a_seed_for_each_rank_is_refused_where_there_is_one(tmp_path):
    ended = run(tmp_path, 'name = "one"\nstreams = "seed_plus_rank"\nmodel = "serial"\nranks = 1\n', ranks=1, code=2)
    assert "is wrong between ranks" in ended.err and "on two ranks or more" in ended.err
    assert not (tmp_path / "x.h5").exists()


def test_the_ways_are_listed_with_the_workload():
    assert "shared_racing" in sweep("list", "workloads").expect(0).out
