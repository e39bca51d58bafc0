"""Both languages derive the same numbers from the same samples: a file that the C++ program wrote."""

import numpy as np
import pytest

from sweep_analysis import summarise_locks, summarise_operations, summary_of, write_figures
from sweep_analysis.schema import CONTENTION_COLUMNS, LAUNCH_SUMMARY_COLUMNS, OPERATION_COLUMNS, SUMMARY_COLUMNS


def test_the_recomputed_summary_equals_the_stored_one(real_result):
    computed = summary_of(real_result)
    computed = computed[computed["repetitions"] > 0].set_index("case")
    stored = real_result.summary[real_result.summary["repetitions"] > 0].set_index("case")
    assert len(stored) > 0
    assert sorted(stored.index) == sorted(computed.index)
    for column in SUMMARY_COLUMNS[1:]:
        np.testing.assert_allclose(computed.loc[stored.index, column], stored[column], rtol=1e-12, atol=0,
                                   equal_nan=True, err_msg=f"column {column} of /summary")


def test_for_what_an_interval_holds_is_recomputed(real_result):
    if "holds_for" not in real_result.summary:
        pytest.skip("a file from before intervals said for what they hold")
    stored = real_result.summary.set_index("case")
    computed = summary_of(real_result).set_index("case").loc[stored.index]
    assert list(computed["holds_for"]) == list(stored["holds_for"])
    for column in LAUNCH_SUMMARY_COLUMNS[1:]:
        np.testing.assert_allclose(computed[column], stored[column], rtol=1e-12, atol=0, equal_nan=True, err_msg=column)


def test_the_recomputed_operations_equal_the_stored_ones(real_result):
    if real_result.operations.empty:
        pytest.skip("no workload of this file moves files")
    computed = summarise_operations(real_result.phases).set_index(["case", "operation"])
    stored = real_result.operations.set_index(["case", "operation"])
    assert list(computed.index) == list(stored.index)
    for column in OPERATION_COLUMNS[2:-2]:
        np.testing.assert_allclose(computed[column], stored[column], rtol=1e-12, atol=0, err_msg=column)


def test_the_recomputed_contention_equals_the_stored_one(real_result):
    if real_result.contention.empty:
        pytest.skip("no model of this file has interpreter locks")
    computed = summarise_locks(real_result.locks, real_result.samples)
    assert list(computed["case"]) == list(real_result.contention["case"])
    for column in CONTENTION_COLUMNS[1:]:
        np.testing.assert_allclose(computed[column], real_result.contention[column], rtol=1e-12, atol=0, err_msg=column)


def test_the_recomputed_intervals_of_speedups_equal_the_stored_ones(real_result):
    if "speedup_low" not in real_result.summary:
        pytest.skip("a file from before speed-ups had intervals")
    computed = summary_of(real_result).set_index("case")
    stored = real_result.summary[real_result.summary["repetitions"] > 0].set_index("case")
    for column in ("speedup_low", "speedup_high"):
        np.testing.assert_allclose(computed.loc[stored.index, column], stored[column], rtol=1e-12, atol=0,
                                   equal_nan=True, err_msg=f"column {column} of /summary")


def test_units_of_all_times_are_seconds(real_result):
    for table in ("samples", "summary"):
        units = real_result.units[table]
        assert {units[column] for column in units if column.endswith("_s")} == {"s"}


def test_its_figures_can_be_drawn(this, tmp_path):   # those of stored files: test_stored_versions
    written, _ = write_figures(this, tmp_path)
    assert written
