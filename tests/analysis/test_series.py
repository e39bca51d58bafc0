"""What a person calls a series, and what it takes to tell cases apart."""

import pandas as pd
import pytest

from sweep_analysis.series import apart, problem_words, split_words, varying, words_of


def rows(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_only_what_was_asked_for_and_differs_distinguishes():
    cases = rows(case=[0, 1], ranks=[1, 2], chunk=[4, 4], median_s=[1.0, 0.5])
    assert varying(cases, ("ranks", "chunk", "threads")) == ["ranks"]


def test_axes_that_follow_from_others_come_last_and_only_where_they_are_needed():
    cases = rows(tasks=[10, 20, 10, 20], ranks=[1, 2, 1, 2], pin=["spread", "spread", "none", "none"])
    assert apart(cases, ("tasks", "ranks", "pin"), ["ranks"]) == ["pin"]
    assert apart(cases, ("tasks", "ranks", "pin"), ["pin"], first=("ranks",)) == ["ranks"]
    assert apart(cases, ("tasks", "ranks", "pin"), ["pin"], always=["tasks"]) == ["tasks"]


def test_words_speak_for_themselves_or_with_the_name_of_their_axis():
    cases = rows(model=["gil"], policy=["interval"], ranks=[2], pin=["spread"], chunk=[16], wait=[0.02], direct=[1],
                 layout=["file_per_rank"], tree=["own"], depth=[-1], parse=[float("nan")], sync=[""])
    assert words_of(cases, list(cases), {"wait": "s"}) == [
        "gil, interval, 2 ranks, pin spread, chunk 16, wait 20 ms, direct, a file per rank, own tree"]


def test_an_access_that_its_back_end_has_no_choice_of_is_not_said():
    cases = rows(backend=["posix", "hdf5", "hdf5"], access=["independent", "independent", "collective"])
    assert words_of(cases, ["backend", "access"], {}) == ["posix", "hdf5, independent", "hdf5, collective"]


def test_a_problem_is_told_with_units_and_without_what_follows_from_its_settings():
    base = dict(kernel="pi", latency=0.02, settings=5, tasks=5)
    assert problem_words(base, list(base), {"latency": "s"}) == "kernel pi, latency 20 ms, settings 5"


@pytest.mark.parametrize(("model", "threads", "in_flight", "words"), [
    ("threads", 4, 1, "4 threads"),
    ("process_pool", 4, 1, "4 workers"),
    ("process_pool", 4, 20, "80 in flight"),
    ("event_loop", 1, 20, "20 in flight"),
])
def test_the_concurrency_of_a_series_is_named_by_what_makes_it(model, threads, in_flight, words):
    rows = pd.DataFrame({"model": model, "policy": "free", "ranks": [2, 2], "threads": [threads, threads]})
    said = split_words(rows, rows["ranks"] * threads * in_flight)
    assert list(said) == [f"{words} a rank"] * 2
