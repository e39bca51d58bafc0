"""Model process_pool as a person runs it: the same answers whatever dies, and no process left behind. It shares no memory;
its pipes end with its processes."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from sweep_program import LONGEST, OPEN_MPI, launch, read, sweep, table

CAMPAIGN = """[campaign]
name = "pool"
seed = 17
repetitions = {{ min = {repetitions}, max = {repetitions}, interval = "100%" }}
warmup = 0

[[experiment]]
name = "draws"
workload = "monte_carlo"
settings = 200
draws = {draws}
model = {models}
ranks = {ranks}
workers = 2
schedule = "dynamic"
chunk = 1
start = {starts}
worker_retries = {retries}
"""


def campaign(folder, draws=1000, models='"process_pool"', ranks=2, starts='"fork"', repetitions=2, retries=1000):
    path = folder / "pool.toml"
    path.write_text(CAMPAIGN.format(draws=draws, models=models, ranks=ranks, starts=starts, repetitions=repetitions,
                                    retries=retries))
    return path


def workers_of(run):
    """The processes of a launch that are children of a rank."""
    ranks = {process for process, rank in run.processes().items() if rank is not None}
    found = []
    for process in run.processes():
        try:
            parent = int((Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent in ranks:
            found.append(process)
    return found


def wait_for_workers(run):
    end = time.monotonic() + LONGEST
    while not (found := workers_of(run)):
        assert run.process.poll() is None, run.wait()
        assert time.monotonic() < end, "no worker process is started"
        time.sleep(0.005)
    return found


def kill_a_worker(run):
    """Another one where the one that was found is through meanwhile."""
    while True:
        try:
            os.kill(wait_for_workers(run)[0], signal.SIGKILL)
            return
        except ProcessLookupError:
            pass


def kill_workers(run, count, draw):
    """So many one after the other; gives how many, which are fewer where the launch ends before."""
    killed = 0
    while run.process.poll() is None and killed < count:
        if living := workers_of(run):
            try:
                os.kill(draw.choice(living), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:  # its repetition is over
                pass
        time.sleep(0.01 + 0.04 * draw.random())
    return killed


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_pool_finds_what_one_rank_finds_alone_by_copies_and_by_programs(ranks, tmp_path):
    path = campaign(tmp_path, models='["serial", "process_pool"]', starts='["fork", "spawn"]', ranks=ranks)
    sweep("run", path, "-o", "x.h5", "--quiet", ranks=ranks, cwd=tmp_path).expect(0)
    result = read(tmp_path / "x.h5")
    pools = result["cases"][result["cases"]["model"] == b"process_pool"]
    assert set(pools["start"]) == {b"fork", b"spawn"}
    assert set(result["cases"]["status"]) == {b"finished"}
    assert len(set(result["cases"]["checksum"])) == 1
    samples = result["samples"]
    of_pools = [case in set(pools["case"]) for case in samples["case"]]
    assert (samples["pss_bytes"][of_pools] > 0).all()
    assert (samples["replaced_workers"] == 0).all()


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_workers_killed_twenty_times_change_no_answer(start, tmp_path):
    calm = campaign(tmp_path, models='"serial"', ranks=1, draws=100_000)
    sweep("run", calm, "-o", "calm.h5", "--quiet", cwd=tmp_path).expect(0)
    path = campaign(tmp_path, draws=100_000, starts=f'"{start}"', repetitions=60)
    calm, draw = read(tmp_path / "calm.h5"), random.Random(17)
    killed = replaced = 0
    while killed < 20:  # a fast machine ends a launch before that
        (tmp_path / "x.h5").unlink(missing_ok=True)
        with launch(["run", path, "-o", "x.h5", "--quiet"], ranks=2, cwd=tmp_path) as run:
            killed += kill_workers(run, 10, draw)  # on a slow machine, all in the check
            while run.process.poll() is None and not table(tmp_path / "x.h5", "samples"):
                time.sleep(0.02)
            killed += kill_workers(run, 10, draw)
            run.wait().expect(0)
            assert run.survivors() == {}
        stormy = read(tmp_path / "x.h5")
        assert (calm["estimates"]["draws"] == stormy["estimates"]["draws"]).all()
        assert set(stormy["cases"]["checksum"]) == set(calm["cases"]["checksum"])
        replaced += stormy["samples"]["replaced_workers"].sum()
    assert 1 <= replaced <= killed  # not those of the check, nor those that were through


@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "SIGKILL of a rank"])
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_no_worker_is_left_however_a_launch_ends(end, start, tmp_path):
    path = campaign(tmp_path, draws=500_000, repetitions=1000, starts=f'"{start}"')
    with launch(["run", path, "-o", "x.h5", "--quiet"], ranks=2, cwd=tmp_path) as run:
        wait_for_workers(run)
        if end == "SIGKILL of a rank":
            os.kill(next(process for process, rank in run.processes().items() if rank == 1), signal.SIGKILL)
        else:
            run.process.send_signal(getattr(signal, end))
        assert run.wait().code != 0 or not OPEN_MPI  # MPICH's launcher may end with 0 after Ctrl-C
        assert run.survivors() == {}


def test_a_worker_that_dies_too_often_fails_its_case_alone_and_names_the_signal(tmp_path):
    path = campaign(tmp_path, draws=5_000_000, repetitions=1, retries=0)
    with launch(["run", path, "-o", "x.h5", "--quiet"], ranks=2, cwd=tmp_path) as run:
        kill_a_worker(run)
        ended = run.wait().expect(1)
        assert run.survivors() == {}
    assert "was ended by SIGKILL (Killed)" in ended.err
    assert "worker_retries" in ended.err
    cases = read(tmp_path / "x.h5")["cases"]
    assert dict(zip(cases["model"], cases["status"])) == {b"serial": b"finished", b"process_pool": b"failed"}


def test_the_hidden_command_is_in_no_list():
    assert "pool_worker" not in sweep("--help").expect(0).out
    assert "pool_worker" not in sweep("pol_worker").expect(2).err
