"""Where ranks and threads run: cores and their siblings, other runs on the node, and what the environment does."""

import os
import shutil
import time

import pytest

from sweep_program import CAMPAIGNS, launch, read, sweep

CORES = len(os.sched_getaffinity(0))

TINY = """
[campaign]
name = "tiny"
repetitions = { min = 1, max = 1 }
[[experiment]]
name = "pi"
workload = "monte_carlo"
kernel = "pi"
settings = 4
draws = 100
"""


def campaign(folder, more):
    path = folder / "tiny.toml"
    path.write_text(TINY + more)
    return path


def warnings_of(path):
    return [text.decode() for text in read(path)["cases"]["warnings"]]


@pytest.mark.skipif(CORES < 2, reason="needs two hardware threads")
def test_hardware_threads_of_one_core_are_called_siblings_and_counted_as_one(tmp_path, monkeypatch):
    monkeypatch.setenv("HWLOC_SYNTHETIC", f"core:{CORES} pu:1")
    monkeypatch.setenv("HWLOC_THISSYSTEM", "1")
    path = campaign(tmp_path, 'model = "threads"\nthreads = 2\nranks = 1\n')
    sweep("run", path, "-o", "apart.h5", cwd=tmp_path).expect(0)
    monkeypatch.setenv("HWLOC_SYNTHETIC", f"core:1 pu:{CORES}")
    sweep("run", path, "-o", "siblings.h5", cwd=tmp_path).expect(0)
    assert not any("siblings: " in text for text in warnings_of(tmp_path / "apart.h5"))
    assert any("siblings: 2 workers for each core" in text for text in warnings_of(tmp_path / "siblings.h5"))
    assert read(tmp_path / "apart.h5")["provenance"]["cores"] == CORES
    assert read(tmp_path / "siblings.h5")["provenance"]["cores"] == 1


@pytest.mark.skipif(CORES < 2, reason="needs two cores")
def test_openmp_that_binds_all_ranks_to_one_core_is_named_with_its_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_PROC_BIND", "close")
    monkeypatch.setenv("OMP_PLACES", "cores")
    ended = sweep("run", campaign(tmp_path, 'model = "serial"\n'), "-o", "x.h5", ranks=2, cwd=tmp_path).expect(0)
    assert "OMP_PROC_BIND" in ended.err and "unset them" in ended.err, ended.err
    assert "--bind-to none" not in ended.err


def test_a_second_run_on_a_node_says_that_there_is_another(tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_CLAIMS", str(tmp_path / "claims"))
    path = campaign(tmp_path, f'model = "threads"\nthreads = {CORES}\nranks = 1\n')
    alone = sweep("run", path, "-o", "alone.h5", cwd=tmp_path).expect(0)
    assert "another run of sweep" not in alone.err
    endless = ["run", path, "-o", "first.h5", "--set", "campaign.repetitions.min=100000",
               "--set", "campaign.repetitions.max=100000"]
    with launch(endless, cwd=tmp_path) as first:
        while not (tmp_path / "first.h5").exists():
            assert first.process.poll() is None
            time.sleep(0.02)
        second = sweep("run", path, "-o", "second.h5", cwd=tmp_path).expect(0)
    assert "another run of sweep is on " in second.err
    assert b"another run of sweep" in read(tmp_path / "second.h5")["launches"]["other_runs"][0]
    third = sweep("run", path, "-o", "third.h5", cwd=tmp_path).expect(0)
    assert "another run of sweep" not in third.err


def test_a_failure_of_many_cases_for_one_reason_is_printed_once(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    path = campaign(tmp_path, 'model = "threads"\nthreads = 2\nranks = 1\nschedule = "dynamic"\nchunk = [1, 2, 4]\n')
    ended = sweep("run", path, "-o", "x.h5", cwd=tmp_path).expect(1)
    assert ended.err.count("only 1 were given") == 1, ended.err
    assert "sweep: failed for the reasons given above: 2 more" in ended.err
    assert ended.out.count("only 1 were given") == 1, ended.out
    assert "and 2 more cases: " in ended.out
    assert [bool(error) for error in read(tmp_path / "x.h5")["cases"]["error"]].count(True) == 3


@pytest.mark.openmpi  # MPICH 4.0 ends in a segmentation fault of its own
@pytest.mark.long  # also not under a sanitizer, whose own start asks for ever
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_system_that_does_not_tell_its_processors_is_no_endless_start(tmp_path):
    """Open MPI's launcher would ask for ever."""
    refuse = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=sched_getaffinity", "-e",
              "inject=sched_getaffinity:error=EINVAL")
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", "x.h5", cwd=tmp_path, prefix=refuse).expect(1)
    assert "sched_getaffinity (Invalid argument)" in ended.err
    assert not list(tmp_path.iterdir())
