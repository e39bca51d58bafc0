"""What was done with files is derived as the C++ program does it, and the figures show what distinguishes the cases."""

import numpy as np
import pandas as pd
import pytest
from synthetic_files import MIB, FileCampaign

from sweep_analysis import load, operations_table, summarise_operations
from sweep_analysis.bandwidth import bandwidths
from sweep_analysis.schema import OPERATION_COLUMNS
from sweep_analysis.operations import measured_operations


def phases(*rows) -> pd.DataFrame:
    """Phases of a write of case 0, a row a (repetition, rank, begin, open, transfer, sync, close, items, bytes)."""
    names = ("repetition", "rank", "begin_s", "open_s", "transfer_s", "sync_s", "close_s", "items", "bytes")
    return pd.DataFrame(rows, columns=names).assign(case=0, operation="write", device_read_bytes=0)


def experiment(path, *cases, operations=("write", "read")):
    """The result of one experiment "files": cases measured after the law, each its own base."""
    campaign = FileCampaign()
    for case in cases:
        campaign.measure_files(campaign.files("files", **dict(ranks=2) | case), operations)
    return load(campaign.write(path / "a.h5"))


def test_the_recomputed_operations_equal_the_stored_ones(files_result):
    computed = summarise_operations(files_result.phases).set_index(["case", "operation"])
    stored = files_result.operations.set_index(["case", "operation"])
    assert list(computed.index) == list(stored.index) and len(stored) > 200
    for column in OPERATION_COLUMNS[2:-2]:
        np.testing.assert_allclose(computed[column], stored[column], rtol=1e-12, atol=0, err_msg=column)


def test_bandwidth_is_from_the_first_begin_to_the_last_end():
    row = summarise_operations(phases((0, 0, 1.0, 0.5, 1.0, 0.25, 0.25, 3, 600),     # 1 to 3 s
                                      (0, 1, 2.0, 0.5, 3.0, 0.25, 0.25, 1, 200))).iloc[0]   # 2 to 6 s
    assert (row["median_s"], row["bandwidth"], row["rate"]) == (5.0, 160.0, 0.8)
    assert (row["slowest_rank"], row["fastest_rank"]) == (50.0, 300.0)
    assert (row["open_share"], row["transfer_share"]) == (1 / 6, 4 / 6)
    assert (row["sync_share"], row["close_share"]) == (0.5 / 6, 0.5 / 6)


def test_medians_and_intervals_are_over_repetitions_and_not_of_the_median_time():
    row = summarise_operations(phases(*((each, 0, 0, 0, seconds, 0, 0, 10, size) for each, (seconds, size) in
                                        enumerate([(1, 100), (2, 100), (4, 600)])))).iloc[0]
    assert (row["median_s"], row["low_s"], row["high_s"]) == (2, 1, 4)
    assert (row["bandwidth"], row["bandwidth_low"], row["bandwidth_high"]) == (100, 50, 150)
    assert (row["rate"], row["rate_low"], row["rate_high"]) == (5, 2.5, 10)
    assert row["bytes"] == pytest.approx(800 / 3) and row["items"] == 10 and row["repetitions"] == 3


def test_what_moves_no_bytes_has_no_bandwidth_but_a_rate():
    made = phases((0, 0, 0, 0, 2.0, 0, 0, 10, 0)).assign(device_written_bytes=8192)   # the directory's own blocks
    row = summarise_operations(made).iloc[0]
    assert (row["bandwidth"], row["device_share"], row["rate"]) == (0, 0, 5)


def test_reads_of_which_a_device_gave_less_than_half_are_from_memory(tmp_path):
    campaign = FileCampaign()
    case = campaign.files("files")["case"]
    for operation, size in (("write", 0), ("read", 499)):
        campaign.phase(case, 0, 0, operation, transfer_s=1.0, items=1, bytes=1000, device_read_bytes=size)
    campaign.phase(campaign.files("files")["case"], 0, 0, "read", transfer_s=1.0, bytes=1000, device_read_bytes=500)
    rows = measured_operations(load(campaign.write(tmp_path / "a.h5")), "files")
    assert rows["from_memory"].tolist() == [False, True, False]


def test_failed_cases_and_other_experiments_are_left_out(tmp_path):
    result = experiment(tmp_path, dict(), dict(status="failed"))
    assert set(measured_operations(result, "files")["case"]) == {0}
    assert measured_operations(result, "others").empty


def test_sizes_of_a_transfer_are_the_axis_and_back_ends_the_series(files_result):
    found = bandwidths(files_result, "transfers")
    assert found.x == "transfer" and found.series == ["posix", "mpiio", "hdf5"]
    assert found.panels == [[("shared", "write"), ("shared", "read")],
                            [("file_per_rank", "write"), ("file_per_rank", "read")]]
    assert len(found.rows) == 3 * 2 * 7 * 2 and set(found.rows["ranks"]) == {2}
    assert set(found.bases["ranks"]) == {1} and found.left_out == [] and found.merged == []


def test_access_and_direct_are_named_only_where_they_vary(files_result):
    found = bandwidths(files_result, "backends")
    assert found.x == "" and found.series == ["posix", "posix, direct", "mpiio, independent", "mpiio, collective",
                                              "hdf5, independent", "hdf5, collective"]
    assert set(found.idle["backend"]) == {"none"}


def test_ranks_are_the_axis_where_transfers_are_all_as_large(files_result):
    found = bandwidths(files_result, "ranks")
    assert found.x == "p" and found.series == ["posix", "mpiio"]
    assert sorted(set(found.rows["p"])) == [2, 4, 8] and set(found.bases["p"]) == {1}


def test_bases_are_shown_unless_they_are_mere_references(tmp_path):
    def shown(*rows):
        campaign = FileCampaign()
        for row in rows:
            campaign.measure_files(campaign.files("files", **row))
        found = bandwidths(load(campaign.write(tmp_path / "a.h5")), "files")
        return sorted(set(found.rows["case"])), sorted(set(found.bases["case"]))

    serial = dict(ranks=1)
    assert shown(serial) == ([0], [])
    assert shown(serial, dict(ranks=2, base=0)) == ([1], [0])
    assert shown(serial, dict(ranks=2, base=0), dict(ranks=4, base=0)) == ([1, 2], [0])
    assert shown(serial, serial, dict(ranks=2, base=1)) == ([0, 2], [1])  # one rank was asked for as well
    assert shown(serial, dict(model="threads", ranks=1, base=0)) == ([0, 1], [])
    assert shown(serial, serial | dict(chunk=2), dict(ranks=2, base=1)) == ([0, 2], [1])


def test_what_a_model_does_not_have_is_not_named(tmp_path):
    cases = [dict(model="serial", in_flight=-1), dict(model="event_loop", in_flight=1), dict(model="event_loop", in_flight=8)]
    found = bandwidths(experiment(tmp_path, *(each | dict(ranks=2) for each in cases)), "files")
    assert found.series == ["posix, serial", "posix, event_loop, in flight 1", "posix, event_loop, in flight 8"]


def test_ranks_are_series_where_transfers_are_the_axis_and_thinned_evenly(tmp_path):
    cases = [dict(backend=backend, ranks=ranks, transfer=size)
             for ranks in (1, 2, 4, 8, 16) for backend in ("posix", "mpiio") for size in (MIB, 4 * MIB)]
    found = bandwidths(experiment(tmp_path, *cases), "files")
    assert found.series == [f"{backend}, {words}" for backend in ("posix", "mpiio")
                            for words in ("1 rank", "4 ranks", "16 ranks")]
    assert found.left_out == ["ranks 2, 8"]


def test_too_many_words_are_merged_and_the_most_bandwidth_is_shown(tmp_path):
    cases = [dict(backend=backend, access=access, sync=sync, transfer=size)
             for backend in ("mpiio", "hdf5") for access in ("independent", "collective")
             for sync in ("none", "fsync") for size in (MIB, 4 * MIB)]
    found = bandwidths(experiment(tmp_path, *cases), "files")
    assert found.series == ["mpiio, independent", "mpiio, collective", "hdf5, independent", "hdf5, collective"]
    assert found.merged == ["sync"]
    assert set(found.rows.loc[found.rows["operation"] == "write", "sync"]) == {"none"}


def test_what_is_thinned_is_named_though_the_rest_is_merged(tmp_path):
    cases = [dict(backend=backend, access=access, sync=sync, ranks=ranks, transfer=size)
             for backend in ("mpiio", "hdf5") for access in ("independent", "collective")
             for sync in ("none", "fsync") for ranks in (1, 2, 4) for size in (MIB, 4 * MIB)]
    found = bandwidths(experiment(tmp_path, *cases), "files")
    assert found.left_out == ["ranks 2"] and found.merged == ["ranks", "sync"]


def test_no_bytes_are_no_bandwidth(result, files_result, tmp_path):
    assert bandwidths(result, "coffee") is None and bandwidths(files_result, "metadata") is None
    assert bandwidths(experiment(tmp_path, dict(backend="none")), "files") is None


def test_series_are_called_by_their_back_end_though_it_is_the_only_one(tmp_path):
    assert bandwidths(experiment(tmp_path, dict(backend="hdf5")), "files").series == ["hdf5"]
    found = bandwidths(experiment(tmp_path, dict(sync="none"), dict(direct=1, sync="none")), "files")
    assert found.series == ["posix", "posix, direct"]


def test_operations_are_told_for_people(files_result):
    table = operations_table(files_result, "backends")
    assert list(table.columns[:6]) == ["case", "ranks", "backend", "access", "direct", "operation"]
    memory, direct = (table[(table["backend"] == "posix") & (table["direct"] == flag) & (table["operation"] == "read")]
                      for flag in (0, 1))
    assert set(memory["from device"]) == {"0 %"} and set(direct["from device"]) == {"100 %"}
    assert set(table.loc[table["operation"] == "write", "from device"]) == {"–"}
    assert set(table.loc[table["backend"] == "none", "from device"]) == {"–"}
    assert table["bandwidth"].str.endswith("iB/s").all()
    assert (operations_table(files_result, "metadata").set_index("operation").loc["stat", "bandwidth"] == "–").all()
