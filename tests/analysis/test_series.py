"""The words by which series of a figure are told apart."""

import pandas as pd
import pytest

from sweep_analysis.series import split_words


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
