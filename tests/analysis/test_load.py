"""A result file becomes data frames; anything else becomes a sentence that ends in the remedy."""

import os

import h5py
import numpy as np
import pytest
from synthetic import Campaign

from sweep_analysis import ResultError, find_result, load, operations_table, summarise, summarise_operations
from sweep_analysis.schema import OPERATION_COLUMNS, PHASE_COLUMNS


@pytest.mark.parametrize("fixed_strings", [False, True], ids=["variable-length strings", "fixed-length strings"])
def test_strings_of_both_hdf5_kinds_are_decoded(tmp_path, fixed_strings):
    campaign = Campaign()
    campaign.case("coffee", model="gil", policy="fair", warnings="40 µs is short")
    result = load(campaign.write(tmp_path / "a.h5", fixed_strings=fixed_strings))
    assert result.cases.loc[0, "model"] == "gil"
    assert result.cases.loc[0, "warnings"] == "40 µs is short"


def test_a_file_gives_all_tables_attributes_and_units(result):
    assert (result.status, result.created) == ("complete", "2025-01-01T00:00:00Z")
    assert result.campaign["name"] == "lecture" and result.campaign["seed"] == 215
    assert result.provenance["affinity"] == ["0-3", "0-3"]
    assert result.units["samples"]["wall_s"] == "s" and result.units["samples"]["rss_bytes"] == "B"
    assert list(result.estimates["coffee / 1"][0].columns) == ["setting", "radius", "mean", "standard_error", "draws"]
    assert result.experiments == ["harness", "coffee", "granularity", "downloads", "fan-out"]


def test_the_latencies_of_a_case_are_a_histogram_with_quantiles(result):
    case = result.cases.loc[result.cases["experiment"] == "fan-out", "case"].iloc[1]
    histogram = result.latencies[case]
    assert list(histogram.columns) == ["low_s", "high_s", "latency", "lag", "handover"]
    assert histogram["latency"].sum() == histogram["lag"].sum() == 10
    assert set(histogram.attrs) == {"meaning", *(f"{kind}_{quantile}_s" for kind in ("latency", "lag", "handover")
                                                 for quantile in ("p50", "p99", "max"))}
    assert 0 not in result.latencies


def test_what_was_done_with_files_is_loaded_with_its_units(files_result):
    row = files_result.phases[(files_result.phases["case"] == 2) & (files_result.phases["rank"] == 0)].iloc[0]
    assert (row["operation"], row["items"], row["bytes"]) == ("write", 1024, 64 << 20)
    assert set(files_result.operations["operation"]) == {"write", "read", "create", "stat", "rename", "remove"}
    assert set(files_result.operations["transfers"]) == {"blocking"}
    assert files_result.units["phases"]["open_s"] == "s" and files_result.units["operations"]["bandwidth"] == "B/s"


def test_an_older_file_has_empty_tables_of_operations(result):
    assert result.phases.empty and list(result.phases.columns) == list(PHASE_COLUMNS)
    assert result.operations.empty and list(result.operations.columns) == list(OPERATION_COLUMNS)
    assert result.units["phases"] == {}
    assert summarise_operations(result.phases).empty and operations_table(result, "coffee").empty


def put(name, value):
    """Puts something else in the place of an object."""
    def change(file):
        del file[name]
        file[name] = value
    return change


@pytest.mark.parametrize("damage", [
    put("cases", 7), put("samples", [1, 2, 3]), put("summary", "nonsense"), put("campaign", h5py.SoftLink("/nowhere")),
    put("estimates", 7), put("provenance", h5py.SoftLink("/provenance")), put("latency", h5py.SoftLink("/campaign")),
    lambda file: file["latency"].move(next(iter(file["latency"])), "x"),
    lambda file: file.attrs.__setitem__("schema_version", "one")])
def test_a_damaged_file_is_refused_with_a_remedy_or_its_rest_is_loaded(result, tmp_path, damage):
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(result.path.read_bytes())
    with h5py.File(damaged, "r+") as file:
        damage(file)
    try:
        load(damaged)
    except ResultError as error:
        assert "again" in str(error)


def test_cores_are_those_of_a_node_times_the_distinct_hosts(result, monkeypatch):
    monkeypatch.setitem(result.provenance, "hosts", "node1,node2 node1")
    assert result.hosts == ["node1", "node2"] and result.cores == 8
    monkeypatch.setitem(result.provenance, "hosts", ["node1"])
    assert result.cores == 4


def test_a_partial_file_without_samples_or_summary_opens(tmp_path):
    campaign = Campaign()
    campaign.case("coffee", status="unfinished")
    path = campaign.write(tmp_path / "a.h5", status="partial", summary=False)
    with h5py.File(path, "a") as file:
        del file["samples"], file["estimates"]
    result = load(path)
    assert result.status == "partial" and result.samples.empty and result.estimates == {}
    assert summarise(result.cases, result.samples)["repetitions"].tolist() == [0]


@pytest.mark.parametrize("attributes, words", [
    ({"format": "other"}, "not a result of sweep"),
    ({"schema_version": 4}, "schema version 4; this analysis reads up to 3. Use the analysis/ folder of the newer"),
])
def test_a_foreign_file_or_version_is_refused_with_a_remedy(tmp_path, attributes, words):
    with pytest.raises(ResultError, match=words):
        load(Campaign().write(tmp_path / "a.h5", attributes=attributes))


def test_a_file_without_schema_version_is_refused(tmp_path):
    path = Campaign().write(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        del file.attrs["schema_version"]
    with pytest.raises(ResultError, match="Run the campaign again"):
        load(path)


def test_a_file_that_is_not_hdf5_is_refused(tmp_path):
    (tmp_path / "a.h5").write_text("not HDF5")
    with pytest.raises(ResultError, match="HDF5 cannot open .* run the campaign again"):
        load(tmp_path / "a.h5")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ResultError, match="There is no file .* correct the path"):
        load(tmp_path / "absent.h5")


def test_a_complete_file_without_a_table_or_column_is_refused(tmp_path):
    path = Campaign().write(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        del file["samples"]
    with pytest.raises(ResultError, match="no table /samples"):
        load(path)
    with h5py.File(path, "a") as file:
        file["samples"] = file["estimates/coffee %2F 1"]
    with pytest.raises(ResultError, match="lacks case, repetition"):
        load(path)


def test_the_newest_result_is_found_unless_one_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("SWEEP_RESULT", raising=False)
    with pytest.raises(ResultError, match="SWEEP_RESULT"):
        find_result(tmp_path)
    for age, name in enumerate(("new.h5", "old.h5")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert find_result(tmp_path).name == "new.h5"
    monkeypatch.setenv("SWEEP_RESULT", "other.h5")
    assert str(find_result(tmp_path)) == "other.h5"


def test_the_estimates_of_many_problems_keep_their_order(tmp_path):
    path = Campaign().write(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        for problem in range(12):
            file[f"estimates/many/{problem}"] = np.array([(problem,)], [("setting", "i8")])
    assert [frame.loc[0, "setting"] for frame in load(path).estimates["many"]] == list(range(12))
