"""What workloads measured themselves is summarised as `sweep show` does it."""

import dataclasses

import pandas as pd
import pytest

from sweep_analysis import measures_figure, measures_table, summarise_measures
from sweep_analysis.schema import MEASURE_COLUMNS


def measures(*rows) -> pd.DataFrame:
    """Of case 0, a row a (repetition, rank, measure, unit, value, over_ranks)."""
    names = ("repetition", "rank", "measure", "unit", "value", "over_ranks")
    return pd.DataFrame(rows, columns=names).assign(case=0, launch=0)[list(MEASURE_COLUMNS)]


@pytest.fixture
def measured():
    return measures(*[row for repetition in range(3) for rank in range(2) for row in (
        (repetition, rank, "move_s", "s", 1.0 + repetition + 10 * rank, "sum"),
        (repetition, rank, "worker_bytes", "B", 1024.0 * (1 + repetition + 10 * rank), "most"))])


def test_measures_add_up_over_ranks_or_are_the_most_of_them(measured):
    summary = summarise_measures(measured).set_index("measure")
    assert list(summary.index) == ["move_s", "worker_bytes"]
    assert list(summary.loc["move_s", ["unit", "median", "low", "high", "repetitions"]]) == ["s", 14, 12, 16, 3]
    assert summary.loc["worker_bytes", "median"] == 12 * 1024


def test_they_are_told_to_people_in_their_units(stored, measured):
    result = dataclasses.replace(stored, measures=measured)
    table = measures_table(result, result.cases["experiment"].iloc[0])
    assert list(table["case"]) == [0]
    assert table["move_s"].iloc[0] == "14.0 s (12.0 s … 16.0 s)"
    assert table["worker_bytes"].iloc[0].startswith("12")


def test_a_file_from_before_there_were_any_has_none(stored):
    assert list(stored.measures.columns) == list(MEASURE_COLUMNS) and stored.measures.empty
    assert summarise_measures(stored.measures).empty
    assert measures_table(stored, stored.cases["experiment"].iloc[0]).empty


def test_their_figure_has_a_panel_a_unit_and_is_none_without_them(stored, measured):
    result = dataclasses.replace(stored, measures=measured)
    experiment = result.cases["experiment"].iloc[0]
    figure = measures_figure(result, experiment)
    assert [axis.get_xlabel() for axis in figure.axes] == ["Time", "Memory, or bytes"]
    assert measures_figure(stored, experiment) is None


@pytest.mark.parametrize("unit, values, labels", [
    ("s", [0.0, 2e-6, 0.3], ["0 s", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms"]),
    ("s", [0.0, 0.2], ["0 s", "50 ms", "100 ms", "150 ms", "200 ms"]),
    ("B", [0, 3000, 2**21], ["0 B", "2 KiB", "8 KiB", "32 KiB", "128 KiB", "512 KiB", "2 MiB"]),
    ("1", [0, 8], ["0", "2", "4", "6", "8"]),
    ("1", [0, 0], ["0", "1"]),
])
def test_where_some_are_zero_the_axis_begins_there(stored, unit, values, labels):
    rows = [(repetition, 0, f"m{number}", unit, float(value), "most")
            for number, value in enumerate(values) for repetition in range(3)]
    result = dataclasses.replace(stored, measures=measures(*rows))
    axis = measures_figure(result, result.cases["experiment"].iloc[0]).axes[0]
    low, high = axis.get_xlim()
    shown = [tick for tick in axis.get_xticks() if low <= tick <= high]
    assert [axis.xaxis.get_major_formatter()(tick) for tick in shown] == labels
    assert low < 0 < max(values) < high or max(values) == 0
