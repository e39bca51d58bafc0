"""What workers cost, in the program: the ways that start programs or need several ranks, and what is stored of measures."""

import json
import os
import signal
import tempfile
import time
from pathlib import Path

import h5py
import pandas as pd
import pytest
from sweep_program import BINARY, LONGEST, launch, sweep

HEADER = """
[campaign]
name        = "costs"
seed        = 7
repetitions = { min = 2, max = 2 }
warmup      = 0
"""


def run(folder, text, ranks=1, code=0, tag=False):
    (folder / "c.toml").write_text(HEADER + text)
    with launch(["run", "c.toml", "--force", "-o", "x.h5"], ranks, folder, tag) as started:
        ended = started.wait().expect(code)
        assert not started.survivors(), "a worker outlived the launch"
    return ended


def table(folder, name):
    with h5py.File(folder / "x.h5") as file:
        return pd.DataFrame({column: file[name][column] for column in file[name].dtype.names})


STARTUP = """
[[experiment]]
name     = "starts"
workload = "startup"
tasks    = 2
memory   = "64 KiB"
model    = "serial"
ranks    = 1
"""


@pytest.mark.openmpi  # MPI_Comm_spawn of MPICH 4.0, as Debian builds it, fails
def test_this_program_anew_and_a_rank_of_mpi_are_started_and_go(tmp_path, monkeypatch):
    monkeypatch.setenv("OMPI_MCA_btl", "self,vader,tcp")
    monkeypatch.setenv("OMPI_MCA_rmaps_base_oversubscribe", "1")
    run(tmp_path, STARTUP + 'way = ["posix_spawn", "mpi_comm_spawn"]', tag=True)   # by mpirun
    cases = table(tmp_path, "cases")
    assert list(cases["status"]) == [b"finished"] * 2
    measures = table(tmp_path, "measures")
    assert set(measures["measure"]) == {b"ready_s", b"touch_s", b"gone_s"} and (measures["value"] > 0).all()
    assert list(measures.groupby("case").size()) == [3 * 2] * 2


@pytest.mark.openmpi
def test_a_rank_that_mpi_does_not_start_fails_its_case_in_words_and_hangs_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("OMPI_MCA_btl", "self,vader")   # by which a rank that was started later cannot be reached
    ended = run(tmp_path, STARTUP + 'way = ["thread", "mpi_comm_spawn"]', code=1, tag=True)
    assert "OMPI_MCA_btl=self,vader,tcp" in ended.err
    assert sorted(table(tmp_path, "cases")["status"]) == [b"failed", b"finished"]


def test_without_a_launcher_the_case_of_a_rank_fails_in_words_and_the_others_go_on(tmp_path):
    ended = run(tmp_path, STARTUP + 'way = ["thread", "mpi_comm_spawn"]', code=1)
    assert "use mpirun -n 1" in ended.err + ended.out
    assert sorted(table(tmp_path, "cases")["status"]) == [b"failed", b"finished"]


def test_what_a_spawned_worker_types_is_hidden_and_refuses_people():
    assert "start_" not in sweep("--help").expect(0).out
    refused = sweep("start_rank", "0").expect(2)
    assert "no rank has started this one" in refused.err


TRANSFER = """
[[experiment]]
name     = "transfers"
workload = "transfer"
tasks    = 3
bytes    = ["64 B", "100 kB"]
model    = "serial"
"""


def test_graphs_go_between_ranks_and_only_the_asking_ranks_measure(tmp_path):
    run(tmp_path, TRANSFER + 'way = ["message_packed", "message_derived"]\nranks = [2, 4]', ranks=4)
    cases, measures = table(tmp_path, "cases"), table(tmp_path, "measures")
    assert set(cases["status"]) == {b"finished"}
    assert set(measures["rank"]) == {0, 2} and set(measures["case"]) == set(cases[cases["ranks"] > 1]["case"])
    copies = measures[measures["measure"] == b"copies"].merge(cases, on="case")
    assert dict(zip(copies["way"], copies["value"])) == {b"message_packed": 6, b"message_derived": 2}


def test_every_way_gives_the_same_answer(tmp_path):
    run(tmp_path, TRANSFER + 'way = ["pipe", "shared_window", "reference"]\nranks = 1')
    cases = table(tmp_path, "cases")
    assert cases.groupby("bytes")["checksum"].nunique().eq(1).all() and cases["checksum"].nunique() == 2


def test_messages_on_one_rank_are_refused_with_what_to_do(tmp_path):
    ended = run(tmp_path, TRANSFER + 'way = "message_packed"\nranks = 1', code=2)
    assert "between two ranks" in ended.err and "set ranks to even numbers" in ended.err


@pytest.fixture(scope="module")
def footprint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("footprint")
    run(folder, """
[[experiment]]
name     = "workers"
workload = "footprint"
way      = ["copy_on_write", "copy_on_write_touched", "mapped_file", "threads"]
bytes    = "64 MB"
readers  = 3
model    = "serial"
ranks    = 1
[[experiment]]
name     = "ranks"
workload = "footprint"
way      = ["copy_a_rank", "shared_window"]
bytes    = "64 MB"
model    = "serial"
ranks    = 2
""", ranks=2)
    return folder


def test_every_way_to_have_a_table_gives_the_same_checksum(footprint):
    cases = table(footprint, "cases")
    assert set(cases["status"]) == {b"finished"}
    assert cases.groupby("tasks")["checksum"].nunique().eq(1).all()   # one a rank


def test_copies_take_memory_and_sharing_does_not(footprint):
    cases, measures = table(footprint, "cases"), table(footprint, "measures")
    cases = cases[(cases["ranks"] == 2) | (cases["experiment"] == b"workers")]
    pss = measures[measures["measure"] == b"all_pss_bytes"].merge(cases[["case", "way", "ranks"]], on="case")
    together = pss.groupby(["way", "repetition"])["value"].sum().groupby("way").median() / 64e6
    assert 3.9 < together[b"copy_on_write_touched"] < 6 and 1.9 < together[b"copy_a_rank"] < 4
    for way in (b"copy_on_write", b"mapped_file", b"threads"):
        assert 0.9 < together[way] < 2.5, way
    assert 0.9 < together[b"shared_window"] < together[b"copy_a_rank"] - 0.5


def test_more_copies_than_there_is_memory_for_are_refused(tmp_path):
    ended = run(tmp_path, """
[[experiment]]
name     = "workers"
workload = "footprint"
way      = "copy_on_write_touched"
bytes    = "100 GB"
readers  = 1000
model    = "serial"
ranks    = 1
""", code=2)
    assert "1001 tables" in ended.err and "set bytes, readers or ranks to less" in ended.err


def test_measures_are_told_of_as_they_are_stored(footprint):
    text = sweep("show", footprint / "x.h5").expect(0).out
    assert "worker_pss_bytes" in text and "MiB (" in text
    told = json.loads(sweep("show", footprint / "x.h5", "--json").expect(0).out)
    measures = table(footprint, "measures")
    for case in told["cases"]:
        own = measures[(measures["case"] == case["case"]) & (measures["measure"] == b"read_s")]
        expected = own.groupby("repetition")["value"].max().median()
        assert case["measures"]["read_s"] == {"unit": "s", "median": pytest.approx(expected, rel=1e-12),
                                              "low": own.groupby("repetition")["value"].max().min(),
                                              "high": own.groupby("repetition")["value"].max().max()}
    assert "of a worker" in sweep("list", "workloads", "footprint").expect(0).out


def test_further_launches_add_their_measures(tmp_path):
    run(tmp_path, TRANSFER + 'way = "reference"\nranks = 1')
    sweep("run", "c.toml", "--append", "--quiet", "-o", "x.h5", cwd=tmp_path).expect(0)
    measures = table(tmp_path, "measures")
    assert list(measures.groupby("launch").size()) == [len(measures) // 2] * 2
    assert len(measures[["case", "launch", "repetition", "rank", "measure"]].drop_duplicates()) == len(measures)
    assert set(measures["repetition"]) == {0, 1, 2, 3}


def test_the_first_collective_is_told_by_the_nodes_clock():
    told = sweep("first_collective", ranks=2).expect(0).out
    assert told.strip().isdigit()


LONG = {"startup": "tasks = 20_000", "transfer": 'tasks = 20_000\nbytes = "64 B"',
        "footprint": 'tasks = 1000\nbytes = "16 MB"'}


@pytest.mark.parametrize("workload, way", [("startup", "fork"), ("transfer", "pipe"), ("transfer", "shared_window"),
                                           ("footprint", "copy_on_write"), ("footprint", "mapped_file")])
def test_no_worker_outlives_a_rank_that_is_killed(tmp_path, workload, way):
    (tmp_path / "c.toml").write_text(HEADER + f"""
[[experiment]]
name     = "long"
workload = "{workload}"
way      = "{way}"
{LONG[workload]}
model    = "serial"
ranks    = 1
""")
    before = set(os.listdir(tempfile.gettempdir()))
    with launch(["run", "c.toml", "-o", "x.h5"], cwd=tmp_path) as started:
        rank = started.process.pid
        wait_until(lambda: any(parent_of(process) == rank and is_copy(process) for process in started.processes()))
        os.kill(rank, signal.SIGKILL)
        assert not started.survivors()
    assert not {name for name in set(os.listdir(tempfile.gettempdir())) - before if name.startswith("sweep-table")}


def wait_until(holds):
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, "no worker was started"
        time.sleep(0.001)


def parent_of(process):
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def is_copy(process):
    """Of sweep, and no helper of MPI's."""
    try:
        return os.readlink(f"/proc/{process}/exe") == os.path.realpath(BINARY)
    except OSError:
        return False
