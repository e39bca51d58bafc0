"""What is left when a run is killed, its disk is full from the start, its folder is gone, or its time is up; a disk that
fills up in mid-campaign is in tests/crash.

A file that is being written has a temporary name, `.<name>.<host>.<pid>.tmp`: a killed run may leave the one it was writing.
"""

import ctypes
import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from sweep_program import BINARY, LONGEST, finished_cases, launch, read, sweep, table

HEADER = """[campaign]
name = "long"
repetitions = { min = 2, max = 2, interval = "100%" }
warmup = 0
"""


def long_campaign(folder, experiments=400, milliseconds=3):
    """Many experiments of three cases (the base, one rank of two threads, every rank), finished one after the other."""
    text = HEADER + "".join(f"""
[[experiment]]
name = "e{number}"
workload = "monte_carlo"
settings = 8
draws = {milliseconds * 100_000}
model = ["serial", "threads"]
ranks = "1..launched"
threads = 2
schedule = "dynamic"
""" for number in range(experiments))
    (folder / "long.toml").write_text(text)
    return folder / "long.toml"


def wait_until(condition, run):
    end = time.monotonic() + LONGEST
    while not condition():
        assert run.process.poll() is None, run.wait()
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.005)


@pytest.mark.parametrize("victim", [0, 1, 2, *(pytest.param(rank, marks=pytest.mark.long) for rank in (0, 2))])
def test_killing_a_rank_ends_all_and_loses_nothing(victim, tmp_path):
    path = tmp_path / "x.h5"
    generator = random.Random()
    with launch(["run", long_campaign(tmp_path), "-o", path], ranks=3, cwd=tmp_path) as run:
        few = generator.randrange(1, 12)
        wait_until(lambda: len(finished_cases(path)) >= few, run)
        time.sleep(generator.random() * 0.05)
        before = finished_cases(path)
        (process,) = [process for process, rank in run.processes().items() if rank == victim]
        os.kill(process, signal.SIGKILL)
        ended = run.wait()
        assert ended.code != 0
        assert run.survivors() == {}
    assert finished_cases(path) >= before
    assert read(path)["root"]["status"] == "partial"
    assert {int(row["case"]) for row in table(path, "samples")} >= finished_cases(path)
    left = {each.name for each in tmp_path.iterdir()} - {"x.h5", "x.h5.journal", "long.toml"}
    assert all(name.startswith(".x.h5.") and name.endswith(".tmp") for name in left)
    assert len(left) <= 1
    shown = sweep("show", path).expect(0).out
    assert "partial" in shown.splitlines()[0]
    assert "not run" in shown


def test_killing_the_launcher_ends_all(tmp_path):
    path = tmp_path / "x.h5"
    with launch(["run", long_campaign(tmp_path), "-o", path], ranks=3, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        run.process.terminate()
        assert run.wait().code != 0
        assert run.survivors() == {}
    assert finished_cases(path)


def test_an_older_result_survives_a_run_killed_before_its_first_case(tmp_path):
    """With --force the old file is replaced by the new one only when that one is whole."""
    path = tmp_path / "x.h5"
    campaign = long_campaign(tmp_path, experiments=1)
    sweep("run", campaign, "-o", path, "--quiet").expect(0)
    with launch(["run", campaign, "-o", path, "--force", "--seed", "8"], cwd=tmp_path) as run:
        wait_until(run.processes, run)
        time.sleep(0.1)
        run.process.kill()
        run.process.wait()
    result = read(path)
    assert result["campaign"]["seed"] == 8 or result["root"]["status"] == "complete"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder],
                                           capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    ctypes.CDLL(None, use_errno=True).umount2(os.fsencode(folder), 2)  # 2: MNT_DETACH, also when in use


def fill(folder):
    with open(folder / "filler", "wb", buffering=0) as file:
        for size in (65536, 4096):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                pass


def test_a_disk_full_from_the_start_ends_the_run_with_a_clear_error(small_disk, tmp_path):
    fill(small_disk)
    ended = sweep("run", long_campaign(tmp_path), "-o", small_disk / "x.h5", ranks=3)
    assert ended.code in (1, 2)
    assert "No space left on device" in ended.err
    assert {each.name for each in small_disk.iterdir()} == {"filler"}


def test_a_folder_that_goes_away_is_told_when_it_happens_and_at_the_end(tmp_path):
    folder = tmp_path / "out"
    path = folder / "x.h5"
    with launch(["run", long_campaign(tmp_path, 20, 20), "-o", path], ranks=3, cwd=tmp_path) as run:
        wait_until(lambda: finished_cases(path), run)
        folder.rename(tmp_path / "elsewhere")
        ended = run.wait().expect(1)
        assert run.survivors() == {}
    assert ended.err.count("measuring goes on") == 1
    assert ended.err.count("sweep: cannot ") == 1
    assert str(path.parent) in ended.err
    assert finished_cases(tmp_path / "elsewhere" / "x.h5")
    shutil.rmtree(tmp_path / "elsewhere")


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_time_limit_leaves_a_partial_result(ranks, tmp_path):
    ended = sweep("run", long_campaign(tmp_path), "-o", "x.h5", "--time-limit", "2s", ranks=ranks, cwd=tmp_path)
    ended.expect(75)
    result = read(tmp_path / "x.h5")
    assert result["root"]["status"] == "partial"
    assert b"unfinished" in result["cases"]["status"]
    assert b"failed" not in result["cases"]["status"]
    shown = sweep("show", "x.h5", cwd=tmp_path).expect(0).out
    assert "partial" in shown.splitlines()[0]
    assert ended.out.startswith(shown.splitlines()[0])


def test_two_runs_to_one_file_leave_one_of_the_two(tmp_path):
    campaign = long_campaign(tmp_path, experiments=10)
    arguments = ["run", campaign, "-o", "x.h5", "--force", "--quiet", "--seed"]
    with launch([*arguments, 1], cwd=tmp_path) as one, launch([*arguments, 2], cwd=tmp_path) as other:
        ends = [one.wait(), other.wait()]
    assert any(ended.code == 0 for ended in ends)
    assert all(ended.code == 0 or (ended.code == 1 and "another launch has taken over x.h5" in ended.err) for ended in ends)
    result = read(tmp_path / "x.h5")
    assert result["campaign"]["seed"] in (1, 2)
    assert result["root"]["status"] == "complete"
    assert set(result["cases"]["status"]) == {b"finished"}
    assert {each.name for each in tmp_path.iterdir()} == {"x.h5", "long.toml"}


def test_a_reader_that_is_gone_is_a_failed_write_not_the_end_of_the_program():
    read_end, write_end = os.pipe()
    os.close(read_end)
    ended = subprocess.run([BINARY, "list"], stdout=write_end, stderr=subprocess.DEVNULL, timeout=LONGEST, check=False)
    os.close(write_end)
    assert ended.returncode >= 0  # else the signal that ended it
