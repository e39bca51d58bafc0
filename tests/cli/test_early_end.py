"""A launch that ends before its campaign: at a deadline, or by a signal to any of its processes. All that was finished is kept."""

import json
import os
import signal
import time

import pytest
from sweep_program import LONGEST, OPEN_MPI, launch, sweep
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
LONG = 2 * LONGEST  # seconds of a repetition: more than anything here is waited for
LIMITS = (7, 20, 60)  # seconds of a launch: a busy machine gets as far as it has to in one of the longer


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
        ended = run.wait().expect(code)
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
        assert run.wait().code != 0
    assert [launch["end"] for launch in shown(tmp_path / "x.h5")["launches"]] == ["SIGTERM, a rank being gone"]


def with_end(monkeypatch, seconds):
    monkeypatch.setenv("SWEEP_END_TIME", str(int(time.time() + seconds)))


def with_time_enough(folder, gets_far):
    """What `gets_far(folder, seconds)` gives under the shortest limit where that is not None, and the folder."""
    for seconds in LIMITS:
        tried = folder / f"{seconds}s"
        tried.mkdir()
        if (given := gets_far(tried, seconds)) is not None:
            return given, tried
    pytest.fail(f"not even {LIMITS[-1]} s are enough: {shown(tried / 'x.h5')}")


def test_a_job_ends_before_its_time_and_the_next_one_goes_on(tmp_path, monkeypatch):
    def repeats(folder, seconds):
        with_end(monkeypatch, seconds)
        sweep("run", campaign(folder, 10 * seconds, ("one", "100 ms")), "-o", "x.h5", cwd=folder).expect(75)
        result = shown(folder / "x.h5")
        return result if result["launches"][0]["repetitions"] > 0 else None

    result, folder = with_time_enough(tmp_path, repeats)
    assert result["launches"][0]["end"] == "end of the job"
    repetitions = result["campaign"]["min_repetitions"]
    assert result["launches"][0]["repetitions"] < repetitions
    assert not (folder / "x.h5.journal").exists()
    monkeypatch.delenv("SWEEP_END_TIME")
    sweep("run", folder / "early.toml", "-o", "x.h5", "--resume", cwd=folder).expect(0)
    assert sum(launch["repetitions"] for launch in shown(folder / "x.h5")["launches"]) == repetitions


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


def test_what_takes_longer_than_it_may_is_given_up_though_nobody_knew(tmp_path, monkeypatch):
    def begins_with_the_long_one(folder, seconds):
        with_end(monkeypatch, seconds)
        text = campaign(folder, 3, ("short", "1 ms"), ("long", f"{LONG} s"))
        sweep("run", text, "-o", "x.h5", cwd=folder).expect(75)
        (only,) = shown(folder / "x.h5")["launches"]
        return only if only["repetitions"] == 3 else None

    only, _ = with_time_enough(tmp_path, begins_with_the_long_one)
    assert only["end"] == "end of the job"


def test_a_repetition_that_no_launch_has_the_time_for_fails_its_case(tmp_path):
    def has_a_warm_up_in_the_second(folder, seconds):
        """After which it is known that a launch has no time for that and a repetition."""
        text = campaign(folder, 1, ("short", "1 ms"), ("long", f"{0.6 * seconds:g} s"))
        words = ["run", text, "-o", "x.h5", "--time-limit", f"{seconds}s"]
        sweep(*words, cwd=folder).expect(75)  # a check is no repetition
        second = sweep(*words, "--resume", cwd=folder)
        return second.expect(1) if second.code != 75 else None

    ended, folder = with_time_enough(tmp_path, has_a_warm_up_in_the_second)
    long = [case for case in shown(folder / "x.h5")["cases"] if case["experiment"] == "long"]
    assert [case["status"] for case in long] == ["failed"]
    assert f"does not fit into the {folder.name.rstrip('s')} s" in long[0]["error"]
    assert "sbatch --time" in long[0]["error"]
    assert "does not fit" in ended.out + ended.err
    sweep("run", folder / "early.toml", "-o", "x.h5", "--resume", cwd=folder).expect(0)  # as the error says


def test_a_check_that_takes_more_than_a_launch_fails_its_case_in_the_second_and_the_others_go_on(tmp_path):
    def goes_on(folder, seconds):
        text = campaign(folder, 3, ("long", f"{LONG} s"), ("short", "1 ms"))
        words = ["run", text, "-o", "x.h5", "--time-limit", f"{seconds}s"]
        first = sweep(*words, cwd=folder).expect(75)
        sweep(*words, "--resume", cwd=folder).expect(75)
        third = sweep(*words, "--resume", cwd=folder)
        return first if third.code != 75 and third.expect(1) else None

    first, folder = with_time_enough(tmp_path, goes_on)
    assert "stopped by the time limit" in first.err
    cases = {case["experiment"]: case for case in shown(folder / "x.h5")["cases"]}
    assert cases["long"]["status"] == "failed"
    assert "had all of the" in cases["long"]["error"]
    assert cases["short"]["status"] == "finished"
