"""A launch that ends before its campaign: at a deadline, or by a signal to any of its processes. All that was finished is kept."""

import json
import os
import signal
import time

import pytest
from sweep_program import OPEN_MPI, launch, sweep
from test_faults import wait_until

HEADER = """[campaign]
name = "early"
seed = 7
repetitions = {{ min = {0}, max = {0}, interval = "100%" }}
warmup = 0
"""
WAITING = """
[[experiment]]
name = "{}"
workload = "fan_out"
tasks = 1
wait = "{}"
model = "serial"
ranks = 1
"""
LONG = 240  # seconds of a repetition: more than anything here is waited for


def shown(path):
    return json.loads(sweep("show", path, "--json").expect(0).out)


def campaign(folder, repetitions, *experiments):
    text = HEADER.format(repetitions) + "".join(WAITING.format(*each) for each in experiments)
    (folder / "early.toml").write_text(text)
    return folder / "early.toml"


def begun(folder):
    """Whether the case with the long repetition is under way."""
    if not (folder / "x.h5").exists():
        return False
    result = shown(folder / "x.h5")
    return result["launches"][-1]["repetitions"] == 3 and result["launches"][-1]["under_way"] == 1


@pytest.mark.parametrize(("whom", "number", "code", "end"), [
    (0, signal.SIGUSR1, 75, "SIGUSR1"),
    (1, signal.SIGUSR1, 75, "SIGUSR1"),
    ("mpirun", signal.SIGUSR1, 75, "SIGUSR1"),
    (1, signal.SIGTERM, 75, "SIGTERM"),
    ("mpirun", signal.SIGTERM, 1 if OPEN_MPI else 75, "SIGTERM"),  # whose exit code after that it is
])
def test_a_signal_gives_up_the_repetition_under_way_and_keeps_the_rest(whom, number, code, end, tmp_path):
    text = campaign(tmp_path, 3, ("short", "1 ms"), ("long", f"{LONG} s"))
    with launch(["run", text, "-o", "x.h5"], ranks=2, cwd=tmp_path) as run:
        wait_until(lambda: begun(tmp_path), run)
        ranks = {rank: process for process, rank in run.processes().items() if rank is not None}
        os.kill(run.process.pid if whom == "mpirun" else ranks[whom], number)
        ended = run.wait(LONG / 2).expect(code)  # it takes 5 s at most, and mpirun and a busy machine some more
        assert run.survivors() == {}
    assert f"stopped by {end}" in ended.err
    result = shown(tmp_path / "x.h5")
    assert result["status"] == "partial"
    assert [launch["end"] for launch in result["launches"]] == [end]
    assert result["launches"][0]["repetitions"] == 3
    assert result["launches"][0]["ended"]
    words = ["run", text, "-o", "x.h5", "--resume", "--time-limit", "10ms"]
    sweep(*words, ranks=2, cwd=tmp_path).expect(75)  # which finds all that was kept
    assert [launch["repetitions"] for launch in shown(tmp_path / "x.h5")["launches"]] == [3, 0]


@pytest.mark.openmpi  # whose mpirun tells the others by SIGTERM; MPICH's kills them
def test_a_launch_that_loses_a_rank_says_so(tmp_path):
    text = campaign(tmp_path, 3, ("short", "1 ms"), ("long", f"{LONG} s"))
    with launch(["run", text, "-o", "x.h5"], ranks=2, cwd=tmp_path) as run:
        wait_until(lambda: begun(tmp_path), run)
        os.kill(next(process for process, rank in run.processes().items() if rank == 1), signal.SIGKILL)
        assert run.wait(LONG / 2).code != 0
    assert [launch["end"] for launch in shown(tmp_path / "x.h5")["launches"]] == ["SIGTERM, a rank being gone"]


def with_end(monkeypatch, seconds):
    monkeypatch.setenv("SWEEP_END_TIME", str(int(time.time() + seconds)))


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """The seconds of a launch that measures next to nothing, which on a busy machine are many."""
    folder = tmp_path_factory.mktemp("start")
    began = time.monotonic()
    sweep("run", campaign(folder, 3, ("one", "1 ms")), "-o", "x.h5", cwd=folder).expect(0)
    return time.monotonic() - began


def test_a_job_ends_before_its_time_and_the_next_one_goes_on(tmp_path, monkeypatch, start):
    seconds = 4 + 4 * start
    repetitions = int(10 * seconds)
    text = campaign(tmp_path, repetitions, ("one", "100 ms"))
    with_end(monkeypatch, seconds)
    sweep("run", text, "-o", "x.h5", cwd=tmp_path).expect(75)
    result = shown(tmp_path / "x.h5")
    assert result["launches"][0]["end"] == "end of the job"
    assert 0 < result["launches"][0]["repetitions"] < repetitions
    assert not (tmp_path / "x.h5.journal").exists()
    monkeypatch.delenv("SWEEP_END_TIME")
    sweep("run", text, "-o", "x.h5", "--resume", cwd=tmp_path).expect(0)
    assert sum(launch["repetitions"] for launch in shown(tmp_path / "x.h5")["launches"]) == repetitions


def test_slurms_word_on_the_end_is_before_the_scripts_and_the_options_before_both(tmp_path, monkeypatch):
    text = campaign(tmp_path, 3, ("one", "1 ms"))
    with_end(monkeypatch, 3600)
    monkeypatch.setenv("SLURM_JOB_END_TIME", "1")
    sweep("run", text, "-o", "x.h5", cwd=tmp_path).expect(75)
    assert shown(tmp_path / "x.h5")["launches"][0]["repetitions"] == 0
    sweep("run", text, "-o", "x.h5", "--resume", "--time-limit", "1h", cwd=tmp_path).expect(0)


def test_an_end_that_is_no_time_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("SWEEP_END_TIME", "tomorrow")
    ended = sweep("run", campaign(tmp_path, 3, ("one", "1 ms")), "-o", "x.h5", cwd=tmp_path).expect(2)
    assert "'tomorrow' is no time" in ended.err
    assert "date +%s" in ended.err
    assert not (tmp_path / "x.h5").exists()


def test_what_takes_longer_than_it_may_is_given_up_though_nobody_knew(tmp_path, monkeypatch, start):
    with_end(monkeypatch, 6 + 4 * start)
    text = campaign(tmp_path, 3, ("short", "1 ms"), ("long", f"{LONG} s"))
    sweep("run", text, "-o", "x.h5", cwd=tmp_path, timeout=LONG / 2).expect(75)
    result = shown(tmp_path / "x.h5")
    assert result["launches"][0]["end"] == "end of the job"
    assert result["launches"][0]["repetitions"] == 3


def test_a_repetition_that_no_launch_has_the_time_for_fails_its_case(tmp_path):
    text = campaign(tmp_path, 3, ("short", "1 ms"), ("long", "3 s"))
    sweep("run", text, "-o", "x.h5", "--time-limit", "5s", cwd=tmp_path).expect(75)  # a check is no repetition
    ended = sweep("run", text, "-o", "x.h5", "--resume", "--time-limit", "5s", cwd=tmp_path).expect(1)
    long = [case for case in shown(tmp_path / "x.h5")["cases"] if case["experiment"] == "long"]
    assert [case["status"] for case in long] == ["failed"]
    assert "does not fit into the 5 s" in long[0]["error"]
    assert "sbatch --time" in long[0]["error"]
    assert "does not fit" in ended.out + ended.err
    sweep("run", text, "-o", "x.h5", "--resume", cwd=tmp_path).expect(0)  # as the error says


def test_a_check_that_takes_more_than_a_launch_fails_its_case_in_the_second_and_the_others_go_on(tmp_path):
    text = campaign(tmp_path, 3, ("long", f"{LONG} s"), ("short", "1 ms"))
    limit = "3s"  # enough for the short one on a busy machine
    first = sweep("run", text, "-o", "x.h5", "--time-limit", limit, cwd=tmp_path, timeout=LONG / 2).expect(75)
    assert "stopped by the time limit" in first.err
    sweep("run", text, "-o", "x.h5", "--resume", "--time-limit", limit, cwd=tmp_path, timeout=LONG / 2).expect(75)
    sweep("run", text, "-o", "x.h5", "--resume", "--time-limit", limit, cwd=tmp_path).expect(1)
    cases = {case["experiment"]: case for case in shown(tmp_path / "x.h5")["cases"]}
    assert cases["long"]["status"] == "failed"
    assert "had all of the" in cases["long"]["error"]
    assert cases["short"]["status"] == "finished"
