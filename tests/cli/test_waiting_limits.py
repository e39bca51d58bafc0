"""Workloads that wait: no server outlives its run, and too little of the system fails one case alone."""

import os
import signal
import time
from pathlib import Path

import pytest
from sweep_program import LONGEST, launch, read, sweep
from test_faults import wait_until
from waiting_campaigns import MODELS, SEED, TASKS, campaign, cases_of, errors_of, tiny_files


def sources(seed):
    """Latency sources that live, of that seed."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if f"--seed={seed}".encode() in words and words[0].endswith(b"latency_source") and state != "Z":
                found.append(int(entry.name))
    return found


def survivors(seed):
    """Those that still live once everything had time to go."""
    end = time.monotonic() + LONGEST
    while (living := sources(seed)) and time.monotonic() < end:
        time.sleep(0.01)
    return living


def own_seed():
    return time.time_ns() % 10**15


LONG = 'latency = "20 ms"\nmodel = ["serial", "event_loop"]\n'


def waiting(name, text):
    return tiny_files(name, text).replace('latency = "0 ms"\n', "")


def test_a_latency_source_that_is_killed_is_replaced(tmp_path):
    seed = own_seed()
    (tmp_path / "c.toml").write_text(campaign(seed, waiting("one", LONG), waiting("two", LONG + "depth = 11\n"),
                                              repetitions=8))
    with launch(["run", "c.toml", "-o", "x.h5"], cwd=tmp_path) as run:
        wait_until(lambda: sources(seed), run)
        time.sleep(0.2)
        for process in sources(seed):
            os.kill(process, signal.SIGKILL)
        ended = run.wait()
    assert ended.code in (0, 1)
    result = read(tmp_path / "x.h5")
    assert result["root"]["status"] == "complete"
    assert set(cases_of(result, "two")["status"]) == {b"finished"}
    assert b"finished" in cases_of(result, "one")["status"]
    for error in result["cases"]["error"]:
        assert error == b"" or b"the first: " in error
    assert sources(seed) == []


@pytest.mark.parametrize("code", [0, 1])
def test_no_server_is_left_after_a_run(code, tmp_path):
    seed = own_seed()
    timeout = 'timeout = "1 ms"\nretries = 0\n' if code else ""
    (tmp_path / "c.toml").write_text(campaign(seed, waiting("one", LONG + timeout)))
    sweep("run", "c.toml", "-o", "x.h5", ranks=2, cwd=tmp_path).expect(code)
    assert sources(seed) == []


@pytest.mark.parametrize(("ranks", "victim", "number"), [
    (1, "sweep", signal.SIGINT), (1, "sweep", signal.SIGKILL), (2, "mpirun", signal.SIGINT),
    (2, "mpirun", signal.SIGTERM), (2, "sweep", signal.SIGKILL), (2, "mpirun", signal.SIGKILL)])
def test_no_server_is_left_after_a_signal(ranks, victim, number, tmp_path):
    seed = own_seed()
    (tmp_path / "c.toml").write_text(campaign(seed, waiting("one", LONG), repetitions=10_000))
    with launch(["run", "c.toml", "-o", "x.h5"], ranks=ranks, cwd=tmp_path) as run:
        wait_until(lambda: sources(seed), run)
        time.sleep(0.1)
        whom = run.process.pid
        if ranks > 1 and victim == "sweep":
            (whom,) = [process for process, rank in run.processes().items()
                       if rank == 0 and process not in sources(seed)]
        os.kill(whom, number)
        assert survivors(seed) == []


@pytest.mark.long  # and the sanitizer that looks at every virtual call wants descriptors of its own
def test_too_few_file_descriptors_fail_their_case_alone(tmp_path):
    sockets = """[[experiment]]
name = "{0}"
workload = "fan_out"
kind = "socket"
tasks = {1}
serial_tasks = 1
wait = "100 ms"
model = "event_loop"
poller = ["epoll", "io_uring"]
in_flight = {0}
"""
    (tmp_path / "c.toml").write_text(campaign(own_seed(), sockets.format(500, 500), sockets.format(50, 100),
                                              repetitions=1))
    sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path, prefix=("prlimit", "--nofile=256:256")).expect(1)
    for case in read(tmp_path / "x.h5")["cases"]:
        if case["in_flight"] == 500:  # not so the serial base, which has none
            assert case["status"] == b"failed"
            assert b"raise `ulimit -n`" in case["error"]
        else:
            assert case["status"] == b"finished", case["error"]


def test_threads_that_cannot_be_made_fail_their_case_alone(tmp_path):
    (tmp_path / "c.toml").write_text(campaign(SEED, """[[experiment]]
name = "timers"
workload = "fan_out"
tasks = 20
serial_tasks = 2
wait = "1 ms"
model = "threads"
team = ["openmp", "posix"]
threads = [2, 1000]
stack = ["0 B", "1 TiB"]
""", repetitions=1))
    sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path).expect(1)
    for case in read(tmp_path / "x.h5")["cases"]:
        if case["stack"] > 0 and case["threads"] == 1000:
            assert case["status"] == b"failed"
        elif case["stack"] <= 0:
            assert case["status"] == b"finished", case["error"]
        assert case["error"] == b"" or case["error"].startswith(b"cannot create thread ")
        assert case["status"] != b"unfinished"


def test_files_are_a_source_and_a_directory_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    files = f'source = "files"\n{MODELS}'
    (tmp_path / "c.toml").write_text(campaign(
        SEED, tiny_files("bad", files + f'directory = "{tmp_path}/file"'),
        tiny_files("good", files + f'directory = "{tmp_path}/folder"')))
    sweep("run", "c.toml", "-o", "x.h5", cwd=tmp_path).expect(1)
    result = read(tmp_path / "x.h5")
    assert set(cases_of(result, "good")["status"]) == {b"finished"}
    assert len(list((tmp_path / "folder").rglob("*.json"))) == TASKS
    for error in errors_of(result, "bad"):
        assert f"{tmp_path}/file" in error
    assert (tmp_path / "file").read_text() == "in the way"
